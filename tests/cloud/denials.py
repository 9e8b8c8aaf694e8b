"""Without its permission a function is denied, writes nothing, and works again as soon as it has it back.

One function of each context, and the relay. So what the journeys did, they did by their permissions.
"""

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import waiting
from api import Answer, Person
from grants import Grant, Roles, Statement, texts
from stack import Stack

# How soon a consumer has what was published. A message that failed comes again after its queue's visibility timeout,
# a minute.
HEARS_SECONDS = 20.0
COMES_AGAIN_SECONDS = 90.0
PRICE = 100_000


class Denials:
    """The proofs, each on the state that the one before it left."""

    def __init__(self, stack: Stack, roles: Roles, decisions: Path, host: Person, guest: Person) -> None:
        """On a stack in which nobody is denied anything."""
        self._stack = stack
        self._roles = roles
        self._decisions = decisions
        self._host = host
        self._guest = guest
        self._dynamodb = stack.account.client("dynamodb")
        self._logs = stack.account.client("logs")
        self._outputs = stack.outputs()

    def prove(self) -> None:
        """All of them."""
        room = self._room()
        self._in_the_catalogue(room)
        reservation = self._reservation(room)
        coupon = self._payment(reservation)
        self._redemption(coupon)
        self._consumers(room)
        self._relay()

    def _room(self) -> str:
        number, registration = _registration()
        with self._without("register-room", "dynamodb:GetItem", "dynamodb:PutItem"):
            _failed(self._host.ask("POST", "/rooms", registration))
            self._absent("RoomTable", f"Room#{number}")
        self._host.ask("POST", "/rooms", registration).expect(HTTPStatus.CREATED)
        self._present("RoomTable", f"Room#{number}")
        return number

    def _reservation(self, room: str) -> str:
        stay = _stay(room, 10)
        night = f"NIGHT#{room}#{stay['checkIn']}"
        with self._without("reserve-room", "dynamodb:GetItem", "dynamodb:PutItem"):
            _failed(self._guest.ask("POST", "/reservations", stay))
            self._absent("ReservationTable", night)
        reserved = self._guest.ask("POST", "/reservations", stay).expect(HTTPStatus.CREATED)
        self._present("ReservationTable", night)
        return str(reserved["reservationNumber"])

    def _payment(self, reservation: str) -> str:
        path, payment = f"/reservations/{reservation}/payment", f"Payment#P-{reservation.removeprefix('R-')}"
        with self._without("charge-payment", "dynamodb:GetItem", "dynamodb:PutItem"):
            _failed(self._guest.ask("POST", path, {}))
            self._absent("PaymentTable", payment)
        paid = self._guest.ask("POST", path, {}).expect(HTTPStatus.CREATED)
        self._present("PaymentTable", payment)
        return str(paid["promotion"]["couponId"])

    def _redemption(self, coupon: str) -> None:
        path, key = f"/promotions/{coupon}/redeem", f"Promotion#{coupon}"
        before = self._item("PromotionTable", key)
        with self._without("redeem-coupon", "dynamodb:GetItem", "dynamodb:PutItem"):
            _failed(self._guest.ask("POST", path, {}))
            assert self._item("PromotionTable", key) == before, f"{key} was changed"
        redeemed = self._guest.ask("POST", path, {}).expect(HTTPStatus.OK)
        assert redeemed["status"] == "REDEEMED", redeemed

    def _consumers(self, room: str) -> None:
        """The projector and the notices hear of a change by their queues. What they are denied comes again."""
        with (
            self._without("project-room-info", "dynamodb:GetItem", "dynamodb:UpdateItem") as until_no_row,
            self._without("notify-customer", "dynamodb:PutItem") as until_no_notice,
        ):
            reserved = self._guest.ask("POST", "/reservations", _stay(room, 20)).expect(HTTPStatus.CREATED)
            number = str(reserved["reservationNumber"])
            until_no_row()
            until_no_notice()
            row, notice = f"RoomInfo#{number}", f"Notice#Reservation#{number}#1"
            self._absent("RoomInfoTable", row)
            self._absent("NoticeTable", notice)
        self._appears("RoomInfoTable", row, COMES_AGAIN_SECONDS)
        self._appears("NoticeTable", notice, COMES_AGAIN_SECONDS)

    def _relay(self) -> None:
        """The relay says which records it could not publish. MiniStack does not give it those again, as AWS does: that
        it may publish again shows in the next one.
        """
        number, registration = _registration()
        with self._without("outbox-relay", "events:PutEvents") as until_not_published:
            self._host.ask("POST", "/rooms", registration).expect(HTTPStatus.CREATED)
            until_not_published()
            self._absent("ReservationTable", f"CATALOGUE#{number}")
        self._host.ask("PATCH", f"/rooms/{number}", {"roomPrice": PRICE + 1}).expect(HTTPStatus.OK)
        self._in_the_catalogue(number)

    @contextlib.contextmanager
    def _without(self, function: str, *actions: str) -> Iterator[Callable[[], None]]:
        """Takes actions away from a function's role, and gives them back. Yields what waits until it was denied one: it
        says so in its own log, where an operator sees it.
        """
        start = int(time.time() * 1000)
        known = self._denied(function)

        def until_denied() -> None:
            waiting.until(f"{function} logs a denial", HEARS_SECONDS, lambda: self._logs_a_denial(function, start))

        policies = self._roles.policies(function)
        try:
            for name, statements in policies:
                self._roles.put(function, name, without(statements, actions))
            yield until_denied
            until_denied()
            new = self._denied(function) - known
        finally:
            for name, statements in policies:
                self._roles.put(function, name, statements)
        assert new, f"{function} was not denied anything without {actions}"
        assert all(one.action in actions for one in new), f"{function} was denied more: {new}"
        print(f"  denied to {', '.join(map(str, sorted(new)))}", flush=True)

    def _denied(self, function: str) -> set[Grant]:
        return {one for one in self._roles.decided(self._decisions)[1] if one.function == function}

    def _logs_a_denial(self, function: str, start: int) -> bool:
        group = f"/aws/lambda/{self._stack.name}-{function}"
        found = self._logs.filter_log_events(
            logGroupName=group, filterPattern='"AccessDenied"', startTime=start
        )
        return bool(found["events"])

    def _in_the_catalogue(self, room: str) -> None:
        self._appears("ReservationTable", f"CATALOGUE#{room}", HEARS_SECONDS)

    def _appears(self, table: str, key: str, seconds: float) -> None:
        waiting.until(f"{table} has {key}", seconds, lambda: self._item(table, key) is not None)

    def _present(self, table: str, key: str) -> None:
        assert self._item(table, key) is not None, f"{table} has no {key}"

    def _absent(self, table: str, key: str) -> None:
        assert self._item(table, key) is None, f"{table} has {key}"

    def _item(self, table: str, key: str) -> dict[str, Any] | None:
        name = self._outputs[f"{table}Name"]
        found = self._dynamodb.get_item(TableName=name, Key={"pk": {"S": key}}, ConsistentRead=True)
        item: dict[str, Any] | None = found.get("Item")
        return item


def without(statements: list[Statement], actions: tuple[str, ...]) -> list[Statement]:
    """Statements without these actions; one that has no other is not there."""
    rest = [(one, [action for action in texts(one["Action"]) if action not in actions]) for one in statements]
    return [{**one, "Action": others} for one, others in rest if others]


def _registration() -> tuple[str, dict[str, Any]]:
    """The number of a new room, and the body that registers it."""
    number = f"R-{secrets.token_hex(4)}"
    return number, {"roomNumber": number, "roomName": "Garden room", "roomType": "DELUXE", "roomPrice": PRICE}


def _stay(room: str, days_ahead: int) -> dict[str, str]:
    """The body that reserves a room for one night."""
    check_in = datetime.now(tz=UTC).date() + timedelta(days=days_ahead)
    return {
        "roomNumber": room,
        "checkIn": check_in.isoformat(),
        "checkOut": (check_in + timedelta(days=1)).isoformat(),
    }


def _failed(answer: Answer) -> None:
    """A caller learns that it is our fault, and nothing of permissions."""
    assert answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR, answer
    assert "denied" not in str(answer.body).lower(), answer

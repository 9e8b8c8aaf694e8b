"""Without its permission a function is denied, writes nothing, and works again as soon as it has it back.

One function of each context, and the relay. So what the journeys did, they did by their permissions.
"""

import contextlib
import secrets
from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import waiting
from api import Answer
from grants import Grant, Roles, Statement, texts
from hotel import HEARS_SECONDS, PRICE, Hotel, registration, stay
from stack import Stack

# A message that failed comes again after its queue's visibility timeout, a minute.
COMES_AGAIN_SECONDS = 90.0
# A policy of AWS's that allows nothing that a function of a context does.
LOGS_ONLY = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


class Denials:
    """The proofs, each on the state that the one before it left."""

    def __init__(self, stack: Stack, roles: Roles, decisions: Path, hotel: Hotel) -> None:
        """On a stack in which nobody is denied anything."""
        self._roles = roles
        self._decisions = decisions
        self._hotel = hotel
        self._dynamodb = stack.account.client("dynamodb")
        self._lambda = stack.account.client("lambda")
        self._logs = stack.account.client("logs")
        self._outputs = stack.outputs()
        self._tried: list[str] = []

    def prove(self) -> None:
        """All of them."""
        room = self._room()
        self._boundary(room)
        reservation = self._reservation(room)
        self._payment(reservation)
        self._promotion(self._hotel.reserve(room, days_ahead=11), self._hotel.reserve(room, days_ahead=12))
        self._consumers(room)
        self._relay()
        self._logged()

    def _room(self) -> str:
        room = registration()
        number = str(room["roomNumber"])
        with self._without("register-room", "dynamodb:GetItem", "dynamodb:PutItem"):
            _failed(self._hotel.host.ask("POST", "/rooms", room))
            self._absent("RoomTable", f"Room#{number}")
        self._hotel.host.ask("POST", "/rooms", room).expect(HTTPStatus.CREATED)
        self._present("RoomTable", f"Room#{number}")
        self._hotel.until_on_sale(number)
        return number

    def _boundary(self, room: str) -> None:
        """What a role grants is granted within its boundary only."""
        path, key, change = f"/rooms/{room}", f"Room#{room}", {"roomName": "Attic room"}
        before = self._item("RoomTable", key)
        boundary = self._roles.boundary("change-room")
        self._roles.bound("change-room", LOGS_ONLY)
        try:
            _failed(self._hotel.host.ask("PATCH", path, change))
        finally:
            self._roles.bound("change-room", boundary)
        denied = self._denied("change-room")
        assert denied, "change-room was not denied anything"
        assert self._item("RoomTable", key) == before, f"{key} was changed"
        self._hotel.host.ask("PATCH", path, change).expect(HTTPStatus.OK)
        print(f"  denied beyond a boundary to {', '.join(map(str, denied))}", flush=True)

    def _reservation(self, room: str) -> str:
        night = f"NIGHT#{room}#{stay(room)['checkIn']}"
        with self._without("reserve-room", "dynamodb:GetItem", "dynamodb:PutItem"):
            _failed(self._hotel.guest.ask("POST", "/reservations", stay(room)))
            self._absent("ReservationTable", night)
        number = self._hotel.reserve(room)
        self._present("ReservationTable", night)
        return number

    def _payment(self, reservation: str) -> None:
        """The same request again, by its key, is not one that is done already."""
        command, key = {"reservationNumber": reservation}, secrets.token_hex(8)
        payment = f"Payment#{_of(reservation, 'P')}"
        with self._without("charge-payment", "dynamodb:GetItem", "dynamodb:PutItem"):
            _failed(self._hotel.guest.ask("POST", "/payments", command, key))
            self._absent("PaymentTable", payment)
        self._hotel.guest.ask("POST", "/payments", command, key).expect(HTTPStatus.CREATED)
        self._present("PaymentTable", payment)

    def _promotion(self, reservation: str, next_one: str) -> None:
        """A payment does without its promotion, which promotion's own policy grants some seconds later."""
        path, promotion = f"/reservations/{reservation}/payment", f"Promotion#{_of(reservation, 'C')}"
        command, key = {"paymentId": _of(reservation, "P"), "paymentPrice": PRICE}, secrets.token_hex(8)
        with self._without("save-promotion", "dynamodb:GetItem", "dynamodb:PutItem"):
            paid = self._hotel.guest.ask("POST", path, {}).expect(HTTPStatus.CREATED)
            assert paid["promotion"]["status"] == "DEFERRED", paid
            _failed(self._hotel.guest.ask("POST", "/promotions", command, key))
            self._absent("PromotionTable", promotion)
        self._appears("PromotionTable", promotion, HEARS_SECONDS)
        paid = self._hotel.guest.ask("POST", f"/reservations/{next_one}/payment", {}).expect(HTTPStatus.CREATED)
        assert paid["promotion"]["status"] == "GRANTED", paid

    def _consumers(self, room: str) -> None:
        """The projector and the notices hear of a change by their queues. What they are denied comes again."""
        with (
            self._without("project-room-info", "dynamodb:GetItem", "dynamodb:UpdateItem") as until_no_row,
            self._without("notify-customer", "dynamodb:PutItem") as until_no_notice,
        ):
            number = self._hotel.reserve(room, days_ahead=20)
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
        room = registration()
        number = str(room["roomNumber"])
        with self._without("outbox-relay", "events:PutEvents") as until_not_published:
            self._hotel.host.ask("POST", "/rooms", room).expect(HTTPStatus.CREATED)
            until_not_published()
            self._absent("ReservationTable", f"CATALOGUE#{number}")
        self._hotel.host.ask("PATCH", f"/rooms/{number}", {"roomName": "Corner room"}).expect(HTTPStatus.OK)
        self._appears("ReservationTable", f"CATALOGUE#{number}", HEARS_SECONDS)

    @contextlib.contextmanager
    def _without(self, function: str, *actions: str) -> Iterator[Callable[[], None]]:
        """Takes actions away from a function's role, and gives them back. Yields what waits until it was denied one."""
        known = self._denied(function)

        def until_denied() -> None:
            waiting.until(f"{function} is denied", HEARS_SECONDS, lambda: self._denied(function) > known)

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
        assert all(one.action in actions for one in new), f"{function} was denied more: {new}"
        self._tried.append(function)
        print(f"  denied to {', '.join(map(str, sorted(new)))}", flush=True)

    def _denied(self, function: str) -> set[Grant]:
        return {one for one in self._roles.decided(self._decisions)[1] if one.function == function}

    def _logged(self) -> None:
        """Each function that was denied something says so in its own log group, where an operator looks. MiniStack may
        have a line only with the function's next invocation, which has been by now.
        """
        for function in self._tried:
            waiting.until(f"{function} logs a denial", HEARS_SECONDS, lambda: self._logs_a_denial(function))  # noqa: B023

    def _logs_a_denial(self, function: str) -> bool:
        configuration = self._lambda.get_function_configuration(FunctionName=self._roles.function_name(function))
        group = configuration["LoggingConfig"]["LogGroup"]
        found = self._logs.filter_log_events(logGroupName=group, filterPattern=f'"AccessDenied" "{function}"')
        return bool(found["events"])

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


def _of(reservation: str, kind: str) -> str:
    """The id of a reservation's payment, `P`, or promotion, `C`: they differ in the letter alone."""
    return f"{kind}-{reservation.removeprefix('R-')}"


def _failed(answer: Answer) -> None:
    """A caller learns that it is our fault, and nothing of permissions."""
    assert answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR, answer
    assert "denied" not in str(answer.body).lower(), answer

"""A host and a guest, and what they do with each other."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import waiting
from api import Person

PRICE = 100_000
# How soon a consumer has what was published.
HEARS_SECONDS = 30.0
# More than the journeys are.
AT_ONCE = 4


@dataclass(frozen=True)
class Hotel:
    """Who lets rooms, and who stays there."""

    host: Person
    guest: Person

    def room_on_sale(self) -> str:
        """The number of a new room that can be reserved."""
        room = registration()
        self.host.ask("POST", "/rooms", room).expect(HTTPStatus.CREATED)
        self.until_on_sale(room["roomNumber"])
        return str(room["roomNumber"])

    def until_on_sale(self, room: str) -> None:
        """Waits until reservation has heard of a room: before that, it is not found, after that, it has a price."""
        probe = stay(room) | {"paymentPrice": PRICE * 10}
        waiting.until(
            f"{room} is on sale",
            HEARS_SECONDS,
            lambda: self.guest.ask("POST", "/reservations", probe).status == HTTPStatus.CONFLICT,
        )

    def reserve(self, room: str, days_ahead: int = 10) -> str:
        """The number of a reservation of one night."""
        reserved = self.guest.ask("POST", "/reservations", stay(room, days_ahead)).expect(HTTPStatus.CREATED)
        return str(reserved["reservationNumber"])


def warm_up(hotel: Hotel) -> None:
    """Has the functions of a payment started, as many at once as the journeys may need. A payment waits 610 ms for its
    promotion, and a process that starts on a busy machine takes longer: then the promotion is deferred, as it must be.
    """
    room = hotel.room_on_sale()

    def pay(days_ahead: int) -> None:
        number = hotel.reserve(room, days_ahead)
        hotel.guest.ask("POST", f"/reservations/{number}/payment", {}).expect(HTTPStatus.CREATED)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(pay, range(10, 10 + 2 * AT_ONCE)))


def registration() -> dict[str, Any]:
    """The body that registers a new room."""
    number = f"R-{secrets.token_hex(4)}"
    return {"roomNumber": number, "roomName": "Garden room", "roomType": "DELUXE", "roomPrice": PRICE}


def stay(room: str, days_ahead: int = 10) -> dict[str, Any]:
    """The body that reserves a room for one night."""
    check_in = datetime.now(tz=UTC).date() + timedelta(days=days_ahead)
    check_out = check_in + timedelta(days=1)
    return {"roomNumber": room, "checkIn": check_in.isoformat(), "checkOut": check_out.isoformat()}

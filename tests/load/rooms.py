"""The rooms that are let: registered before the load, and awaited where reservations look for them."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from gevent.pool import Pool

from connection import Json, Person, wait_until

# Enough beds for a search to find some, and few enough for guests to meet.
ROOMS_PER_KIND = 20
# One night is worth no gift, a beverage, a discount coupon.
PRICES = (30_000, 60_000, 120_000)
DAYS_AHEAD = 360
SHOWN_SECONDS = 30.0
AT_ONCE = 8


@dataclass(frozen=True)
class Stay:
    """The nights from `check_in` up to, and without, `check_out`."""

    check_in: date
    check_out: date

    @staticmethod
    def within(days: int) -> "Stay":
        """One to three nights, of which the first is within the coming days."""
        today = (datetime.now(UTC) + timedelta(hours=9)).date()
        check_in = today + timedelta(days=random.randint(1, days))
        return Stay(check_in, check_in + timedelta(days=random.randint(1, 3)))

    def reservation(self, room: str) -> Json:
        """The body that reserves a room for it."""
        return {"roomNumber": room, "checkIn": str(self.check_in), "checkOut": str(self.check_out)}

    @property
    def query(self) -> str:
        """The stay as a part of a URL."""
        return f"checkIn={self.check_in}&checkOut={self.check_out}"


@dataclass(frozen=True)
class Rooms:
    """The rooms of one run: of kinds that no other room has."""

    run: str
    count: int

    @property
    def numbers(self) -> list[str]:
        """All their numbers."""
        return [f"LOAD-{self.run}-{room}" for room in range(self.count)]

    def kind(self, room: int) -> str:
        """The `roomType` of a room."""
        return f"LOAD-{self.run}-KIND-{room // ROOMS_PER_KIND}"

    def any_kind(self) -> str:
        """One of the kinds, as likely as it has rooms."""
        return self.kind(random.randrange(self.count))

    @property
    def popular(self) -> str:
        """The room that everybody has heard of."""
        return self.numbers[0]

    def put_on_sale(self, host: Person, customer: Person) -> None:
        """Registers all and waits until reservation knows them."""
        pool = Pool(AT_ONCE)
        for room in range(self.count):
            pool.spawn(self._put_on_sale, room, host, customer)
        pool.join(raise_error=True)

    def _put_on_sale(self, room: int, host: Person, customer: Person) -> None:
        number, price = self.numbers[room], random.choice(PRICES)
        registration = {"roomNumber": number, "roomName": "한옥 별채", "roomType": self.kind(room), "roomPrice": price}
        host.ask("register", "POST", "/rooms", registration)
        # A question that changes nothing: a wrong price is refused as soon as the room is known.
        probe = Stay.within(1).reservation(number) | {"paymentPrice": 1}
        refusals = ("price-changed", "room-not-found")

        def complaint() -> str:
            answer = customer.ask("reserve", "POST", "/reservations", probe, refusals=refusals)
            return "" if answer.refusal == "price-changed" else str(answer)

        wait_until(f"reservation knows {number}", SHOWN_SECONDS, complaint)

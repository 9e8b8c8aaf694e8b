"""Whether all that was accepted is there at the end, as it was accepted last, and nothing else."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from urllib.parse import quote

from gevent.pool import Pool
from locust.contrib.fasthttp import FastHttpSession

from connection import Json, Person, UnexpectedAnswer, session, wait_until
from ledger import Booking, Ledger, Standing
from rooms import Rooms

AT_ONCE = 8
PAYING = frozenset({Standing.PAID, Standing.REDEEMED})
REPAID = frozenset({Standing.REFUNDED, Standing.DEDUCTED})
# What a booking's row says at last. An unpaid hold may have expired.
ROWS: dict[Standing, dict[str, tuple[str | None, ...]]] = {
    Standing.HELD: {"reserveStatus": ("reserve", "expired"), "paymentStatus": ("N",)},
    Standing.PAID: {"reserveStatus": ("paymentComp",), "paymentStatus": ("Y",), "promotionStatus": ("GRANTED",)},
    Standing.REDEEMED: {"reserveStatus": ("paymentComp",), "paymentStatus": ("Y",), "promotionStatus": ("REDEEMED",)},
    Standing.CANCELLED: {"reserveStatus": ("cancelled",), "paymentStatus": ("N",), "promotionStatus": (None,)},
    Standing.REFUNDED: {"reserveStatus": ("cancelled",), "paymentStatus": ("R",), "promotionStatus": ("REVOKED",)},
    Standing.DEDUCTED: {"reserveStatus": ("cancelled",), "paymentStatus": ("R",), "promotionStatus": ("REVOKED",)},
}


class Verification:
    """Compares the ledger with what the system says, until a deadline for what takes its time."""

    def __init__(self, url: str, ledger: Ledger, rooms: Rooms, patience: float) -> None:
        self.session: FastHttpSession = session(url)
        self.ledger = ledger
        self.rooms = rooms
        self.deadline = time.monotonic() + patience

    def complaints(self) -> list[str]:
        """What is lost, wrong or too much: a line for each."""
        pool = Pool(AT_ONCE)
        by_token: defaultdict[str, list[Booking]] = defaultdict(list)
        for booking in self.ledger.bookings:
            by_token[booking.customer.token].append(booking)
        bookings = pool.imap_unordered(self._misses, self.ledger.bookings)
        lists = pool.imap_unordered(self._miscounts, by_token.items())
        found = [complaint for complaint in (*bookings, *lists) if complaint]
        return found + self._sold_twice()

    def _misses(self, booking: Booking) -> str:
        person = Person(self.session, booking.customer.token)
        expected = " or ".join(sorted(standing.value for standing in booking.standings))
        return self._in_time(f"{booking.number} is {expected}", lambda: _differs(person, booking))

    def _miscounts(self, customer: tuple[str, list[Booking]]) -> str:
        token, bookings = customer
        person = Person(self.session, token)
        expected = {booking.number for booking in bookings}

        def complaint() -> str:
            rows = [row["reservationNumber"] for row in _rows(person) if row["roomNumber"] in self.rooms.numbers]
            twice = {number for number in rows if rows.count(number) > 1}
            odd = expected.symmetric_difference(rows) | twice
            return f"missing, unknown or listed twice: {', '.join(sorted(odd))}" if odd else ""

        return self._in_time(f"a list of {len(expected)} bookings", complaint)

    def _in_time(self, what: str, condition: Callable[[], str]) -> str:
        def complaint() -> str:
            try:
                return condition()
            except UnexpectedAnswer as answer:
                return str(answer)

        try:
            wait_until(what, max(self.deadline - time.monotonic(), 0.0), complaint)
        except TimeoutError as error:
            return str(error)
        return ""

    def _sold_twice(self) -> list[str]:
        """Nights of a room that two bookings have which are paid."""
        owners: dict[tuple[str, date], str] = {}
        found = []
        for booking in self.ledger.bookings:
            if not booking.standings <= PAYING:
                continue
            for night in booking.nights:
                owner = owners.setdefault((booking.room, night), booking.number)
                if owner != booking.number:
                    found.append(f"{booking.room} is sold twice on {night}: {owner}, {booking.number}")
        return found


def _rows(person: Person) -> Iterator[Json]:
    """All rows of a customer, page by page."""
    cursor = ""
    while True:
        page = person.ask("list", "GET", f"/roomInfos?limit=100{cursor}").body
        yield from page["items"]
        if not page["nextCursor"]:
            return
        cursor = f"&cursor={quote(page['nextCursor'])}"


def _differs(person: Person, booking: Booking) -> str:
    """What of a booking is not as any of its possible standings wants it; empty where all is."""
    row = person.ask("row", "GET", f"/roomInfos/{booking.number}").body
    reservation = person.ask("reservation", "GET", booking.path).body
    is_right = any(_stands(booking, standing, row) for standing in booking.standings)
    if not is_right or reservation["reserveStatus"] != row["reserveStatus"]:
        return f"{row}, {reservation}, promised {booking.promised}"
    return _owes(person, booking, row) if row["paymentStatus"] == "R" else ""


def _stands(booking: Booking, standing: Standing, row: Json) -> bool:
    """Whether a row says that the booking stands so."""
    if any(row[field] not in values for field, values in ROWS[standing].items()):
        return False
    if standing in PAYING:
        return bool(row["paymentPrice"] == booking.price and booking.promised.items() <= row.items())
    if standing in REPAID:
        refund, deducted = int(row["refundPrice"]), int(row["deductedPrice"])
        return refund + deducted == booking.price and (deducted > 0) == (standing is Standing.DEDUCTED)
    return True


def _owes(person: Person, booking: Booking, row: Json) -> str:
    """What cancelling again says of the refund, if it is not that it is done as the row has it."""
    refund = person.ask("cancel again", "DELETE", booking.path).body["refund"]
    done = {"status": "DONE", "refundPrice": row["refundPrice"], "deductedPrice": row["deductedPrice"]}
    return "" if refund == done else f"{row}, {refund}"

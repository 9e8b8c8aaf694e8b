"""What the system has accepted: every booking, and how it has to stand at the end."""

import enum
from dataclasses import dataclass, field
from datetime import date, timedelta

from connection import Json, Person


class Standing(enum.Enum):
    """How a booking stands."""

    HELD = "held"
    PAID = "paid"
    REDEEMED = "paid, its gift redeemed"
    CANCELLED = "cancelled unpaid"
    REFUNDED = "refunded"
    DEDUCTED = "refunded less its redeemed gift"


@dataclass
class Booking:
    """A reservation that was accepted. As long as the answer to a command is out, it may stand in more than one way."""

    customer: Person
    number: str
    room: str
    check_in: date
    check_out: date
    price: int
    standings: set[Standing] = field(default_factory=lambda: {Standing.HELD})
    # What answers have said of fields of its row.
    promised: Json = field(default_factory=dict)

    @property
    def path(self) -> str:
        """The path of the reservation."""
        return f"/reservations/{self.number}"

    def may_become(self, standing: Standing) -> None:
        """Notes that a command is sent that leads there."""
        self.standings.add(standing)

    def became(self, standing: Standing) -> None:
        """Notes that an answer says so."""
        self.standings = {standing}

    @property
    def nights(self) -> list[date]:
        """The nights of the stay."""
        return [self.check_in + timedelta(days=day) for day in range((self.check_out - self.check_in).days)]


class Ledger:
    """All accepted bookings, in the order of their answers."""

    def __init__(self) -> None:
        self.bookings: list[Booking] = []

    def accept(self, customer: Person, answer: Json) -> Booking:
        """Notes the reservation that an answer tells of."""
        booking = Booking(
            customer=customer,
            number=answer["reservationNumber"],
            room=answer["roomNumber"],
            check_in=date.fromisoformat(answer["checkIn"]),
            check_out=date.fromisoformat(answer["checkOut"]),
            price=answer["paymentPrice"],
        )
        self.bookings.append(booking)
        return booking

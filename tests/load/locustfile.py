"""The customers: what they do, how often, and how many of them there are when."""

import random
import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import ClassVar

from locust import FastHttpUser, LoadTestShape, between, task

from connection import Answer, Json, Person, session, wait_until
from ledger import Booking, Ledger, Standing
from measurements import SHOWN, WAIT
from rooms import DAYS_AHEAD, Rooms, Stay
from sign_in import SignIn

SHOWN_SECONDS = 60.0
# Who wants the popular room wants it soon.
POPULAR_DAYS = 60
# Too short for nearly any answer.
HASTE_SECONDS = 0.005


@dataclass(frozen=True)
class World:
    """What all customers share."""

    rooms: Rooms
    ledger: Ledger
    sign_in: SignIn


class Customer(FastHttpUser):
    """A customer, who books one stay after the other. What becomes of each is in the ledger."""

    world: ClassVar[World]
    wait_time = between(0.05, 0.25)

    def on_start(self) -> None:
        """Signs in."""
        assert self.host is not None
        self.hasty = session(self.host, patience=HASTE_SECONDS)
        connection = session(self.host, self.environment.events.request)
        self.me = Person(connection, self.world.sign_in("customer"))

    @task(10)
    def pays(self) -> None:
        """Books, pays and looks at it."""
        if booking := self._reserve():
            self._pay(booking)

    @task(2)
    def pays_with_another_card(self) -> None:
        """Pays after a card was declined."""
        if booking := self._reserve():
            self._try_a_bad_card(booking)
            self._pay(booking)

    @task(1)
    def gives_up(self) -> None:
        """Leaves it at a hold when the card was declined."""
        if booking := self._reserve():
            self._try_a_bad_card(booking)

    @task(2)
    def loses_the_answers(self) -> None:
        """Is gone before the answers come, and asks again under the same key."""
        if booking := self._reserve(lost=True):
            self._pay(booking, lost=True)

    @task(2)
    def redeems(self) -> None:
        """Redeems the gift, if the payment earned one."""
        if booking := self._reserve():
            self._pay(booking)
            self._redeem(booking)

    @task(2)
    def pays_and_cancels(self) -> None:
        """Cancels what is paid."""
        if booking := self._reserve():
            self._pay(booking)
            self._cancel(booking)

    @task(1)
    def redeems_and_cancels(self) -> None:
        """Cancels what is paid and whose gift is gone."""
        if booking := self._reserve():
            self._pay(booking)
            self._redeem(booking)
            self._cancel(booking)

    @task(1)
    def cancels_the_hold(self) -> None:
        """Cancels what is not paid."""
        if booking := self._reserve():
            self._cancel(booking)

    @task(1)
    def wants_what_all_want(self) -> None:
        """Does not search: tries to get the popular room, which is often taken."""
        if booking := self._reserve_room(self.world.rooms.popular, Stay.within(POPULAR_DAYS)):
            self._pay(booking)

    def _reserve(self, *, lost: bool = False) -> Booking | None:
        """Searches, and reserves one of the free rooms; nothing where another customer was faster."""
        stay = Stay.within(DAYS_AHEAD)
        path = f"/rooms?{stay.query}&roomType={self.world.rooms.any_kind()}&limit=100"
        found = self.me.ask("search", "GET", path).body["items"]
        free = [room["roomNumber"] for room in found if room["roomStatus"] == "EMPTY"]
        return self._reserve_room(random.choice(free), stay, lost=lost) if free else None

    def _reserve_room(self, number: str, stay: Stay, *, lost: bool = False) -> Booking | None:
        refusals = ("room-not-available",)
        # Reserving twice is two reservations, unless it is under one key.
        answer = self._post("reserve", "/reservations", stay.reservation(number), refusals, lost=lost, keyed=True)
        return None if answer.refusal else self.world.ledger.accept(self.me, answer.body)

    def _try_a_bad_card(self, booking: Booking) -> None:
        body = {"method": "card", "cardToken": "tok_declined"}
        self._post("pay, declined", f"{booking.path}/payment", body, ("payment-declined",))

    def _pay(self, booking: Booking, *, lost: bool = False) -> None:
        booking.may_become(Standing.PAID)
        paid = self._post("pay", f"{booking.path}/payment", {"method": "card"}, (), lost=lost).body
        booking.became(Standing.PAID)
        booking.promised = {"paymentId": paid["payment"]["paymentId"], "paymentPrice": booking.price}
        if paid["promotion"]["status"] == "GRANTED":
            booking.promised |= {field: paid["promotion"][field] for field in ("couponId", "point", "service")}
        self._see(SHOWN, booking, lambda row: row["reserveStatus"] == "paymentComp" and row["paymentStatus"] == "Y")

    def _redeem(self, booking: Booking) -> None:
        if not booking.promised.get("service"):
            return
        booking.may_become(Standing.REDEEMED)
        self._post("redeem", f"/promotions/{booking.promised['couponId']}/redeem", {}, ())
        booking.became(Standing.REDEEMED)

    def _cancel(self, booking: Booking) -> None:
        cancelled = {
            Standing.HELD: Standing.CANCELLED,
            Standing.PAID: Standing.REFUNDED,
            Standing.REDEEMED: Standing.DEDUCTED,
        }
        (standing,) = booking.standings
        booking.may_become(cancelled[standing])
        self.me.ask("cancel", "DELETE", booking.path)
        booking.became(cancelled[standing])
        self._see("cancelled → shown", booking, lambda row: row["reserveStatus"] == "cancelled")

    def _post(
        self, name: str, path: str, body: Json, refusals: Collection[str], *, lost: bool = False, keyed: bool = False
    ) -> Answer:
        """The answer to a command; `lost` is the first one, and then the same is asked again under the same key."""
        key = str(uuid.uuid4()) if lost or keyed else ""
        if lost:
            self.me.leave_early(self.hasty, path, body, key)
        return self.me.ask(f"{name}, again" if lost else name, "POST", path, body, refusals=refusals, key=key)

    def _see(self, what: str, booking: Booking, condition: Callable[[Json], bool]) -> None:
        """Looks at My Page until the booking's row shows it, and records how long that took."""

        def complaint() -> str:
            rows = self.me.ask("look at My Page", "GET", "/me").body["reservations"]["items"]
            row = next((row for row in rows if row["reservationNumber"] == booking.number), None)
            return "" if row and condition(row) else f"{booking.number}: {row}"

        with self.environment.events.request.measure(WAIT, what):
            wait_until(what, SHOWN_SECONDS, complaint)


class Steps(LoadTestShape):
    """As many steps as wanted, each with more users than the one before."""

    def __init__(self, users: list[int], seconds: float) -> None:
        super().__init__()
        self.users = users
        self.seconds = seconds

    def tick(self) -> tuple[int, float] | None:
        """How many users there are to be now, all at once; nothing when the last step is over."""
        step = int(self.get_run_time() / self.seconds)
        return (self.users[step], self.users[step]) if step < len(self.users) else None

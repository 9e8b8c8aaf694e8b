"""Books at rising concurrency, plots what it takes, and checks that no booking was lost."""

# The generator goes first: it makes the standard library cooperative.
import locust  # noqa: F401  # isort: skip

import argparse
import contextlib
import logging
import signal
import sys
import uuid

import gevent
from locust.env import Environment

import arguments
import auditor
import report
from connection import Person, session
from ledger import Ledger
from local_system import System, started
from locustfile import Customer, Steps, World
from measurements import Measurements, Row
from progress import Progress
from rooms import Rooms
from sign_in import SignIn, local_tokens, tokens_of_command
from verification import Verification

# A user whose time is over first ends what it is doing.
END_SECONDS = 90
SHOWN_COMPLAINTS = 20


def main() -> int:
    """Everything, from the system's start to its end; 0 if nothing unexpected happened and nothing was lost."""
    options = arguments.parse()
    # Whoever ends this ends the system that it started.
    gevent.signal_handler(signal.SIGTERM, sys.exit, 143)
    # The generator's own log tells of the errors that the summary has.
    logging.getLogger("locust").setLevel(logging.CRITICAL)
    options.output.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        if options.url:
            system = System(options.url, options.endpoint_url)
        else:
            system = stack.enter_context(started(options.output / "system.log"))
        return run(system, options)


def run(system: System, options: argparse.Namespace) -> int:
    """The load on a system, and what is to be said of it."""
    run_id = uuid.uuid4().hex[:8]
    command = options.token_command
    sign_in = tokens_of_command(command) if command else local_tokens(system.url, run_id)
    world = World(Rooms(run_id, options.rooms), Ledger(), sign_in)
    print(f"{system.url}: {options.rooms} rooms are put on sale", flush=True)
    put_on_sale(system, world.rooms, sign_in)

    steps = [round(options.users * step / options.steps) for step in range(1, options.steps + 1)]
    measurements = load(system, world, steps, options.step_seconds)
    summarize(measurements, steps, options)

    bookings = len(world.ledger.bookings)
    print(f"\n{bookings} accepted bookings are looked up, for up to {options.patience} s", flush=True)
    lost = Verification(system.url, world.ledger, world.rooms, options.patience).complaints()
    complain(lost)
    is_clean = auditor.audit(system.endpoint_url)
    errors = sum(measurements.complaints.values())
    print(f"\n{bookings} bookings, {errors} errors, {len(lost)} lost or wrong; see {options.output}")
    return 0 if bookings and is_clean and not errors and not lost else 1


def put_on_sale(system: System, rooms: Rooms, sign_in: SignIn) -> None:
    """A host registers the rooms."""
    connection = session(system.url)
    rooms.put_on_sale(Person(connection, sign_in("host")), Person(connection, sign_in("customer")))


def load(system: System, world: World, steps: list[int], seconds: float) -> Measurements:
    """Lets customers in, step by step, and measures until the last one has left."""
    Customer.world = world
    environment = Environment(
        user_classes=[Customer], shape_class=Steps(steps, seconds), host=system.url, stop_timeout=END_SECONDS
    )
    runner = environment.create_local_runner()
    measurements = Measurements()
    environment.events.request.add_listener(measurements.listen)
    environment.events.user_error.add_listener(measurements.listen_to_users)
    runner.start_shape()
    with Progress(measurements, lambda: runner.user_count):
        gevent.joinall([runner.shape_greenlet])
    runner.quit()
    return measurements


def summarize(measurements: Measurements, steps: list[int], options: argparse.Namespace) -> None:
    """Prints the figures and puts them into files."""
    kinds = measurements.kinds()
    spans = measurements.spans(options.step_seconds, len(steps))
    by_step: list[Row] = [{"users": users} | span for users, span in zip(steps, spans, strict=True)]
    seconds = measurements.spans(1, options.step_seconds * len(steps))
    print(f"\n{report.table(kinds)}\n\n{report.table(by_step)}")
    complain([f"{count} × {complaint}" for complaint, count in measurements.complaints.most_common()])

    report.write_csv(options.output / "kinds.csv", kinds)
    report.write_csv(options.output / "steps.csv", by_step)
    report.write_csv(options.output / "seconds.csv", seconds)
    summary = {"kinds": kinds, "steps": by_step, "seconds": seconds, "errors": measurements.complaints}
    report.write_json(options.output / "load.json", summary)
    title = f"{steps[0]} to {steps[-1]} users in {len(steps)} steps of {options.step_seconds} s"
    report.plot(options.output / "load.svg", title, by_step, seconds)


def complain(complaints: list[str]) -> None:
    """Prints the first complaints, and how many more there are."""
    for complaint in complaints[:SHOWN_COMPLAINTS]:
        print(f"  {complaint[:500]}", flush=True)
    if len(complaints) > SHOWN_COMPLAINTS:
        print(f"  and {len(complaints) - SHOWN_COMPLAINTS} more", flush=True)


if __name__ == "__main__":
    sys.exit(main())

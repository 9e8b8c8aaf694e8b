"""The tables of docs/cost.md."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import containers
from model import MILLION, Inputs, booking, by_bookings, kept_for_a_month, mix, serverless, standing

# From so many dollars on, cents say nothing.
WITHOUT_CENTS = 100
LOADS = (10_000, 100_000, 1_000_000, 10_000_000)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Write a table in Markdown."""
    return ["| " + " | ".join(row) + " |" for row in (head, ("---",) * len(head), *rows)]


def usd(amount: float) -> str:
    """Write dollars, with cents where they say something."""
    return f"{amount:,.2f}" if amount < WITHOUT_CENTS else f"{amount:,.0f}"


def booking_table(inputs: Inputs) -> list[str]:
    """Tell what a booking takes."""
    one = booking(inputs)
    memory = inputs.assumptions["memoryMb"]
    rows = [
        ("requests of the API", f"{one.requests:.1f}"),
        ("invocations of functions", f"{one.invocations:.1f}"),
        ("time on a CPU", f"{one.cpu_ms:.1f} ms"),
        ("time that is billed (computed)", f"{one.billed_ms:,.0f} ms"),
        (f"memory-milliseconds, at {memory} MB (computed)", f"{one.billed_ms * memory:,.0f} MB·ms"),
        ("write units of DynamoDB", f"{one.write_units:.1f}"),
        ("read units of DynamoDB", f"{one.read_units:.1f}"),
        ("events on the bus", f"{one.events:.1f}"),
        ("messages to queues' functions", f"{one.messages:.1f}"),
        ("lines of logs, with Lambda's and the API's own", f"{one.log_bytes / 1000:.1f} kB"),
        ("data that stays", f"{inputs.consumption['storedBytes'] / 1000:.1f} kB"),
    ]
    return table(("per booking", ""), rows)


def mix_table(inputs: Inputs) -> list[str]:
    """Tell what guests do for a booking."""
    return table(("step", "times per booking"), [(step, f"{times:g}") for step, times in mix(inputs).items()])


def functions_table(inputs: Inputs) -> list[str]:
    """Tell what each function takes of it, the most expensive one first."""
    memory = inputs.assumptions["memoryMb"]
    uses = sorted(booking(inputs).functions.items(), key=lambda item: -item[1].billed_ms)
    rows = [
        (
            function,
            f"{use.invocations:.2f}",
            f"{use.cpu_ms / use.invocations:.2f} ms",
            f"{use.billed_ms / use.invocations:.0f} ms",
            f"{use.billed_ms * memory:,.0f}",
        )
        for function, use in uses
    ]
    head = ("function", "invocations per booking", "CPU, each", "billed, each (computed)", "MB·ms per booking")
    return table(head, rows)


def million_table(inputs: Inputs) -> list[str]:
    """Tell what a million bookings in a month cost."""
    lines = list(by_bookings(inputs, MILLION))
    rows = [(item, amount, usd(cost)) for item, amount, cost in lines]
    rows.append(("**a million bookings**", "", f"**{usd(sum(cost for *_, cost in lines))}**"))
    return table(("item", "amount", "USD"), rows)


def standing_table(inputs: Inputs) -> list[str]:
    """Tell what a month costs in which nobody books."""
    lines = list(standing(inputs))
    rows = [(item, amount, usd(cost)) for item, amount, cost in lines]
    rows.append(("**a month without bookings**", "", f"**{usd(sum(cost for *_, cost in lines))}**"))
    rows.append(("each million bookings kept, per month", "", usd(kept_for_a_month(inputs, MILLION))))
    return table(("item", "amount", "USD per month"), rows)


WAYS: tuple[tuple[str, Callable[[Inputs, float], float]], ...] = (
    ("functions", serverless),
    ("one service", containers.one_service),
    ("a service per context", containers.service_per_context),
    ("one service, PostgreSQL", containers.one_service_with_postgres),
)


def comparison_table(inputs: Inputs) -> list[str]:
    """Compare with containers at several loads."""
    rows = [(f"{load:,}", *(usd(way(inputs, load)) for _, way in WAYS)) for load in LOADS]
    crossings = []
    for _, way in WAYS[1:]:
        load = containers.crossing(
            lambda bookings: serverless(inputs, bookings),
            lambda bookings, way=way: way(inputs, bookings),
        )
        crossings.append("never" if load is None else f"{load:,.0f}")
    rows.append(("cheaper than functions from … bookings a month on", "", *crossings))
    return table(("bookings a month", *(name for name, _ in WAYS)), rows)


def variations(inputs: Inputs) -> Iterator[tuple[str, Inputs]]:
    """Yield other assumptions."""

    def assuming(**others: Any) -> Inputs:  # noqa: ANN401 - whatever the file has
        return replace(inputs, assumptions=inputs.assumptions | others)

    assumptions = inputs.assumptions
    yield "as assumed", inputs
    yield "services answer in twice the time", assuming(waitsMs={k: 2 * v for k, v in assumptions["waitsMs"].items()})
    yield (
        "a Lambda CPU is half as fast as the measuring one",
        assuming(memoryMbPerVcpu=2 * assumptions["memoryMbPerVcpu"]),
    )
    yield "one start in ten is cold", assuming(coldStarts=assumptions["coldStarts"] | {"share": 0.1})
    yield (
        "guests search ten times as often",
        assuming(mix=assumptions["mix"] | {"search": 10 * assumptions["mix"]["search"]}),
    )
    yield "every second hold is never paid", assuming(mix=assumptions["mix"] | {"abandon": 1})
    yield "nothing is traced", assuming(tracedPerSecondAndFunction=0, tracedShareBeyond=0)


def sensitivity_table(inputs: Inputs) -> list[str]:
    """Tell what other assumptions make of it."""
    rows = []
    for name, other in variations(inputs):
        million = sum(cost for *_, cost in by_bookings(other, MILLION))
        rows.append((name, usd(million), usd(containers.one_service(other, MILLION))))
    return table(("assumption", "a million bookings, functions", "a month of a million, one service"), rows)


TABLES: dict[str, Callable[[Inputs], list[str]]] = {
    "mix": mix_table,
    "booking": booking_table,
    "functions": functions_table,
    "million": million_table,
    "standing": standing_table,
    "comparison": comparison_table,
    "sensitivity": sensitivity_table,
}

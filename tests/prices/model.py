"""What a booking takes, and what a month costs: from what was measured, assumptions and prices."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitoring import Monitoring

ROOT = Path(__file__).resolve().parents[2]
MILLION = 1_000_000
GB = 1_000_000_000

Usage = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Inputs:
    """The three files that everything is computed from, and what the template has of CloudWatch."""

    consumption: dict[str, Any]
    assumptions: dict[str, Any]
    prices: dict[str, Any]
    monitoring: Monitoring

    @staticmethod
    def read() -> "Inputs":
        """Read those of the repository."""
        files = ["docs/consumption.json", "tests/prices/assumptions.json", "tests/prices/prices.json"]
        read = (json.loads((ROOT / file).read_text(encoding="utf-8")) for file in files)
        return Inputs(*read, monitoring=Monitoring.read(ROOT))


@dataclass(frozen=True)
class FunctionUse:
    """What a booking takes of one function."""

    invocations: float
    invoked_by_functions: float
    cpu_ms: float
    billed_ms: float

    @property
    def roots(self) -> float:
        """Invocations that begin a trace of their own."""
        return self.invocations - self.invoked_by_functions


@dataclass(frozen=True)
class Booking:
    """What a booking takes of everything."""

    functions: dict[str, FunctionUse]
    requests: float
    write_units: float
    read_units: float
    events: float
    messages: float
    log_bytes: float

    @property
    def invocations(self) -> float:
        """Of all functions."""
        return sum(use.invocations for use in self.functions.values())

    @property
    def cpu_ms(self) -> float:
        """Of all functions."""
        return sum(use.cpu_ms for use in self.functions.values())

    @property
    def billed_ms(self) -> float:
        """Of all functions."""
        return sum(use.billed_ms for use in self.functions.values())


def billed_ms(usage: Usage, function: str, assumptions: dict[str, Any]) -> float:
    """Estimate what Lambda bills for one invocation, from the step that it is part of.

    That is its time on a CPU, at the share that its memory has of one, and its waiting: for services, and for the
    functions that it invokes. It waits for calls at once as long as for the first of them. The rest of a millisecond is
    billed whole.
    """
    amounts = usage[function]
    waits: dict[str, float] = assumptions["waitsMs"]
    total = amounts["cpuMs"] * assumptions["memoryMbPerVcpu"] / assumptions["memoryMb"]
    for what, amount in amounts.items():
        kind, _, name = what.partition(".")
        if kind == "waits":
            total += amount * waits[name]
        elif kind == "invokes":
            total += amount * billed_ms(usage, name, assumptions)
    cold = assumptions["coldStarts"]
    return math.ceil(total / amounts["invocations"]) + cold["share"] * cold["billedMs"]


def of_step(usage: Usage, assumptions: dict[str, Any]) -> Booking:
    """Put together what a step takes."""

    def total(what: str) -> float:
        return sum(amounts.get(what, 0.0) for amounts in usage.values())

    functions = {
        function: FunctionUse(
            invocations=amounts["invocations"],
            invoked_by_functions=total(f"invokes.{function}"),
            cpu_ms=amounts["cpuMs"],
            billed_ms=amounts["invocations"] * billed_ms(usage, function, assumptions),
        )
        for function, amounts in usage.items()
    }
    log_bytes = (
        total("logBytes")
        + total("logLines") * assumptions["logLineOverheadBytes"]
        + total("invocations") * assumptions["platformLogBytesPerInvocation"]
        + total("apiRequests") * assumptions["accessLogBytesPerRequest"]
    )
    return Booking(
        functions,
        requests=total("apiRequests"),
        write_units=total("writeUnits"),
        read_units=total("readUnits"),
        events=total("events"),
        messages=total("messages"),
        log_bytes=log_bytes,
    )


def mixed(steps: list[tuple[float, Booking]]) -> Booking:
    """Put steps together, each so often."""
    functions: dict[str, FunctionUse] = {}
    for times, step in steps:
        for name, use in step.functions.items():
            old = functions.get(name, FunctionUse(0, 0, 0, 0))
            functions[name] = FunctionUse(
                old.invocations + times * use.invocations,
                old.invoked_by_functions + times * use.invoked_by_functions,
                old.cpu_ms + times * use.cpu_ms,
                old.billed_ms + times * use.billed_ms,
            )

    def total(what: str) -> float:
        return sum(times * getattr(step, what) for times, step in steps)

    kinds = ("requests", "write_units", "read_units", "events", "messages", "log_bytes")
    return Booking(dict(sorted(functions.items())), **{kind: total(kind) for kind in kinds})


def mix(inputs: Inputs) -> dict[str, float]:
    """How often each step is taken for a booking."""
    return {step: times for step, times in inputs.assumptions["mix"].items() if step != "about"}


def booking(inputs: Inputs) -> Booking:
    """What a booking takes, with the share that it has of all else that guests do."""
    steps = inputs.consumption["steps"]
    return mixed([(times, of_step(steps[step], inputs.assumptions)) for step, times in mix(inputs).items()])


def by_bookings(inputs: Inputs, bookings: float) -> Iterator[tuple[str, str, float]]:
    """Yield what a month with so many bookings costs because of them: item, amount, USD."""
    prices, one = inputs.prices["serverless"], booking(inputs)

    def line(item: str, unit: str, amount: float, price: float) -> tuple[str, str, float]:
        return item, f"{amount / MILLION:,.1f} M {unit}", amount / MILLION * price

    gb_seconds = bookings * one.billed_ms / 1000 * inputs.assumptions["memoryMb"] / 1024
    yield "Lambda, memory and time", f"{gb_seconds:,.0f} GB-s", gb_seconds * prices["lambdaGbSecond"]
    yield line("Lambda, invocations", "invocations", bookings * one.invocations, prices["lambdaMillionRequests"])
    yield line("HTTP API", "requests", bookings * one.requests, prices["httpApiMillionRequests"])
    yield line("DynamoDB, writes", "units", bookings * one.write_units, prices["dynamodbMillionWriteUnits"])
    yield line("DynamoDB, reads", "units", bookings * one.read_units, prices["dynamodbMillionReadUnits"])
    yield line("EventBridge", "events", bookings * one.events, prices["eventBridgeMillionEvents"])
    requests = bookings * one.messages * inputs.assumptions["sqsRequestsPerMessage"]
    yield line("SQS, messages", "requests", requests, prices["sqsMillionRequests"])
    logs = bookings * one.log_bytes / GB
    yield "CloudWatch Logs", f"{logs:,.1f} GB", logs * prices["logsIngestedGb"]
    yield line("X-Ray, at most", "traces", traces(inputs, one, bookings), prices["xrayMillionTraces"])


def traces(inputs: Inputs, one: Booking, bookings: float) -> float:
    """Count traces: each function's first ones of a second, and a share of the others, in a month without peaks."""
    assumptions = inputs.assumptions
    all_first = assumptions["tracedPerSecondAndFunction"] * inputs.prices["monthHours"] * 3600
    total = 0.0
    for use in one.functions.values():
        roots = bookings * use.roots
        first = min(roots, all_first)
        total += first + (roots - first) * assumptions["tracedShareBeyond"]
    return total


def standing(inputs: Inputs) -> Iterator[tuple[str, str, float]]:
    """Yield what a month costs without any booking: item, amount, USD."""
    prices, assumptions, measured = inputs.prices["serverless"], inputs.assumptions, inputs.consumption
    runs = assumptions["reconciliationsPerMonth"]
    one = of_step(measured["steps"]["reconcile"], assumptions)
    cost = runs * (
        one.billed_ms / 1000 * assumptions["memoryMb"] / 1024 * prices["lambdaGbSecond"]
        + one.invocations / MILLION * prices["lambdaMillionRequests"]
        + one.read_units / MILLION * prices["dynamodbMillionReadUnits"]
        + one.log_bytes / GB * prices["logsIngestedGb"]
        + sum(use.roots for use in one.functions.values()) / MILLION * prices["xrayMillionTraces"]
    )
    yield "reconcilers", f"{runs * one.invocations:,.0f} runs", cost
    polls = measured["queueMappings"] * assumptions["sqsEmptyReceivesPerQueueMonth"]
    queues = f"{measured['queueMappings']} queues, {polls / MILLION:,.1f} M requests"
    yield "SQS, looking into empty queues", queues, polls / MILLION * prices["sqsMillionRequests"]
    has = inputs.monitoring
    yield "CloudWatch alarms, by metrics", str(has.alarms), has.alarms * prices["alarmMonth"]
    yield "CloudWatch metrics, at most", str(has.metrics), has.metrics * prices["metricMonth"]
    yield "CloudWatch dashboards", str(has.dashboards), has.dashboards * prices["dashboardMonth"]


def kept_for_a_month(inputs: Inputs, bookings: float) -> float:
    """Cost of keeping so many bookings for one month, with backups."""
    prices = inputs.prices["serverless"]
    gigabytes = bookings * inputs.consumption["storedBytes"] / GB
    return gigabytes * (prices["dynamodbStoredGbMonth"] + prices["dynamodbBackupGbMonth"])


def serverless(inputs: Inputs, bookings: float) -> float:
    """All of a month."""
    return sum(usd for lines in (by_bookings(inputs, bookings), standing(inputs)) for _, _, usd in lines)

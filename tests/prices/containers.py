"""The same work on containers that are always on."""

import math
from collections.abc import Callable

from model import Booking, Inputs, booking, by_bookings, standing

# What containers do not have.
OF_FUNCTIONS = {
    "Lambda, memory and time",
    "Lambda, invocations",
    "HTTP API",
    "reconcilers",
    "SQS, looking into empty queues",
}


def tasks(inputs: Inputs, one: Booking, bookings: float, vcpu: float) -> int:
    """Tell how many tasks carry the peak, and survive the loss of a zone."""
    assumptions = inputs.assumptions["containers"]
    seconds = inputs.prices["monthHours"] * 3600
    peak_vcpu = bookings * one.cpu_ms / 1000 / seconds * assumptions["peakToAverage"]
    needed = peak_vcpu / assumptions["utilizationAtPeak"] / vcpu
    return max(assumptions["tasksAtLeast"], math.ceil(needed))


def task_month(inputs: Inputs, vcpu: float, gigabytes: float) -> float:
    """Cost of one task for a month, with an address of its own."""
    prices = inputs.prices["containers"]
    hour = vcpu * prices["fargateVcpuHour"] + gigabytes * prices["fargateGbHour"] + prices["publicAddressHour"]
    return hour * inputs.prices["monthHours"]


def entry(inputs: Inputs, one: Booking, bookings: float) -> float:
    """Cost of a load balancer in two zones."""
    prices, hours = inputs.prices["containers"], inputs.prices["monthHours"]
    per_second = bookings * one.requests / (hours * 3600)
    units = per_second / inputs.assumptions["containers"]["requestsPerSecondAndLoadBalancerUnit"]
    hour = prices["loadBalancerHour"] + 2 * prices["publicAddressHour"] + units * prices["loadBalancerUnitHour"]
    return hour * hours


def unchanged(inputs: Inputs, bookings: float) -> float:
    """Cost of what both have: tables, bus, queues, logs, traces, alarms."""
    lines = [*by_bookings(inputs, bookings), *standing(inputs)]
    return sum(usd for item, _, usd in lines if item not in OF_FUNCTIONS)


def one_service(inputs: Inputs, bookings: float) -> float:
    """All contexts in one service."""
    one, assumptions = booking(inputs), inputs.assumptions["containers"]
    count = tasks(inputs, one, bookings, assumptions["vcpuPerTask"])
    compute = count * task_month(inputs, assumptions["vcpuPerTask"], assumptions["gbPerTask"])
    return compute + entry(inputs, one, bookings) + unchanged(inputs, bookings)


def service_per_context(inputs: Inputs, bookings: float) -> float:
    """Each context a service of its own, the work spread evenly over them."""
    one, assumptions = booking(inputs), inputs.assumptions["containers"]
    each = tasks(inputs, one, bookings / assumptions["contexts"], assumptions["vcpuPerSmallTask"])
    month = task_month(inputs, assumptions["vcpuPerSmallTask"], assumptions["gbPerSmallTask"])
    return assumptions["contexts"] * each * month + entry(inputs, one, bookings) + unchanged(inputs, bookings)


def one_service_with_postgres(inputs: Inputs, bookings: float) -> float:
    """One service, and PostgreSQL in two zones in the place of DynamoDB, of one size at any load."""
    tables = sum(usd for item, _, usd in by_bookings(inputs, bookings) if item.startswith("DynamoDB"))
    database = inputs.prices["containers"]["postgresMultiAzHour"] * inputs.prices["monthHours"]
    return one_service(inputs, bookings) - tables + database


def crossing(cheaper_below: Callable[[float], float], cheaper_above: Callable[[float], float]) -> float | None:
    """Find where the second one becomes the cheaper one, up to a billion a month."""
    low, high = 0.0, 1e9
    if cheaper_below(low) >= cheaper_above(low) or cheaper_below(high) <= cheaper_above(high):
        return None
    while high - low > 1:
        middle = (low + high) / 2
        if cheaper_below(middle) < cheaper_above(middle):
            low = middle
        else:
            high = middle
    return high

"""What the load took: every request and every wait, and figures of them."""

import bisect
import math
import time
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from connection import BUSY

Row = dict[str, str | int | float | None]

WAIT = "WAIT"
BOOKED = frozenset({"pay", "pay, again"})
SHOWN = "paid → shown"
TOO_BUSY = tuple(f": {slug}" for slug in BUSY)


class Sample(NamedTuple):
    """One request, or one wait for something to show."""

    at: float
    kind: str
    milliseconds: float
    failed: bool
    is_request: bool


@dataclass(frozen=True)
class Figures:
    """Samples in numbers. Percentiles are of those that did not fail, and nothing where there are none."""

    count: int
    per_second: float
    p50_ms: float | None
    p99_ms: float | None
    errors: int

    @staticmethod
    def of(samples: list[Sample], seconds: float) -> "Figures":
        """The figures of samples that were taken within so many seconds."""
        times = sorted(sample.milliseconds for sample in samples if not sample.failed)
        return Figures(
            count=len(samples),
            per_second=round(len(samples) / seconds, 1) if seconds else 0.0,
            p50_ms=_percentile(times, 50),
            p99_ms=_percentile(times, 99),
            errors=len(samples) - len(times),
        )


def _percentile(ordered: list[float], percent: int) -> float | None:
    """The nearest rank: a time that was really measured."""
    return round(ordered[math.ceil(len(ordered) * percent / 100) - 1], 1) if ordered else None


class Measurements:
    """Listens to the generator from `start` on."""

    def __init__(self) -> None:
        self.start = time.monotonic()
        self.samples: list[Sample] = []
        self.complaints: Counter[str] = Counter()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.start

    def listen(
        self, request_type: str, name: str, response_time: float, exception: Exception | None, **_others: Any
    ) -> None:
        """Takes a sample: a listener of the generator's `request` event."""
        failed = exception is not None
        self.samples.append(Sample(self.elapsed, name, response_time, failed, request_type != WAIT))
        if failed:
            self.complaints[f"{name}: {exception}"] += 1

    def listen_to_users(self, exception: Exception, **_others: Any) -> None:
        """Notes that a user broke down: a listener of the generator's `user_error` event."""
        self.complaints[f"a user broke down: {exception!r}"] += 1

    def between(self, begin: float, end: float) -> list[Sample]:
        """The samples of a part of the run, in seconds from its start."""
        first, last = (bisect.bisect_left(self.samples, at, key=lambda sample: sample.at) for at in (begin, end))
        return self.samples[first:last]

    def kinds(self) -> list[Row]:
        """A row for each kind of request and of wait."""
        samples: defaultdict[str, list[Sample]] = defaultdict(list)
        for sample in self.samples:
            samples[sample.kind].append(sample)
        seconds = self.samples[-1].at if self.samples else 0.0
        return [{"kind": kind} | asdict(Figures.of(those, seconds)) for kind, those in sorted(samples.items())]

    def spans(self, seconds: float, count: int) -> list[Row]:
        """A row for each of the first spans of so many seconds."""
        begins = [span * seconds for span in range(count)]
        return [{"from_s": begin, **span_figures(self.between(begin, begin + seconds), seconds)} for begin in begins]


def span_figures(samples: list[Sample], seconds: float) -> Row:
    """What a part of the run comes to: requests, bookings, and how long paid ones took to show."""
    requests = Figures.of([sample for sample in samples if sample.is_request], seconds)
    booked = sum(sample.kind in BOOKED and not sample.failed for sample in samples)
    shown = Figures.of([sample for sample in samples if sample.kind == SHOWN], seconds)
    return {
        "requests_per_s": requests.per_second,
        "bookings_per_s": round(booked / seconds, 1),
        "p50_ms": requests.p50_ms,
        "p99_ms": requests.p99_ms,
        "shown_p50_ms": shown.p50_ms,
        "shown_p99_ms": shown.p99_ms,
        "busy": sum(sample.kind.endswith(TOO_BUSY) for sample in samples),
        "errors": sum(sample.failed for sample in samples),
    }

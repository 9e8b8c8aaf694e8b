"""What is going on, in one line: overwritten on a terminal, line by line elsewhere."""

import sys
from collections.abc import Callable

import gevent

from measurements import Measurements, span_figures

# Figures of the last seconds, and how often they are shown on a terminal and elsewhere.
WINDOW_SECONDS = 5.0
TERMINAL_SECONDS = 0.5
LINE_SECONDS = 5.0


class Progress:
    """Shows how the load goes, while it is open."""

    def __init__(self, measurements: Measurements, users: Callable[[], int]) -> None:
        self.measurements = measurements
        self.users = users
        self.is_terminal = sys.stdout.isatty()

    def __enter__(self) -> None:
        self.greenlet = gevent.spawn(self._show_again_and_again)

    def __exit__(self, *_error: object) -> None:
        self.greenlet.kill()
        if self.is_terminal:
            print()

    def _show_again_and_again(self) -> None:
        while True:
            gevent.sleep(TERMINAL_SECONDS if self.is_terminal else LINE_SECONDS)
            if self.is_terminal:
                print(f"\r\033[K{self._line()}", end="", flush=True)
            else:
                print(self._line(), flush=True)

    def _line(self) -> str:
        elapsed = self.measurements.elapsed
        window = min(elapsed, WINDOW_SECONDS)
        now = span_figures(self.measurements.between(elapsed - window, elapsed), window)
        errors = sum(self.measurements.complaints.values())
        return (
            f"{elapsed:4.0f} s  {self.users():3} users  {now['requests_per_s']:6} requests/s  "
            f"{now['bookings_per_s']:5} bookings/s  p50 {now['p50_ms'] or 0:5} ms  "
            f"p99 {now['p99_ms'] or 0:6} ms  {errors} errors"
        )

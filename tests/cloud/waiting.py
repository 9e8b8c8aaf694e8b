"""Waiting for what comes in its own time."""

import time
from collections.abc import Callable

POLL_SECONDS = 0.25


def until(what: str, seconds: float, condition: Callable[[], bool]) -> None:
    """Waits for a condition, and says which one did not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        time.sleep(POLL_SECONDS)

"""Two waits of about 50 ms each that MiniStack's Runtime API adds to every invocation, and that AWS's does not have.

They are longer than most functions take, and a booking invokes a dozen. What a function is given, and what becomes of
its answer and its log, stays as it is.
"""

from typing import Any

from ministack.core import lambda_runtime

from launcher import private

# How long an invocation's log is waited for: its first line, quiet after a line, and all of it. MiniStack's own are 50,
# 5 and 250 ms. A line that comes later than that is in the log of the same worker's next invocation.
FIRST_LINE_SECONDS = 0.002
QUIET_SECONDS = 0.001
WHOLE_LOG_SECONDS = 0.25


def install() -> None:
    """Takes both waits away."""
    _answer_in_one_segment()
    _wait_briefly_for_logs()


def _answer_in_one_segment() -> None:
    """An answer is written in several pieces, and the second waits until the first is acknowledged: Nagle's algorithm
    against delayed acknowledgements, 40 ms.
    """
    worker = lambda_runtime.ProvidedWorker

    def build(self: Any, *arguments: Any) -> Any:
        handler = original(self, *arguments)
        # Buffered, and then sent at once.
        handler.wbufsize = -1
        handler.disable_nagle_algorithm = True
        return handler

    original = private.replace(worker, "_build_handler_class", build)


def _wait_briefly_for_logs() -> None:
    """A function that logs nothing is waited for in vain."""

    def drain(self: Any, **_: float) -> Any:
        return original(self, FIRST_LINE_SECONDS, QUIET_SECONDS, WHOLE_LOG_SECONDS)

    original = private.replace(lambda_runtime.Worker, "_drain_stderr_bounded", drain)

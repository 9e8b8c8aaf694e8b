"""The whole system on free ports of this machine, for harnesses that ask it over HTTP."""

import contextlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

STOP_SECONDS = 20.0


@dataclass(frozen=True)
class System:
    """Where the system answers, and where its AWS services do, if that is known."""

    url: str
    endpoint_url: str | None


@contextlib.contextmanager
def started(log: Path) -> Iterator[System]:
    """The whole system, ended with the block. What it says of errors goes to `log`."""
    subprocess.run(["cargo", "build", "--quiet"], check=True)
    command = ["cargo", "run", "--quiet", "--", "--port", "0"]
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            yield _greeting(process.stdout, log)
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _greeting(lines: IO[str], log: Path) -> System:
    """Reads where the system that starts says it is."""
    urls: list[str] = []
    for line in lines:
        urls += re.findall(r"^(?:HTTP API|AWS endpoints) +(\S+)", line)
        if len(urls) == 2:
            return System(*urls)
    raise SystemExit(f"the system does not start: {log.read_text(encoding='utf-8')}")

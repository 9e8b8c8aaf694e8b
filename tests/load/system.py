"""The system under load, which runs already or is started here for it, and who signs in there."""

import contextlib
import itertools
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import requests

# The name on a token of the local system, by group.
NAMES = {"customer": "김하나", "host": "이숙박"}
STOP_SECONDS = 20.0

SignIn = Callable[[str], str]


@dataclass(frozen=True)
class System:
    """Where the system answers, and where its AWS services do, if that is known."""

    url: str
    endpoint_url: str | None


@contextlib.contextmanager
def started(log: Path) -> Iterator[System]:
    """The whole system on free ports of this machine, ended with the block. What it says of errors goes to `log`."""
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


def local_tokens(url: str, run: str) -> SignIn:
    """Signs new people in with the local system's own identity provider."""
    numbers = itertools.count(1)

    def sign_in(group: str) -> str:
        profile = {"sub": f"{group}-{run}-{next(numbers)}", "name": NAMES[group], "groups": [group]}
        answer = requests.post(f"{url}/dev/token", json=profile, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["token"])

    return sign_in


def tokens_of_command(command: str) -> SignIn:
    """Signs people in by a shell command that gets the group as `$1` and the person's number as `$2`."""
    numbers = {group: itertools.count(1) for group in NAMES}

    def sign_in(group: str) -> str:
        arguments = ["sh", "-c", command, "token", group, str(next(numbers[group]))]
        token = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        if not token:
            raise SystemExit(f"the token command printed nothing for a {group}")
        return token

    return sign_in

"""The command line."""

import argparse
from pathlib import Path

MOST_USERS = 1000


def _positive(text: str) -> int:
    number = int(text)
    if not 0 < number <= MOST_USERS:
        raise argparse.ArgumentTypeError(f"{text} is not between 1 and {MOST_USERS}")
    return number


def parse() -> argparse.Namespace:
    """What the command line says; `--quick` only changes defaults."""
    parser = argparse.ArgumentParser(
        prog="tests/load/run",
        description="Books at rising concurrency, plots what it takes, and checks that no booking was lost.",
    )
    parser.add_argument("--url", help="base URL of a running system [default: one is started on this machine]")
    parser.add_argument("--endpoint-url", help="where its AWS services answer, for the auditor")
    parser.add_argument(
        "--token-command",
        metavar="COMMAND",
        help="shell command that prints an ID token for a person of group $1 (customer, host) with number $2"
        " [default: the local system's POST /dev/token]",
    )
    parser.add_argument("--users", type=_positive, help="users of the last step [default: 60, quick: 9]")
    parser.add_argument("--steps", type=_positive, help="steps that lead there [default: 6, quick: 3]")
    parser.add_argument("--step-seconds", type=_positive, help="how long each takes [default: 10, quick: 4]")
    parser.add_argument("--rooms", type=_positive, help="rooms to let [default: 80, quick: 20]")
    parser.add_argument("--patience", type=_positive, default=60, help="seconds for the rest to come [default: 60]")
    parser.add_argument("--output", type=Path, default=Path("target/load"), help="folder [default: target/load]")
    parser.add_argument("--quick", action="store_true", help="a short run of few users")
    arguments = parser.parse_args()
    defaults = (
        {"users": 9, "steps": 3, "step_seconds": 4, "rooms": 20}
        if arguments.quick
        else {"users": 60, "steps": 6, "step_seconds": 10, "rooms": 80}
    )
    for name, value in defaults.items():
        if getattr(arguments, name) is None:
            setattr(arguments, name, value)
    if arguments.url:
        arguments.url = arguments.url.rstrip("/")
    elif arguments.endpoint_url or arguments.token_command:
        parser.error("--endpoint-url and --token-command are of a running system: --url")
    if arguments.steps > arguments.users:
        parser.error("every step has more users than the one before: no more --steps than --users")
    return arguments

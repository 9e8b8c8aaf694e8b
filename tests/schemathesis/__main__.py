"""Starts the whole system, puts rooms on sale there, and lets schemathesis ask it."""

import json
import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

from local_system import started
from person import Person

HERE = Path(__file__).resolve().parent
OUTPUT = Path("target/schemathesis").resolve()
GROUPS = ("customer", "host", "operator")
ROOMS = ("S-1", "S-2", "S-3", "S-4")
OUTCOMES = OUTPUT / "outcomes.txt"
# A stay that has begun cannot be reserved, so nobody can be checked out.
NEVER_SUCCEEDS = {"check-out"}


def main() -> int:
    """What schemathesis finds: 0 for nothing."""
    # Whoever ends this ends the system that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    OUTPUT.mkdir(parents=True, exist_ok=True)
    with started(OUTPUT / "system.log") as system:
        url = system.url
        people = {group: Person.signed_in(url, group) for group in GROUPS}
        for room in ROOMS:
            people["host"].register(room)
        for room in ROOMS:
            people["customer"].wait_until_on_sale(room)
        environment = {
            "SCHEMATHESIS_HOOKS": "hooks",
            "PYTHONPATH": str(HERE),
            "SYSTEM_TOKENS": json.dumps({group: person.token for group, person in people.items()}),
            "SYSTEM_ROOMS": json.dumps(ROOMS),
            "SYSTEM_OUTCOMES": str(OUTCOMES),
        }
        command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml")]
        command += ["run", f"{url}/openapi.json", "--url", url, *sys.argv[1:]]
        OUTCOMES.write_text("", encoding="utf-8")
        # What it keeps, it keeps where it runs.
        found = subprocess.run(command, cwd=OUTPUT, env=os.environ | environment, check=False).returncode
    return found or untried()


def untried() -> int:
    """Prints what came of the requests; 1 if an operation never succeeded, because then little of it was tried."""
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    for line in OUTCOMES.read_text(encoding="utf-8").splitlines():
        operation, status = line.split()
        outcomes[operation][status] += 1
    for operation, statuses in sorted(outcomes.items()):
        print(f"{operation:20}", *(f"{status}: {count}" for status, count in sorted(statuses.items())), sep="  ")
    idle = {name for name, statuses in outcomes.items() if not any(status.startswith("2") for status in statuses)}
    if idle - NEVER_SUCCEEDS:
        print("never succeeded:", *sorted(idle - NEVER_SUCCEEDS))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

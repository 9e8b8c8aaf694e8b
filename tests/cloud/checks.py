"""What else of this repository is asked of a deployed stack: its journeys, and its operators' auditor."""

import os
import subprocess

from account import ACCOUNT_ID, REGION, SECRET_KEY
from stack import Stack

# One process does all of AWS's work here: many at once only wait for each other.
PATIENCE = "3"
AT_ONCE = "2"
AUDIT_PATIENCE_SECONDS = "60"


def journeys(url: str, identity_url: str) -> None:
    """The journeys of `tests/journeys`, as they are: they know nothing but a base URL and where tokens come from."""
    environment = {
        "ACCOMMODATION_URL": url,
        "ACCOMMODATION_IDENTITY_URL": identity_url,
        "ACCOMMODATION_PATIENCE": PATIENCE,
        "RUST_TEST_THREADS": AT_ONCE,
    }
    _cargo(["test", "--package", "system-tests", "--test", "journeys"], environment)


def audit(stack: Stack) -> None:
    """The auditor looks into the tables and queues of the stack, by its name, with the owner's credentials."""
    environment = {
        "AWS_ACCESS_KEY_ID": ACCOUNT_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": stack.account.endpoint_url,
    }
    command = ["run", "--quiet", "--package", "ops", "--", "--stack", stack.name, "audit"]
    _cargo([*command, "--patience", AUDIT_PATIENCE_SECONDS], environment)


def _cargo(command: list[str], environment: dict[str, str]) -> None:
    finished = subprocess.run(["cargo", *command], env={**os.environ, **environment}, check=False)
    if finished.returncode != 0:
        raise SystemExit(f"cargo {' '.join(command)} failed")

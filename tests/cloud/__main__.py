"""Deploys template.yaml to an account of its own, has the journeys run there, and takes permissions away: README.md."""

import argparse
import shutil
import signal
import sys
import time
from pathlib import Path

import artifacts
import checks
import emulator
import identity
import invokers
import least_privilege
import logs
import update
from account import Account
from api import Person
from denials import Denials
from grants import Roles
from hotel import Hotel, warm_up
from stack import Stack

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = ROOT / "target/cloud"
STACK = "accommodation"


def main() -> None:
    """Everything, from an empty account to a deleted stack."""
    parser = argparse.ArgumentParser(prog="tests/cloud/run", description=__doc__)
    parser.add_argument("--bootstraps", type=Path, required=True, help="the folder of the functions' binaries")
    options = parser.parse_args()
    # Whoever ends this ends what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(parents=True)
    decisions = OUTPUT / "decisions.jsonl"
    with emulator.started(OUTPUT, decisions) as account:
        try:
            prove(account, options.bootstraps, decisions)
        finally:
            logs.save(account, OUTPUT / "logs")


def prove(account: Account, bootstraps: Path, decisions: Path) -> None:
    """What README.md promises, in its order."""
    step("the template is deployed with its default parameters")
    template = artifacts.package(account, (ROOT / "template.yaml").read_text(encoding="utf-8"), bootstraps)
    stack = Stack(account, STACK)
    stack.create(artifacts.upload(account, template))
    api_url, outputs = emulator.api_url(stack), stack.outputs()
    pool = identity.UserPool(account, outputs["UserPoolId"], outputs["UserPoolClientId"])

    roles = Roles(stack)
    host, guest = (Person(api_url, pool.sign_in("Lee", [group])) for group in ("host", "customer"))
    hotel = Hotel(host, guest)

    step("the journeys pass, and no function is denied anything")
    warm_up(hotel)
    with identity.served(pool) as identity_url:
        checks.journeys(api_url, identity_url)
    least_privilege.nothing_was_denied(roles, decisions)

    step("services may invoke what is theirs, and nothing else")
    invokers.check(stack, roles)

    step("a function is denied what its permission is taken away for, and works again with it")
    Denials(stack, roles, decisions, hotel).prove()

    step("an update reaches the functions, and replaces nothing else")
    update.check(stack, template, hotel)

    step("each permission was used, or why not is known")
    least_privilege.everything_was_used(roles, decisions)

    step("the auditor finds nothing wrong in tables and queues")
    checks.audit(stack)

    step("the stack is deleted, and leaves what it must")
    update.delete(stack)
    step("done")


def step(text: str) -> None:
    """Says what comes next."""
    print(f"\n-- {text} ({time.monotonic() - START:.0f} s)", flush=True)


if __name__ == "__main__":
    START = time.monotonic()
    main()

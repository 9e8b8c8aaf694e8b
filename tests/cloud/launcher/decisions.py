"""Records what IAM decides: which role asked to do what to which resource, and whether that was allowed.

MiniStack decides, and answers, as it does without this. On AWS the same is in CloudTrail.
"""

import json
import threading
from pathlib import Path
from typing import Any

from ministack.core import iam_evaluator

from launcher import private

# What a request without a good signature counts as.
UNAUTHENTICATED = "Unauthenticated"


def install(file: Path) -> None:
    """Adds a line of JSON to `file` for each decision that differs from all before."""
    file.touch()
    caller = private.member(iam_evaluator, "caller_arn")
    seen: set[tuple[str, str, str, str]] = set()
    lock = threading.Lock()

    def enforce(access_key: str, action: str, service: str, region: str, resource_arn: str = "*", **more: Any) -> Any:
        refusal = original(access_key, action, service, region, resource_arn=resource_arn, **more)
        outcome = "Allow" if refusal is None else getattr(refusal, "decision", UNAUTHENTICATED)
        decision = (caller(), action, resource_arn, outcome)
        # The owner of the account may do everything.
        if ":assumed-role/" in decision[0]:
            with lock:
                if decision not in seen:
                    seen.add(decision)
                    line = dict(zip(("principal", "action", "resource", "decision"), decision, strict=True))
                    with file.open("a", encoding="utf-8") as lines:
                        lines.write(json.dumps(line) + "\n")
        return refusal

    original = private.replace(iam_evaluator, "enforce", enforce)

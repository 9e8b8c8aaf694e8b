"""What schemathesis cannot know of the system: who may ask what, which rooms there are, and what today is."""

import json
import os
import random
import threading
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import strategies as st

TOKENS: dict[str, str] = json.loads(os.environ["SYSTEM_TOKENS"])
ROOMS: list[str] = json.loads(os.environ["SYSTEM_ROOMS"])
OUTCOMES = Path(os.environ["SYSTEM_OUTCOMES"])
LOCK = threading.Lock()
KOREA = timedelta(hours=9)
# How far ahead stays are asked for, and how long they are at most.
DAYS_AHEAD = 300
NIGHTS = 3


def _group(operation: dict[str, Any]) -> str | None:
    """A group whose members may do it; none where everybody may."""
    alternatives = [alternative["Token"] for alternative in operation.get("security", [])]
    # Where any group will do, none is named.
    return next((group for groups in alternatives for group in groups), "customer") if alternatives else None


@schemathesis.auth(refresh_interval=None)
class Token:
    """Each operation is asked by somebody of a group that may ask it; nobody is needed where everybody may."""

    def get(self, case: schemathesis.Case, _: schemathesis.AuthContext) -> str | None:
        group = _group(case.operation.definition.raw)
        # The same person reserves, pays and cancels.
        return None if group is None else TOKENS[group]

    def set(self, case: schemathesis.Case, data: str | None, _: schemathesis.AuthContext) -> None:
        if data is not None:
            case.headers["Authorization"] = f"Bearer {data}"


def _today() -> datetime:
    return datetime.now(UTC) + KOREA


schemathesis.openapi.format(
    "date", st.integers(min_value=1, max_value=DAYS_AHEAD).map(lambda days: f"{_today() + timedelta(days=days):%F}")
)


@schemathesis.hook
def before_call(_: schemathesis.HookContext, case: schemathesis.Case, __: dict[str, Any]) -> None:
    """Makes right requests ones that can succeed: what they say is for the document, what there is is not."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    # An example's key would be that of another body, and be refused for that.
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = uuid.uuid4().hex
    # A cursor is what an answer gave: tests/journeys goes from page to page.
    case.query.pop("cursor", None)
    if case.operation.definition.raw["operationId"] == "reserve-room" and isinstance(case.body, dict):
        first = _today() + timedelta(days=random.randint(1, DAYS_AHEAD))
        case.body |= {
            "roomNumber": random.choice(ROOMS),
            "checkIn": f"{first:%F}",
            "checkOut": f"{first + timedelta(days=random.randint(1, NIGHTS)):%F}",
            "paymentPrice": None,
            "customerId": None,
        }


@schemathesis.hook
def after_call(_: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    """Notes what came of the request, for whoever wants to know whether anything ever succeeded."""
    line = f"{case.operation.definition.raw['operationId']} {response.status_code}\n"
    with LOCK, OUTCOMES.open("a", encoding="utf-8") as outcomes:
        outcomes.write(line)

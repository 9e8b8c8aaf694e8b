"""The HTTP API, as the person of a token sees it."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

TIMEOUT_SECONDS = 40


@dataclass(frozen=True)
class Answer:
    """An answer, whatever its status."""

    request: str
    status: int
    body: dict[str, Any]

    def expect(self, status: HTTPStatus) -> dict[str, Any]:
        """The body, if the status is this one."""
        if self.status != status:
            raise AssertionError(f"{self}, not {status.value}")
        return self.body

    def __str__(self) -> str:
        """What was asked and what was answered."""
        return f"{self.request} answered {self.status} {self.body}"


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    url: str
    token: str

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> Answer:
        """Sends one request, with an `Idempotency-Key` if there is one."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        request = urllib.request.Request(
            f"{self.url}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers=headers,
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
                status, content = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            status, content = refusal.code, refusal.read()
        return Answer(f"{method} {path}", status, json.loads(content))

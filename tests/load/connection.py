"""One person's connection to the system: asks, comes again where it is told to, and records what it took."""

import json
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import gevent
from locust.contrib.fasthttp import FastHttpSession, ResponseContextManager
from locust.event import EventHook
from locust.exception import RescheduleTask

Json = dict[str, Any]

# Refusals that say: the same again, in a moment. These come of overload; the first of them is the gateway's own.
BUSY = frozenset({"throttled", "temporarily-unavailable", "payment-unavailable"})
COME_AGAIN = BUSY | {"request-in-progress", "payment-in-progress"}
# How long somebody comes again, and how soon where the answer does not say.
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = 0.5
# Answers are waited for longer than the gateway waits for a function.
ANSWER_SECONDS = 35.0


class UnexpectedAnswer(RescheduleTask):
    """An answer that the contract does not foresee here: recorded as an error, the end of what the user was doing."""


@dataclass(frozen=True)
class Answer:
    """What the system answered; the status is 0 where no answer came."""

    status: int
    body: Json
    retry_after: float

    @property
    def refusal(self) -> str:
        """The rule that refuses, as its slug; empty where nothing does."""
        if self.status == 429:
            return "throttled"
        return str(self.body.get("type", "")).removeprefix("urn:problem:") if self.status >= 400 else ""

    def __str__(self) -> str:
        """For a complaint."""
        return f"{self.status} {json.dumps(self.body, ensure_ascii=False)}" if self.status else "no answer"


def session(url: str, request_event: EventHook | None = None, patience: float = ANSWER_SECONDS) -> FastHttpSession:
    """A connection of one's own, whose requests are told to `request_event`, if any. Nothing is sent twice."""
    event = request_event or EventHook()
    return FastHttpSession(
        url, event, None, insecure=False, network_timeout=patience, connection_timeout=10.0, max_retries=0
    )


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    session: FastHttpSession
    token: str

    def ask(
        self,
        name: str,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        refusals: Collection[str] = (),
        key: str = "",
    ) -> Answer:
        """The answer to a request: a success, or one of `refusals`. Asks again while it is told to."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            # Who cannot wait any longer takes no excuse.
            patient = time.monotonic() < deadline
            excuses = COME_AGAIN if patient else frozenset()
            answer = self._ask_once(name, method, path, body, key, excuses.union(refusals))
            if answer.refusal not in excuses:
                return answer
            gevent.sleep(answer.retry_after or PAUSE_SECONDS)

    def leave_early(self, hasty: FastHttpSession, path: str, body: Json, key: str) -> None:
        """Posts a command on a `hasty` connection, which is mostly gone before the answer is there."""
        hasty.request("POST", path, json=body, headers=self._headers(key))

    def _ask_once(
        self, name: str, method: str, path: str, body: Json | None, key: str, refusals: frozenset[str]
    ) -> Answer:
        headers = self._headers(key)
        with self.session.request(method, path, name=name, json=body, headers=headers, catch_response=True) as response:
            answer = _read(response)
            if answer.refusal and answer.refusal in refusals:
                response.request_meta["name"] = f"{name}: {answer.refusal}"
            elif not 200 <= answer.status < 300:
                response.failure(f"{method} {path}: {_read_error(response) or answer}")
                raise UnexpectedAnswer(f"{method} {path}: {answer}")
            response.success()
            return answer

    def _headers(self, key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} | ({"Idempotency-Key": key} if key else {})


def _read(response: ResponseContextManager) -> Answer:
    try:
        body = json.loads(response.text or "{}")
    except ValueError:
        body = {}
    retry_after = str(response.headers.get("retry-after", "0")) if response.headers else "0"
    return Answer(response.status_code, body if isinstance(body, dict) else {}, float(retry_after))


def _read_error(response: ResponseContextManager) -> str:
    """Why no answer came; empty where one did."""
    error = getattr(response, "error", None)
    return repr(error) if error and not response.status_code else ""


def wait_until(what: str, seconds: float, condition: Callable[[], str]) -> None:
    """Asks `condition`, ever more rarely, until it has no complaint left; `TimeoutError` has its last one."""
    start = time.monotonic()
    while complaint := condition():
        waited = time.monotonic() - start
        if waited > seconds:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}. Seen last: {complaint}")
        gevent.sleep(min(max(waited / 8, 0.01), 0.25))

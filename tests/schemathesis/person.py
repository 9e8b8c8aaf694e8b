"""Who signs in to the system, and puts rooms on sale."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

ANSWER_SECONDS = 35.0
# How long reservation may take to hear of a room.
PATIENCE_SECONDS = 60.0
PRICE = 60_000


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    url: str
    token: str

    @classmethod
    def signed_in(cls, url: str, group: str) -> Self:
        """Somebody new of a group."""
        profile = {"sub": f"{group}-of-schemathesis", "name": "김하나", "groups": [group]}
        status, answer = _post(f"{url}/dev/token", profile, {})
        if status != 200:
            raise SystemExit(f"no token: {status} {answer}")
        return cls(url, answer["token"])

    def register(self, room: str) -> None:
        """Registers a room."""
        body = {"roomNumber": room, "roomName": room, "roomType": "DELUXE", "roomPrice": PRICE}
        status, answer = self._post("/rooms", body)
        if status != 201:
            raise SystemExit(f"room {room} is not registered: {status} {answer}")

    def wait_until_on_sale(self, room: str) -> None:
        """Waits until reservation knows a room: then it refuses a wrong price."""
        tomorrow = datetime.now(UTC) + timedelta(days=2)
        stay = {"checkIn": f"{tomorrow:%F}", "checkOut": f"{tomorrow + timedelta(days=1):%F}"}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            status, answer = self._post("/reservations", {"roomNumber": room, "paymentPrice": PRICE + 1, **stay})
            if answer.get("type") == "urn:problem:price-changed":
                return
            if time.monotonic() > deadline:
                raise SystemExit(f"room {room} is not on sale: {status} {answer}")
            time.sleep(0.2)

    def _post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return _post(f"{self.url}{path}", body, {"Authorization": f"Bearer {self.token}"})


def _post(url: str, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
    # No proxy stands in front of this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=ANSWER_SECONDS) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)

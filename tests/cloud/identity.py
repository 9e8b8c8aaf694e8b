"""Who signs people in: the stack's user pool, behind the request by which the journeys ask for a token."""

import contextlib
import json
import secrets
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from account import Account

HOST = "127.0.0.1"


class UserPool:
    """The stack's user pool, as an operator with IAM credentials uses it."""

    def __init__(self, account: Account, pool_id: str, client_id: str) -> None:
        """The pool, and the app client whose tokens the API takes."""
        self._pool_id = pool_id
        self._client_id = client_id
        self._cognito = account.client("cognito-idp")

    def sign_in(self, name: str, groups: list[str]) -> str:
        """The ID token of a new person. Their `sub` is the pool's to choose."""
        address = f"{secrets.token_hex(8)}@example.com"
        password = f"{secrets.token_urlsafe(16)}aA1!"
        person = {"UserPoolId": self._pool_id, "Username": address}
        attributes = {"email": address, "email_verified": "true", "name": name}
        self._cognito.admin_create_user(
            **person,
            MessageAction="SUPPRESS",
            UserAttributes=[{"Name": key, "Value": value} for key, value in attributes.items()],
        )
        self._cognito.admin_set_user_password(**person, Password=password, Permanent=True)
        for group in groups:
            self._ensure(group)
            self._cognito.admin_add_user_to_group(**person, GroupName=group)
        signed_in = self._cognito.admin_initiate_auth(
            UserPoolId=self._pool_id,
            ClientId=self._client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": address, "PASSWORD": password},
        )
        return str(signed_in["AuthenticationResult"]["IdToken"])

    def _ensure(self, group: str) -> None:
        """Groups that the template does not know may be in a pool: they make nobody a host."""
        with contextlib.suppress(self._cognito.exceptions.GroupExistsException):
            self._cognito.create_group(UserPoolId=self._pool_id, GroupName=group)


@contextlib.contextmanager
def served(pool: UserPool) -> Iterator[str]:
    """`POST /dev/token`, as the local system offers it, of this pool; the base URL."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One segment per answer.
        wbufsize = -1

        def do_POST(self) -> None:
            if self.path != "/dev/token":
                self._answer(HTTPStatus.NOT_FOUND, {"message": self.path})
                return
            profile = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            # An error of the pool's is the journey's to report.
            try:
                token = pool.sign_in(profile["name"], profile["groups"])
            except Exception as error:  # noqa: BLE001
                self._answer(HTTPStatus.BAD_GATEWAY, {"message": repr(error)})
            else:
                self._answer(HTTPStatus.OK, {"token": token})

        def log_message(self, *_: Any) -> None:
            """Nothing: who asked for a token says so."""

        def _answer(self, status: HTTPStatus, body: dict[str, str]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{HOST}:{server.server_port}"
        finally:
            server.shutdown()

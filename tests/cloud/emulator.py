"""MiniStack, started on a free port of this machine, and ended with all functions that it started."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from account import ACCOUNT_ID, REGION, SECRET_KEY, Account
from stack import Stack

HOST = "127.0.0.1"
START_SECONDS = 60
STOP_SECONDS = 20


@contextlib.contextmanager
def started(folder: Path, decisions: Path) -> Iterator[Account]:
    """An empty account in which IAM is enforced. What MiniStack says goes to a log in `folder`, what IAM decides to
    `decisions`.
    """
    port = _free_port()
    url = f"http://{HOST}:{port}"
    log = folder / "ministack.log"
    scratch = folder / "scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "launcher", str(decisions.resolve())]
    with (
        log.open("w", encoding="utf-8") as output,
        subprocess.Popen(
            command,
            cwd=Path(__file__).parent,
            env=_environment(url, port, scratch.resolve()),
            stdout=output,
            stderr=subprocess.STDOUT,
            # A group of its own: its functions are in it.
            start_new_session=True,
        ) as process,
    ):
        try:
            _wait_until_healthy(url, process, log)
            yield Account(url)
        finally:
            _stop(process)
            shutil.rmtree(scratch)


def api_url(stack: Stack) -> str:
    """The base URL of the stack's HTTP API. Its output `ApiUrl` has a host's name that no machine need know."""
    (api,) = (one.physical_id for one in stack.resources().values() if one.kind == "AWS::ApiGatewayV2::Api")
    return f"{stack.account.endpoint_url}/_aws/execute-api/{api}/$default"


def _environment(url: str, port: int, scratch: Path) -> dict[str, str]:
    """Nothing of this process's own."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(scratch),
        "GATEWAY_PORT": str(port),
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
        # The owner's credentials.
        "AWS_ACCESS_KEY_ID": ACCOUNT_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        # Where functions find the services.
        "AWS_ENDPOINT_URL": url,
        # Requests are refused unless they are signed, and unless a policy allows them.
        "AUTH": "true",
        # A trigger that fails fails its sign-in.
        "MINISTACK_COGNITO_PRETOKEN_STRICT": "1",
        "LOG_LEVEL": "WARNING",
        "IOT_MTLS_ENABLED": "0",
    }


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{url}/_ministack/health", timeout=5).close()
            return
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"MiniStack does not start:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends it and, whatever became of it, its functions."""
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)

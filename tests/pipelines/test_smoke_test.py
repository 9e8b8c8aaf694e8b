"""The smoke test passes where the release answers and nobody gets in without a token, and nowhere else."""

import json
import subprocess
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SMOKE_TEST = Path(__file__).resolve().parents[2] / "pipelines" / "smoke-test"


def handler(version: str, without_token: int) -> type[BaseHTTPRequestHandler]:
    """Make what answers like a release."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"status": "ok", "version": version}).encode()
            self.send_response(200 if self.path == "/health" else without_token)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


class SmokeTest(unittest.TestCase):
    """The script, against a server on this machine."""

    def run_against(self, version: str, without_token: int) -> subprocess.CompletedProcess[str]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler(version, without_token))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            command = [str(SMOKE_TEST), url, "abc"]
            environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "no_proxy": "*"}
            return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def test_the_release_is_running(self) -> None:
        result = self.run_against("abc", 401)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_another_release_is_running(self) -> None:
        result = self.run_against("abd", 401)
        self.assertEqual(result.returncode, 1)
        self.assertIn("abd is running, not abc", result.stderr)

    def test_a_door_is_open(self) -> None:
        result = self.run_against("abc", 200)
        self.assertEqual(result.returncode, 1)
        self.assertIn("answers 200, not 401", result.stderr)


if __name__ == "__main__":
    unittest.main()

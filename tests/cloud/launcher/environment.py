"""Functions see what AWS shows them, and nothing that configures MiniStack.

MiniStack starts a function with its own environment and puts the function's on top. `LOG_LEVEL`, for example, would be
read by both.
"""

import os
from typing import Any

from ministack.services import lambda_svc

from launcher import private

# The machine's search path, as on AWS; and where the services are, which on AWS the region says.
SHARED = {"PATH", "AWS_ENDPOINT_URL"}


def install() -> None:
    """Takes what is only MiniStack's out of each function's environment."""

    def environment(config: dict[str, Any], code_folder: str, port: int) -> dict[str, str]:
        mine = set(os.environ) - SHARED
        whole: dict[str, str] = original(config, code_folder, port)
        # What has another value than here was put there for the function.
        return {name: value for name, value in whole.items() if name not in mine or value != os.environ[name]}

    original = private.replace(lambda_svc, "_provided_worker_env", environment)

"""`python -m launcher FILE`: MiniStack, configured by its own environment variables. IAM's decisions go to FILE."""

import sys
from pathlib import Path

from launcher import private

private.require_pinned_release()

from ministack.app import main  # noqa: E402

from launcher import boundaries, decisions, environment, http_api, runtime_api, user_pool  # noqa: E402

boundaries.install()
decisions.install(Path(sys.argv.pop()))
environment.install()
http_api.install()
runtime_api.install()
user_pool.install()
main()

"""Who signs in to the system under load."""

import itertools
import subprocess
from collections.abc import Callable

import requests

# The name on a token of the local system, by group.
NAMES = {"customer": "김하나", "host": "이숙박"}

SignIn = Callable[[str], str]


def local_tokens(url: str, run: str) -> SignIn:
    """Signs new people in with the local system's own identity provider."""
    numbers = itertools.count(1)

    def sign_in(group: str) -> str:
        profile = {"sub": f"{group}-{run}-{next(numbers)}", "name": NAMES[group], "groups": [group]}
        answer = requests.post(f"{url}/dev/token", json=profile, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["token"])

    return sign_in


def tokens_of_command(command: str) -> SignIn:
    """Signs people in by a shell command that gets the group as `$1` and the person's number as `$2`."""
    numbers = {group: itertools.count(1) for group in NAMES}

    def sign_in(group: str) -> str:
        arguments = ["sh", "-c", command, "token", group, str(next(numbers[group]))]
        token = subprocess.run(arguments, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
        if not token:
            raise SystemExit(f"the token command printed nothing for a {group}")
        return token

    return sign_in

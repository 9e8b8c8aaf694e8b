"""What is not public of MiniStack, reached in one way: a name that is gone stops the launcher instead of a test."""

from importlib.metadata import version
from typing import Any

# The release that the patches of this folder were written for.
PINNED = "1.5.33"


def require_pinned_release() -> None:
    """Another release may mean something else by the same names."""
    installed = version("ministack")
    if installed != PINNED:
        raise SystemExit(f"the patches are for MiniStack {PINNED}, not {installed}: read them again, then pin it")


def member(owner: Any, name: str) -> Any:
    """A module's or a class's own member."""
    try:
        return vars(owner)[name]
    except KeyError:
        raise SystemExit(f"MiniStack's {owner.__name__} has no {name} any more") from None


def replace(owner: Any, name: str, replacement: object) -> Any:
    """Puts another one in a member's place, and answers the one that was there."""
    original = member(owner, name)
    setattr(owner, name, replacement)
    return original

"""Each function has the permissions that it needs, and no other.

That none is missing shows in the journeys: IAM is enforced, and nobody is denied anything. That none is needless shows there,
too: it is used, or it stands below with what uses it elsewhere.
"""

from dataclasses import dataclass
from pathlib import Path

from grants import Grant, Roles


@dataclass(frozen=True)
class Excuse:
    """Why grants are not used here: a function's, or those of all where it names none."""

    actions: frozenset[str]
    reason: str
    functions: frozenset[str] = frozenset()

    def covers(self, grant: Grant) -> bool:
        """Whether it speaks of this grant."""
        return grant.action in self.actions and (not self.functions or grant.function in self.functions)


EXCUSES: list[Excuse] = []


def nothing_was_denied(roles: Roles, decisions: Path) -> None:
    """After the journeys."""
    _, denied = roles.decided(decisions)
    assert not denied, "\n".join(["denied:", *map(str, sorted(denied))])


def everything_was_used(roles: Roles, decisions: Path) -> None:
    """At the end."""
    granted = roles.granted()
    allowed, _ = roles.decided(decisions)
    unused = sorted(one for one in granted - allowed if not any(excuse.covers(one) for excuse in EXCUSES))
    assert not unused, "\n".join(["granted, but never used:", *map(str, unused)])
    print(f"  {len(granted & allowed)} of {len(granted)} grants were used", flush=True)

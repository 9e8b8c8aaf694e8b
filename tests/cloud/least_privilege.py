"""Each function has the permissions that it needs, and no other.

That it needs no more shows in the journeys: IAM is enforced, and nobody is denied anything. That it needs each one shows
there, too: it is used, or it stands below with the reason why the journeys do not use it.
"""

from pathlib import Path

from grants import Grant, Roles

CONSUMER = frozenset({"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"})
STREAM_READER = frozenset(
    {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
)


def check(roles: Roles, decisions: Path) -> None:
    """After the journeys."""
    granted = roles.granted()
    allowed, denied = roles.decided(decisions)
    assert not denied, "\n".join(["denied:", *map(str, sorted(denied))])
    unused = sorted(one for one in granted - allowed if not is_excused(one))
    assert not unused, "\n".join(["granted, but never used:", *map(str, unused)])
    used = len(granted & allowed)
    print(f"  {used} of {len(granted)} grants were used, none was missing", flush=True)


def is_excused(grant: Grant) -> bool:
    """Whether the journeys cannot use it here."""
    return False

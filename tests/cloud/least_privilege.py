"""Each function has the permissions that it needs, and no other.

That none is missing shows in the journeys: IAM is enforced, and nobody is denied anything. That none is needless shows
in the whole run: it is used, or it stands below with the test that knows what it is for.
"""

from dataclasses import dataclass
from pathlib import Path

from grants import Grant, Roles

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Elsewhere:
    """Grants that are not used here, and the test that knows what they are for."""

    # Empty for those of all functions.
    function: str
    actions: frozenset[str]
    test: str

    def covers(self, grant: Grant) -> bool:
        """Whether it speaks of this grant."""
        return grant.action in self.actions and self.function in ("", grant.function)

    def is_there(self) -> bool:
        """Whether its test is."""
        file, name = self.test.split(": ")
        return f"fn {name}(" in (ROOT / file).read_text(encoding="utf-8")


def _elsewhere(function: str, actions: str, test: str) -> Elsewhere:
    return Elsewhere(function, frozenset(actions.split()), test)


UNUSED_HERE = [
    # MiniStack reads queues and streams for a mapping by itself, not as the function's role.
    _elsewhere(
        "",
        "sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes",
        "tests/template/queues.rs: every_queue_has_one_consumer_that_may_read_it_and_no_other",
    ),
    _elsewhere(
        "outbox-relay",
        "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams",
        "tests/template/permissions.rs: only_the_relay_reads_streams_and_publishes",
    ),
    # It has no CodeDeploy, which is who invokes this one.
    _elsewhere(
        "check-version",
        "codedeploy:GetDeployment codedeploy:PutLifecycleEventHookExecutionStatus "
        "codedeploy:GetApplicationRevision lambda:InvokeFunction",
        "tests/template/permissions.rs: the_hook_reaches_deployments_and_versions_of_this_stack_and_nothing_else",
    ),
    # Nobody checks out of a stay that has not begun, and nobody can reserve one that has.
    _elsewhere(
        "check-out",
        "dynamodb:PutItem dynamodb:DeleteItem",
        "tests/stays/main.rs: check_out_frees_the_nights_that_remain_and_no_other",
    ),
    # What gets lost, or comes too late, is found again: nothing does here.
    _elsewhere(
        "expire-reservation",
        "sqs:SendMessage",
        "tests/parameters/holds.rs: a_charge_that_began_before_the_holds_end_is_settled_after_it_and_charged_once",
    ),
    _elsewhere(
        "settle-payment",
        "sqs:SendMessage",
        "tests/losses/charges.rs: a_charge_that_nobody_settles_is_settled_and_its_reservation_confirmed",
    ),
    _elsewhere(
        "reconcile-reservations",
        "dynamodb:GetItem dynamodb:PutItem dynamodb:DeleteItem",
        "tests/losses/holds.rs: a_hold_whose_timer_is_lost_ends_and_its_night_is_free_again",
    ),
    _elsewhere(
        "reconcile-payments",
        "dynamodb:GetItem dynamodb:PutItem",
        "tests/losses/refunds.rs: a_refund_that_nobody_was_asked_for_is_asked_for_again",
    ),
    _elsewhere(
        "reconcile-payments",
        "lambda:InvokeFunction",
        "tests/losses/completions.rs: a_reservation_that_never_heard_of_its_payment_is_confirmed",
    ),
    _elsewhere(
        "revoke-refunded-promotion",
        "dynamodb:PutItem",
        "tests/losses/refunds.rs: a_promotion_that_never_heard_of_the_refund_is_revoked_all_the_same",
    ),
    # The relay's own queue, and the one into which Lambda puts what the relay fails on, as the relay.
    _elsewhere(
        "outbox-relay",
        "sqs:SendMessage",
        "tests/operations/parked.rs: a_record_that_the_relay_parked_reaches_its_consumers_once_it_is_redriven",
    ),
]


def nothing_was_denied(roles: Roles, decisions: Path) -> None:
    """After the journeys."""
    _, denied = roles.decided(decisions)
    assert not denied, "\n".join(["denied:", *map(str, sorted(denied))])


def everything_was_used(roles: Roles, decisions: Path) -> None:
    """At the end."""
    granted = roles.granted()
    allowed, _ = roles.decided(decisions)
    unused = granted - allowed
    needless = sorted(grant for grant in unused if not any(one.covers(grant) for one in UNUSED_HERE))
    assert not needless, "\n".join(["granted, but never used:", *map(str, needless)])
    gone = [one.test for one in UNUSED_HERE if not one.is_there()]
    assert not gone, f"there is no {gone}"
    used = len(granted & allowed)
    print(f"  {used} of {len(granted)} grants were used here, the other {len(unused)} elsewhere", flush=True)

"""What a second deployment of the stack changes, and what its end leaves."""

from http import HTTPStatus

import artifacts
import waiting
from api import Person
from hotel import Hotel
from stack import Resource, Stack

# A function's own change publishes a version of it, with the parameters of that moment: a description is enough.
EDITED = {"HealthFunction": "health", "ReserveRoomFunction": "reserve-room"}
HOLD_SECONDS = 5
RETENTION_DAYS = 7
PARAMETERS = {
    "ReleaseVersion": "second",
    "HoldSeconds": str(HOLD_SECONDS),
    "LogRetentionDays": str(RETENTION_DAYS),
}
# A hold's end is a message that is delayed so long.
EXPIRES_SECONDS = 60.0
# Bookings and money, and who people are, outlive their stack.
RETAINED = {"AWS::DynamoDB::Table", "AWS::Cognito::UserPool"}


def check(stack: Stack, template: str, hotel: Hotel) -> None:
    """Another template and other parameters arrive; whatever holds data stays the same resource."""
    _version_is(hotel.guest, "dev")
    before = stack.resources()
    stack.update("second-release", artifacts.upload(stack.account, _edited(template)), PARAMETERS)
    after = stack.resources()
    replaced = {one for one in before if after.get(one) != before[one]}
    # A new version takes the place of the old one, which stays outside the stack.
    assert replaced == _versions(before), f"replaced: {replaced}"
    _version_is(hotel.guest, "second")
    _logs_are_kept(stack, after)
    _holds_end(hotel)


def delete(stack: Stack) -> None:
    """The stack goes; its tables and its user pool stay."""
    kept = {one.physical_id for one in stack.resources().values() if one.kind in RETAINED}
    stack.delete()
    dynamodb, cognito = stack.account.client("dynamodb"), stack.account.client("cognito-idp")
    tables = dynamodb.list_tables()["TableNames"]
    pools = [pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"]]
    assert kept == {*tables, *pools}, f"{tables} and {pools} are there"


def _edited(template: str) -> str:
    for handler in EDITED.values():
        line = f"      Handler: {handler}\n"
        if template.count(line) != 1:
            raise SystemExit(f"the template has no handler {handler} to edit")
        template = template.replace(line, f"      Description: The second release\n{line}")
    return template


def _versions(resources: dict[str, Resource]) -> set[str]:
    versions = (one for one, resource in resources.items() if resource.kind == "AWS::Lambda::Version")
    return {one for one in versions if one.startswith(tuple(EDITED))}


def _version_is(anyone: Person, version: str) -> None:
    health = anyone.ask("GET", "/health").expect(HTTPStatus.OK)
    assert health["version"] == version, health


def _logs_are_kept(stack: Stack, resources: dict[str, Resource]) -> None:
    pages = stack.account.client("logs").get_paginator("describe_log_groups").paginate()
    kept = {group["logGroupName"]: group.get("retentionInDays") for page in pages for group in page["logGroups"]}
    for group in (one.physical_id for one in resources.values() if one.kind == "AWS::Logs::LogGroup"):
        assert kept[group] == RETENTION_DAYS, f"{group} is kept {kept[group]} days"


def _holds_end(hotel: Hotel) -> None:
    """What is reserved now is held as long as the new parameter says, and its night is then free again."""
    room = hotel.room_on_sale()
    number = hotel.reserve(room)

    def has_ended() -> bool:
        reservation = hotel.guest.ask("GET", f"/reservations/{number}").expect(HTTPStatus.OK)
        return str(reservation["reserveStatus"]) == "expired"

    waiting.until(f"{number} expires", EXPIRES_SECONDS, has_ended)
    hotel.reserve(room)

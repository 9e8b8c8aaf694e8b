"""What a second deployment of the stack changes, and what its end leaves."""

from http import HTTPStatus

import artifacts
from api import Person
from stack import Stack

# A function's own change publishes a version of it, with the parameters of that moment.
HEALTH = "      Handler: health\n"
EDITED = f"      Description: the second release\n{HEALTH}"
RETENTION_DAYS = 7
PARAMETERS = {"ReleaseVersion": "second", "LogRetentionDays": str(RETENTION_DAYS)}
# Bookings and money, and who people are, outlive their stack.
RETAINED = {"AWS::DynamoDB::Table", "AWS::Cognito::UserPool"}


def check(stack: Stack, template: str, api_url: str) -> None:
    """Another template and other parameters arrive; whatever holds data stays the same resource."""
    anyone = Person(api_url, "")
    _version_is(anyone, "dev")
    before = stack.resources()
    if template.count(HEALTH) != 1:
        raise SystemExit("the template has no handler `health` to edit")
    edited = template.replace(HEALTH, EDITED)
    stack.update("second-release", artifacts.upload(stack.account, edited), PARAMETERS)
    _version_is(anyone, "second")
    after = stack.resources()
    replaced = {one for one in before if after.get(one) != before[one]}
    # A new version takes the place of the old one, which stays outside the stack.
    versions = {
        one
        for one, resource in before.items()
        if resource.kind == "AWS::Lambda::Version" and one.startswith("HealthFunction")
    }
    assert replaced == versions, f"replaced: {replaced}"
    groups = [one.physical_id for one in after.values() if one.kind == "AWS::Logs::LogGroup"]
    logs = stack.account.client("logs")
    for group in groups:
        (found,) = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]
        assert found["retentionInDays"] == RETENTION_DAYS, found


def delete(stack: Stack) -> None:
    """The stack goes; its tables and its user pool stay."""
    kept = {one.physical_id for one in stack.resources().values() if one.kind in RETAINED}
    stack.delete()
    dynamodb, cognito = stack.account.client("dynamodb"), stack.account.client("cognito-idp")
    tables = dynamodb.list_tables()["TableNames"]
    pools = [pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"]]
    assert kept == {*tables, *pools}, f"{tables} and {pools} are there"


def _version_is(anyone: Person, version: str) -> None:
    health = anyone.ask("GET", "/health").expect(HTTPStatus.OK)
    assert health["version"] == version, health

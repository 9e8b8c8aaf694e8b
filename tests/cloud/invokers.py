"""Who may invoke a function besides the roles that are granted it: the resource policies of the aliases, as deployed.

MiniStack keeps them without asking them, so they are read here. Those of routes are SAM's: the template does not show
them.
"""

import json
from typing import Any

from account import ACCOUNT_ID, REGION
from grants import Roles
from stack import Stack

ALIAS = "live"
# CodeDeploy's role is granted it, which is there with canaries only.
HOOK = "check-version"


def check(stack: Stack, roles: Roles) -> None:
    """One kind of caller for each function, and of a service its one source in this stack."""
    sources = _sources(stack)
    mappings = stack.account.client("lambda").get_paginator("list_event_source_mappings").paginate()
    consumers = {roles.name(one["FunctionArn"]) for page in mappings for one in page["EventSourceMappings"]}
    callees = {one.resource for one in roles.granted() if one.action == "lambda:InvokeFunction"}
    for function in roles.functions():
        statements = _statements(stack, roles, function)
        if function in consumers | callees | {HOOK}:
            assert not statements, f"{function} may be invoked by a service, too: {statements}"
            continue
        assert statements, f"nobody may invoke {function}"
        for statement in statements:
            service = statement["Principal"]["Service"]
            source = statement["Condition"]["ArnLike"]["AWS:SourceArn"]
            assert source.startswith(sources[service]), f"{service} may invoke {function} for {source}"


def _statements(stack: Stack, roles: Roles, function: str) -> list[dict[str, Any]]:
    client = stack.account.client("lambda")
    try:
        policy = client.get_policy(FunctionName=roles.function_name(function), Qualifier=ALIAS)["Policy"]
    except client.exceptions.ResourceNotFoundException:
        return []
    statements: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return statements


def _sources(stack: Stack) -> dict[str, tuple[str, ...]]:
    """The ARNs of what invokes functions for a service."""
    by_kind: dict[str, list[str]] = {}
    for one in stack.resources().values():
        by_kind.setdefault(one.kind, []).append(one.physical_id)
    (api,) = by_kind["AWS::ApiGatewayV2::Api"]
    (pool,) = by_kind["AWS::Cognito::UserPool"]
    of = f"{REGION}:{ACCOUNT_ID}"
    return {
        "apigateway.amazonaws.com": (f"arn:aws:execute-api:{of}:{api}/",),
        "cognito-idp.amazonaws.com": (f"arn:aws:cognito-idp:{of}:userpool/{pool}",),
        "events.amazonaws.com": tuple(f"arn:aws:events:{of}:rule/{rule}" for rule in by_kind["AWS::Events::Rule"]),
    }

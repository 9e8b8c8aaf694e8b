"""Checks that the role of pipelines/github-oidc.yaml may do all that deploying needs: cloudformation_role.py EXPANDED.

What a type of resource needs is what its own handlers say, in the schemas that cfn-lint brings along; which actions
know resources at all, cfn-lint knows as well.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import cfnlint.data.AdditionalSpecs
from cfnlint.helpers import load_resource
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from samtranslator.yaml_helper import yaml_parse

ROLES = Path("pipelines/github-oidc.yaml")
REGION = "ap-northeast-2"
# The values of what templates refer to.
VALUES = {
    "AWS::AccountId": "123456789012",
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": "accommodation-dev",
    "Stage": "dev",
}
STACK, ACCOUNT = VALUES["AWS::StackName"], VALUES["AWS::AccountId"]
# What CloudFormation and CodeDeploy add to a name.
ADDED = "1A2B3C4D5E6F"

# The ARN of a resource, and the property that names it, if one does.
ARNS: dict[str, tuple[str, str | None]] = {
    "AWS::ApiGatewayV2::Api": (f"apigateway:{REGION}::/apis", None),
    "AWS::ApiGatewayV2::Stage": (f"apigateway:{REGION}::/apis/{ADDED}/stages", None),
    "AWS::CloudWatch::Alarm": (f"cloudwatch:{REGION}:{ACCOUNT}:alarm:{{}}", "AlarmName"),
    "AWS::CloudWatch::Dashboard": (f"cloudwatch::{ACCOUNT}:dashboard/{{}}", "DashboardName"),
    "AWS::CodeDeploy::Application": (f"codedeploy:{REGION}:{ACCOUNT}:application:{{}}", "ApplicationName"),
    "AWS::CodeDeploy::DeploymentGroup": (f"codedeploy:{REGION}:{ACCOUNT}:deploymentgroup:{STACK}-A/{{}}", None),
    "AWS::Cognito::UserPool": (f"cognito-idp:{REGION}:{ACCOUNT}:userpool/{REGION}_{ADDED}", None),
    "AWS::DynamoDB::Table": (f"dynamodb:{REGION}:{ACCOUNT}:table/{{}}", "TableName"),
    "AWS::Events::Archive": (f"events:{REGION}:{ACCOUNT}:archive/{{}}", "ArchiveName"),
    "AWS::Events::EventBus": (f"events:{REGION}:{ACCOUNT}:event-bus/{{}}", "Name"),
    "AWS::Events::Rule": (f"events:{REGION}:{ACCOUNT}:rule/{{}}", "Name"),
    "AWS::IAM::ManagedPolicy": (f"iam::{ACCOUNT}:policy/{{}}", "ManagedPolicyName"),
    "AWS::IAM::Role": (f"iam::{ACCOUNT}:role/{{}}", "RoleName"),
    "AWS::Lambda::EventSourceMapping": (f"lambda:{REGION}:{ACCOUNT}:event-source-mapping:{ADDED}", None),
    "AWS::Lambda::Function": (f"lambda:{REGION}:{ACCOUNT}:function:{{}}", "FunctionName"),
    "AWS::Logs::LogGroup": (f"logs:{REGION}:{ACCOUNT}:log-group:{{}}", "LogGroupName"),
    "AWS::SNS::Topic": (f"sns:{REGION}:{ACCOUNT}:{{}}", "TopicName"),
    "AWS::SQS::Queue": (f"sqs:{REGION}:{ACCOUNT}:{{}}", "QueueName"),
}
# Of which resources others are a part.
PARTS = {
    "AWS::Cognito::UserPoolClient": "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolDomain": "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolGroup": "AWS::Cognito::UserPool",
    "AWS::Lambda::Alias": "AWS::Lambda::Function",
    "AWS::Lambda::Permission": "AWS::Lambda::Function",
    "AWS::Lambda::Version": "AWS::Lambda::Function",
    "AWS::Logs::MetricFilter": "AWS::Logs::LogGroup",
    "AWS::SNS::Subscription": "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy": "AWS::SNS::Topic",
    "AWS::SQS::QueuePolicy": "AWS::SQS::Queue",
}
# What a handler does to resources of another service.
OTHERS = {"codedeploy": "AWS::CodeDeploy::DeploymentGroup", "iam": "AWS::IAM::Role"}
# Handlers ask for what some of their properties need; why ours do not.
NEEDLESS = {
    "kms:*": "nothing is encrypted with a key of ours",
    "ec2:*": "no function is in a VPC",
    "elasticfilesystem:*": "no function has a file system",
    "s3files:*": "no function has a file system",
    "kinesis:*": "no table streams to Kinesis",
    "firehose:*": "no log goes to Firehose",
    "cloudfront:*": "the sign-in has no domain of its own",
    "iam:CreateServiceLinkedRole": "no table is replicated or scaled, and Cognito sends no mail by SES",
    "iam:AttachGroupPolicy": "the boundary is no policy of a group",
    "iam:AttachUserPolicy": "the boundary is no policy of a user",
    "iam:DetachGroupPolicy": "the boundary is no policy of a group",
    "iam:DetachUserPolicy": "the boundary is no policy of a user",
    "events:PutPermission": "the bus has no policy",
    "events:RemovePermission": "the bus has no policy",
    "logs:DeleteIndexPolicy": "no log group has indexes",
    "logs:DeleteResourcePolicy": "no log group has a policy",
    "logs:PutBearerTokenAuthentication": "nobody logs by a token",
    "logs:PutIndexPolicy": "no log group has indexes",
    "s3:GetObjectVersion": "bootstraps are named by their hashes",
    "s3:GetObjectMetadata": "no table is imported",
    "s3:ListBucket": "no table is imported",
    "s3:REST.PUT.OBJECT": "no log goes to S3",
}
NEEDLESS_OF = {
    ("AWS::ApiGatewayV2::Api", "s3:GetObject"): "the API's document is in the template",
    ("AWS::DynamoDB::Table", "s3:GetObject"): "no table is imported",
    ("AWS::DynamoDB::Table", "logs:*"): "no table is imported",
    ("AWS::IAM::ManagedPolicy", "iam:AttachRolePolicy"): "roles name their boundary, it names no roles",
    ("AWS::IAM::ManagedPolicy", "iam:DetachRolePolicy"): "roles name their boundary, it names no roles",
}
# Which actions know resources.
KNOWN = load_resource(cfnlint.data.AdditionalSpecs, "Policies.json")
# What the guide to access logs of HTTP APIs asks for, and no schema.
ACCESS_LOGS = (
    "CreateLogDelivery",
    "DeleteLogDelivery",
    "DescribeLogGroups",
    "DescribeResourcePolicies",
    "GetLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "UpdateLogDelivery",
)


def resolved(value: Any) -> Any:  # noqa: ANN401
    """Fill in what a template refers to."""
    match value:
        case {"Ref": str(name)} if name in VALUES:
            return VALUES[name]
        case {"Fn::Sub": str(text)}:
            for name, known in VALUES.items():
                text = text.replace(f"${{{name}}}", known)
            return text
        case {"Fn::If": [_, then, _]}:
            return resolved(then)
    return value


def listed(value: Any) -> list[Any]:  # noqa: ANN401
    """Make a list of what may be one."""
    return value if isinstance(value, list) else [value]


class Role:
    """What CloudFormation may do."""

    def __init__(self) -> None:
        """Read it from the template of the roles."""
        role = yaml_parse(ROLES.read_text(encoding="utf-8"))["Resources"]["CloudFormationRole"]["Properties"]
        self.statements = [
            resolved(statement) for policy in role["Policies"] for statement in policy["PolicyDocument"]["Statement"]
        ]

    def may(self, action: str, arn: str) -> bool:
        """Tell whether a statement allows it, whatever its condition."""
        return any(
            any(fnmatchcase(action.lower(), one.lower()) for one in listed(statement["Action"]))
            and any(fnmatchcase(arn, str(resolved(one))) for one in listed(statement["Resource"]))
            for statement in self.statements
        )

    def passes_roles_to(self) -> set[str | None]:
        """Name the services that it may pass roles to; `None` is any."""
        conditions = [one.get("Condition", {}) for one in self.statements if "iam:PassRole" in listed(one["Action"])]
        return {
            service for one in conditions for service in listed(one.get("StringEquals", {}).get("iam:PassedToService"))
        }


def needed(kind: str) -> Iterator[str]:
    """Yield what CloudFormation does for a type of resource."""
    handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema["handlers"]
    actions = {action for name, one in handlers.items() if name != "list" for action in one["permissions"]}
    if kind == "AWS::ApiGatewayV2::Stage":
        actions |= {f"logs:{action}" for action in ACCESS_LOGS}
    needless = {*NEEDLESS, *(action for of, action in NEEDLESS_OF if of == kind)}
    for action in sorted(actions):
        if not any(fnmatchcase(action.lower(), pattern.lower()) for pattern in needless):
            yield action


class Stack:
    """The template as SAM expands it."""

    def __init__(self, file: Path) -> None:
        """Read it, and give each resource the ARN that it will have."""
        self.resources = json.loads(file.read_text(encoding="utf-8"))["Resources"]
        self.kinds = {resource["Type"] for resource in self.resources.values()}
        self.arns: dict[str, set[str]] = defaultdict(set)
        for logical_id, resource in self.resources.items():
            if resource["Type"] in ARNS:
                pattern, property_ = ARNS[resource["Type"]]
                name = resolved(resource["Properties"].get(property_)) or f"{STACK}-{logical_id}-{ADDED}"
                self.arns[resource["Type"]].add("arn:aws:" + pattern.format(name))

    def resources_of(self, kind: str, action: str) -> set[str]:
        """Name the ARNs that an action is about."""
        service, _, name = action.partition(":")
        if service == "s3":
            return {f"arn:aws:s3:::aws-sam-cli-managed-default-{ADDED}/{STACK}/bootstrap"}
        if not KNOWN[service]["Actions"].get(name.lower(), {"Resources": [kind]}).get("Resources"):
            return {"*"}
        own = PARTS.get(kind, kind)
        return self.arns[own if ARNS[own][0].startswith(f"{service}:") else OTHERS[service]]

    def services_with_roles(self) -> set[str]:
        """Name the services that its roles are for."""
        roles = [one["Properties"] for one in self.resources.values() if one["Type"] == "AWS::IAM::Role"]
        statements = [statement for role in roles for statement in role["AssumeRolePolicyDocument"]["Statement"]]
        return {service for one in statements for service in listed(one["Principal"]["Service"])}


def main() -> None:
    """Name what the role may not do."""
    role, stack = Role(), Stack(Path(sys.argv[1]))
    refused = {}
    for kind in stack.kinds:
        for action in needed(kind):
            for arn in stack.resources_of(kind, action):
                if not role.may(action, arn):
                    refused[f"{action}, for {kind}"] = arn
    if refused:
        lines = sorted(f"{what}: {arn}" for what, arn in refused.items())
        sys.exit("\n".join([f"CloudFormationRole of {ROLES} may not", *lines]))
    if role.passes_roles_to() != stack.services_with_roles():
        sys.exit(f"CloudFormationRole passes roles to {role.passes_roles_to()}, not to {stack.services_with_roles()}")


if __name__ == "__main__":
    main()

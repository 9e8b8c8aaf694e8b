"""Checks the roles that SAM makes, which the template does not show: roles.py EXPANDED."""

import json
import pathlib
import sys

# AWS's own, for logs and traces, on `*`: the boundary cuts logs to the stack's groups, and X-Ray knows no resources.
OF_FUNCTIONS = {"service-role/AWSLambdaBasicExecutionRole", "AWSXrayWriteOnlyAccess"}
# CodeDeploy's, which SAM gives neither name nor boundary: it may move any alias of the account.
OF_DEPLOYMENTS = {"service-role/AWSCodeDeployRoleForLambda"}

resources = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))["Resources"]
roles = {name: one["Properties"] for name, one in resources.items() if one["Type"] == "AWS::IAM::Role"}
functions = sum(one["Type"] == "AWS::Lambda::Function" for one in resources.values())
if len(roles) != functions + ("CodeDeployServiceRole" in roles):
    sys.exit(f"{len(roles)} roles for {functions} functions")
for name, role in roles.items():
    managed = {arn.removeprefix("arn:aws:iam::aws:policy/") for arn in role["ManagedPolicyArns"]}
    deploys = name == "CodeDeployServiceRole"
    if managed != (OF_DEPLOYMENTS if deploys else OF_FUNCTIONS):
        sys.exit(f"{name} has {managed}")
    if not deploys and role.get("PermissionsBoundary") != {"Ref": "FunctionBoundary"}:
        sys.exit(f"{name} has no boundary")

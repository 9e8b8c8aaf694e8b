"""What the roles of functions grant, and what IAM was seen to decide."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stack import Stack

Statement = dict[str, Any]


@dataclass(frozen=True, order=True)
class Grant:
    """An action of a function on a resource. Both are named as in the template: `save-promotion`, `PromotionTable`."""

    function: str
    action: str
    resource: str

    def __str__(self) -> str:
        """One line of a report."""
        return f"{self.function}: {self.action} on {self.resource}"


class Roles:
    """The roles of the stack's functions: SAM makes one for each."""

    def __init__(self, stack: Stack) -> None:
        """Of a stack that is deployed."""
        self._stack = stack
        self._iam = stack.account.client("iam")
        resources = stack.resources()
        functions = {
            self.name(one.physical_id): one for one in resources.values() if one.kind == "AWS::Lambda::Function"
        }
        self._functions = {name: one.physical_id for name, one in functions.items()}
        self._roles = {name: resources[f"{one.logical_id}Role"].physical_id for name, one in functions.items()}

    def functions(self) -> list[str]:
        """The handlers' names."""
        return sorted(self._roles)

    def function_name(self, function: str) -> str:
        """AWS's name of a function."""
        return self._functions[function]

    def name(self, name: str) -> str:
        """A name of AWS's without what the deployment added to it."""
        name = re.sub(r"^arn:aws:[a-z]+:[^:]*:\d+:(?:table/|function:|event-bus/)?", "", name)
        name = re.sub(r"/stream/.*", "/stream", name)
        name = re.sub(r"-[0-9A-F]{12,13}\b", "", name)
        return re.sub(rf"^(?:CodeDeployHook_)?{self._stack.name}-", "", name).removesuffix(":live")

    def granted(self) -> set[Grant]:
        """What the template grants, and nothing of the two policies of AWS for logs and traces."""
        return {
            Grant(function, action, self.name(arn))
            for function in self._roles
            for _, statements in self.policies(function)
            for statement in statements
            for action in texts(statement["Action"])
            for arn in texts(statement["Resource"])
        }

    def policies(self, function: str) -> list[tuple[str, list[Statement]]]:
        """The names and statements of a function's own policies."""
        role = self._roles[function]
        names = self._iam.list_role_policies(RoleName=role)["PolicyNames"]
        documents = [self._iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names]
        return [(name, document["Statement"]) for name, document in zip(names, documents, strict=True)]

    def put(self, function: str, policy: str, statements: list[Statement]) -> None:
        """Replaces the statements of a policy: one without any is not there."""
        policy_of_role = {"RoleName": self._roles[function], "PolicyName": policy}
        if not statements:
            self._iam.delete_role_policy(**policy_of_role)
            return
        document = {"Version": "2012-10-17", "Statement": statements}
        self._iam.put_role_policy(**policy_of_role, PolicyDocument=json.dumps(document))

    def boundary(self, function: str) -> str:
        """The ARN of the most that a function may do, whatever its own policies say."""
        return str(
            self._iam.get_role(RoleName=self._roles[function])["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"]
        )

    def bound(self, function: str, boundary: str) -> None:
        """Gives a function another boundary."""
        self._iam.put_role_permissions_boundary(RoleName=self._roles[function], PermissionsBoundary=boundary)

    def decided(self, decisions: Path) -> tuple[set[Grant], set[Grant]]:
        """What functions were allowed to do, and what they were denied, so far."""
        allowed: set[Grant] = set()
        denied: set[Grant] = set()
        for line in decisions.read_text(encoding="utf-8").splitlines():
            decision = json.loads(line)
            function = self.name(decision["principal"].rsplit("/", 1)[-1])
            grant = Grant(function, decision["action"], self.name(decision["resource"]))
            (allowed if decision["decision"] == "Allow" else denied).add(grant)
        return allowed, denied


def texts(value: str | list[str]) -> list[str]:
    """What a statement has one or several of."""
    return [value] if isinstance(value, str) else value

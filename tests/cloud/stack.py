"""A stack, deployed by change sets as `sam deploy` does it."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import WaiterError

from account import Account

# What the template needs: roles, and the transform of SAM.
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
POLL_SECONDS = 1
DEPLOY_SECONDS = 180


@dataclass(frozen=True)
class Resource:
    """A resource of the stack."""

    logical_id: str
    physical_id: str
    kind: str


class Stack:
    """A stack of the account."""

    def __init__(self, account: Account, name: str) -> None:
        """The stack of this name, which need not be there yet."""
        self.account = account
        self.name = name
        self._cloudformation = account.client("cloudformation")

    def create(self, template_url: str) -> None:
        """Creates it with the template's default parameters."""
        self._execute("create", "CREATE", {"TemplateURL": template_url})

    def update(self, name: str, template_url: str, parameters: dict[str, str]) -> None:
        """Updates its template and some parameters."""
        known = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["Parameters"]
        kept = [
            {"ParameterKey": one["ParameterKey"], "UsePreviousValue": True}
            for one in known
            if one["ParameterKey"] not in parameters
        ]
        changed = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
        self._execute(name, "UPDATE", {"TemplateURL": template_url, "Parameters": kept + changed})

    def delete(self) -> None:
        """Deletes it. What its deletion policies retain stays."""
        self._cloudformation.delete_stack(StackName=self.name)
        self._wait("stack_delete_complete", StackName=self.name)

    def outputs(self) -> dict[str, str]:
        """Its outputs."""
        found = self._cloudformation.describe_stacks(StackName=self.name)["Stacks"][0]["Outputs"]
        return {one["OutputKey"]: one["OutputValue"] for one in found}

    def resources(self) -> dict[str, Resource]:
        """Its resources by their logical ids."""
        pages = self._cloudformation.get_paginator("list_stack_resources").paginate(StackName=self.name)
        found = [one for page in pages for one in page["StackResourceSummaries"]]
        return {
            one["LogicalResourceId"]: Resource(one["LogicalResourceId"], one["PhysicalResourceId"], one["ResourceType"])
            for one in found
        }

    def _execute(self, name: str, kind: str, request: dict[str, Any]) -> None:
        change_set = {"StackName": self.name, "ChangeSetName": name}
        self._cloudformation.create_change_set(**change_set, ChangeSetType=kind, Capabilities=CAPABILITIES, **request)
        self._wait("change_set_create_complete", **change_set)
        self._cloudformation.execute_change_set(**change_set)
        self._wait(f"stack_{kind.lower()}_complete", StackName=self.name)

    def _wait(self, waiter: str, **request: str) -> None:
        config = {"Delay": POLL_SECONDS, "MaxAttempts": DEPLOY_SECONDS // POLL_SECONDS}
        try:
            self._cloudformation.get_waiter(waiter).wait(**request, WaiterConfig=config)
        except WaiterError as error:
            reason = error.last_response.get("StatusReason", "")
            raise SystemExit("\n".join([f"{waiter}: {error}", reason, *self._failures()])) from error

    def _failures(self) -> list[str]:
        """What failed, in the order in which it did."""
        pages = self._cloudformation.get_paginator("describe_stack_events").paginate(StackName=self.name)
        events = [event for page in pages for event in page["StackEvents"]]
        failed = [one for one in reversed(events) if one["ResourceStatus"].endswith("FAILED")]
        return [f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', '')}" for one in failed]

"""Boundaries of roles, which CloudFormation here loses.

MiniStack's IAM knows boundaries, and decides by them; only `PermissionsBoundary` of an `AWS::IAM::Role` is dropped.
Here it is set by the function that answers `PutRolePermissionsBoundary`.
"""

from typing import Any

from ministack.services import iam
from ministack.services.cloudformation import provisioners

from launcher import private

_put = private.member(iam, "_put_role_permissions_boundary")


def install() -> None:
    """Gives each role the boundary that its template gives it."""
    handlers = private.member(provisioners, "_RESOURCE_HANDLERS")["AWS::IAM::Role"]
    create, update = handlers["create"], handlers["update"]

    def create_with_boundary(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        created = create(logical_id, properties, stack)
        _bound(created[0], properties)
        return created

    def update_with_boundary(
        physical_id: str, old: dict[str, Any], new: dict[str, Any], *rest: Any, **named: Any
    ) -> Any:
        updated = update(physical_id, old, new, *rest, **named)
        _bound(updated[0], new)
        return updated

    handlers["create"], handlers["update"] = create_with_boundary, update_with_boundary


def _bound(role: str, properties: dict[str, Any]) -> None:
    boundary = properties.get("PermissionsBoundary")
    if boundary is None:
        return
    status, _, body = _put({"RoleName": role, "PermissionsBoundary": boundary})
    if status >= 400:
        raise ValueError(f"{role} gets no boundary: {body!r}")

"""HTTP APIs that are described by an OpenAPI document, as `AWS::Serverless::HttpApi` becomes one.

MiniStack stores routes, integrations and authorizers, and serves them, but ignores the property `Body` that describes
them. Here they are made of it, by the very functions that answer `CreateRoute`, `CreateIntegration` and
`CreateAuthorizer`. Nothing is decided here: what a route does, and what a token must be like, is as MiniStack does it
for any HTTP API.
What the document has that is not understood here stops the deployment.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

from launcher import private

Document = dict[str, Any]
Create = Callable[[str, Document], tuple[int, Document, bytes]]

_create_authorizer: Create = private.member(apigateway, "_create_authorizer")
_create_integration: Create = private.member(apigateway, "_create_integration")
_create_route: Create = private.member(apigateway, "_create_route")
_routes: Document = private.member(apigateway, "_routes")
_integrations: Document = private.member(apigateway, "_integrations")
_authorizers: Document = private.member(apigateway, "_authorizers")

# Parts of the document that describe nothing which is served, or are read here.
_KNOWN_PARTS = {"openapi", "info", "paths", "components", "tags", "x-amazon-apigateway-tag-value"}
_KNOWN_INTEGRATION = {"httpMethod", "type", "uri", "payloadFormatVersion"}
_KNOWN_OPERATION = {"x-amazon-apigateway-integration", "security", "responses", "parameters", "isDefaultRoute"}


def install() -> None:
    """Has CloudFormation import `Body` whenever it creates or updates an API."""
    handlers = private.member(provisioners, "_RESOURCE_HANDLERS")["AWS::ApiGatewayV2::Api"]
    create, update = handlers["create"], handlers["update"]

    def create_and_import(logical_id: str, properties: Document, stack: str) -> Any:
        created = create(logical_id, properties, stack)
        _import(created[0], properties["Body"])
        return created

    def update_and_import(physical_id: str, old: Document, new: Document, *rest: Any, **named: Any) -> Any:
        updated = update(physical_id, old, new, *rest, **named)
        _import(updated[0], new["Body"])
        return updated

    handlers["create"], handlers["update"] = create_and_import, update_and_import


def _import(api_id: str, body: Document) -> None:
    """Replaces all routes of an API by those of its document, as `ReimportApi` does."""
    _only(body, _KNOWN_PARTS)
    for store in (_routes, _integrations, _authorizers):
        store[api_id] = {}
    schemes = body.get("components", {}).get("securitySchemes", {})
    authorizers = {name: _authorizer(api_id, name, scheme) for name, scheme in schemes.items()}
    for path, operations in body["paths"].items():
        for method, operation in operations.items():
            _route(api_id, _route_key(method, path), operation, authorizers)


def _authorizer(api_id: str, name: str, scheme: Document) -> str:
    authorizer = scheme["x-amazon-apigateway-authorizer"]
    if authorizer["type"] != "jwt":
        raise ValueError(f"authorizer {name} is of type {authorizer['type']}: only jwt is understood")
    source = authorizer["identitySource"]
    request = {
        "name": name,
        "authorizerType": "JWT",
        "identitySource": source if isinstance(source, list) else [source],
        "jwtConfiguration": authorizer["jwtConfiguration"],
    }
    return _created(_create_authorizer(api_id, request), "authorizerId")


def _route(api_id: str, key: str, operation: Document, authorizers: dict[str, str]) -> None:
    _only(operation, _KNOWN_OPERATION)
    integration = operation["x-amazon-apigateway-integration"]
    _only(integration, _KNOWN_INTEGRATION)
    request = {
        "integrationType": integration["type"].upper(),
        "integrationUri": integration["uri"],
        "integrationMethod": integration["httpMethod"],
        "payloadFormatVersion": integration["payloadFormatVersion"],
    }
    target = _created(_create_integration(api_id, request), "integrationId")
    route: Document = {"routeKey": key, "target": f"integrations/{target}"}
    for name, scopes in _requirement(key, operation).items():
        route |= {"authorizerId": authorizers[name], "authorizationType": "JWT", "authorizationScopes": scopes}
    _created(_create_route(api_id, route), "routeId")


def _requirement(key: str, operation: Document) -> dict[str, list[str]]:
    """The one authorizer of a route with its scopes, or none: `NONE` is SAM's name for a route that is open."""
    requirements = operation.get("security", [])
    if len(requirements) > 1 or any(len(one) != 1 for one in requirements):
        raise ValueError(f"{key} has several authorizers: an HTTP API's route has one")
    return {name: scopes for one in requirements for name, scopes in one.items() if name != "NONE"}


def _route_key(method: str, path: str) -> str:
    if path == "/$default":
        return "$default"
    return f"{'ANY' if method == 'x-amazon-apigateway-any-method' else method.upper()} {path}"


def _created(answer: tuple[int, Document, bytes], name: str) -> str:
    status, _, body = answer
    if status >= 400:
        raise ValueError(f"not created: {body!r}")
    return str(json.loads(body)[name])


def _only(part: Document, known: set[str]) -> None:
    unknown = set(part) - known
    if unknown:
        raise ValueError(f"the API's document has what is not imported: {sorted(unknown)}")

"""OpenAPI of the token endpoints, from their routes.

Source: docs/control-api.md, Tokens; docs/reference/contacts-and-tokens.md section 6.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.routing import Route

from mock_server.tokens import exchange, maskinporten, metadata, token_generator
from mock_server.tokens.routes import routes
from mock_server.web.api_docs.control_api import openapi_path
from mock_server.web.api_docs.operation_ids import operation_id
from mock_server.web.api_docs.operations import Json, content, parameter, summary_of

_INTEGER: Final[Json] = {"type": "integer"}
_TOKEN: Final[Json] = {"type": "string"}
_SCOPES: Final = [parameter("scopes", "query"), parameter("ttl", "query", _INTEGER)]
_QUERIES: Final[Mapping[Any, list[Json]]] = {
    exchange.exchange_token: [
        parameter("test", "query", {"type": "boolean"}),
        parameter("X-Altinn-EnterpriseUser-Authentication", "header"),
    ],
    token_generator.enterprise_token: [
        *(parameter(name, "query") for name in ("org", "orgNo", "supplierOrgNo")),
        *_SCOPES,
    ],
    token_generator.personal_token: [
        *(parameter(name, "query", _INTEGER) for name in ("userId", "partyId")),
        *(
            parameter(name, "query")
            for name in ("pid", "userName", "authLvl", "clientAmr", "consumerOrgNo")
        ),
        *_SCOPES,
    ],
    token_generator.platform_access_token: [
        parameter("app", "query", required=True),
        parameter("ttl", "query", _INTEGER),
    ],
    token_generator.local_org_token: [
        *(parameter(name, "query") for name in ("org", "orgNumber")),
        parameter("authenticationLevel", "query", _INTEGER),
        *_SCOPES,
    ],
}
_GRANT: Final = content(
    {
        "type": "object",
        "properties": {
            "grant_type": {"type": "string", "const": metadata.JWT_GRANT},
            "assertion": _TOKEN,
        },
        "required": ["grant_type", "assertion"],
    },
    "application/x-www-form-urlencoded",
)
_OAUTH_ERROR: Final[Json] = {
    "type": "object",
    "properties": {"error": _TOKEN, "error_description": _TOKEN},
    "required": ["error", "error_description"],
}
_TEXT_ENDPOINTS: Final = frozenset(
    {
        exchange.exchange_token,
        token_generator.enterprise_token,
        token_generator.personal_token,
        token_generator.platform_access_token,
        token_generator.local_org_token,
    }
)


def tokens_api() -> Json:
    """Return the paths of the token endpoints."""
    paths: Json = {}
    for route in routes:
        if isinstance(route, Route):
            path, variables = openapi_path(route.path)
            for method in (route.methods or set()) - {"HEAD"}:
                operation = {
                    "operationId": operation_id(route.endpoint, method.lower(), path),
                    **_operation(route.endpoint, path, variables),
                    "security": [],
                }
                paths.setdefault(path, {})[method.lower()] = operation
    return paths


def _operation(endpoint: Any, path: str, variables: list[Json]) -> Json:
    # An org in the path replaces the one in the query.
    query = [each for each in _QUERIES.get(endpoint, []) if f"{{{each['name']}}}" not in path]
    is_text = endpoint in _TEXT_ENDPOINTS
    response = content(_TOKEN, "text/plain") if is_text else content({"type": "object"})
    parameters = [*variables, *query]
    return {
        "tags": ["Tokens"],
        "summary": summary_of(endpoint),
        **({"parameters": parameters} if parameters else {}),
        **(
            {"requestBody": {"required": True, **_GRANT}}
            if endpoint is maskinporten.token_endpoint
            else {}
        ),
        "responses": {
            "200": {"description": HTTPStatus.OK.phrase, **response},
            **_rejections(endpoint),
        },
    }


def _rejections(endpoint: Any) -> Json:
    """Return the rejections of a token endpoint; the metadata are never rejected."""
    bodies: dict[int, Json] = {}
    if endpoint is exchange.exchange_token:
        bodies = {400: content(_TOKEN, "text/plain"), 401: {}, 410: {}}
    elif endpoint is maskinporten.token_endpoint:
        bodies = {400: content(_OAUTH_ERROR)}
    elif endpoint in _TEXT_ENDPOINTS:
        bodies = {400: content({"type": "object"}, "application/problem+json")}
    return {
        str(status): {"description": HTTPStatus(status).phrase, **body}
        for status, body in bodies.items()
    }

"""OpenAPI of the control API, from its routes and ``control_operations``.

Source: docs/control-api.md.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from pydantic.alias_generators import to_camel
from starlette.routing import Route

from mock_server.web.api_docs.control_operations import OPERATIONS, NoContent, Operation
from mock_server.web.api_docs.control_responses import Problem
from mock_server.web.api_docs.json_schema import query_parameters, schemas_for
from mock_server.web.api_docs.operation_ids import operation_id
from mock_server.web.api_docs.operations import Json, content, parameter, summary_of

TAG: Final = "Control"
CONTROL_TOKEN: Final = "controlToken"
_VARIABLE: Final = re.compile(r"\{(\w+)(?::(\w+))?\}")
_TYPES: Final = {"int": "integer"}


def control_api(routes: Iterable[Route]) -> tuple[Json, Json]:
    """Return the paths of *routes*, and the named schemas that they refer to."""
    types, definitions = schemas_for(_types())
    paths: Json = {}
    for route in routes:
        path, variables = openapi_path(route.path)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            operation = OPERATIONS[f"{method} {path}"]
            query, more = query_parameters(operation.query) if operation.query else ([], {})
            definitions |= more
            paths.setdefault(path, {})[method.lower()] = {
                "tags": [TAG],
                "operationId": operation_id(route.endpoint, method.lower(), path),
                "summary": summary_of(route.endpoint),
                **_parameters([*variables, *query]),
                **_request_body(operation, types),
                "responses": _responses(operation, types),
                "security": [{}, {CONTROL_TOKEN: []}],
            }
    return paths, definitions


def openapi_path(path: str) -> tuple[str, list[Json]]:
    """Return a path of Starlette in OpenAPI's notation, and its parameters."""
    variables = [
        parameter(to_camel(name), "path", {"type": _TYPES.get(kind, "string")})
        for name, kind in _VARIABLE.findall(path)
    ]
    return _VARIABLE.sub(lambda match: f"{{{to_camel(match[1])}}}", path), variables


def _types() -> Iterator[Any]:
    yield Problem
    for operation in OPERATIONS.values():
        if operation.body is not None:
            yield operation.body
        if _is_json(operation):
            yield operation.response


def _is_json(operation: Operation) -> bool:
    return not isinstance(operation.response, str | NoContent)


def _parameters(parameters: list[Json]) -> Json:
    return {"parameters": parameters} if parameters else {}


def _request_body(operation: Operation, types: Mapping[str, Json]) -> Json:
    if operation.body is None:
        return {}
    body = content(types[repr(operation.body)], example=operation.example)
    return {"requestBody": {"required": not operation.is_body_optional, **body}}


def _responses(operation: Operation, types: Mapping[str, Json]) -> Json:
    problem = content(types[repr(Problem)], "application/problem+json")
    errors = {"4XX": {"description": "Rejected, with a suggestion", **problem}}
    if operation.response is NoContent.NOTHING:
        return {"204": {"description": HTTPStatus.NO_CONTENT.phrase}, **errors}
    response = (
        content(types[repr(operation.response)])
        if _is_json(operation)
        else content({"type": "string"}, operation.response)
    )
    status = HTTPStatus(operation.status)
    return {str(status.value): {"description": status.phrase, **response}, **errors}

"""The control API described, from its routes and the types that its endpoints read by.

Source: design/control-api.md.
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
            known = OPERATIONS[f"{method} {path}"]
            queried, more = query_parameters(known.query) if known.query else ([], {})
            definitions |= more
            paths.setdefault(path, {})[method.lower()] = {
                "tags": [TAG],
                "summary": summary_of(route.endpoint),
                **_parameters([*variables, *queried]),
                **_request_body(known, types),
                "responses": _responses(known, types),
                "security": [{}, {CONTROL_TOKEN: []}],
            }
    return paths, definitions


def openapi_path(path: str) -> tuple[str, list[Json]]:
    """Return a path of Starlette's as OpenAPI writes it, and its variables."""
    variables = [
        parameter(to_camel(name), "path", {"type": _TYPES.get(kind, "string")})
        for name, kind in _VARIABLE.findall(path)
    ]
    return _VARIABLE.sub(lambda found: f"{{{to_camel(found[1])}}}", path), variables


def _types() -> Iterator[Any]:
    yield Problem
    for known in OPERATIONS.values():
        if known.body is not None:
            yield known.body
        if _is_json(known):
            yield known.answer


def _is_json(known: Operation) -> bool:
    return not isinstance(known.answer, str | NoContent)


def _parameters(parameters: list[Json]) -> Json:
    return {"parameters": parameters} if parameters else {}


def _request_body(known: Operation, types: Mapping[str, Json]) -> Json:
    if known.body is None:
        return {}
    body = content(types[repr(known.body)], example=known.example)
    return {"requestBody": {"required": not known.is_body_optional, **body}}


def _responses(known: Operation, types: Mapping[str, Json]) -> Json:
    refused = content(types[repr(Problem)], "application/problem+json")
    refusal = {"4XX": {"description": "What to do instead", **refused}}
    if known.answer is NoContent.NOTHING:
        return {"204": {"description": HTTPStatus.NO_CONTENT.phrase}, **refusal}
    answer = (
        content(types[repr(known.answer)])
        if _is_json(known)
        else content({"type": "string"}, known.answer)
    )
    return {"200": {"description": HTTPStatus.OK.phrase, **answer}, **refusal}

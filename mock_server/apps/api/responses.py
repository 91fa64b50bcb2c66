"""Responses of an app: JSON, empty, and problems in the requested content type.

Source: docs/reference/apps.md sections 1.6 and 1.7.
"""

from collections.abc import Iterable, Mapping, Sequence
from secrets import token_hex
from typing import Any, Final
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import Response

from mock_server.dotnet.aspnet.content_negotiation import negotiate
from mock_server.dotnet.aspnet.model_state import (
    Error,
    ModelState,
    problem,
    trace_id,
    validation_problem,
)
from mock_server.dotnet.json.writer import write_json

JSON: Final = "application/json"
PROBLEM_JSON: Final = "application/problem+json"
PROBLEM_XML: Final = "application/problem+xml"

# An endpoint declared to produce JSON also returns problems as JSON by default.
JSON_ENDPOINT_TYPES: Final = (JSON, PROBLEM_JSON, PROBLEM_XML)
OTHER_ENDPOINT_TYPES: Final = (PROBLEM_JSON, PROBLEM_XML)

Document = dict[str, Any]


def empty_response(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response without a body."""
    return Response(status_code=status, headers=headers)


def json_response(
    status: int, value: Any, content_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON response."""
    declared = {"content-type": f"{content_type}; charset=utf-8"}
    return Response(write_json(value, indented=False), status, {**declared, **(headers or {})})


def status_problem(request: Request, status: int, content_types: Sequence[str]) -> Response:
    """Return the default problem response for a status."""
    return _problem_response(request, problem(status, _trace_id(request)), content_types)


def validation_error_response(request: Request, errors: Iterable[Error]) -> Response:
    """Return the response to an invalid request, with messages by key."""
    document = validation_problem(ModelState.of(errors).errors(), _trace_id(request))
    return _problem_response(request, document, JSON_ENDPOINT_TYPES)


def _trace_id(request: Request) -> str:
    return trace_id(request.headers.get("traceparent"), token_hex)


def _problem_response(
    request: Request, document: Document, content_types: Sequence[str]
) -> Response:
    content_type = negotiate(request.headers.get("accept"), content_types)
    if content_type != PROBLEM_XML:
        return json_response(document["status"], document, content_type)
    return xml_response(document["status"], _problem_xml(document), content_type)


def xml_response(status: int, document: str, content_type: str) -> Response:
    """Return an XML response."""
    return Response(document, status, {"content-type": f"{content_type}; charset=utf-8"})


def _problem_xml(document: Document) -> str:
    members = ("status", "title", "type", "traceId")
    parts = [f"<{name}>{escape(str(document[name]))}</{name}>" for name in members]
    if "errors" in document:
        errors = [
            f"<{_xml_name(key)}>{escape(' '.join(texts))}</{_xml_name(key)}>"
            for key, texts in document["errors"].items()
        ]
        parts += ["<MVC-Errors>", *errors, "</MVC-Errors>"]
    return f'<problem xmlns="urn:ietf:rfc:7807">{"".join(parts)}</problem>'


def _xml_name(key: str) -> str:
    """Return *key* as an XML element name; invalid characters are escaped in hexadecimal."""
    characters = [
        character
        if _is_name_character(character, is_first=not index)
        else f"_x{ord(character):04X}_"
        for index, character in enumerate(key)
    ]
    return "".join(characters) or "MVC-Empty"


def _is_name_character(character: str, *, is_first: bool) -> bool:
    return (
        character.isalpha()
        or character == "_"
        or (not is_first and (character.isalnum() or character in "-."))
    )

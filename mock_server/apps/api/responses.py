"""How an app answers: texts as JSON, problems in the form that was asked for, nothing at all.

Source: spec/altinn-app.md sections 1.6 and 1.7, verified-app.md section 5 (U2).
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

# An endpoint that is declared to produce JSON answers problems so too, unless asked otherwise.
JSON_ENDPOINT_TYPES: Final = (JSON, PROBLEM_JSON, PROBLEM_XML)
OTHER_ENDPOINT_TYPES: Final = (PROBLEM_JSON, PROBLEM_XML)

Document = dict[str, Any]


def empty_response(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a status and no body."""
    return Response(status_code=status, headers=headers)


def json_response(
    status: int, value: Any, content_type: str = JSON, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with JSON: an instance, or a text in quotes."""
    declared = {"content-type": f"{content_type}; charset=utf-8"}
    return Response(write_json(value, indented=False), status, {**declared, **(headers or {})})


def status_problem(request: Request, status: int, offers: Sequence[str]) -> Response:
    """Answer with what the status says by itself."""
    return _problem(request, problem(status, _trace(request)), offers)


def validation_error_response(request: Request, errors: Iterable[Error]) -> Response:
    """Answer that the request breaks rules: messages by key."""
    document = validation_problem(ModelState.of(errors).errors(), _trace(request))
    return _problem(request, document, JSON_ENDPOINT_TYPES)


def _trace(request: Request) -> str:
    return trace_id(request.headers.get("traceparent"), token_hex)


def _problem(request: Request, document: Document, offers: Sequence[str]) -> Response:
    content_type = negotiate(request.headers.get("accept"), offers)
    if content_type != PROBLEM_XML:
        return json_response(document["status"], document, content_type)
    return xml_response(document["status"], _problem_xml(document), content_type)


def xml_response(status: int, document: str, content_type: str) -> Response:
    """Answer with XML."""
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
    """Return *key* as the name of an element; what XML keeps out of names is in hexadecimal."""
    marks = [
        mark if _is_of_names(mark, is_first=not at) else f"_x{ord(mark):04X}_"
        for at, mark in enumerate(key)
    ]
    return "".join(marks) or "MVC-Empty"


def _is_of_names(mark: str, *, is_first: bool) -> bool:
    return mark.isalpha() or mark == "_" or (not is_first and (mark.isalnum() or mark in "-."))

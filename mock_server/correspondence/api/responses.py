"""HTTP responses of the Correspondence API.

Source: docs/reference/correspondence.md sections 1.1 and 3.1.
"""

import secrets
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from mock_server.correspondence.domain.errors import ErrorDefinition
from mock_server.dotnet.aspnet.media_types import JSON, PROBLEM
from mock_server.dotnet.aspnet.model_state import ModelState, problem, trace_id
from mock_server.dotnet.json.writer import write_json
from mock_server.dotnet.schema import Document

# Altinn sends these headers with every response.
HEADERS: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}

_RFC: Final = "https://tools.ietf.org/html/rfc9110#section-15."
_SECTIONS: Final = {400: "5.1", 401: "5.2", 404: "5.5", 409: "5.10", 422: "5.21"}
_SERVER_ERROR_SECTIONS: Final = {500: "6.1", 502: "6.3"}
_DESCRIPTION_OF_500: Final = "An error occurred while processing your request."


def json_response(document: Any, status: int = 200, media_type: str = JSON) -> Response:
    """Return a JSON response."""
    return _response(_serialize(document), status, media_type)


def text_response(text: str, status: int = 200, media_type: str | None = None) -> Response:
    """Return a text response, without a content type by default."""
    return _response(text.encode(), status, media_type)


def file_response(content: bytes, media_type: str, disposition: str | None = None) -> Response:
    """Return the content of a file."""
    response = _response(content, 200, media_type)
    if disposition is not None:
        response.headers["Content-Disposition"] = disposition
    return response


def empty_response(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response without a body."""
    return Response(status_code=status, headers={**HEADERS, **(headers or {})})


def error_response(error: ErrorDefinition, request: Request, media_type: str) -> Response:
    """Return the response to a request rejected with an error code."""
    trace = request_trace_id(request)
    document = {
        **_problem_head(error.status),
        "detail": error.message,
        "code": f"CORR-{error.code:05}",
        "traceId": trace,
        "statusDescription": _description(error.status),
    }
    return _problem_with_repeated_body(document, trace, {"errorCode": error.code}, media_type)


def validation_error_response(state: ModelState, request: Request, media_type: str) -> Response:
    """Return the response to an invalid model; it lists the valid fields of a form too."""
    trace = request_trace_id(request)
    entries = list(state.entries())
    document = {
        **_problem_head(400),
        "code": "STD-00000",
        "traceId": trace,
        "statusDescription": _description(400),
        "validationErrors": list(_validation_errors(entries)),
        "errors": dict(entries),
    }
    return _problem_with_repeated_body(document, trace, {}, media_type)


def unsupported_media_type(request: Request) -> Response:
    """Return the response to a missing content type or an unsupported charset."""
    return json_response(problem(415, request_trace_id(request)), 415)


def server_error(path: str, request: Request) -> Response:
    """Return Altinn's response to an unexpected error."""
    document = {
        **_problem_head(500),
        "detail": "",
        "instance": path,
        "traceId": request_trace_id(request),
    }
    return json_response(document, 500, "application/problem+json")


def token_not_exchanged() -> Response:
    """Return the response to a Maskinporten token that was not exchanged."""
    document = {
        "title": "IDX10205: Issuer validation failed",
        "status": 403,
        "detail": (
            "Maskinporten token is not valid. Exchange to Altinn token and try again. Read more at"
            " https://docs.altinn.studio/api/scenarios/authentication/"
            "#maskinporten-jwt-access-token-input"
        ),
    }
    response = json_response(document, 403)
    response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def problem_type_for(produces: str | None) -> str:
    """Return the media type of error responses from an endpoint that produces *produces*."""
    return JSON if produces == "application/json" else PROBLEM


def request_trace_id(request: Request) -> str:
    """Return the trace id of a request."""
    return trace_id(request.headers.get("traceparent"), secrets.token_hex)


def _problem_head(status: int) -> Document:
    section = _SECTIONS.get(status) or _SERVER_ERROR_SECTIONS[status]
    return {"type": f"{_RFC}{section}", "title": _phrase(status), "status": status}


def _phrase(status: int) -> str:
    return "Unprocessable Entity" if status == 422 else HTTPStatus(status).phrase


def _description(status: int) -> str:
    return _DESCRIPTION_OF_500 if status == 500 else _phrase(status)


def _validation_errors(entries: Iterable[tuple[str, list[str]]]) -> Iterable[Document]:
    for key, messages in entries:
        path = key.replace(".", "/")
        for message in messages:
            yield {"code": "CORR.VLD-00000", "title": message, "paths": [path]}


def _problem_with_repeated_body(
    document: Document, trace: str, rest: Document, media_type: str
) -> Response:
    """Return a response in which the trace id is repeated after *document*, as in Altinn."""
    start = _serialize(document)[:-1]
    end = _serialize({"traceId": trace, **rest})[1:]
    return _response(start + b"," + end, document["status"], media_type)


def _serialize(document: Any) -> bytes:
    return write_json(document, indented=False, relaxed=False)


def _response(content: bytes, status: int, media_type: str | None) -> Response:
    types = {} if media_type is None else {"Content-Type": media_type}
    return Response(content, status, {**HEADERS, **types})

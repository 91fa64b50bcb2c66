"""Responses: JSON documents, problem documents and empty bodies.

Source: docs/reference/notifications.md section 6.1.

Deviation: responses have a Content-Length; Altinn uses chunked transfer encoding.
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from mock_server.dotnet.aspnet.media_types import JSON, problem_type
from mock_server.dotnet.json.writer import write_json


def json_response(
    document: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a JSON response."""
    return Response(write_json(document), status, {"Content-Type": JSON, **(headers or {})})


def problem_response(
    document: Mapping[str, Any], request: Request, media_type: str | None = None
) -> Response:
    """Return a problem response; without *media_type* the Accept header selects the type."""
    if media_type is None:
        media_type = problem_type(request.headers.get("accept"))
    return Response(write_json(document), document["status"], {"Content-Type": media_type})


def empty_response(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a response without a body."""
    return Response(status_code=status, headers=headers)

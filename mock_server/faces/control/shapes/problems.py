"""Problem documents that say more than what is wrong."""

from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse, Response

from mock_server.faces.edge import PROBLEM


def problem(status: int, detail: str, **members: Any) -> Response:
    """Return a problem document with *members* of its own."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse({**document, **members}, status, media_type=PROBLEM)

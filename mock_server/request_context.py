"""Common to all faces: find the world, say what makes no sense.

A request's world stands in its ``root_path``: ``/w/{world}``, or nothing for the default one.
See docs/adr/0006 (worlds by path prefix).
"""

from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from mock_server.domain.errors import MisuseError
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

DEFAULT_WORLD: Final = "default"
PROBLEM: Final = "application/problem+json"


def world_name(scope: Scope) -> str:
    """Return the name of the world that a request is for."""
    prefix: str = scope.get("root_path", "")
    return prefix.removeprefix("/w/") or DEFAULT_WORLD


def world_of(request: Request) -> World:
    """Return the world that a request is for, a fresh one where it is named first."""
    worlds: Worlds = request.app.state.worlds
    return worlds.get(world_name(request.scope))


def prefix_of(request: Request) -> str:
    """Return what the links of an answer begin with: ``/w/{world}``, or nothing."""
    prefix: str = request.scope.get("root_path", "")
    return prefix


def problem(status: int, detail: str, **members: Any) -> Response:
    """Return a problem document of our own: what is wrong, what to write instead, and *members*."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse({**document, **members}, status, media_type=PROBLEM)


async def misused(_request: Request, error: Exception) -> Response:
    """Answer what made no sense to ask of us with advice."""
    status = error.status if isinstance(error, MisuseError) else 400
    return problem(status, str(error))

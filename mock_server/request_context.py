"""Common to all faces: find the world, say what makes no sense.

A request's world stands in its ``root_path``: ``/w/{world}``, or nothing for the default one.
See docs/adr/0006 (worlds by path prefix).
"""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from mock_server.domain.errors import UsageError
from mock_server.world.world import World
from mock_server.world.worlds import Worlds

# A name, an IPv4 or an IPv6 address, and a port; what else a caller writes is not repeated.
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_ALTINN: Final = ("altinn.no", "altinn.cloud", "altinn3local.no")


def is_altinn_host(host: str) -> bool:
    """Tell whether the platform, or its own local stand-in, answers to that name."""
    return is_within(host, _ALTINN)


def is_within(host: str, domains: Iterable[str]) -> bool:
    """Tell whether *host* is one of *domains*, or a name below one."""
    return any(host == each or host.endswith("." + each) for each in domains)


def request_origin(request: Request) -> str:
    """Return what links begin with: scheme, host, port and the world's prefix.

    They are those of the request, or of ``--public-url``.
    """
    prefix: str = request.scope.get("root_path", "")
    public_url: str | None = request.app.state.configuration.public_url
    if public_url:
        return public_url + prefix
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = request.scope.get("server") or ("localhost", None)
        name = f"[{name}]" if ":" in name else name
        host = name if port is None else f"{name}:{port}"
    return f"{request.scope.get('scheme', 'http')}://{host}{prefix}"


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


def link_prefix(request: Request) -> str:
    """Return what the links of an answer begin with: ``/w/{world}``, or nothing."""
    prefix: str = request.scope.get("root_path", "")
    return prefix


def problem_response(status: int, detail: str, **members: Any) -> Response:
    """Return a problem document of our own: what is wrong, what to write instead, and *members*."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse({**document, **members}, status, media_type=PROBLEM)


async def handle_usage_error(_request: Request, error: Exception) -> Response:
    """Answer what made no sense to ask of us with advice."""
    status = error.status if isinstance(error, UsageError) else 400
    return problem_response(status, str(error))

"""World, link prefix and host of a request, and the mock's own problem responses.

The ``root_path`` of a request is ``/w/{world}``, or empty for the default world.
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

# A name, an IPv4 or IPv6 address, and a port. Any other ``Host`` header is not echoed.
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_ALTINN_DOMAINS: Final = ("altinn.no", "altinn.cloud", "altinn3local.no")


def is_altinn_host(host: str) -> bool:
    """Return whether *host* belongs to Altinn or to Altinn's local test environment."""
    return is_domain_or_subdomain(host, _ALTINN_DOMAINS)


def is_domain_or_subdomain(host: str, domains: Iterable[str]) -> bool:
    """Return whether *host* is one of *domains* or a subdomain of one."""
    return any(host == each or host.endswith("." + each) for each in domains)


def request_origin(request: Request) -> str:
    """Return what links begin with: scheme, host, port and world prefix of a request.

    ``--public-url`` overrides scheme, host and port. The host is that of the ``Host`` header, or
    the server's own if the header is not valid.
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
    """Return the name of the world that a request addresses."""
    prefix: str = scope.get("root_path", "")
    return prefix.removeprefix("/w/") or DEFAULT_WORLD


def world_of(request: Request) -> World:
    """Return the world that a request addresses; it is created on first use."""
    worlds: Worlds = request.app.state.worlds
    return worlds.get(world_name(request.scope))


def link_prefix(request: Request) -> str:
    """Return the prefix of links in a response: ``/w/{world}``, or an empty string."""
    prefix: str = request.scope.get("root_path", "")
    return prefix


def problem_response(status: int, detail: str, **members: Any) -> Response:
    """Return a problem document of the mock, with *members* as additional fields."""
    document = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse({**document, **members}, status, media_type=PROBLEM)


async def handle_usage_error(_request: Request, error: Exception) -> Response:
    """Return the problem response for a ``UsageError``."""
    status = error.status if isinstance(error, UsageError) else 400
    return problem_response(status, str(error))

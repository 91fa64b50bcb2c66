"""Refusal of web pages of other origins, and of unknown host names.

A page of any site can make a browser send requests to this machine, and a name that an attacker
controls can lead here (DNS rebinding). A browser marks such requests with ``Origin``,
``Sec-Fetch-Site`` and ``Host``; they are refused on every path, before a world is made.
Source: docs/control-api.md, first list.
"""

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mock_server.request_context import problem_response
from mock_server.server.configuration import Configuration
from mock_server.server.web_addresses import (
    host_name,
    is_address,
    is_emulated_host,
    is_loopback,
    normalized_origin,
)
from mock_server.web.inbox.pages import PAGE_HEADERS
from mock_server.world.worlds import Worlds

MAX_DECISIONS: Final = 1024
PREFLIGHT_SECONDS: Final = b"600"
_REMEDY: Final = "start it with --allow-origin SCHEME://HOST:PORT if they are your own"
_OWN_SITES: Final = frozenset({None, b"same-origin", b"none"})
_PAGES: Final = re.compile(rb"(?:/w/([A-Za-z0-9._-]{1,64}))?(/?|/_mock/docs)")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision about requests with one combination of headers.

    ``refusal`` says why they are refused. ``can_open_pages``: a link from elsewhere may still open
    a page. ``allowed_origin`` is the origin that gets CORS headers.
    """

    refusal: str = ""
    can_open_pages: bool = False
    allowed_origin: bytes = b""


ALLOWED: Final = Decision()


class WebAccess:
    """Refuses what pages of other sites send, and requests under unknown names.

    Decisions are cached: a request costs three look-ups of headers and one of the decision.
    """

    def __init__(self, configuration: Configuration, worlds: Worlds) -> None:
        self._worlds = worlds
        self._is_local = configuration.is_local()
        self._has_allowed_hosts = bool(configuration.allow_host)
        public_url = urlsplit(configuration.public_url or "")
        self._names = {configuration.host, public_url.hostname, *configuration.allow_host}
        self._public_origin = normalized_origin(f"{public_url.scheme}://{public_url.netloc}")
        self._allowed_origins = frozenset(configuration.allow_origin)
        self.decide = lru_cache(MAX_DECISIONS)(self._decide)

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request to *app*, or refuse it."""
        headers = dict(scope["headers"])
        server = scope.get("server")
        decision = self.decide(
            server[0] if server else "",
            headers.get(b"host", b""),
            headers.get(b"origin"),
            headers.get(b"sec-fetch-site"),
        )
        if decision is ALLOWED:
            await app(scope, receive, send)
        elif decision.allowed_origin:
            await _serve_allowed_origin(decision.allowed_origin, app, scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        elif decision.can_open_pages and (page := _opened_page(scope, headers)):
            await self._open_page(page, app, scope, receive, send)
        else:
            await problem_response(403, decision.refusal)(scope, receive, send)

    def _decide(
        self, server: str, host: bytes, origin: bytes | None, site: bytes | None
    ) -> Decision:
        decision = self._compare(server, host.decode("latin-1"), origin, site)
        if decision.refusal:
            _log.warning("requests are refused with 403: %s", decision.refusal)
        return decision

    def _compare(
        self, server: str, host: str, origin: bytes | None, site: bytes | None
    ) -> Decision:
        if not self._is_known_host(server, host):
            name = host_name(host) or "NAME"
            return Decision(
                f"this server does not have the name {host!r}; use localhost, or start the server"
                f" with --allow-host {name}"
            )
        if origin is not None:
            text = origin.decode("latin-1")
            if normalized_origin(text) in self._allowed_origins:
                return Decision(allowed_origin=origin)
            if not self._is_own_origin(text, host):
                return Decision(f"web pages of {text} may not call this server; {_REMEDY}")
        if site not in _OWN_SITES:
            return Decision(
                f"web pages of other origins may not call this server (Sec-Fetch-Site); {_REMEDY}",
                can_open_pages=origin is None,
            )
        return ALLOWED

    def _is_known_host(self, server: str, host: str) -> bool:
        """Return whether a request to the address *server* may name *host*.

        A server that accepts connections from other machines has every name, unless told
        otherwise. A call from within this process did not come to an address.
        """
        if not self._has_allowed_hosts and not (self._is_local and is_loopback(server)):
            return True
        name = host_name(host)
        return (
            not host
            or is_loopback(name)
            or name in self._names
            or is_emulated_host(name)
            or (is_address(server) and name == server)
        )

    def _is_own_origin(self, origin: str, host: str) -> bool:
        own = normalized_origin(f"{origin.partition('://')[0]}://{host}")
        return normalized_origin(origin) in (own, self._public_origin)

    async def _open_page(
        self, page: re.Match[bytes], app: ASGIApp, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Show a page; if that would make a world, show a link to it instead."""
        name = page[1].decode() if page[1] else ""
        if not name or name in self._worlds.by_name or page[2] == b"/_mock/docs":
            await app(scope, receive, send)
        else:
            response = HTMLResponse(_NEW_WORLD.format(name=name), headers=PAGE_HEADERS)
            await response(scope, receive, send)


_NEW_WORLD: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{name}</title>
<p>There is no world named {name} yet. <a href="/w/{name}/">Create it</a></p></html>
"""


def _opened_page(scope: Scope, headers: dict[bytes, bytes]) -> re.Match[bytes] | None:
    """Return the page that a link in a browser's window opens, if the request is for one."""
    if (
        scope["method"] != "GET"
        or headers.get(b"sec-fetch-mode") != b"navigate"
        or headers.get(b"sec-fetch-dest") != b"document"
    ):
        return None
    return _PAGES.fullmatch(scope.get("raw_path") or scope["path"].encode())


async def _serve_allowed_origin(
    origin: bytes, app: ASGIApp, scope: Scope, receive: Receive, send: Send
) -> None:
    if scope["type"] == "websocket":
        await app(scope, receive, send)
        return
    headers = dict(scope["headers"])
    method = headers.get(b"access-control-request-method")
    if scope["method"] == "OPTIONS" and method is not None:
        response = Response(status_code=204)
        response.raw_headers += [*_cors_headers(origin), *_preflight_headers(method, headers)]
        await response(scope, receive, send)
    else:
        await app(scope, receive, CorsResponse(origin, send).send)


class CorsResponse:
    """A response with the headers that let a page of *origin* read it."""

    def __init__(self, origin: bytes, send: Send) -> None:
        self._origin = origin
        self._send = send
        # A planned fault closes the connection of the request.
        self.transport = getattr(getattr(send, "__self__", None), "transport", None)

    async def send(self, message: Message) -> None:
        """Send a part of the response."""
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            names = b", ".join(dict.fromkeys(name for name, _ in headers))
            exposed = [(b"access-control-expose-headers", names)] if names else []
            message = {**message, "headers": [*headers, *_cors_headers(self._origin), *exposed]}
        await self._send(message)


def _cors_headers(origin: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"Origin"),
    ]


def _preflight_headers(method: bytes, headers: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    answers = [
        (b"access-control-allow-methods", method),
        (b"access-control-max-age", PREFLIGHT_SECONDS),
    ]
    if names := headers.get(b"access-control-request-headers"):
        answers.append((b"access-control-allow-headers", names))
    if headers.get(b"access-control-request-private-network"):
        answers.append((b"access-control-allow-private-network", b"true"))
    return answers

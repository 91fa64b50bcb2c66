"""Who may call the control API, and what is answered at addresses that it does not have.

Source: design/control-api.md, the first page.
"""

import hmac
from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Final

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.control.same_origin import RejectForeignOrigins
from mock_server.domain.errors import NotFoundError
from mock_server.request_context import problem_response

# Where reading goes by the query; anywhere else one is a mistake that would go unnoticed.
PATHS_WITH_QUERY: Final = frozenset(
    f"/_mock/{path}" for path in ("inbox", "inbox/wait", "requests", "timeline", "docs")
)
_READING: Final = frozenset({"GET", "HEAD"})
# A page cannot give a WebSocket headers: its token stands, in hexadecimal digits, in the name of a
# second protocol that it offers, which no log and no address shows.
CHANGES_PROTOCOL: Final = "altinn-mock.changes"
TOKEN_PROTOCOL: Final = "altinn-mock.token."
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class RequireControlToken:
    """Lets nobody in without the token that the server was started with, if it was."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        token = scope["app"].state.configuration.control_token
        if token is not None and not _has_token(scope, token.get_secret_value()):
            refusal = problem_response(
                401,
                "this server was started with --control-token; send it as"
                " 'Authorization: Bearer TOKEN'",
            )
            refusal.headers["WWW-Authenticate"] = "Bearer"
            await refusal(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class RejectUnknownQuery:
    """Lets no query through to an address that does not read it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        method, path = scope.get("method", "GET"), _path_in_world(scope)
        if scope["query_string"] and not (path in PATHS_WITH_QUERY and method in _READING):
            query = scope["query_string"].decode("latin-1")
            advice = f"{method} {path} takes no query; leave out '?{query}'"
            await problem_response(400, advice)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


MIDDLEWARE: Final = (
    Middleware(RejectForeignOrigins),
    Middleware(RequireControlToken),
    Middleware(RejectUnknownQuery),
)


def with_access_control(routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """Return *routes* behind the control token, with advice at every other address."""
    known = [route for route in routes if isinstance(route, Route)]

    async def advise(request: Request) -> Response:
        """Say which addresses there are near the one that was asked for."""
        allowed = {
            method
            for route in known
            if route.matches(request.scope)[0] is Match.PARTIAL
            for method in route.methods or ()
        }
        asked = _path_in_world(request.scope)
        if allowed:
            allow = ", ".join(sorted(allowed))
            refusal = problem_response(405, f"{asked} has no {request.method}; it has {allow}")
            refusal.headers["Allow"] = allow
            return refusal
        paths = sorted({route.path for route in known})
        nearest = get_close_matches(asked, paths, n=3, cutoff=0.4) or ["/_mock/docs"]
        raise NotFoundError(f"there is no {asked}; see {', '.join(nearest)}")

    last = Route("/{path:path}", advise, methods=METHODS)
    return [Mount("", routes=[*routes, last], middleware=MIDDLEWARE)]


def _bearer(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.partition(b" ")
            return bytes(token.strip()) if kind.lower() == b"bearer" else b""
    return _offered_token(scope.get("subprotocols") or ())


def _offered_token(protocols: Iterable[str]) -> bytes:
    """Return the token among the protocols that a WebSocket offers, or nothing."""
    for each in protocols:
        if each.startswith(TOKEN_PROTOCOL):
            with suppress(ValueError):
                return bytes.fromhex(each.removeprefix(TOKEN_PROTOCOL))
    return b""


def _has_token(scope: Scope, token: str) -> bool:
    return hmac.compare_digest(_bearer(scope), token.encode())


def _path_in_world(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))

"""Access control of the control API: token, same-origin check, unknown paths and queries.

Source: docs/control-api.md.
"""

import hmac
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import Final

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.domain.errors import NotFoundError
from mock_server.request_context import problem_response

# A query at any other path is a mistake that would go unnoticed.
PATHS_WITH_QUERY: Final = frozenset(
    f"/_mock/{path}"
    for path in (
        "docs",
        "inbox",
        "inbox/latest",
        "inbox/wait",
        "orders",
        "pending",
        "requests",
        "suppressed",
        "timeline",
    )
)
# A page cannot send headers with a WebSocket. Its token is in the name of a second subprotocol, in
# hexadecimal digits, so that it is in no URL and in no log.
CHANGES_PROTOCOL: Final = "altinn-mock.changes"
TOKEN_PROTOCOL: Final = "altinn-mock.token."
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_METHODS_WITH_QUERY: Final = frozenset({"GET", "HEAD"})
_MESSAGE_PATH: Final = re.compile(r"/_mock/inbox/(?!stream$)[^/]+(?<!\.eml)")
_DELETE_BY_FILTER: Final = ("DELETE", "/_mock/inbox")
_MAX_SUGGESTIONS: Final = 3


class RequireControlToken:
    """Middleware that requires the token of ``--control-token``, if the server has one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request, or reject it with 401."""
        if not is_authorized(scope):
            response = problem_response(
                401,
                "this server was started with --control-token; send it as"
                " 'Authorization: Bearer TOKEN'",
            )
            response.headers["WWW-Authenticate"] = "Bearer"
            await response(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class RejectUnknownQuery:
    """Middleware that rejects a query string at a path that does not read it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request, or reject it with 400."""
        method, path = scope.get("method", "GET"), _path_in_world(scope)
        is_read = method in _METHODS_WITH_QUERY and (
            path in PATHS_WITH_QUERY or _MESSAGE_PATH.fullmatch(path) is not None
        )
        if scope["query_string"] and not (is_read or (method, path) == _DELETE_BY_FILTER):
            query = scope["query_string"].decode("latin-1")
            detail = f"{method} {path} takes no query parameters; remove '?{query}'"
            await problem_response(400, detail)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


MIDDLEWARE: Final = (
    Middleware(RequireControlToken),
    Middleware(RejectUnknownQuery),
)


def with_access_control(routes: Sequence[BaseRoute]) -> list[BaseRoute]:
    """Return *routes* behind the middleware, with a fallback that suggests similar paths."""
    known = [route for route in routes if isinstance(route, Route)]

    async def reject_unknown_path(request: Request) -> Response:
        """Reject an unknown path, or an unsupported method of a known path."""
        allowed_methods = {
            method
            for route in known
            if route.matches(request.scope)[0] is Match.PARTIAL
            for method in route.methods or ()
        }
        path = _path_in_world(request.scope)
        if allowed_methods:
            allow = ", ".join(sorted(allowed_methods))
            response = problem_response(
                405, f"{path} does not support {request.method}; expected one of {allow}"
            )
            response.headers["Allow"] = allow
            return response
        known_paths = sorted({route.path for route in known})
        closest = get_close_matches(path, known_paths, n=_MAX_SUGGESTIONS, cutoff=0.4)
        hint = f"did you mean {', '.join(closest)}?" if closest else "see /_mock/docs"
        raise NotFoundError(f"unknown path {path}; {hint}")

    fallback = Route("/{path:path}", reject_unknown_path, methods=METHODS)
    return [Mount("", routes=[*routes, fallback], middleware=MIDDLEWARE)]


def is_authorized(scope: Scope) -> bool:
    """Return whether a request has the token of ``--control-token``, if the server has one."""
    token = scope["app"].state.configuration.control_token
    return token is None or hmac.compare_digest(
        _bearer_token(scope), token.get_secret_value().encode()
    )


def _bearer_token(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _, token = value.partition(b" ")
            return bytes(token.strip()) if scheme.lower() == b"bearer" else b""
    return _offered_token(scope.get("subprotocols") or ())


def _offered_token(protocols: Iterable[str]) -> bytes:
    """Return the token among the subprotocols that a WebSocket offers, or nothing."""
    for each in protocols:
        if each.startswith(TOKEN_PROTOCOL):
            with suppress(ValueError):
                return bytes.fromhex(each.removeprefix(TOKEN_PROTOCOL))
    return b""


def _path_in_world(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))

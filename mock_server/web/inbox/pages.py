"""Routes of the inbox page: the clock, sent messages, pending and suppressed ones.

Without JavaScript the page is a static list; with JavaScript it follows the control API.
Messages are untrusted: texts are escaped, and HTML bodies have their own URL, which the page
shows in a sandboxed frame.
Source: docs/control-api.md, State.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from functools import cached_property
from typing import Final

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from mock_server import __version__
from mock_server.control.access import RequireControlToken
from mock_server.domain.enums import ContentType
from mock_server.domain.errors import NotFoundError
from mock_server.domain.messages import Message
from mock_server.request_context import link_prefix, world_name, world_of
from mock_server.web.inbox.listing import MAX_UNSENT, PageQuery, inbox_context
from mock_server.web.inbox.rendering import FOLDER, page_renderer
from mock_server.world.worlds import Worlds

_SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PAGE_HEADERS: Final = {
    **_SECURITY_HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self';"
        " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
BODY_HEADERS: Final = {
    **_SECURITY_HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox;"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
}
_ASSETS: Final = {"inbox.css": "text/css", "inbox.js": "text/javascript"}
_MAX_WORLDS: Final = 50


class InboxPages:
    """The template of the page, and the secret that signs the URLs of HTML bodies."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    @cached_property
    def render(self) -> Callable[..., str]:
        """The function that renders the page."""
        return page_renderer()

    def body_key(self, world: str, message_id: str) -> str:
        """Return the key that opens one HTML body; a frame cannot send the control token."""
        signed = f"{world}/{message_id}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, signed, hashlib.sha256).hexdigest()


async def get_page(request: Request) -> Response:
    """Get the inbox page of a world, without data if a control token is required."""
    prefix = link_prefix(request)
    if prefix and not request.scope.get("raw_path", b"/").endswith(b"/"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{world_name(request.scope)}/{query}", 307)

    page_query = PageQuery.parse(request.query_params)
    is_locked = request.app.state.configuration.control_token is not None
    page = _pages(request).render(
        world=world_name(request.scope),
        version=__version__,
        is_locked=is_locked,
        query=page_query,
        root="../../" if prefix else "./",
        max_unsent=MAX_UNSENT,
        **({} if is_locked else _contents(request, page_query)),
    )
    content = page.encode("utf-8", "replace")
    return Response(content, media_type="text/html", headers=PAGE_HEADERS)


def _contents(request: Request, query: PageQuery) -> dict[str, object]:
    context = inbox_context(world_of(request), query)
    worlds: Worlds = request.app.state.worlds
    name, selected = world_name(request.scope), context["selected"]
    key = _pages(request).body_key(name, selected["id"]) if selected else ""
    other_worlds = [each.name for each in worlds if each.name != name]
    return {**context, "key": key, "other_worlds": other_worlds[-_MAX_WORLDS:]}


async def get_asset(request: Request) -> Response:
    """Get the script or the style sheet of the page."""
    name = request.path_params["name"]
    if name not in _ASSETS:
        return Response(status_code=404)
    content = (FOLDER / "assets" / name).read_bytes()
    return Response(content, media_type=_ASSETS[name], headers=_SECURITY_HEADERS)


async def get_body_key(request: Request) -> Response:
    """Get the key to one HTML body."""
    message = _html_message(request)
    key = _pages(request).body_key(world_name(request.scope), message.id)

    return JSONResponse({"key": key}, headers=_SECURITY_HEADERS)


async def get_body(request: Request) -> Response:
    """Get one HTML body as it was sent, with headers that disable scripts and requests."""
    message_id = request.path_params["id"]
    key = _pages(request).body_key(world_name(request.scope), message_id)
    given_key = request.query_params.get("key", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(key.encode(), given_key):
        return Response(status_code=404, headers=BODY_HEADERS)

    body = _html_message(request).body.encode("utf-8", "replace")
    return Response(body, media_type="text/html", headers=BODY_HEADERS)


def _html_message(request: Request) -> Message:
    message_id = request.path_params["id"]
    message = world_of(request).outbox.get(message_id)
    if message is None or message.content_type != ContentType.HTML:
        raise NotFoundError(f"no sent HTML e-mail with id {message_id!r}; see GET /_mock/inbox")
    return message


def _pages(request: Request) -> InboxPages:
    pages: InboxPages = request.app.state.inbox_pages
    return pages


routes: Final[list[BaseRoute]] = [
    Route("/", get_page),
    Route(
        "/_inbox/keys/{id}",
        get_body_key,
        middleware=[Middleware(RequireControlToken)],
    ),
    Route("/_inbox/bodies/{id}", get_body),
    Route("/_inbox/{name}", get_asset),
]

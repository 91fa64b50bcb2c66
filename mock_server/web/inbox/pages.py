"""The inbox as a page: the clock, what has left, what has not and why.

Without a script it is a plain list; with one it follows the control API. What was sent is hostile:
it is escaped in the page, and HTML bodies have an address of their own, to be shown in a frame in
which nothing may happen.
Source: design/control-api.md, State.
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
from mock_server.web.inbox.listing import MAX_PENDING, PageQuery, inbox_context
from mock_server.web.inbox.rendering import FOLDER, page_renderer
from mock_server.world.worlds import Worlds

_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PAGE_HEADERS: Final = {
    **_ALWAYS,
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self';"
        " frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
BODY_HEADERS: Final = {
    **_ALWAYS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox;"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
}
_ASSETS: Final = {"inbox.css": "text/css", "inbox.js": "text/javascript"}
_MOST_WORLDS: Final = 50


class InboxPages:
    """What the pages of one server have in common."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    @cached_property
    def write(self) -> Callable[..., str]:
        """Write the page."""
        return page_renderer()

    def body_key(self, world: str, message_id: str) -> str:
        """Return what opens one HTML body: a frame cannot show the control token."""
        said = f"{world}/{message_id}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()


async def show_page(request: Request) -> Response:
    """Show a world; where a token is asked for only the page without it."""
    prefix = link_prefix(request)
    if prefix and not request.scope.get("raw_path", b"/").endswith(b"/"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{world_name(request.scope)}/{query}", 307)

    asked = PageQuery.read(request.query_params)
    is_locked = request.app.state.configuration.control_token is not None
    page = _pages(request).write(
        world=world_name(request.scope),
        version=__version__,
        is_locked=is_locked,
        asked=asked,
        root="../../" if prefix else "./",
        most=MAX_PENDING,
        **({} if is_locked else _contents(request, asked)),
    )
    content = page.encode("utf-8", "replace")
    return Response(content, media_type="text/html", headers=PAGE_HEADERS)


def _contents(request: Request, asked: PageQuery) -> dict[str, object]:
    shown = inbox_context(world_of(request), asked)
    worlds: Worlds = request.app.state.worlds
    name, chosen = world_name(request.scope), shown["chosen"]
    key = _pages(request).body_key(name, chosen["id"]) if chosen else ""
    others = [each.name for each in worlds if each.name != name]
    return {**shown, "key": key, "others": others[-_MOST_WORLDS:]}


async def show_asset(request: Request) -> Response:
    """Give out the page's script and style."""
    name = request.path_params["name"]
    if name not in _ASSETS:
        return Response(status_code=404)
    content = (FOLDER / "assets" / name).read_bytes()
    return Response(content, media_type=_ASSETS[name], headers=_ALWAYS)


async def show_key(request: Request) -> Response:
    """Give out the key to one HTML body."""
    message = _html_message(request)
    key = _pages(request).body_key(world_name(request.scope), message.id)

    return JSONResponse({"key": key}, headers=_ALWAYS)


async def show_body(request: Request) -> Response:
    """Give out one HTML body as it was sent; its headers let nothing in it happen."""
    message_id = request.path_params["id"]
    key = _pages(request).body_key(world_name(request.scope), message_id)
    shown = request.query_params.get("key", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(key.encode(), shown):
        return Response(status_code=404, headers=BODY_HEADERS)

    body = _html_message(request).body.encode("utf-8", "replace")
    return Response(body, media_type="text/html", headers=BODY_HEADERS)


def _html_message(request: Request) -> Message:
    message_id = request.path_params["id"]
    message = world_of(request).outbox.get(message_id)
    if message is None or message.content_type != ContentType.HTML:
        raise NotFoundError(f"no e-mail {message_id!r} in HTML has left; see GET /_mock/inbox")
    return message


def _pages(request: Request) -> InboxPages:
    pages: InboxPages = request.app.state.inbox_pages
    return pages


routes: Final[list[BaseRoute]] = [
    Route("/", show_page),
    Route("/_inbox/keys/{id}", show_key, middleware=[Middleware(RequireControlToken)]),
    Route("/_inbox/bodies/{id}", show_body),
    Route("/_inbox/{name}", show_asset),
]

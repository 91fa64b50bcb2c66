"""Routes of the inbox page: its files, and the HTML bodies that it shows in a frame.

Messages are untrusted: the page shows texts as texts. HTML bodies have their own URL, which the
page shows in a sandboxed frame, in which no script runs and which loads nothing.
Source: docs/control-api.md, State.
"""

import hashlib
import hmac
import secrets
from functools import cache
from typing import Final

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from mock_server.control.access import RequireControlToken
from mock_server.domain.enums import ContentType
from mock_server.domain.errors import NotFoundError
from mock_server.domain.messages import Message
from mock_server.request_context import link_prefix, world_name, world_of
from mock_server.web.files import FOLDER, STATIC_HEADERS, StaticFiles
from mock_server.web.rules import rule_texts

PAGE_HEADERS: Final = {
    **STATIC_HEADERS,
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self';"
        " img-src data:; frame-src 'self'; form-action 'none'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
}
BODY_HEADERS: Final = {
    **STATIC_HEADERS,
    "Cache-Control": "no-store",
    # The page measures the frame and intercepts its links, so the frame has the same origin.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-same-origin;"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
}
_PAGE: Final = StaticFiles(FOLDER / "inbox" / "static")
_VENDOR: Final = StaticFiles(FOLDER / "vendor")
_PREACT: Final = "vendor/htm-preact-standalone.js"


class InboxPages:
    """The secret that signs the URLs of HTML bodies."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)

    def body_key(self, world: str, message_id: str) -> str:
        """Return the key that opens one HTML body; a frame cannot send the control token."""
        signed = f"{world}/{message_id}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, signed, hashlib.sha256).hexdigest()


async def get_page(request: Request) -> Response:
    """Get the inbox page of a world."""
    prefix = link_prefix(request)
    if prefix and not request.scope.get("raw_path", b"/").endswith(b"/"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{world_name(request.scope)}/{query}", 307)
    content = _page("../../" if prefix else "./")
    return Response(content, media_type="text/html", headers=PAGE_HEADERS)


@cache
def _page(root: str) -> bytes:
    """Return the page; it preloads its scripts, so that they load in parallel."""
    own = [f"page/{each.name}" for each in _PAGE.folder.glob("*.js") if each.name != "app.js"]
    styles = [f"vendor/{each.name}" for each in _VENDOR.folder.glob("*.css")]
    preload = "\n".join(
        [
            *(
                f'<link rel="preload" as="style" href="{root}_inbox/{each}">'
                for each in sorted(styles)
                if "swagger" not in each
            ),
            *(
                f'<link rel="modulepreload" href="{root}_inbox/{each}">'
                for each in (_PREACT, *sorted(own))
            ),
        ]
    )
    page = (_PAGE.folder / "index.html").read_text(encoding="utf-8")
    return page.replace("{preload}", preload).replace("{root}", root).encode()


async def get_page_file(request: Request) -> Response:
    """Get a script or style sheet of the page."""
    return _PAGE.response(request, request.path_params["name"])


async def get_vendor_file(request: Request) -> Response:
    """Get a script or style sheet of another project."""
    return _VENDOR.response(request, request.path_params["name"])


async def get_rules(_request: Request) -> Response:
    """Get the texts of the rules that explanations refer to."""
    return JSONResponse(rule_texts(), headers=STATIC_HEADERS)


async def get_body_key(request: Request) -> Response:
    """Get the key of one HTML body."""
    message = _html_message(request)
    key = _pages(request).body_key(world_name(request.scope), message.id)

    return JSONResponse({"key": key}, headers={**STATIC_HEADERS, "Cache-Control": "no-store"})


async def get_body(request: Request) -> Response:
    """Get one HTML body as it was sent; its headers forbid scripts and requests."""
    message_id = request.path_params["id"]
    key = _pages(request).body_key(world_name(request.scope), message_id)
    given = request.query_params.get("key", "").encode("utf-8", "surrogatepass")
    if not hmac.compare_digest(key.encode(), given):
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
    Route("/_inbox/keys/{id}", get_body_key, middleware=[Middleware(RequireControlToken)]),
    Route("/_inbox/bodies/{id}", get_body),
    Route("/_inbox/rules", get_rules),
    Route("/_inbox/page/{name}", get_page_file),
    Route("/_inbox/vendor/{name}", get_vendor_file),
]

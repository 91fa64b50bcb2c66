"""The addresses of the description.

Source: design/control-api.md, State.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from mock_server.request_context import link_prefix
from mock_server.web.api_docs.operations import Json

_STATIC: Final = files("mock_server") / "web" / "api_docs" / "static"
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_SERVER_OF_ANY_WORLD: Final = {
    "url": "/w/{world}",
    "description": "a world of its own",
    "variables": {"world": {"default": "test-1"}},
}


class ApiDocs:
    """All that is served, described when somebody asks for the first time.

    Few servers are ever asked, so what only a description needs is imported then.
    """

    def __init__(self, control: Sequence[BaseRoute]) -> None:
        self.routes = [
            *control,
            Route("/_mock/openapi.json", self.get_openapi),
            Route("/_mock/docs", self.get_page),
            Route("/_mock/docs/page.css", self.show_style),
            Route("/_mock/docs/page.js", self.show_script),
        ]

    async def get_openapi(self, request: Request) -> Response:
        """Describe this API and the emulated ones in OpenAPI."""
        here = {"url": link_prefix(request) or "/", "description": "the world of this document"}
        return JSONResponse({**self._document, "servers": [here, _SERVER_OF_ANY_WORLD]})

    async def get_page(self, _request: Request) -> Response:
        """Describe them to a reader; the page works without internet."""
        return HTMLResponse(self._page, headers=_HEADERS)

    async def show_style(self, _request: Request) -> Response:
        """Give the page its looks."""
        return _static("page.css", "text/css")

    async def show_script(self, _request: Request) -> Response:
        """Let the page's filter work."""
        return _static("page.js", "text/javascript")

    @cached_property
    def _document(self) -> Json:
        from mock_server.web.api_docs.document import openapi_document

        return openapi_document(each for each in self.routes if isinstance(each, Route))

    @cached_property
    def _page(self) -> str:
        from mock_server.web.api_docs.page import render_page

        return render_page(self._document)


def _static(name: str, media_type: str) -> Response:
    return Response((_STATIC / name).read_bytes(), media_type=media_type, headers=_HEADERS)

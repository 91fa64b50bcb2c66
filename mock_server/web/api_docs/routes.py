"""Routes of the OpenAPI document and the documentation page.

Source: docs/control-api.md, State.
"""

from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from mock_server import __version__
from mock_server.request_context import link_prefix, request_origin, world_name
from mock_server.web.api_docs.operations import Json

_STATIC: Final = files("mock_server") / "web" / "api_docs" / "static"
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
_ANY_WORLD: Final = {
    "url": "/w/{world}",
    "description": "any world",
    "variables": {"world": {"default": "test-1"}},
}


class ApiDocs:
    """The control API with its documentation, which is generated on first use.

    Most servers are never asked for it, so its imports are made on first use too.
    """

    def __init__(self, control_routes: Sequence[BaseRoute]) -> None:
        self.routes = [
            *control_routes,
            Route("/_mock", self.get_index, methods=["GET"]),
            Route("/_mock/openapi.json", self.get_openapi),
            Route("/_mock/docs", self.get_page),
            Route("/_mock/docs/page.css", self.get_style),
            Route("/_mock/docs/page.js", self.get_script),
        ]

    async def get_index(self, request: Request) -> Response:
        """List the calls of this API."""
        origin = request_origin(request)
        calls = [
            {
                "method": method.upper(),
                "path": path,
                "url": f"{origin}{path}",
                "summary": operation["summary"],
            }
            for path, operations in self._document["paths"].items()
            if path.startswith("/_mock")
            for method, operation in operations.items()
        ]
        return JSONResponse(
            {
                "name": "altinn-notifications-mock",
                "version": __version__,
                "world": world_name(request.scope),
                "docs": f"{origin}/_mock/docs",
                "openapi": f"{origin}/_mock/openapi.json",
                "calls": calls,
            }
        )

    async def get_openapi(self, request: Request) -> Response:
        """Get the OpenAPI document of the control API and the emulated APIs."""
        this_world = {"url": link_prefix(request) or "/", "description": "this world"}
        return JSONResponse({**self._document, "servers": [this_world, _ANY_WORLD]})

    async def get_page(self, _request: Request) -> Response:
        """Get the documentation page; it works offline."""
        return HTMLResponse(self._page, headers=_HEADERS)

    async def get_style(self, _request: Request) -> Response:
        """Get the style sheet of the documentation page."""
        return _static("page.css", "text/css")

    async def get_script(self, _request: Request) -> Response:
        """Get the script of the documentation page."""
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

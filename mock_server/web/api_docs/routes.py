"""Routes of the OpenAPI document and the documentation page.

Source: docs/control-api.md, State.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from mock_server import __version__
from mock_server.request_context import link_prefix, request_origin, world_name
from mock_server.web.api_docs.operations import Json
from mock_server.web.files import FOLDER, STATIC_HEADERS, StaticFiles

_FILES: Final = StaticFiles(FOLDER / "api_docs" / "static")
_HEADERS: Final = {
    **STATIC_HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; connect-src 'self'; style-src 'self'; script-src 'self';"
        " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}
_ANY_WORLD: Final = {
    "url": "/w/{world}",
    "description": "any world",
    "variables": {"world": {"default": "test-1", "description": "The name of a world."}},
}


class ApiDocs:
    """The control API with its document, which is generated on first use.

    Most servers are never asked for it, so its imports are made on first use too.
    """

    def __init__(self, control_routes: Sequence[BaseRoute]) -> None:
        self.routes = [
            *control_routes,
            Route("/_mock", self.get_index, methods=["GET"]),
            Route("/_mock/openapi.json", self.get_openapi),
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

    @cached_property
    def _document(self) -> Json:
        from mock_server.web.api_docs.document import openapi_document

        routes = (*self.routes, *page_routes)
        return openapi_document(each for each in routes if isinstance(each, Route))


async def get_docs_page(request: Request) -> Response:
    """Get the documentation page; it works offline, and asks for the control token itself."""
    root = "../../../" if link_prefix(request) else "../"
    return HTMLResponse(_page(root), headers=_HEADERS)


async def get_docs_file(request: Request) -> Response:
    """Get a script or style sheet of the documentation page."""
    return _FILES.response(request, request.path_params["name"])


@cache
def _page(root: str) -> str:
    page = (_FILES.folder / "docs.html").read_text(encoding="utf-8")
    return page.replace("{root}", root)


page_routes: Final = (Route("/_mock/docs", get_docs_page),)
file_routes: Final = (Route("/_inbox/docs/{name}", get_docs_file),)

"""Everything under ``/_mock``, behind access control."""

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute

from mock_server.control.access import with_access_control
from mock_server.control.routes import routes as control_routes
from mock_server.scenarios.endpoint import routes as scenario_routes
from mock_server.web.api_docs.routes import ApiDocs, page_routes

# The page of the API has no data of its own, and asks for the token.
routes: Final[Sequence[BaseRoute]] = (
    *page_routes,
    *with_access_control(ApiDocs([*control_routes, *scenario_routes]).routes),
)

"""The addresses of the control API."""

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute, Route

from mock_server.control import (
    clock,
    directory,
    explanations,
    inbox,
    orders,
    requests,
    rules,
    settings,
    snapshot,
    stream,
    worlds,
)
from mock_server.control.access import guarded
from mock_server.control.tokens import make_token
from mock_server.scenarios import endpoint
from mock_server.web.api_docs.routes import Description

routes: Final[Sequence[BaseRoute]] = guarded(
    Description(
        [
            *worlds.routes,
            *clock.routes,
            *stream.routes,
            *inbox.routes,
            *orders.routes,
            *explanations.routes,
            *directory.routes,
            *settings.routes,
            *rules.routes,
            *requests.routes,
            *endpoint.routes,
            *snapshot.routes,
            Route("/_mock/tokens", make_token, methods=["POST"]),
        ]
    ).routes
)

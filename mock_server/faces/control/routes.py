"""The addresses of the control API."""

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute, Route

from mock_server.faces.control import (
    clock,
    directory,
    explaining,
    inbox,
    orders,
    requests,
    rules,
    scenarios,
    settings,
    snapshot,
    stream,
    worlds,
)
from mock_server.faces.control.guard import guarded
from mock_server.faces.describing.routes import Description
from mock_server.faces.platform.tokens import make_token

routes: Final[Sequence[BaseRoute]] = guarded(
    Description(
        [
            *worlds.routes,
            *clock.routes,
            *stream.routes,
            *inbox.routes,
            *orders.routes,
            *explaining.routes,
            *directory.routes,
            *settings.routes,
            *rules.routes,
            *requests.routes,
            *scenarios.routes,
            *snapshot.routes,
            Route("/_mock/tokens", make_token, methods=["POST"]),
        ]
    ).routes
)

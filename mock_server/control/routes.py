"""The routes of the control API."""

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute, Route

from mock_server.control import (
    changes,
    checkpoints,
    clock,
    directory,
    expectations,
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
from mock_server.control.tokens import create_token

routes: Final[Sequence[BaseRoute]] = (
    *worlds.routes,
    *clock.routes,
    *checkpoints.routes,
    *stream.routes,
    *changes.routes,
    *expectations.routes,
    *inbox.routes,
    *orders.routes,
    *explanations.routes,
    *directory.routes,
    *settings.routes,
    *rules.routes,
    *requests.routes,
    *snapshot.routes,
    Route("/_mock/tokens", create_token, methods=["POST"]),
)

"""A world written down, and put back.

Source: design/control-api.md, State.
"""

from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.schemas.parsing import parse_body
from mock_server.request_context import world_of
from mock_server.world.external_calls import Steps
from mock_server.world.world import World


class Snapshots(Protocol):
    """Whoever can write worlds down; the server is given one (``state.snapshots``)."""

    def dump(self, world: World) -> dict[str, Any]:
        """Return *world* as a JSON document."""
        ...

    def load(self, world: World, document: object) -> None:
        """Make *world* what the document says."""
        ...


async def get_snapshot(request: Request) -> Response:
    """Write the world down."""
    world, snapshots = world_of(request), request.app.state.snapshots

    document: dict[str, Any] = {}
    await request.app.state.driver.run(world, _taken(world, snapshots, document))

    return JSONResponse(document)


async def restore_snapshot(request: Request) -> Response:
    """Make the world what a snapshot says."""
    world, snapshots = world_of(request), request.app.state.snapshots
    document = await parse_body(request, dict[str, Any])

    await request.app.state.driver.run(world, _restored(world, snapshots, document))
    request.app.state.ticker.restart(world)

    return Response(status_code=204)


def _taken(world: World, snapshots: Snapshots, document: dict[str, Any]) -> Steps:
    """Write *world* down; as steps, so that no advance is under way meanwhile."""
    document |= snapshots.dump(world)
    yield from ()


def _restored(world: World, snapshots: Snapshots, document: dict[str, Any]) -> Steps:
    snapshots.load(world, document)
    yield from ()


routes = [
    Route("/_mock/snapshot", get_snapshot, methods=["GET"]),
    Route("/_mock/snapshot", restore_snapshot, methods=["PUT"]),
]

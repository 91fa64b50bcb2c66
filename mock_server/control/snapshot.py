"""A world written down, and put back.

Source: design/control-api.md, State.
"""

from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_server.control.schemas.parsing import parse_json
from mock_server.domain.errors import UsageError
from mock_server.request_context import world_of
from mock_server.world.external_calls import Steps
from mock_server.world.world import World


class Snapshots(Protocol):
    """Whoever can write worlds down; the server is given one (``state.snapshots``)."""

    def dump(self, world: World) -> bytes:
        """Return *world* as a JSON document."""
        ...

    def load(self, world: World, document: bytes) -> None:
        """Make *world* what the document says."""
        ...


async def get_snapshot(request: Request) -> Response:
    """Write the world down."""
    world, snapshots = world_of(request), request.app.state.snapshots

    documents: list[bytes] = []
    await request.app.state.engine_runner.run(world, _taken(world, snapshots, documents))

    return Response(documents[0], media_type="application/json")


async def restore_snapshot(request: Request) -> Response:
    """Make the world what a snapshot says."""
    world, snapshots = world_of(request), request.app.state.snapshots
    document = await request.body()

    try:
        await request.app.state.engine_runner.run(world, _restored(world, snapshots, document))
    except UsageError:
        parse_json(document, dict[str, Any])  # refuses what is not a JSON object in its own words
        raise
    request.app.state.running_clocks.restart(world)

    return Response(status_code=204)


def _taken(world: World, snapshots: Snapshots, documents: list[bytes]) -> Steps:
    """Write *world* down; as steps, so that no advance is under way meanwhile."""
    documents.append(snapshots.dump(world))
    yield from ()


def _restored(world: World, snapshots: Snapshots, document: bytes) -> Steps:
    snapshots.load(world, document)
    yield from ()


routes = [
    Route("/_mock/snapshot", get_snapshot, methods=["GET"]),
    Route("/_mock/snapshot", restore_snapshot, methods=["PUT"]),
]

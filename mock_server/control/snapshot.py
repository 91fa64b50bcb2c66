"""Endpoints that save and restore a world.

Source: docs/control-api.md, State.
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
    """The snapshot format; the server sets it as ``state.snapshots``."""

    def dump(self, world: World) -> bytes:
        """Return *world* as a JSON document."""
        ...

    def load(self, world: World, document: bytes) -> None:
        """Replace the state of *world* with *document*."""
        ...


async def get_snapshot(request: Request) -> Response:
    """Save the world as a JSON document."""
    world, snapshots = world_of(request), request.app.state.snapshots

    documents: list[bytes] = []
    await request.app.state.engine_runner.run(world, _dump(world, snapshots, documents))

    return Response(documents[0], media_type="application/json")


async def restore_snapshot(request: Request) -> Response:
    """Restore the world from a snapshot."""
    world, snapshots = world_of(request), request.app.state.snapshots
    document = await request.body()

    try:
        await request.app.state.engine_runner.run(world, _load(world, snapshots, document))
    except UsageError:
        parse_json(document, dict[str, Any])  # has a better message if it is not a JSON object
        raise
    request.app.state.running_clocks.restart(world)

    return Response(status_code=204)


def _dump(world: World, snapshots: Snapshots, documents: list[bytes]) -> Steps:
    """Dump *world* as engine steps, so that no advance runs at the same time."""
    documents.append(snapshots.dump(world))
    yield from ()


def _load(world: World, snapshots: Snapshots, document: bytes) -> Steps:
    snapshots.load(world, document)
    yield from ()


routes = [
    Route("/_mock/snapshot", get_snapshot, methods=["GET"]),
    Route("/_mock/snapshot", restore_snapshot, methods=["PUT"]),
]

"""Checkpoints and forks of a world.

Source: docs/control-api.md, Clock.
"""

from typing import Annotated, Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.schemas.parsing import ControlModel, parse_body
from mock_server.domain.instant import format_instant
from mock_server.request_context import world_of


class CheckpointRequest(ControlModel):
    """A checkpoint to add."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class ForkRequest(ControlModel):
    """The name of the new world."""

    world: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


async def list_checkpoints(request: Request) -> Response:
    """List the checkpoints of the world, oldest first."""
    found = await request.app.state.checkpoints.list(world_of(request))
    return JSONResponse([checkpoint_json(each) for each in found])


async def add_checkpoint(request: Request) -> Response:
    """Add a checkpoint of the current state."""
    body = await parse_body(request, CheckpointRequest, empty=b"{}")
    checkpoint = await request.app.state.checkpoints.add(world_of(request), body.name)
    return JSONResponse(checkpoint_json(checkpoint), 201)


async def restore_checkpoint(request: Request) -> Response:
    """Restore the world to a checkpoint."""
    world = await request.app.state.checkpoints.restore(
        world_of(request), request.path_params["id"]
    )
    request.app.state.running_clocks.restart(world)
    return Response(status_code=204)


async def delete_checkpoint(request: Request) -> Response:
    """Delete a checkpoint."""
    await request.app.state.checkpoints.delete(world_of(request), request.path_params["id"])
    return Response(status_code=204)


async def fork_world(request: Request) -> Response:
    """Copy the world to a new one."""
    body = await parse_body(request, ForkRequest)
    forked = await request.app.state.checkpoints.fork(world_of(request), body.world)
    request.app.state.running_clocks.restart(forked)
    return JSONResponse({"world": forked.name, "now": format_instant(forked.clock.now())}, 201)


def checkpoint_json(checkpoint: Any) -> dict[str, Any]:
    """Return a checkpoint as JSON."""
    return {
        "id": checkpoint.id,
        "name": checkpoint.name,
        "at": format_instant(checkpoint.at),
        "orders": checkpoint.orders,
        "messages": checkpoint.messages,
    }


routes = [
    Route("/_mock/checkpoints", list_checkpoints, methods=["GET"]),
    Route("/_mock/checkpoints", add_checkpoint, methods=["POST"]),
    Route("/_mock/checkpoints/{id}/restore", restore_checkpoint, methods=["POST"]),
    Route("/_mock/checkpoints/{id}", delete_checkpoint, methods=["DELETE"]),
    Route("/_mock/fork", fork_world, methods=["POST"]),
]

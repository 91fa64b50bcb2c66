"""Endpoints that list, reset and delete worlds.

Source: docs/control-api.md, Worlds.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Discriminator, Tag
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server import __version__
from mock_server.control.schemas.directory import DirectoryModel, merge_directory
from mock_server.control.schemas.parsing import ControlModel, Instant, parse_body
from mock_server.control.schemas.settings import SettingsModel
from mock_server.domain.instant import format_instant
from mock_server.request_context import world_of
from mock_server.world.clock import ClockMode
from mock_server.world.directory import Directory
from mock_server.world.external_calls import Steps
from mock_server.world.world import World
from mock_server.world.worlds import Worlds


class ResetKeep(StrEnum):
    """The parts of a world that a reset can keep."""

    DIRECTORY = "directory"
    WHITELIST = "whitelist"
    SETTINGS = "settings"


BundledDirectory = Annotated[
    Annotated[Literal["default", "empty"], Tag("(string)")]
    | Annotated[DirectoryModel, Tag("(object)")],
    Discriminator(lambda value: "(string)" if isinstance(value, str) else "(object)"),
]


class ResetRequest(ControlModel):
    """The initial state of a world that is reset."""

    now: Instant | None = None
    mode: ClockMode | None = None
    settings: SettingsModel = SettingsModel()
    directory: BundledDirectory = "default"
    keep: tuple[ResetKeep, ...] = ()


async def list_worlds(request: Request) -> Response:
    """List the worlds."""
    worlds: Worlds = request.app.state.worlds
    return JSONResponse(
        [
            {
                "name": world.name,
                "now": format_instant(world.clock.now()),
                "orders": len(world.orders.orders),
                "messages": len(world.outbox),
                "createdAt": format_instant(world.created_at),
            }
            for world in worlds
        ]
    )


async def delete_world(request: Request) -> Response:
    """Delete a world."""
    world = world_of(request)

    await request.app.state.engine_runner.run(world, _delete(world, request.app.state.worlds))

    return Response(status_code=204)


async def reset_world(request: Request) -> Response:
    """Reset a world."""
    world = world_of(request)
    reset = await parse_body(request, ResetRequest, empty=b"{}")

    worlds: Worlds = request.app.state.worlds
    await request.app.state.engine_runner.run(world, _reset(world, worlds, reset))
    request.app.state.running_clocks.restart(worlds.get(world.name))

    return Response(status_code=204)


def _delete(world: World, worlds: Worlds) -> Steps:
    """Delete *world* as engine steps, so that no advance runs at the same time."""
    world.clear_messages()
    worlds.delete(world.name)
    yield from ()


def _reset(world: World, worlds: Worlds, reset: ResetRequest) -> Steps:
    defaults = worlds.create(world.name)
    settings = world.settings if ResetKeep.SETTINGS in reset.keep else defaults.settings
    settings = reset.settings.apply_to(settings)
    directory = world.directory if ResetKeep.DIRECTORY in reset.keep else defaults.directory
    if isinstance(reset.directory, DirectoryModel):
        directory = merge_directory(Directory(), reset.directory)
    elif reset.directory == "empty":
        directory = Directory()

    world.clear_messages()
    new_world = worlds.create(world.name)
    new_world.settings, new_world.directory = settings, directory
    if ResetKeep.WHITELIST in reset.keep:
        new_world.whitelist = world.whitelist
    if reset.now is not None:
        new_world.clock.at = new_world.created_at = reset.now
    new_world.clock.mode = reset.mode or new_world.clock.mode
    worlds.replace(world.name, new_world)
    yield from ()


async def ready(_request: Request) -> Response:
    """Check that the server is ready."""
    return JSONResponse({"status": "ready", "version": __version__})


routes = [
    Route("/_mock", delete_world, methods=["DELETE"]),
    Route("/_mock/worlds", list_worlds),
    Route("/_mock/reset", reset_world, methods=["POST"]),
    Route("/_mock/ready", ready),
]

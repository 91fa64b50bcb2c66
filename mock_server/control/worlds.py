"""Worlds: which there are, forgetting one, and starting one over.

Source: design/control-api.md, Worlds.
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
    """What may outlive a reset."""

    DIRECTORY = "directory"
    WHITELIST = "whitelist"
    SETTINGS = "settings"


BundledDirectory = Annotated[
    Annotated[Literal["default", "empty"], Tag("(word)")]
    | Annotated[DirectoryModel, Tag("(object)")],
    Discriminator(lambda value: "(word)" if isinstance(value, str) else "(object)"),
]


class ResetRequest(ControlModel):
    """How a world is to begin."""

    now: Instant | None = None
    mode: ClockMode | None = None
    settings: SettingsModel = SettingsModel()
    directory: BundledDirectory = "default"
    keep: tuple[ResetKeep, ...] = ()


async def list_worlds(request: Request) -> Response:
    """Say which worlds there are."""
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
    """Let a world go, with what has left in it."""
    world = world_of(request)

    await request.app.state.engine_runner.run(world, _forgotten(world, request.app.state.worlds))

    return Response(status_code=204)


async def reset_world(request: Request) -> Response:
    """Start a world over, as just created or as the body sets the stage."""
    world = world_of(request)
    asked = await parse_body(request, ResetRequest, empty=b"{}")

    worlds: Worlds = request.app.state.worlds
    await request.app.state.engine_runner.run(world, _started_over(world, worlds, asked))
    request.app.state.running_clocks.restart(worlds.get(world.name))

    return Response(status_code=204)


def _forgotten(world: World, worlds: Worlds) -> Steps:
    """Let *world* go; as steps, so that no advance is under way meanwhile."""
    world.clear_messages()
    worlds.delete(world.name)
    yield from ()


def _started_over(world: World, worlds: Worlds, asked: ResetRequest) -> Steps:
    usual = worlds.create(world.name)
    settings = world.settings if ResetKeep.SETTINGS in asked.keep else usual.settings
    settings = asked.settings.apply_to(settings)
    directory = world.directory if ResetKeep.DIRECTORY in asked.keep else usual.directory
    if isinstance(asked.directory, DirectoryModel):
        directory = merge_directory(Directory(), asked.directory)
    elif asked.directory == "empty":
        directory = Directory()

    world.clear_messages()
    fresh = worlds.create(world.name)
    fresh.settings, fresh.directory = settings, directory
    if ResetKeep.WHITELIST in asked.keep:
        fresh.whitelist = world.whitelist
    if asked.now is not None:
        fresh.clock.at = fresh.created_at = asked.now
    fresh.clock.mode = asked.mode or fresh.clock.mode
    worlds.replace(world.name, fresh)
    yield from ()


async def ready(_request: Request) -> Response:
    """Say that the server serves."""
    return JSONResponse({"status": "ready", "version": __version__})


routes = [
    Route("/_mock", delete_world, methods=["DELETE"]),
    Route("/_mock/worlds", list_worlds),
    Route("/_mock/reset", reset_world, methods=["POST"]),
    Route("/_mock/ready", ready),
]

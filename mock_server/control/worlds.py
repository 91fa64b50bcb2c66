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
from mock_server.control.schemas.directory import DirectoryShape, merged
from mock_server.control.schemas.parsing import Instant, Wire, read_body
from mock_server.control.schemas.settings import SettingsShape
from mock_server.domain.instant import iso
from mock_server.request_context import world_of
from mock_server.world.clock import ClockMode
from mock_server.world.directory import Directory
from mock_server.world.external_calls import Steps
from mock_server.world.world import World
from mock_server.world.worlds import Worlds


class Kept(StrEnum):
    """What may outlive a reset."""

    DIRECTORY = "directory"
    WHITELIST = "whitelist"
    SETTINGS = "settings"


People = Annotated[
    Annotated[Literal["default", "empty"], Tag("(word)")]
    | Annotated[DirectoryShape, Tag("(object)")],
    Discriminator(lambda value: "(word)" if isinstance(value, str) else "(object)"),
]


class Stage(Wire):
    """How a world is to begin."""

    now: Instant | None = None
    mode: ClockMode | None = None
    settings: SettingsShape = SettingsShape()
    directory: People = "default"
    keep: tuple[Kept, ...] = ()


async def list_worlds(request: Request) -> Response:
    """Say which worlds there are."""
    worlds: Worlds = request.app.state.worlds
    return JSONResponse(
        [
            {
                "name": world.name,
                "now": iso(world.clock.now()),
                "orders": len(world.book.orders),
                "messages": len(world.outbox),
                "createdAt": iso(world.created_at),
            }
            for world in worlds
        ]
    )


async def forget_world(request: Request) -> Response:
    """Let a world go, with what has left in it."""
    world = world_of(request)

    await request.app.state.driver.drive(world, _forgotten(world, request.app.state.worlds))

    return Response(status_code=204)


async def start_over(request: Request) -> Response:
    """Start a world over, as just created or as the body sets the stage."""
    world = world_of(request)
    asked = await read_body(request, Stage, empty=b"{}")

    worlds: Worlds = request.app.state.worlds
    await request.app.state.driver.drive(world, _started_over(world, worlds, asked))
    request.app.state.ticker.follow(worlds.get(world.name))

    return Response(status_code=204)


def _forgotten(world: World, worlds: Worlds) -> Steps:
    """Let *world* go; as steps, so that no advance is under way meanwhile."""
    world.forget_messages()
    worlds.forget(world.name)
    yield from ()


def _started_over(world: World, worlds: Worlds, asked: Stage) -> Steps:
    usual = worlds.make(world.name)
    settings = world.settings if Kept.SETTINGS in asked.keep else usual.settings
    settings = asked.settings.applied_to(settings)
    directory = world.directory if Kept.DIRECTORY in asked.keep else usual.directory
    if isinstance(asked.directory, DirectoryShape):
        directory = merged(Directory(), asked.directory)
    elif asked.directory == "empty":
        directory = Directory()

    world.forget_messages()
    fresh = worlds.make(world.name)
    fresh.settings, fresh.directory = settings, directory
    if Kept.WHITELIST in asked.keep:
        fresh.whitelist = world.whitelist
    if asked.now is not None:
        fresh.clock.at = fresh.created_at = asked.now
    fresh.clock.mode = asked.mode or fresh.clock.mode
    worlds.put(world.name, fresh)
    yield from ()


async def ready(_request: Request) -> Response:
    """Say that the server serves."""
    return JSONResponse({"status": "ready", "version": __version__})


routes = [
    Route("/_mock", forget_world, methods=["DELETE"]),
    Route("/_mock/worlds", list_worlds),
    Route("/_mock/reset", start_over, methods=["POST"]),
    Route("/_mock/ready", ready),
]

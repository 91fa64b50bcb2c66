"""Settings and whitelist of a world.

Source: design/control-api.md, Settings, whitelist.
"""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.schemas.parsing import parse_body
from mock_server.control.schemas.settings import (
    NumberModel,
    SettingsModel,
    WhitelistModel,
    settings_json,
    whitelist_json,
)
from mock_server.domain.errors import NotFoundError
from mock_server.notifications.engine.sending import schedule_daytime_sms
from mock_server.request_context import world_of
from mock_server.world.whitelist import Whitelist


async def get_settings(request: Request) -> Response:
    """Show the settings."""
    return JSONResponse(settings_json(world_of(request).settings))


async def update_settings(request: Request) -> Response:
    """Change some settings; the others stay."""
    world = world_of(request)
    asked = await parse_body(request, SettingsModel)

    world.settings = asked.apply_to(world.settings)
    # SMS that wait for a window that now opens earlier leave earlier.
    schedule_daytime_sms(world)

    return JSONResponse(settings_json(world.settings))


async def get_whitelist(request: Request) -> Response:
    """Show which numbers get SMS from a test environment."""
    return JSONResponse(whitelist_json(world_of(request)))


async def replace_whitelist(request: Request) -> Response:
    """Let another list take the place of the whole."""
    world = world_of(request)
    asked = await parse_body(request, WhitelistModel)

    world.whitelist = Whitelist(asked.enabled, asked.unlisted)
    for number in asked.numbers:
        world.whitelist.add(number)

    return JSONResponse(whitelist_json(world))


async def add_number(request: Request) -> Response:
    """Add one number."""
    world = world_of(request)
    asked = await parse_body(request, NumberModel)

    world.whitelist.add(asked.number)

    return JSONResponse(whitelist_json(world))


async def remove_number(request: Request) -> Response:
    """Take one number off the list."""
    number = request.path_params["number"]
    if not world_of(request).whitelist.remove(number):
        raise NotFoundError(f"{number!r} is not listed; see GET /_mock/whitelist")

    return Response(status_code=204)


routes = [
    Route("/_mock/settings", get_settings, methods=["GET"]),
    Route("/_mock/settings", update_settings, methods=["PATCH"]),
    Route("/_mock/whitelist", get_whitelist, methods=["GET"]),
    Route("/_mock/whitelist", replace_whitelist, methods=["PUT"]),
    Route("/_mock/whitelist", add_number, methods=["POST"]),
    Route("/_mock/whitelist/{number}", remove_number, methods=["DELETE"]),
]

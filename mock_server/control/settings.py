"""Endpoints for the settings and the whitelist of a world.

Source: docs/control-api.md, Settings and whitelist and whitelist.
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
from mock_server.notifications.engine.processing import reschedule_pick_ups
from mock_server.notifications.engine.sending import schedule_daytime_sms
from mock_server.request_context import world_of
from mock_server.world.whitelist import Whitelist


async def get_settings(request: Request) -> Response:
    """Get the settings."""
    return JSONResponse(settings_json(world_of(request).settings))


async def update_settings(request: Request) -> Response:
    """Update settings; fields that are left out keep their value."""
    world = world_of(request)
    update = await parse_body(request, SettingsModel)

    previous_rules = world.settings.rules
    world.settings = update.apply_to(world.settings)
    if world.settings.rules is not previous_rules:
        reschedule_pick_ups(world)
    # If the SMS window now opens earlier, waiting SMS are sent earlier.
    schedule_daytime_sms(world)

    return JSONResponse(settings_json(world.settings))


async def get_whitelist(request: Request) -> Response:
    """Get the whitelist of mobile numbers."""
    return JSONResponse(whitelist_json(world_of(request)))


async def replace_whitelist(request: Request) -> Response:
    """Replace the whitelist."""
    world = world_of(request)
    whitelist = await parse_body(request, WhitelistModel)

    world.whitelist = Whitelist(whitelist.enabled, whitelist.unlisted)
    for number in whitelist.numbers:
        world.whitelist.add(number)

    return JSONResponse(whitelist_json(world))


async def add_number(request: Request) -> Response:
    """Add a number to the whitelist."""
    world = world_of(request)
    entry = await parse_body(request, NumberModel)

    world.whitelist.add(entry.number)

    return JSONResponse(whitelist_json(world))


async def remove_number(request: Request) -> Response:
    """Remove a number from the whitelist."""
    number = request.path_params["number"]
    if not world_of(request).whitelist.remove(number):
        raise NotFoundError(f"{number!r} is not whitelisted; see GET /_mock/whitelist")

    return Response(status_code=204)


routes = [
    Route("/_mock/settings", get_settings, methods=["GET"]),
    Route("/_mock/settings", update_settings, methods=["PATCH"]),
    Route("/_mock/whitelist", get_whitelist, methods=["GET"]),
    Route("/_mock/whitelist", replace_whitelist, methods=["PUT"]),
    Route("/_mock/whitelist", add_number, methods=["POST"]),
    Route("/_mock/whitelist/{number}", remove_number, methods=["DELETE"]),
]

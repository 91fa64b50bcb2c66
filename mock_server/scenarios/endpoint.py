"""The endpoint ``POST /_mock/scenarios/run``.

Source: docs/control-api.md, State; docs/scenarios.md.
"""

import json
import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.domain.errors import UsageError
from mock_server.request_context import link_prefix
from mock_server.scenarios.http_client import HttpWorldClient, in_process_client
from mock_server.scenarios.runner import run


async def run_scenario(request: Request) -> Response:
    """Run a scenario in a new world, or in the world of the path."""
    try:
        document = json.loads(await request.body())
        scenario = request.app.state.read_scenario(document)
    except ValueError as error:
        raise UsageError(str(error)) from error

    prefix = link_prefix(request)
    world_prefix = prefix or f"/w/scenario-{secrets.token_hex(6)}"
    control_headers = {
        name: value for name, value in request.headers.items() if name == "authorization"
    }
    async with in_process_client(request.app) as client:
        world_client = HttpWorldClient(client, world_prefix, control_headers)
        report = await run(scenario, world_client)
        if not prefix:
            await world_client.delete_world()
    return JSONResponse(report.document())


routes = [Route("/_mock/scenarios/run", run_scenario, methods=["POST"])]

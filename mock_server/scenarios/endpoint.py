"""Playing a scenario over HTTP.

Source: design/control-api.md, State; design/scenarios.md.
"""

import json
import secrets

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.domain.errors import MisuseError
from mock_server.request_context import prefix_of
from mock_server.scenarios.http_client import HttpCaller, in_process
from mock_server.scenarios.runner import run


async def run_scenario(request: Request) -> Response:
    """Play a scenario, in a world of its own unless the path names one."""
    try:
        document = json.loads(await request.body())
        scenario = request.app.state.read_scenario(document)
    except ValueError as error:
        raise MisuseError(str(error)) from error

    prefix = prefix_of(request)
    own = prefix or f"/w/scenario-{secrets.token_hex(6)}"
    control = {name: value for name, value in request.headers.items() if name == "authorization"}
    async with in_process(request.app) as client:
        caller = HttpCaller(client, own, control)
        report = await run(scenario, caller)
        if not prefix:
            await caller.forget()
    return JSONResponse(report.document())


routes = [Route("/_mock/scenarios/run", run_scenario, methods=["POST"])]

"""Endpoints without authorization: triggers, the send condition for tests, health.

Source: docs/reference/notifications.md sections 22 and 23.
"""

from starlette.responses import Response

from mock_server.domain.whitespace import trim
from mock_server.dotnet.aspnet.query import query_values
from mock_server.notifications.api.api_request import ApiRequest, Handler
from mock_server.notifications.api.responses import empty_response, json_response
from mock_server.notifications.engine.triggers import Sweep, run_sweep

_HEALTH_HEADERS = {
    "Cache-Control": "no-store, no-cache",
    "Pragma": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Content-Type": "text/plain",
}


def run_trigger(sweep: Sweep) -> Handler:
    """Return the endpoint POST trigger/… for *sweep*."""

    async def run(request: ApiRequest) -> Response:
        """POST trigger/…: run a scheduled sweep now."""
        runner = request.http_request.app.state.engine_runner
        await runner.run(request.world, run_sweep(request.world, sweep))
        return empty_response(200)

    return run


async def get_send_condition(request: ApiRequest) -> Response:
    """GET tests/sendcondition: return the send condition that the query gives."""
    values = query_values(request.http_request, "conditionMet")
    is_met = bool(values) and trim(values[0]).lower() == "true"
    return json_response({"sendNotification": is_met})


async def get_health(_request: ApiRequest) -> Response:
    """/health: check the server's health, with any method."""
    return Response("Healthy", headers=_HEALTH_HEADERS)

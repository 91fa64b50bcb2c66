"""Triggers, the send condition for tests, health: endpoints that nobody has to log in for.

Source: spec/notifications-api.md, sections 22 and 23.
"""

from starlette.responses import Response

from mock_server.domain.whitespace import trim
from mock_server.dotnet.aspnet.query import query_values
from mock_server.notifications.api.api_request import ApiRequest, Handler
from mock_server.notifications.api.responses import empty_response, json_response
from mock_server.notifications.engine.triggers import Sweep, run_sweep

_HEALTH = {
    "Cache-Control": "no-store, no-cache",
    "Pragma": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Content-Type": "text/plain",
}


def run_trigger(sweep: Sweep) -> Handler:
    """Return the endpoint POST trigger/… that runs *sweep* now."""

    async def run(call: ApiRequest) -> Response:
        """POST trigger/…: do now what the platform else does at intervals."""
        driver = call.request.app.state.engine_runner
        await driver.run(call.world, run_sweep(call.world, sweep))
        return empty_response(200)

    return run


async def answer_send_condition(call: ApiRequest) -> Response:
    """GET tests/sendcondition: a condition endpoint that says what it is told to say."""
    values = query_values(call.request, "conditionMet")
    is_met = bool(values) and trim(values[0]).lower() == "true"
    return json_response({"sendNotification": is_met})


async def get_health(_call: ApiRequest) -> Response:
    """/health: the server answers, whatever the method."""
    return Response("Healthy", headers=_HEALTH)

"""Triggers, the send condition for tests, health: endpoints that nobody has to log in for.

Source: spec/notifications-api.md, sections 22 and 23.
"""

from starlette.responses import Response

from mock_server.domain.whitespace import trimmed
from mock_server.dotnet.aspnet.query import values_of
from mock_server.notifications.api.api_request import Answer, Call
from mock_server.notifications.api.responses import json_answer, nothing
from mock_server.notifications.engine.triggers import Sweep, run_sweep

_HEALTH = {
    "Cache-Control": "no-store, no-cache",
    "Pragma": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Content-Type": "text/plain",
}


def trigger(sweep: Sweep) -> Answer:
    """Return the endpoint POST trigger/… that runs *sweep* now."""

    async def run(call: Call) -> Response:
        """POST trigger/…: do now what the platform else does at intervals."""
        driver = call.request.app.state.driver
        await driver.drive(call.world, run_sweep(call.world, sweep))
        return nothing(200)

    return run


async def answer_send_condition(call: Call) -> Response:
    """GET tests/sendcondition: a condition endpoint that says what it is told to say."""
    values = values_of(call.request, "conditionMet")
    is_met = bool(values) and trimmed(values[0]).lower() == "true"
    return json_answer({"sendNotification": is_met})


async def report_health(_call: Call) -> Response:
    """/health: the server answers, whatever the method."""
    return Response("Healthy", headers=_HEALTH)

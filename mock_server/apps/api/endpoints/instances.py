"""Reading an instance, ending its process, deleting it, and the condition endpoint.

Source: spec/altinn-app.md sections 1.1 and 3.3, verified-app.md sections 4 and 5 (U9).
"""

from typing import Final

from starlette.responses import Response

from mock_server.apps.api import request_bodies
from mock_server.apps.api.api_request import Call
from mock_server.apps.api.response_documents import (
    instance_document,
    process_document,
    stored_document,
)
from mock_server.apps.api.responses import (
    JSON,
    OF_JSON_ENDPOINTS,
    OF_OTHER_ENDPOINTS,
    PROBLEM_JSON,
    json_answer,
    status_problem,
    xml_answer,
)
from mock_server.apps.domain.condition_code import is_valid
from mock_server.apps.engine.changes import delete, end_process, read
from mock_server.apps.engine.notification_order import should_send
from mock_server.dotnet.aspnet.content_negotiation import chosen

_XML_NAMESPACES: Final = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)
_FORMATS: Final = (JSON, "text/json", "application/xml", "text/xml")


async def read_instance(call: Call) -> Response:
    """Show an instance; whoever is not its service owner has read it then."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OF_JSON_ENDPOINTS)
    environment = call.world.settings.environment
    document = instance_document(instance, call.instances_url, environment)
    if (call.caller.org or "").lower() != instance.org:
        read(instance)
    return json_answer(200, document)


async def delete_instance(call: Call) -> Response:
    """Delete an instance, for good where the query says so; the answer is as Storage gives it."""
    is_hard = request_bodies.flag_of_query(call, "hard")
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OF_JSON_ENDPOINTS)
    delete(call.world, instance, call.caller, is_hard=is_hard)
    environment = call.world.settings.environment
    return json_answer(200, stored_document(instance, call.instances_url, environment))


async def read_process(call: Call) -> Response:
    """Show where an instance's process stands."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OF_OTHER_ENDPOINTS)
    return json_answer(200, process_document(instance))


async def go_to_next(call: Call) -> Response:
    """Leave the only task of a process, which ends it."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OF_OTHER_ENDPOINTS)
    if instance.ended_at is not None:
        document = {"status": 409, "detail": "Process is ended.", "validationIssues": None}
        return json_answer(409, document, PROBLEM_JSON)
    end_process(call.world, instance, call.caller)
    return json_answer(200, process_document(instance))


async def complete_process(call: Call) -> Response:
    """Go on until the process ends."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OF_OTHER_ENDPOINTS)
    if instance.ended_at is not None:
        return json_answer(409, "Process is ended. It cannot be restarted.")
    end_process(call.world, instance, call.caller)
    return json_answer(200, process_document(instance))


async def answer_condition(call: Call) -> Response:
    """Say whether a message about an instance is still wanted, to whoever shows its code."""
    party, guid = int(call.variables["party"]), call.variables["guid"]
    if not is_valid(next(iter(call.query("code")), None), guid, call.world.clock.now()):
        return status_problem(call.request, 401, OF_OTHER_ENDPOINTS)
    should = should_send(call.world, party, guid)
    content_type = chosen(call.request.headers.get("accept"), _FORMATS)
    if content_type.endswith("json"):
        return json_answer(200, {"sendNotification": should}, content_type)
    document = (
        f"<NotificationCallbackResponse {_XML_NAMESPACES}>"
        f"<SendNotification>{str(should).lower()}</SendNotification>"
        "</NotificationCallbackResponse>"
    )
    return xml_answer(200, document, content_type)

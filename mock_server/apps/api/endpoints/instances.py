"""Reading an instance, ending its process, deleting it, and the condition endpoint.

Source: spec/altinn-app.md sections 1.1 and 3.3, verified-app.md sections 4 and 5 (U9).
"""

from typing import Final

from starlette.responses import Response

from mock_server.apps.api import request_bodies
from mock_server.apps.api.api_request import ApiRequest
from mock_server.apps.api.response_documents import (
    instance_document,
    process_document,
    storage_instance_document,
)
from mock_server.apps.api.responses import (
    JSON,
    JSON_ENDPOINT_TYPES,
    OTHER_ENDPOINT_TYPES,
    PROBLEM_JSON,
    json_response,
    status_problem,
    xml_response,
)
from mock_server.apps.domain.condition_code import is_valid
from mock_server.apps.engine.changes import delete, end_process, mark_as_read
from mock_server.apps.engine.notification_order import should_send
from mock_server.dotnet.aspnet.content_negotiation import negotiate

_XML_NAMESPACES: Final = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)
_FORMATS: Final = (JSON, "text/json", "application/xml", "text/xml")


async def get_instance(call: ApiRequest) -> Response:
    """Show an instance; whoever is not its service owner has read it then."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, JSON_ENDPOINT_TYPES)
    environment = call.world.settings.environment
    document = instance_document(instance, call.instances_url, environment)
    if (call.caller.org or "").lower() != instance.org:
        mark_as_read(instance)
    return json_response(200, document)


async def delete_instance(call: ApiRequest) -> Response:
    """Delete an instance, for good where the query says so; the answer is as Storage gives it."""
    is_hard = request_bodies.query_flag(call, "hard")
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, JSON_ENDPOINT_TYPES)
    delete(call.world, instance, call.caller, is_hard=is_hard)
    environment = call.world.settings.environment
    return json_response(200, storage_instance_document(instance, call.instances_url, environment))


async def get_process(call: ApiRequest) -> Response:
    """Show where an instance's process stands."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OTHER_ENDPOINT_TYPES)
    return json_response(200, process_document(instance))


async def complete_task(call: ApiRequest) -> Response:
    """Leave the only task of a process, which ends it."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OTHER_ENDPOINT_TYPES)
    if instance.ended_at is not None:
        document = {"status": 409, "detail": "Process is ended.", "validationIssues": None}
        return json_response(409, document, PROBLEM_JSON)
    end_process(call.world, instance, call.caller)
    return json_response(200, process_document(instance))


async def complete_process(call: ApiRequest) -> Response:
    """Go on until the process ends."""
    instance = call.instance()
    if instance is None:
        return status_problem(call.request, 404, OTHER_ENDPOINT_TYPES)
    if instance.ended_at is not None:
        return json_response(409, "Process is ended. It cannot be restarted.")
    end_process(call.world, instance, call.caller)
    return json_response(200, process_document(instance))


async def answer_condition(call: ApiRequest) -> Response:
    """Say whether a message about an instance is still wanted, to whoever shows its code."""
    party, guid = int(call.variables["party"]), call.variables["guid"]
    if not is_valid(next(iter(call.query("code")), None), guid, call.world.clock.now()):
        return status_problem(call.request, 401, OTHER_ENDPOINT_TYPES)
    should = should_send(call.world, party, guid)
    content_type = negotiate(call.request.headers.get("accept"), _FORMATS)
    if content_type.endswith("json"):
        return json_response(200, {"sendNotification": should}, content_type)
    document = (
        f"<NotificationCallbackResponse {_XML_NAMESPACES}>"
        f"<SendNotification>{str(should).lower()}</SendNotification>"
        "</NotificationCallbackResponse>"
    )
    return xml_response(200, document, content_type)

"""Endpoints of existing instances: get, process, delete and condition.

Source: docs/reference/apps.md sections 1.1 and 3.3.
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
from mock_server.apps.domain.condition_code import is_valid_condition_code
from mock_server.apps.engine.changes import delete, end_process, mark_as_read
from mock_server.apps.engine.notification_order import should_send
from mock_server.dotnet.aspnet.content_negotiation import negotiate

_XML_NAMESPACES: Final = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)
_CONDITION_CONTENT_TYPES: Final = (JSON, "text/json", "application/xml", "text/xml")


async def get_instance(request: ApiRequest) -> Response:
    """Get an instance; it is marked as read unless the caller is its service owner."""
    instance = request.find_instance()
    if instance is None:
        return status_problem(request.http_request, 404, JSON_ENDPOINT_TYPES)
    environment = request.world.settings.environment
    document = instance_document(instance, request.instances_url, environment)
    if (request.caller.org or "").lower() != instance.org:
        mark_as_read(instance)
    return json_response(200, document)


async def delete_instance(request: ApiRequest) -> Response:
    """Delete an instance, permanently with ``hard=true``; returns Storage's instance document."""
    is_hard = request_bodies.query_flag(request, "hard")
    instance = request.find_instance()
    if instance is None:
        return status_problem(request.http_request, 404, JSON_ENDPOINT_TYPES)
    delete(request.world, instance, request.caller, is_hard=is_hard)
    environment = request.world.settings.environment
    return json_response(
        200, storage_instance_document(instance, request.instances_url, environment)
    )


async def get_process(request: ApiRequest) -> Response:
    """Get the process state of an instance."""
    instance = request.find_instance()
    if instance is None:
        return status_problem(request.http_request, 404, OTHER_ENDPOINT_TYPES)
    return json_response(200, process_document(instance))


async def complete_task(request: ApiRequest) -> Response:
    """Complete the current task; the process has only one, so it ends."""
    instance = request.find_instance()
    if instance is None:
        return status_problem(request.http_request, 404, OTHER_ENDPOINT_TYPES)
    if instance.ended_at is not None:
        document = {"status": 409, "detail": "Process is ended.", "validationIssues": None}
        return json_response(409, document, PROBLEM_JSON)
    end_process(request.world, instance, request.caller)
    return json_response(200, process_document(instance))


async def complete_process(request: ApiRequest) -> Response:
    """Complete the whole process."""
    instance = request.find_instance()
    if instance is None:
        return status_problem(request.http_request, 404, OTHER_ENDPOINT_TYPES)
    if instance.ended_at is not None:
        return json_response(409, "Process is ended. It cannot be restarted.")
    end_process(request.world, instance, request.caller)
    return json_response(200, process_document(instance))


async def check_condition(request: ApiRequest) -> Response:
    """Return whether a message about an instance should be sent; requires the instance's code."""
    party, guid = int(request.variables["party"]), request.variables["guid"]
    if not is_valid_condition_code(
        next(iter(request.query_values("code")), None), guid, request.world.clock.now()
    ):
        return status_problem(request.http_request, 401, OTHER_ENDPOINT_TYPES)
    is_permitted = should_send(request.world, party, guid)
    content_type = negotiate(request.http_request.headers.get("accept"), _CONDITION_CONTENT_TYPES)
    if content_type.endswith("json"):
        return json_response(200, {"sendNotification": is_permitted}, content_type)
    document = (
        f"<NotificationCallbackResponse {_XML_NAMESPACES}>"
        f"<SendNotification>{str(is_permitted).lower()}</SendNotification>"
        "</NotificationCallbackResponse>"
    )
    return xml_response(200, document, content_type)

"""The two endpoints that create an instance.

Both have their steps in the order of the app library.
Source: docs/reference/apps.md sections 1.5 and 1.6.
"""

from typing import Final

from starlette.responses import Response

from mock_server.apps.api import mapping, request_bodies
from mock_server.apps.api.api_request import ApiRequest
from mock_server.apps.api.multipart_request import (
    MultipartRequestError,
    Part,
    read_parts,
    validate_data_parts,
)
from mock_server.apps.api.response_documents import instance_document
from mock_server.apps.api.responses import json_response
from mock_server.apps.domain.notification import InstantiationNotification
from mock_server.apps.domain.owners import InstanceOwner
from mock_server.apps.engine.instantiation import (
    DataPart,
    InstantiationRequest,
    create_instance,
    find_app,
)
from mock_server.apps.engine.notification_order import notify_owner
from mock_server.apps.store import Instance
from mock_server.dotnet.schema import Document
from mock_server.notifications.api.internal_orders import submit_internal_order

_OWNER_MISSING: Final = (
    "Error: instanceOwnerPartyId query parameter is empty and InstanceOwner is missing from"
    " instance template. You must populate instanceOwnerPartyId or InstanceOwner"
)
_OWNER_AND_TEMPLATE_MISSING: Final = (
    "Cannot create an instance without an instanceOwner.partyId. Either provide instanceOwner"
    " party Id as a query parameter or an instanceTemplate object in the body."
)
_OWNER_GIVEN_TWICE: Final = (
    "You cannot provide an instanceOwnerPartyId as a query param as well as an instance template"
    " in the body. Choose one or the other."
)
_COPY_NOT_ENABLED: Final = (
    "Creating instance based on a copy from an archived instance is not enabled for this app."
)
_METADATA_ERROR: Final = "Error when comparing content to application metadata: "


async def create_simplified(request: ApiRequest) -> Response:
    """Create an instance from a JSON document."""
    document = await request_bodies.read_instantiation(request)
    if document.get("sourceInstanceId"):
        return json_response(400, _COPY_NOT_ENABLED)
    owner = mapping.map_instance_owner(document.get("instanceOwner"))
    if not owner.has_identifier:
        return json_response(400, _OWNER_MISSING)
    instance = create_instance(request.world, _instantiation_request(request, owner, document))
    return _creation_response(
        request, instance, mapping.map_notification(document.get("notification"))
    )


async def create_from_parts(request: ApiRequest) -> Response:
    """Create an instance from a multipart request: template, notification and data."""
    party_id = request_bodies.query_party_id(request)
    body = await request.http_request.body()
    try:
        parts = read_parts(request.http_request.headers.get("content-type"), body)
    except MultipartRequestError as failure:
        problem = {"title": "Error reading request", "status": 400, "detail": str(failure)}
        return json_response(400, problem)
    template = request_bodies.read_template(request, parts.pop_instance())
    notification = mapping.map_notification(
        request_bodies.read_notification(request, parts.pop_notification())
    )
    error = _owner_error(party_id, template)
    if error is not None:
        return json_response(400, error)
    error = validate_data_parts(parts.parts, find_app(request.world, request.app_id).data_types)
    if error is not None:
        return json_response(400, _METADATA_ERROR + error)
    document = {"instanceOwner": {"partyId": str(party_id)}} if template is None else template
    owner = mapping.map_instance_owner(document["instanceOwner"])
    instance = create_instance(
        request.world, _instantiation_request(request, owner, document, parts.parts)
    )
    return _creation_response(request, instance, notification)


def _owner_error(party_id: int | None, template: Document | None) -> str | None:
    if template is None:
        return _OWNER_AND_TEMPLATE_MISSING if party_id is None else None
    owner = mapping.map_instance_owner(template.get("instanceOwner"))
    if party_id is not None and owner.party_id is not None:
        return _OWNER_GIVEN_TWICE
    return None if owner.has_identifier else _OWNER_MISSING


def _instantiation_request(
    request: ApiRequest, owner: InstanceOwner, document: Document, parts: list[Part] | None = None
) -> InstantiationRequest:
    return InstantiationRequest(
        app_id=request.app_id,
        owner=owner,
        caller=request.caller,
        due=mapping.map_instant(document, "dueBefore"),
        visible_after=mapping.map_instant(document, "visibleAfter"),
        status=mapping.map_status(document.get("status")),
        data=tuple(
            DataPart(
                data_type=part.name or "",
                content_type=part.content_type,
                file_name=part.file_name,
                size=len(part.content),
            )
            for part in parts or ()
        ),
    )


def _creation_response(
    request: ApiRequest, instance: Instance, notification: InstantiationNotification | None
) -> Response:
    """Submit the order for a requested notification, and return the response."""
    if notification is not None:
        _submit_order(request, instance, notification)
    environment = request.world.settings.environment
    document = instance_document(instance, request.instances_url, environment)
    return json_response(201, document, headers={"location": document["selfLinks"]["apps"]})


def _submit_order(
    request: ApiRequest, instance: Instance, notification: InstantiationNotification
) -> None:
    """Submit the app's order, without waiting for real time."""
    submission = notify_owner(request.world, instance, notification)
    try:
        order = next(submission)
        while True:
            order = submission.send(submit_internal_order(request.world, order))
    except StopIteration:
        return

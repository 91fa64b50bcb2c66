"""The two endpoints that create an instance.

Both follow the library's order of work. Source: spec/altinn-app.md sections 1.5 and 1.6.
"""

from typing import Final

from starlette.responses import Response

from mock_server.apps.api import mapping, request_bodies
from mock_server.apps.api.api_request import ApiRequest
from mock_server.apps.api.multipart_request import (
    Part,
    UnreadableParts,
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

_NO_OWNER: Final = (
    "Error: instanceOwnerPartyId query parameter is empty and InstanceOwner is missing from"
    " instance template. You must populate instanceOwnerPartyId or InstanceOwner"
)
_NOTHING_GIVEN: Final = (
    "Cannot create an instance without an instanceOwner.partyId. Either provide instanceOwner"
    " party Id as a query parameter or an instanceTemplate object in the body."
)
_GIVEN_TWICE: Final = (
    "You cannot provide an instanceOwnerPartyId as a query param as well as an instance template"
    " in the body. Choose one or the other."
)
_NO_COPIES: Final = (
    "Creating instance based on a copy from an archived instance is not enabled for this app."
)
_METADATA: Final = "Error when comparing content to application metadata: "


async def create_simplified(call: ApiRequest) -> Response:
    """Create an instance from one JSON document, its notification included."""
    document = await request_bodies.instantiation(call)
    if document.get("sourceInstanceId"):
        return json_response(400, _NO_COPIES)
    named = mapping.instance_owner(document.get("instanceOwner"))
    if not named.has_identifier:
        return json_response(400, _NO_OWNER)
    instance = create_instance(call.world, _asked(call, named, document))
    return _created(call, instance, mapping.notification(document.get("notification")))


async def create_from_parts(call: ApiRequest) -> Response:
    """Create an instance from the parts of a multipart request: template, notification, data."""
    party_id = request_bodies.query_party_id(call)
    octets = await call.request.body()
    try:
        parts = read_parts(call.request.headers.get("content-type"), octets)
    except UnreadableParts as error:
        problem = {"title": "Error reading request", "status": 400, "detail": str(error)}
        return json_response(400, problem)
    template = request_bodies.template(call, parts.pop_instance())
    asked = mapping.notification(request_bodies.notification(call, parts.pop_notification()))
    fault = _owner_error(party_id, template)
    if fault is not None:
        return json_response(400, fault)
    fault = validate_data_parts(parts.parts, find_app(call.world, call.app_id).data_types)
    if fault is not None:
        return json_response(400, _METADATA + fault)
    document = {"instanceOwner": {"partyId": str(party_id)}} if template is None else template
    named = mapping.instance_owner(document["instanceOwner"])
    instance = create_instance(call.world, _asked(call, named, document, parts.parts))
    return _created(call, instance, asked)


def _owner_error(party_id: int | None, template: Document | None) -> str | None:
    if template is None:
        return _NOTHING_GIVEN if party_id is None else None
    named = mapping.instance_owner(template.get("instanceOwner"))
    if party_id is not None and named.party_id is not None:
        return _GIVEN_TWICE
    return None if named.has_identifier else _NO_OWNER


def _asked(
    call: ApiRequest, named: InstanceOwner, document: Document, parts: list[Part] | None = None
) -> InstantiationRequest:
    return InstantiationRequest(
        app_id=call.app_id,
        owner=named,
        caller=call.caller,
        due=mapping.instant(document, "dueBefore"),
        visible_after=mapping.instant(document, "visibleAfter"),
        status=mapping.status(document.get("status")),
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


def _created(
    call: ApiRequest, instance: Instance, asked: InstantiationNotification | None
) -> Response:
    """Tell the owner, if that was asked for, then answer; the answer does not depend on it."""
    if asked is not None:
        _submit_order(call, instance, asked)
    environment = call.world.settings.environment
    document = instance_document(instance, call.instances_url, environment)
    return json_response(201, document, headers={"location": document["selfLinks"]["apps"]})


def _submit_order(call: ApiRequest, instance: Instance, asked: InstantiationNotification) -> None:
    """Let the app post its order now; what the engine yields here is answered without waiting."""
    steps = notify_owner(call.world, instance, asked)
    try:
        order = next(steps)
        while True:
            order = steps.send(submit_internal_order(call.world, order))
    except StopIteration:
        return

"""The notification log: what became of the notifications about a dialog in Dialogporten.

Source: docs/reference/notifications.md section 28.
"""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from mock_server.domain.instant import format_instant, truncate_to_microseconds
from mock_server.domain.orders import Notification, Order
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.binding import BindingError, Target
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.query import bind_query
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.dotnet.guids import parse_guid
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.response_documents import LOG_CHANNELS, Json
from mock_server.notifications.api.responses import empty_response, json_response
from mock_server.notifications.api.statuses import log_status_name
from mock_server.tokens.caller import Caller, first_claim_value
from mock_server.world.directory import Directory

_DIALOG: Final = Target(name="dialogId")
_TRANSMISSION: Final = Target(name="transmissionId", nullable=True)

_Entries = list[tuple[Order, Notification]]


async def get_log(request: ApiRequest) -> Response:
    """GET future/log: list the notifications of the caller's orders about a dialog."""
    entries = _find_entries(request)
    creator = request.require_named_creator()
    return _response([each for each in entries if each[0].creator == creator])


async def get_end_user_log(request: ApiRequest) -> Response:
    """GET future/enduser/log: list the notifications about a dialog to one of its users.

    Altinn asks Dialogporten who has access to the dialog; here it is every user of a recipient.
    """
    caller = request.caller
    if caller.claims is None:
        return empty_response(401)
    entries = _find_entries(request)
    directory = request.world.directory
    if entries and not any(_is_user_of(caller, each, directory) for _, each in entries):
        return empty_response(403)
    return _response(entries)


def _find_entries(request: ApiRequest) -> _Entries:
    """Return the final notifications about the dialog, and transmission, of the query."""
    errors: list[Error] = []
    dialog = bind_query(request.http_request, _DIALOG, _bind_guid, errors)
    transmission = bind_query(request.http_request, _TRANSMISSION, _bind_guid, errors)
    if dialog is None:
        message = "A value for the 'dialogId' parameter or property was not provided."
        errors.append(("dialogId", message))
    if errors:
        raise InvalidRequest(errors)
    return [
        (order, notification)
        for order in request.world.orders.all()
        if _guid(order.dialog_id) == dialog
        and (transmission is None or _guid(order.transmission_id) == transmission)
        for notification in order.notifications
        if not notification.is_pending
    ]


def _bind_guid(values: Sequence[str], target: Target) -> str | None:
    if is_blank(values[0]):
        return None
    guid = parse_guid(values[0])
    if guid is None:
        raise BindingError(f"The value '{values[0]}' is not valid for {target.name}.")
    return guid


def _guid(text: str | None) -> str | None:
    return None if text is None else parse_guid(text)


def _is_user_of(caller: Caller, notification: Notification, directory: Directory) -> bool:
    """Return whether the caller is the recipient, or a user of it; tests without tokens are."""
    if caller.is_anonymous_service_owner:
        return True
    claims = caller.claims or {}
    user_id = first_claim_value(claims.get("urn:altinn:userid"))
    number = first_claim_value(claims.get("pid"))
    person = directory.persons.get(notification.national_identity_number or "")
    if person is not None and user_id == str(person.user_id):
        return True
    if number is not None and number == notification.national_identity_number:
        return True
    organization = directory.organizations.get(notification.organization_number or "")
    users = organization.users if organization else ()
    return any(
        str(each.user_id) == user_id or each.national_identity_number == number is not None
        for each in users
    )


def _response(entries: _Entries) -> Response:
    return json_response([_entry(order, notification) for order, notification in entries])


def _entry(order: Order, notification: Notification) -> Json:
    return {
        "notificationId": notification.id,
        "dialogId": _guid(order.dialog_id),
        "transmissionId": _guid(order.transmission_id),
        "type": order.type.value,
        "channel": LOG_CHANNELS[notification.channel],
        "destination": notification.to,
        "status": log_status_name(notification.result),
        "requestedSendTime": format_instant(
            truncate_to_microseconds(order.request.requested_send_time)
        ),
        "lastUpdateTime": format_instant(truncate_to_microseconds(notification.result_at)),
    }

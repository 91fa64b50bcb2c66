"""The support dashboard: notifications to a person or an organisation, from all creators.

Source: docs/reference/notifications.md section 20.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.responses import Response

from mock_server.domain.addresses import (
    is_national_identity_number,
    is_organization_number,
    is_valid_email,
    is_valid_mobile_number,
)
from mock_server.domain.enums import Channel
from mock_server.domain.instant import (
    DAY,
    Instant,
    format_instant,
    from_datetime,
    to_datetime,
    truncate_to_microseconds,
)
from mock_server.domain.orders import Notification, Order
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.binding import Target, bind_date_time
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.query import bind_query
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.dotnet.guids import parse_guid
from mock_server.dotnet.schema import ParsedDateTime
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.response_documents import (
    Json,
    channel_name,
    stored_reference,
    without_nulls,
)
from mock_server.notifications.api.responses import json_response
from mock_server.world.orders import OrderStore

_DEFAULT_PERIOD: Final = 7 * DAY
MAX_YEARS: Final = 10

_FROM: Final = Target(name="From", nullable=True)
_TO: Final = Target(name="To", nullable=True)


@dataclass(frozen=True, slots=True)
class _RecipientKind:
    """The kind of recipient of a dashboard endpoint: its header, validation and search."""

    header: str
    is_valid: Callable[[str], bool]
    error: str
    search: Callable[[OrderStore, str, Instant, Instant], list[tuple[Order, list[Notification]]]]


_PERSON: Final = _RecipientKind(
    "NationalIdentityNumber",
    is_national_identity_number,
    "National identity number must be 11 digits long.",
    OrderStore.for_person,
)
_ORGANIZATION: Final = _RecipientKind(
    "OrganizationNumber",
    is_organization_number,
    "Organization number must be 9 digits long.",
    OrderStore.for_organization,
)


_EMAIL: Final = _RecipientKind(
    "EmailAddress",
    is_valid_email,
    "'EmailAddress' must be a valid email address.",
    OrderStore.for_email_address,
)
_PHONE: Final = _RecipientKind(
    "PhoneNumber",
    is_valid_mobile_number,
    "'PhoneNumber' must be a valid mobile number.",
    OrderStore.for_mobile_number,
)
_SHIPMENT: Final = _RecipientKind(
    "ShipmentId",
    lambda text: parse_guid(text) is not None,
    "'ShipmentId' must be a valid GUID.",
    lambda orders, text, start, end: orders.for_shipment(parse_guid(text) or "", start, end),
)


async def list_person_notifications(request: ApiRequest) -> Response:
    """GET …/notifications/nin: list notifications to a person."""
    return _list_shipments(request, _PERSON)


async def list_organization_notifications(request: ApiRequest) -> Response:
    """GET …/notifications/orgnumber: list notifications to an organisation."""
    return _list_shipments(request, _ORGANIZATION)


async def list_email_notifications(request: ApiRequest) -> Response:
    """GET …/notifications/email: list notifications to an e-mail address."""
    return _list_shipments(request, _EMAIL)


async def list_phone_notifications(request: ApiRequest) -> Response:
    """GET …/notifications/phonenumber: list notifications to a mobile number."""
    return _list_shipments(request, _PHONE)


async def list_shipment_notifications(request: ApiRequest) -> Response:
    """GET …/notifications/shipmentid: list the notifications of a shipment."""
    return _list_shipments(request, _SHIPMENT)


def _list_shipments(request: ApiRequest, kind: _RecipientKind) -> Response:
    errors: list[Error] = []
    now = request.world.clock.now()
    start = bind_query(request.http_request, _FROM, partial(bind_date_time, now=now), errors)
    end = bind_query(request.http_request, _TO, partial(bind_date_time, now=now), errors)
    number = _bind_number(request, kind, errors)
    if not errors:
        errors += _period_errors(start, end, now)
        if not kind.is_valid(number):
            errors.append((kind.header, kind.error))
    if errors:
        raise InvalidRequest(errors)
    return json_response(
        [
            _shipment(order, notifications)
            for order, notifications in kind.search(
                request.world.orders,
                number,
                now - _DEFAULT_PERIOD if start is None else start.at,
                now if end is None else end.at,
            )
        ]
    )


def _bind_number(request: ApiRequest, kind: _RecipientKind, errors: list[Error]) -> str:
    lines = request.http_request.headers.getlist(kind.header)
    number = ",".join(lines).strip(" \t")
    if not lines:
        errors.append(
            (
                kind.header,
                f"A value for the '{kind.header}' parameter or property was not provided.",
            )
        )
    elif is_blank(number):
        errors.append((kind.header, f"The {kind.header} field is required."))
    return number


def _period_errors(
    start: ParsedDateTime | None, end: ParsedDateTime | None, now: Instant
) -> Iterator[Error]:
    if start is not None:
        yield from _start_errors(start, end, now)
    if end is not None:
        if not end.has_zone:
            yield "To", "The 'to' value must be UTC."
        if end.at > now:
            yield "To", "'to' must not be in the future."
        if start is None and end.at <= now - _DEFAULT_PERIOD:
            yield "To", "'to' must be later than the default 'from' (7 days ago)."


def _start_errors(
    start: ParsedDateTime, end: ParsedDateTime | None, now: Instant
) -> Iterator[Error]:
    if not start.has_zone:
        yield "From", "The 'from' value must be UTC."
    if end is not None and start.at >= end.at:
        yield "From", "'from' must be earlier than 'to'."
    if start.at > now:
        yield "From", "'from' must not be in the future."
    if start.at < _years_before(now, MAX_YEARS):
        yield "From", "'from' must not be earlier than 10 years ago."


def _years_before(now: Instant, years: int) -> Instant:
    date = to_datetime(now)
    is_leap_day = date.month == 2 and date.day == 29
    earlier = date.replace(year=date.year - years, day=28 if is_leap_day else date.day)
    return from_datetime(earlier) + now % 10


def _shipment(order: Order, notifications: list[Notification]) -> Json:
    request = order.request
    channel = channel_name(request.notification_channel)
    return without_nulls(
        {
            "shipmentId": order.id,
            "creatorName": order.creator,
            "resourceId": request.resource_id,
            "sendersReference": stored_reference(request),
            "requestedSendTime": format_instant(
                truncate_to_microseconds(request.requested_send_time)
            ),
            "notificationChannel": channel if isinstance(channel, str) else None,
            "notificationType": order.type.value,
            "deliveryAttempts": [_attempt(each) for each in notifications],
        }
    )


def _attempt(notification: Notification) -> Json:
    address = "emailAddress" if notification.channel is Channel.EMAIL else "mobileNumber"
    return without_nulls(
        {
            "nationalIdentityNumber": notification.national_identity_number,
            "organizationNumber": notification.organization_number,
            "channel": notification.channel.value,
            address: notification.to,
            "result": notification.result.value,
            "resultTime": format_instant(truncate_to_microseconds(notification.result_at)),
        }
    )

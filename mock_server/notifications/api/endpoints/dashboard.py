"""The support dashboard: what was sent to a person or an organisation, whoever ordered it.

Source: spec/notifications-api.md section 20, spec/verified-notifications.md section 10.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.responses import Response

from mock_server.domain.addresses import is_national_identity_number, is_organization_number
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
from mock_server.dotnet.schema import ParsedDateTime
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.response_documents import (
    Json,
    channel_name,
    reference_column,
    without_nulls,
)
from mock_server.notifications.api.responses import json_response
from mock_server.world.orders import OrderStore

_DEFAULT_PERIOD: Final = 7 * DAY
_LONGEST_YEARS: Final = 10

_FROM: Final = Target(name="From", nullable=True)
_TO: Final = Target(name="To", nullable=True)


@dataclass(frozen=True, slots=True)
class _Subject:
    """Whom one of the two endpoints is about: the header that names them, and where to look."""

    header: str
    is_number: Callable[[str], bool]
    refusal: str
    search: Callable[[OrderStore, str, Instant, Instant], list[tuple[Order, list[Notification]]]]


_PERSON: Final = _Subject(
    "NationalIdentityNumber",
    is_national_identity_number,
    "National identity number must be 11 digits long.",
    OrderStore.for_person,
)
_ORGANIZATION: Final = _Subject(
    "OrganizationNumber",
    is_organization_number,
    "Organization number must be 9 digits long.",
    OrderStore.for_organization,
)


async def read_person_notifications(call: ApiRequest) -> Response:
    """GET …/notifications/nin: what was sent to a person."""
    return _found(call, _PERSON)


async def read_organization_notifications(call: ApiRequest) -> Response:
    """GET …/notifications/orgnumber: what was sent to an organisation."""
    return _found(call, _ORGANIZATION)


def _found(call: ApiRequest, subject: _Subject) -> Response:
    errors: list[Error] = []
    now = call.world.clock.now()
    start = bind_query(call.request, _FROM, partial(bind_date_time, now=now), errors)
    end = bind_query(call.request, _TO, partial(bind_date_time, now=now), errors)
    number = _number(call, subject, errors)
    if not errors:
        errors += _period_errors(start, end, now)
        if not subject.is_number(number):
            errors.append((subject.header, subject.refusal))
    if errors:
        raise InvalidRequest(errors)
    return json_response(
        [
            _shipment(order, notifications)
            for order, notifications in subject.search(
                call.world.orders,
                number,
                now - _DEFAULT_PERIOD if start is None else start.at,
                now if end is None else end.at,
            )
        ]
    )


def _number(call: ApiRequest, subject: _Subject, errors: list[Error]) -> str:
    lines = call.request.headers.getlist(subject.header)
    number = ",".join(lines).strip(" \t")
    if not lines:
        errors.append(
            (
                subject.header,
                f"A value for the '{subject.header}' parameter or property was not provided.",
            )
        )
    elif is_blank(number):
        errors.append((subject.header, f"The {subject.header} field is required."))
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
    if start.at < _years_before(now, _LONGEST_YEARS):
        yield "From", "'from' must not be earlier than 10 years ago."


def _years_before(now: Instant, years: int) -> Instant:
    moment = to_datetime(now)
    last_of_february = moment.month == 2 and moment.day == 29
    earlier = moment.replace(year=moment.year - years, day=28 if last_of_february else moment.day)
    return from_datetime(earlier) + now % 10


def _shipment(order: Order, notifications: list[Notification]) -> Json:
    draft = order.request
    channel = channel_name(draft.notification_channel)
    return without_nulls(
        {
            "shipmentId": order.id,
            "creatorName": order.creator,
            "resourceId": draft.resource_id,
            "sendersReference": reference_column(draft),
            "requestedSendTime": format_instant(
                truncate_to_microseconds(draft.requested_send_time)
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

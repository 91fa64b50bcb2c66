"""The metrics page: how much was ordered and made in a month, by service owner.

Source: spec/notifications-api.md section 21, spec/processing-and-timing.md section 9.2,
spec/verified-notifications.md section 10.

Deviation: only the title and the form fields are the same as Altinn's.
"""

from collections.abc import AsyncGenerator
from dataclasses import astuple, dataclass, fields
from html import escape
from typing import Final
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from mock_server.domain.enums import Channel, NotificationResult
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import to_datetime
from mock_server.domain.orders import Order
from mock_server.dotnet.aspnet.binding import BindingError, Target, bind_integer
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.request_bodies import read_raw_body
from mock_server.notifications.api.api_request import ApiRequest, InvalidForm
from mock_server.world.world import World

TITLE: Final = "Altinn Notifications Metrics"
_SUCCESSFUL: Final = frozenset(
    {NotificationResult.DELIVERED, NotificationResult.SUCCEEDED, NotificationResult.ACCEPTED}
)


@dataclass
class OrgMetrics:
    """One row, under the platform's own names; it no longer counts SMS when they are made."""

    Org: str
    OrdersCreated: int = 0
    EmailNotificationsCreated: int = 0
    SuccessfulEmailNotifications: int = 0
    SmsNotificationsCreated: int = 0
    SuccessfulSmsNotifications: int = 0

    def count(self, order: Order) -> None:
        """Add an order with its notifications."""
        self.OrdersCreated += 1
        for each in order.notifications:
            match each.channel:
                case Channel.EMAIL:
                    self.EmailNotificationsCreated += 1
                    self.SuccessfulEmailNotifications += each.result in _SUCCESSFUL
                case Channel.SMS:
                    self.SuccessfulSmsNotifications += each.result in _SUCCESSFUL


async def show_metrics(_call: ApiRequest) -> Response:
    """GET metrics: the form that asks for a month."""
    return HTMLResponse(_page(""))


async def count_month(call: ApiRequest) -> Response:
    """POST metrics: the form and the counts of a month."""
    form = await _form(call.request)
    errors: list[Error] = []
    month, year = _field(form, "month", errors), _field(form, "year", errors)
    await form.close()
    if errors:
        raise InvalidForm(errors)
    if not 1 <= month <= 12 or year < 1:
        raise PlatformServerError(f"there is no month {month} of year {year}")
    header = "".join(f"<th>{each.name}</th>" for each in fields(OrgMetrics))
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(each))}</td>" for each in astuple(metrics)) + "</tr>"
        for metrics in _metrics(call.world, year, month)
    )
    return HTMLResponse(_page(f"<h2>{month}/{year}</h2><table><tr>{header}</tr>{rows}</table>"))


def _page(table: str) -> str:
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{TITLE}</title></head>"
        f"<body><h1>{TITLE}</h1><form method='post'>"
        "<label>Month <input type='number' name='month' min='1' max='12'></label> "
        "<label>Year <input type='number' name='year' min='1'></label> "
        f"<button>Show</button></form>{table}</body></html>"
    )


async def _form(request: Request) -> FormData:
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    octets = await read_raw_body(request)
    if declared == "application/x-www-form-urlencoded":
        text = octets.decode("latin-1")
        fields: list[tuple[str, str | UploadFile]] = [*parse_qsl(text, True, errors="replace")]
        return FormData(fields)
    if declared != "multipart/form-data":
        raise PlatformServerError("there is no form")
    try:
        return await MultiPartParser(request.headers, _pieces(octets)).parse()
    except MultiPartException as error:
        raise PlatformServerError(f"the form cannot be read: {error.message}") from error


async def _pieces(octets: bytes) -> AsyncGenerator[bytes, None]:
    yield octets


def _field(form: FormData, name: str, errors: list[Error]) -> int:
    values = [
        value for key, value in form.multi_items() if key.lower() == name and isinstance(value, str)
    ]
    try:
        return bind_integer(values, Target()) or 0 if values else 0
    except BindingError as error:
        errors.append((name, str(error)))
        return 0


def _metrics(world: World, year: int, month: int) -> list[OrgMetrics]:
    """Count the orders whose send time is in that month, of any kind and state, by creator."""
    found: dict[str, OrgMetrics] = {}
    for order in world.orders.all():
        requested = to_datetime(order.request.requested_send_time)
        if (requested.year, requested.month) == (year, month):
            found.setdefault(order.creator, OrgMetrics(order.creator)).count(order)
    return [found[creator] for creator in sorted(found)]

"""The metrics page: orders and notifications of a month, by service owner.

Source: docs/reference/notifications.md section 21, docs/reference/time-and-delivery.md section 9.2.

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
    """One row, with Altinn's own field names; Altinn no longer counts created SMS."""

    Org: str
    OrdersCreated: int = 0
    EmailNotificationsCreated: int = 0
    SuccessfulEmailNotifications: int = 0
    SmsNotificationsCreated: int = 0
    SuccessfulSmsNotifications: int = 0

    def count(self, order: Order) -> None:
        """Count an order and its notifications."""
        self.OrdersCreated += 1
        for each in order.notifications:
            match each.channel:
                case Channel.EMAIL:
                    self.EmailNotificationsCreated += 1
                    self.SuccessfulEmailNotifications += each.result in _SUCCESSFUL
                case Channel.SMS:
                    self.SuccessfulSmsNotifications += each.result in _SUCCESSFUL


async def get_metrics_page(_request: ApiRequest) -> Response:
    """GET metrics: get the page with the month form."""
    return HTMLResponse(_page(""))


async def count_monthly_metrics(request: ApiRequest) -> Response:
    """POST metrics: get the page with the metrics of a month."""
    form = await _read_form(request.http_request)
    errors: list[Error] = []
    month, year = _bind_field(form, "month", errors), _bind_field(form, "year", errors)
    await form.close()
    if errors:
        raise InvalidForm(errors)
    if not 1 <= month <= 12 or year < 1:
        raise PlatformServerError(f"invalid month {month} or year {year}")
    header = "".join(f"<th>{each.name}</th>" for each in fields(OrgMetrics))
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(str(each))}</td>" for each in astuple(metrics)) + "</tr>"
        for metrics in _monthly_metrics(request.world, year, month)
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


async def _read_form(http_request: Request) -> FormData:
    media_type = http_request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await read_raw_body(http_request)
    if media_type == "application/x-www-form-urlencoded":
        text = body.decode("latin-1")
        fields: list[tuple[str, str | UploadFile]] = [*parse_qsl(text, True, errors="replace")]
        return FormData(fields)
    if media_type != "multipart/form-data":
        raise PlatformServerError("the request has no form")
    try:
        return await MultiPartParser(http_request.headers, _single_chunk(body)).parse()
    except MultiPartException as error:
        raise PlatformServerError(f"the form cannot be read: {error.message}") from error


async def _single_chunk(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body


def _bind_field(form: FormData, name: str, errors: list[Error]) -> int:
    values = [
        value for key, value in form.multi_items() if key.lower() == name and isinstance(value, str)
    ]
    try:
        return bind_integer(values, Target()) or 0 if values else 0
    except BindingError as error:
        errors.append((name, str(error)))
        return 0


def _monthly_metrics(world: World, year: int, month: int) -> list[OrgMetrics]:
    """Return the metrics of all orders with a send time in the month, sorted by creator."""
    metrics: dict[str, OrgMetrics] = {}
    for order in world.orders.all():
        requested = to_datetime(order.request.requested_send_time)
        if (requested.year, requested.month) == (year, month):
            metrics.setdefault(order.creator, OrgMetrics(order.creator)).count(order)
    return [metrics[creator] for creator in sorted(metrics)]

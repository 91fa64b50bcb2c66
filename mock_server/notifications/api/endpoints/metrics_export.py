"""Export of yesterday's notifications as a Parquet file, protected by an API key.

Source: docs/reference/notifications.md section 21, docs/reference/time-and-delivery.md section 9.3.

Deviation: without the extra ``parquet`` the response is 501 and names the extra to install. The
gateway's reference of a message is the mock's message id.
"""

import base64
import hashlib
import importlib
import io
import re
from collections.abc import Callable
from typing import Any, Final

from starlette.responses import PlainTextResponse, Response

from mock_server.domain.enums import Channel, Environment
from mock_server.domain.instant import DAY, SECOND, Instant, to_datetime
from mock_server.domain.orders import Notification, Order
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.response_documents import stored_reference
from mock_server.notifications.api.responses import json_response
from mock_server.world.world import World

API_KEY: Final = "injected-at-deploy-time"
_KEY_HEADER: Final = "X-API-Key"
_HOST_ENVIRONMENT: Final = {Environment.PRODUCTION: "Production", Environment.TT02: "TT02"}
_PREFIX_LENGTH: Final = 4
_NORWEGIAN_NUMBER: Final = re.compile(r"(?:\+|00) *47")
_NUMBER_TYPES: Final = {
    "SmsId": "int64",
    "EmailId": "int64",
    "AltinnSmsCount": "int32",
    "AltinnSmsBodyLength": "int32",
    "AltinnSmsCustomBodyLength": "int32",
}

Column = Callable[[Order, Notification], Any]


async def export_sms(request: ApiRequest) -> Response:
    """POST metrics/sms: export yesterday's SMS."""
    return _export(request, Channel.SMS, _SMS_COLUMNS)


async def export_emails(request: ApiRequest) -> Response:
    """POST metrics/email: export yesterday's e-mails."""
    return _export(request, Channel.EMAIL, _EMAIL_COLUMNS)


def _export(request: ApiRequest, channel: Channel, columns: dict[str, Column]) -> Response:
    error = _key_error(request)
    if error is not None:
        return json_response({"error": error}, 401)
    rows = [
        {name: column(order, notification) for name, column in columns.items()}
        for order, notification in _final_yesterday(request.world, channel)
    ]
    file = _parquet(rows, list(columns))
    if file is None:
        return PlainTextResponse(
            "Parquet files require pyarrow; install altinn-notifications-mock[parquet].", 501
        )
    return Response(file, headers=_headers(request.world, channel, file, len(rows)))


def _key_error(request: ApiRequest) -> str | None:
    lines = request.http_request.headers.getlist(_KEY_HEADER)
    if not lines:
        return "API key required for Metrics endpoints"
    key = ",".join(lines).strip(" \t")
    if not key:
        return "API key cannot be empty"
    return None if key == API_KEY else "Invalid API key"


def _final_yesterday(world: World, channel: Channel) -> list[tuple[Order, Notification]]:
    """Return the notifications that got their final result yesterday, in UTC."""
    today = world.clock.now() - world.clock.now() % DAY
    return [
        (order, each)
        for order in world.orders.all()
        for each in order.notifications
        if each.channel is channel and not each.is_pending and today - DAY <= each.result_at < today
    ]


def _parquet(rows: list[dict[str, Any]], columns: list[str]) -> bytes | None:
    """Return *rows* as a Parquet file; None if pyarrow is not installed."""
    try:
        arrow, parquet = map(importlib.import_module, ("pyarrow", "pyarrow.parquet"))
    except ImportError:
        return None
    schema = arrow.schema(
        [(name, getattr(arrow, _NUMBER_TYPES.get(name, "string"))()) for name in columns]
    )
    file = io.BytesIO()
    parquet.write_table(arrow.Table.from_pylist(rows, schema), file)
    return file.getvalue()


def _headers(world: World, channel: Channel, file: bytes, count: int) -> dict[str, str]:
    now = world.clock.now()
    environment = _HOST_ENVIRONMENT[world.settings.environment]
    yesterday = to_datetime(now - DAY)
    name = f"{yesterday:%Y%m%d}_{channel.value}_notifications_{environment}.parquet"
    return {
        "Content-Type": "application/octet-stream",
        "X-File-Hash": base64.b64encode(hashlib.md5(file, usedforsecurity=False).digest()).decode(),
        "X-File-Size": str(len(file)),
        "X-Total-FileTransfer-Count": str(count),
        "X-Generated-At": _format_round_trip(now),
        "X-Environment": environment,
        "Content-Disposition": f"attachment; filename={name}; filename*=UTF-8''{name}",
    }


def _format_round_trip(at: Instant, zone: str = "+00:00") -> str:
    return f"{to_datetime(at):%Y-%m-%dT%H:%M:%S}.{at % SECOND:07d}{zone}"


def _senders_reference(order: Order, _: Notification) -> str:
    return stored_reference(order.request) or ""


def _notification_body_length(_: Order, notification: Notification) -> int:
    return len(notification.body or "")


def _template_body_length(order: Order, _: Notification) -> int:
    return len(order.request.sms.body) if order.request.sms is not None else 0


def _rate(_: Order, notification: Notification) -> str:
    if not notification.to:
        return "n/a"
    return "innland" if _NORWEGIAN_NUMBER.match(notification.to) else "utland"


def _message_id(_: Order, notification: Notification) -> str:
    return notification.message_id or ""


_SHARED_COLUMNS: Final[dict[str, Column]] = {
    # Altinn calls the notification's id ShipmentId here.
    "ShipmentId": lambda _, notification: notification.id,
    "SendersReference": _senders_reference,
    "RequestedSendTime": lambda order, _: _format_round_trip(
        order.request.requested_send_time, "Z"
    ),
    "CreatorName": lambda order, _: order.creator,
    "ResourceId": lambda order, _: order.request.resource_id,
    "Result": lambda _, notification: notification.result.value,
}
_SMS_COLUMNS: Final[dict[str, Column]] = {
    "SmsId": lambda _, notification: notification.sequence,
    **_SHARED_COLUMNS,
    "GatewayReference": _message_id,
    "Rate": _rate,
    "MobileNumberPrefix": lambda _, notification: notification.to[:_PREFIX_LENGTH],
    # Altinn no longer counts segments.
    "AltinnSmsCount": lambda *_: 0,
    "AltinnSmsBodyLength": _template_body_length,
    "AltinnSmsCustomBodyLength": _notification_body_length,
}
_EMAIL_COLUMNS: Final[dict[str, Column]] = {
    "EmailId": lambda _, notification: notification.sequence,
    **_SHARED_COLUMNS,
    "OperationId": _message_id,
}

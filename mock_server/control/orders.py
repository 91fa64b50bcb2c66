"""The orders: what was asked for, whoever posted it.

Source: design/control-api.md, Orders.
"""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.domain.enums import OrderType
from mock_server.domain.instant import Instant, format_instant
from mock_server.domain.orders import Order
from mock_server.request_context import world_of
from mock_server.world.orders import InternalOrder, OrderStore

BYTE_ORDER_MARK = "\ufeff"


async def list_orders(request: Request) -> Response:
    """List the orders, oldest first, each once with its reminders; refused ones too."""
    book = world_of(request).orders

    orders = [shown for _, shown in sorted(_all(book), key=lambda pair: pair[0])]
    return JSONResponse({"count": len(orders), "orders": orders})


def _all(book: OrderStore) -> list[tuple[Instant, dict[str, Any]]]:
    reminders: dict[str | None, list[Order]] = {}
    for order in book.all():
        if order.type is OrderType.REMINDER:
            reminders.setdefault(order.chain_id, []).append(order)
    taken = [
        (order.created_at, _accepted(order, reminders.get(order.chain_id, [])))
        for order in book.all()
        if order.type is not OrderType.REMINDER
    ]
    return taken + [
        (order.created_at, _rejected(order))
        for order in book.internal_orders
        if order.order_id is None
    ]


def _accepted(order: Order, reminders: list[Order]) -> dict[str, Any]:
    return {
        **_status(order),
        "orderChainId": order.chain_id,
        "source": order.source,
        "creator": order.creator,
        "createdAt": format_instant(order.created_at),
        "request": _document(order.request_json),
        "reminders": [_status(each) for each in reminders],
    }


def _status(order: Order) -> dict[str, Any]:
    return {
        "shipmentId": order.id,
        "type": order.type,
        "status": f"Order_{order.status.value}",
        "requestedSendTime": format_instant(order.request.requested_send_time),
    }


def _rejected(order: InternalOrder) -> dict[str, Any]:
    request = _document(order.request)
    return {
        "shipmentId": None,
        "type": OrderType.NOTIFICATION,
        "status": None,
        "requestedSendTime": request.get("requestedSendTime"),
        "orderChainId": None,
        "source": order.source,
        "creator": order.creator,
        "createdAt": format_instant(order.created_at),
        "request": request,
        "reminders": [],
        "rejectedStatus": order.status,
    }


def _document(request: str) -> Any:
    return json.loads(request.removeprefix(BYTE_ORDER_MARK))


routes = [Route("/_mock/orders", list_orders)]

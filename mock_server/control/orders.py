"""The orders: what was asked for, whoever posted it.

Source: design/control-api.md, Orders.
"""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.domain.enums import OrderType
from mock_server.domain.instant import Instant, iso
from mock_server.domain.orders import Order
from mock_server.request_context import world_of
from mock_server.world.orders import OrderBook, PlacedOrder

BYTE_ORDER_MARK = "\ufeff"


async def list_orders(request: Request) -> Response:
    """List the orders, oldest first, each once with its reminders; refused ones too."""
    book = world_of(request).book

    orders = [shown for _, shown in sorted(_all(book), key=lambda pair: pair[0])]
    return JSONResponse({"count": len(orders), "orders": orders})


def _all(book: OrderBook) -> list[tuple[Instant, dict[str, Any]]]:
    reminders: dict[str | None, list[Order]] = {}
    for order in book.all():
        if order.type is OrderType.REMINDER:
            reminders.setdefault(order.chain_id, []).append(order)
    taken = [
        (order.created_at, _taken(order, reminders.get(order.chain_id, [])))
        for order in book.all()
        if order.type is not OrderType.REMINDER
    ]
    return taken + [
        (order.created_at, _refused(order)) for order in book.placed if order.order_id is None
    ]


def _taken(order: Order, reminders: list[Order]) -> dict[str, Any]:
    return {
        **_standing(order),
        "orderChainId": order.chain_id,
        "source": order.source,
        "creator": order.creator,
        "createdAt": iso(order.created_at),
        "request": _document(order.request),
        "reminders": [_standing(each) for each in reminders],
    }


def _standing(order: Order) -> dict[str, Any]:
    return {
        "shipmentId": order.id,
        "type": order.type,
        "status": f"Order_{order.state.value}",
        "requestedSendTime": iso(order.draft.requested_send_time),
    }


def _refused(order: PlacedOrder) -> dict[str, Any]:
    request = _document(order.request)
    return {
        "shipmentId": None,
        "type": OrderType.NOTIFICATION,
        "status": None,
        "requestedSendTime": request.get("requestedSendTime"),
        "orderChainId": None,
        "source": order.source,
        "creator": order.creator,
        "createdAt": iso(order.created_at),
        "request": request,
        "reminders": [],
        "refused": order.status,
    }


def _document(request: str) -> Any:
    return json.loads(request.removeprefix(BYTE_ORDER_MARK))


routes = [Route("/_mock/orders", list_orders)]

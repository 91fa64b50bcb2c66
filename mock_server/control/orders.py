"""The endpoint that lists orders.

Source: docs/control-api.md, Orders.
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
    """List orders with their reminders, oldest first, including rejected ones."""
    store = world_of(request).orders

    dated = sorted([*_accepted_orders(store), *_rejected_orders(store)], key=lambda pair: pair[0])
    orders = [document for _, document in dated]
    return JSONResponse({"count": len(orders), "orders": orders})


def _accepted_orders(store: OrderStore) -> list[tuple[Instant, dict[str, Any]]]:
    reminders: dict[str | None, list[Order]] = {}
    for order in store.all():
        if order.type is OrderType.REMINDER:
            reminders.setdefault(order.chain_id, []).append(order)
    return [
        (order.created_at, _accepted(order, reminders.get(order.chain_id, [])))
        for order in store.all()
        if order.type is not OrderType.REMINDER
    ]


def _rejected_orders(store: OrderStore) -> list[tuple[Instant, dict[str, Any]]]:
    return [
        (order.created_at, _rejected(order))
        for order in store.internal_orders
        if order.order_id is None
    ]


def _accepted(order: Order, reminders: list[Order]) -> dict[str, Any]:
    return {
        **_status(order),
        "orderChainId": order.chain_id,
        "source": order.source,
        "creator": order.creator,
        "onBehalfOf": order.on_behalf_of or order.creator,
        "createdAt": format_instant(order.created_at),
        "warnings": list(order.warnings),
        "request": _parse_request(order.request_json),
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
    request = _parse_request(order.request)
    return {
        "shipmentId": None,
        "type": OrderType.NOTIFICATION,
        "status": None,
        "requestedSendTime": request.get("requestedSendTime"),
        "orderChainId": None,
        "source": order.source,
        "creator": order.creator,
        "onBehalfOf": order.on_behalf_of or order.creator,
        "createdAt": format_instant(order.created_at),
        "warnings": list(order.warnings),
        "request": request,
        "reminders": [],
        "rejectedStatus": order.status,
    }


def _parse_request(request: str) -> Any:
    return json.loads(request.removeprefix(BYTE_ORDER_MARK))


routes = [Route("/_mock/orders", list_orders)]

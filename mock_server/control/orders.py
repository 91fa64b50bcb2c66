"""The endpoint that lists orders.

Source: docs/control-api.md, Orders.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Final

from pydantic import AfterValidator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.pages import PageQuery, View, page_of, without
from mock_server.control.schemas.parsing import parse_query
from mock_server.domain.enums import OrderSource, OrderStatus, OrderType
from mock_server.domain.instant import format_instant
from mock_server.domain.orders import Order
from mock_server.matching.formatting import suggest
from mock_server.matching.search import ORDERS
from mock_server.request_context import world_of
from mock_server.world.orders import InternalOrder, OrderStore

_STATUSES: Final = tuple(f"Order_{each.value}" for each in OrderStatus)


def _validate_status(value: str) -> str:
    if value not in _STATUSES:
        raise ValueError(f"{value!r} is not a status of an order; {suggest(value, _STATUSES)}")
    return value


OrderStatusName = Annotated[str, AfterValidator(_validate_status)]
BYTE_ORDER_MARK = "\ufeff"


AnyOrder = Order | InternalOrder


class OrderQuery(PageQuery):
    """A filter for orders, and a page of those that match."""

    shipment_id: str | None = None
    order_chain_id: str | None = None
    source: OrderSource | None = None
    creator: str | None = None
    type: OrderType | None = None
    status: OrderStatusName | None = None

    def matches(self, document: Mapping[str, Any]) -> bool:
        """Return whether the *document* of an order has all given values."""
        return all(
            document[name] == getattr(self, attribute)
            for name, attribute in _FILTERS.items()
            if getattr(self, attribute) is not None
        )


_FILTERS: Final = {
    "shipmentId": "shipment_id",
    "orderChainId": "order_chain_id",
    "source": "source",
    "creator": "creator",
    "type": "type",
    "status": "status",
}


async def list_orders(request: Request) -> Response:
    """List orders with their reminders, oldest first, including rejected ones."""
    query = parse_query(request, OrderQuery)
    store = world_of(request).orders

    entries = list(enumerate(sorted(_main_orders(store), key=lambda each: each.created_at)))
    reminders = _reminders(store)

    def to_document(entry: tuple[int, AnyOrder]) -> dict[str, Any]:
        return _document(entry[1], reminders)

    is_found = query.search(ORDERS, to_document)

    def is_match(entry: tuple[int, AnyOrder]) -> bool:
        return query.matches(to_document(entry)) and (is_found is None or is_found(entry))

    is_filtered = bool(query.explicit_fields().keys() - PageQuery.model_fields.keys() or is_found)
    page = page_of(entries, query, _entry_id, is_match if is_filtered else None)
    left_out = ("request",) if query.view is View.SUMMARY else ()
    return JSONResponse(page.document("orders", lambda each: without(to_document(each), *left_out)))


def _main_orders(store: OrderStore) -> Iterator[AnyOrder]:
    """Yield the orders that are not reminders, then the rejected ones."""
    yield from (each for each in store.all() if each.type is not OrderType.REMINDER)
    yield from (each for each in store.internal_orders if each.order_id is None)


def _reminders(store: OrderStore) -> Mapping[str | None, Sequence[Order]]:
    reminders: dict[str | None, list[Order]] = {}
    for order in store.all():
        if order.type is OrderType.REMINDER:
            reminders.setdefault(order.chain_id, []).append(order)
    return reminders


def _entry_id(entry: tuple[int, AnyOrder]) -> str:
    number, order = entry
    return order.id if isinstance(order, Order) else f"rejected-{number}"


def _document(order: AnyOrder, reminders: Mapping[str | None, Sequence[Order]]) -> dict[str, Any]:
    if isinstance(order, Order):
        return _accepted(order, reminders.get(order.chain_id, ()))
    return _rejected(order)


def _accepted(order: Order, reminders: Sequence[Order]) -> dict[str, Any]:
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

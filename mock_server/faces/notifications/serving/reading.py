"""Reading and cancelling single orders, the older way.

Source: spec/notifications-api.md, sections 12 to 14.
"""

from starlette.responses import Response

from mock_server.domain.blanks import is_blank
from mock_server.domain.orders import Order
from mock_server.domain.problems import OrderNotFound, PlatformCrash
from mock_server.domain.vocabulary import Medium
from mock_server.dotnet.guids import guid_of
from mock_server.engine.registering import cancel
from mock_server.faces.notifications.call import Call
from mock_server.faces.notifications.order_documents import (
    order_document,
    status_document,
    summary_document,
)
from mock_server.faces.notifications.responses import json_answer, nothing
from mock_server.faces.query_parameters import values_of
from mock_server.faces.request_bodies import Invalid


async def read_order(call: Call) -> Response:
    """GET orders/{id}: the order as it was asked for."""
    order = _found(call)
    if order is None:
        return nothing(404)
    return json_answer(order_document(order, _orders_url(call)))


async def read_orders_by_reference(call: Call) -> Response:
    """GET orders: the caller's orders with exactly that sender's reference."""
    reference = _reference(call)
    owner = call.owner()
    if "\0" in reference:
        raise PlatformCrash("the database takes no U+0000")
    orders = call.world.book.with_reference(reference, owner)
    return json_answer(
        {
            "count": len(orders),
            "orders": [order_document(each, _orders_url(call)) for each in orders],
        }
    )


async def read_status(call: Call) -> Response:
    """GET orders/{id}/status: where the order stands."""
    order = _found(call)
    if order is None:
        return nothing(404)
    return json_answer(status_document(order, _orders_url(call)))


async def cancel_order(call: Call) -> Response:
    """PUT orders/{id}/cancel: take the order back while there is time; no body is read."""
    order_id = _order_id(call)
    owner = call.owner()
    if is_blank(owner):
        raise OrderNotFound
    return json_answer(status_document(cancel(call.world, order_id, owner), _orders_url(call)))


async def read_email_summary(call: Call) -> Response:
    """GET orders/{id}/notifications/email: the e-mails that the order became."""
    return _summary(call, Medium.EMAIL)


async def read_sms_summary(call: Call) -> Response:
    """GET orders/{id}/notifications/sms: the SMS that the order became."""
    return _summary(call, Medium.SMS)


def _summary(call: Call, medium: Medium) -> Response:
    order = _found(call)
    return nothing(404) if order is None else json_answer(summary_document(order, medium))


def _found(call: Call) -> Order | None:
    """Return the caller's own order; under a blank name nobody finds one."""
    order_id = _order_id(call)
    owner = call.owner()
    return None if is_blank(owner) else call.world.book.find(order_id, owner)


def _order_id(call: Call) -> str:
    text = call.variables["id"]
    order_id = guid_of(text)
    if order_id is None:
        said = "invalid" if is_blank(text) else "not valid"
        raise Invalid([("id", f"The value '{text}' is {said}.")])
    return order_id


def _reference(call: Call) -> str:
    values = values_of(call.request, "sendersReference")
    if not values:
        message = "A value for the 'sendersReference' parameter or property was not provided."
        raise Invalid([("sendersReference", message)])
    if is_blank(values[0]):
        raise Invalid([("sendersReference", "The sendersReference field is required.")])
    return values[0]


def _orders_url(call: Call) -> str:
    return f"{call.api_url}/orders"

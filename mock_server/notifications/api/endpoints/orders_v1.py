"""Reading and cancelling single orders, the older way.

Source: spec/notifications-api.md, sections 12 to 14.
"""

from starlette.responses import Response

from mock_server.domain.enums import Channel
from mock_server.domain.errors import OrderNotFound, PlatformServerError
from mock_server.domain.orders import Order
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.query import query_values
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.dotnet.guids import parse_guid
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.response_documents import (
    order_document,
    status_document,
    summary_document,
)
from mock_server.notifications.api.responses import empty_response, json_response
from mock_server.notifications.engine.registration import cancel


async def get_order(call: ApiRequest) -> Response:
    """GET orders/{id}: the order as it was asked for."""
    order = _found(call)
    if order is None:
        return empty_response(404)
    return json_response(order_document(order, _orders_url(call)))


async def list_orders_by_reference(call: ApiRequest) -> Response:
    """GET orders: the caller's orders with exactly that sender's reference."""
    reference = _reference(call)
    owner = call.require_creator()
    if "\0" in reference:
        raise PlatformServerError("the database takes no U+0000")
    orders = call.world.orders.find_by_reference(reference, owner)
    return json_response(
        {
            "count": len(orders),
            "orders": [order_document(each, _orders_url(call)) for each in orders],
        }
    )


async def get_order_status(call: ApiRequest) -> Response:
    """GET orders/{id}/status: where the order stands."""
    order = _found(call)
    if order is None:
        return empty_response(404)
    return json_response(status_document(order, _orders_url(call)))


async def cancel_order(call: ApiRequest) -> Response:
    """PUT orders/{id}/cancel: take the order back while there is time; no body is read."""
    order_id = _order_id(call)
    owner = call.require_creator()
    if is_blank(owner):
        raise OrderNotFound
    return json_response(status_document(cancel(call.world, order_id, owner), _orders_url(call)))


async def get_email_summary(call: ApiRequest) -> Response:
    """GET orders/{id}/notifications/email: the e-mails that the order became."""
    return _summary(call, Channel.EMAIL)


async def get_sms_summary(call: ApiRequest) -> Response:
    """GET orders/{id}/notifications/sms: the SMS that the order became."""
    return _summary(call, Channel.SMS)


def _summary(call: ApiRequest, channel: Channel) -> Response:
    order = _found(call)
    return empty_response(404) if order is None else json_response(summary_document(order, channel))


def _found(call: ApiRequest) -> Order | None:
    """Return the caller's own order; under a blank name nobody finds one."""
    order_id = _order_id(call)
    owner = call.require_creator()
    return None if is_blank(owner) else call.world.orders.get_for_creator(order_id, owner)


def _order_id(call: ApiRequest) -> str:
    text = call.variables["id"]
    order_id = parse_guid(text)
    if order_id is None:
        said = "invalid" if is_blank(text) else "not valid"
        raise InvalidRequest([("id", f"The value '{text}' is {said}.")])
    return order_id


def _reference(call: ApiRequest) -> str:
    values = query_values(call.request, "sendersReference")
    if not values:
        message = "A value for the 'sendersReference' parameter or property was not provided."
        raise InvalidRequest([("sendersReference", message)])
    if is_blank(values[0]):
        raise InvalidRequest([("sendersReference", "The sendersReference field is required.")])
    return values[0]


def _orders_url(call: ApiRequest) -> str:
    return f"{call.api_url}/orders"

"""Endpoints that get and cancel orders, API v1.

Source: docs/reference/notifications.md sections 12 to 14.
"""

from starlette.responses import Response

from mock_server.domain.enums import Channel, RuleSet
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
from mock_server.notifications.engine.database_limits import NUL_REJECTED
from mock_server.notifications.engine.registration import cancel


async def get_order(request: ApiRequest) -> Response:
    """GET orders/{id}: get an order."""
    order = _find_order(request)
    if order is None:
        return empty_response(404)
    return json_response(order_document(order, _orders_url(request)))


async def list_orders_by_reference(request: ApiRequest) -> Response:
    """GET orders: list the caller's orders with a sender's reference."""
    reference = _bind_reference(request)
    creator = request.require_creator()
    if "\0" in reference:
        raise PlatformServerError(NUL_REJECTED)
    orders = request.world.orders.find_by_reference(reference, creator)
    return json_response(
        {
            "count": len(orders),
            "orders": [order_document(each, _orders_url(request)) for each in orders],
        }
    )


async def get_order_status(request: ApiRequest) -> Response:
    """GET orders/{id}/status: get the status of an order."""
    order = _find_order(request)
    rules = request.world.settings.rules
    if order is None:
        if rules is RuleSet.DOCUMENTED:
            raise OrderNotFound
        return empty_response(404)
    return json_response(status_document(order, _orders_url(request), rules))


async def cancel_order(request: ApiRequest) -> Response:
    """PUT orders/{id}/cancel: cancel an order; the request body is not read."""
    order_id = _bind_order_id(request)
    creator = request.require_creator()
    if is_blank(creator):
        raise OrderNotFound
    order = cancel(request.world, order_id, creator)
    return json_response(status_document(order, _orders_url(request), request.world.settings.rules))


async def get_email_summary(request: ApiRequest) -> Response:
    """GET orders/{id}/notifications/email: get the e-mails of an order."""
    return _summary(request, Channel.EMAIL)


async def get_sms_summary(request: ApiRequest) -> Response:
    """GET orders/{id}/notifications/sms: get the SMS of an order."""
    return _summary(request, Channel.SMS)


def _summary(request: ApiRequest, channel: Channel) -> Response:
    order = _find_order(request)
    return empty_response(404) if order is None else json_response(summary_document(order, channel))


def _find_order(request: ApiRequest) -> Order | None:
    """Return the caller's own order; a blank creator has no orders."""
    order_id = _bind_order_id(request)
    creator = request.require_creator()
    return None if is_blank(creator) else request.world.orders.get_for_creator(order_id, creator)


def _bind_order_id(request: ApiRequest) -> str:
    text = request.variables["id"]
    order_id = parse_guid(text)
    if order_id is None:
        problem = "invalid" if is_blank(text) else "not valid"
        raise InvalidRequest([("id", f"The value '{text}' is {problem}.")])
    return order_id


def _bind_reference(request: ApiRequest) -> str:
    values = query_values(request.http_request, "sendersReference")
    if not values:
        message = "A value for the 'sendersReference' parameter or property was not provided."
        raise InvalidRequest([("sendersReference", message)])
    if is_blank(values[0]):
        raise InvalidRequest([("sendersReference", "The sendersReference field is required.")])
    return values[0]


def _orders_url(request: ApiRequest) -> str:
    return f"{request.api_url}/orders"

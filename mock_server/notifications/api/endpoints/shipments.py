"""Endpoints for shipments, and the status feed of finished shipments.

Source: docs/reference/notifications.md sections 18 and 19.
"""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from mock_server.domain.errors import ShipmentNotFound
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.binding import Target, bind_enum, bind_integer
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.query import bind_query
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.response_documents import feed_document, shipment_document
from mock_server.notifications.api.responses import json_response

MAX_PAGE_SIZE: Final = 500
_DESCENDING: Final = 1
_DIRECTIONS: Final = {"Asc": 0, "Desc": _DESCENDING}

_SEQ: Final = Target(name="Seq")
_PAGE_SIZE: Final = Target(name="PageSize", nullable=True)
_ORDER_BY: Final = Target(name="OrderBy")


async def get_shipment(request: ApiRequest) -> Response:
    """GET future/shipment/{id}: get the delivery manifest of an order."""
    creator = request.require_creator()
    order = (
        None
        if is_blank(creator)
        else request.world.orders.get_for_creator(request.variables["id"], creator)
    )
    if order is None:
        raise ShipmentNotFound
    return json_response(shipment_document(order))


async def get_status_feed(request: ApiRequest) -> Response:
    """GET future/shipment/feed: list the caller's status feed entries, one page at a time."""
    errors: list[Error] = []
    seq = bind_query(request.http_request, _SEQ, _bind_int64, errors)
    page_size = bind_query(request.http_request, _PAGE_SIZE, bind_integer, errors)
    direction = bind_query(request.http_request, _ORDER_BY, _bind_direction, errors)
    if seq is not None and seq < 0:
        errors.append(("Seq", "The field Seq must be between 0 and 9.223372036854776E+18."))
    if errors:
        raise InvalidRequest(errors)
    entries = request.world.status_feed.read(
        request.require_named_creator(),
        request.world.clock.now(),
        seq=seq or 0,
        page_size=MAX_PAGE_SIZE if page_size is None else max(1, min(page_size, MAX_PAGE_SIZE)),
        descending=direction == _DESCENDING,
    )
    return json_response([feed_document(each) for each in entries])


def _bind_int64(values: Sequence[str], target: Target) -> int | None:
    return bind_integer(values, target, bits=64)


def _bind_direction(values: Sequence[str], target: Target) -> int | None:
    return bind_enum(values, target, _DIRECTIONS)

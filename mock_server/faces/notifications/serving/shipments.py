"""Shipments, and the feed of those that have come to their end.

Source: spec/notifications-api.md, sections 18 and 19.
"""

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from mock_server.domain.blanks import is_blank
from mock_server.domain.problems import ShipmentNotFound
from mock_server.dotnet.binding import Target, bound_choice, bound_whole
from mock_server.dotnet.model_state import Error
from mock_server.faces.notifications.call import Call
from mock_server.faces.notifications.order_documents import feed_document, shipment_document
from mock_server.faces.notifications.responses import json_answer
from mock_server.faces.query_parameters import bound
from mock_server.faces.request_bodies import Invalid

_LARGEST_PAGE: Final = 500
_DESCENDING: Final = 1
_DIRECTIONS: Final = {"Asc": 0, "Desc": _DESCENDING}

_SEQ: Final = Target(name="Seq")
_PAGE_SIZE: Final = Target(name="PageSize", nullable=True)
_ORDER_BY: Final = Target(name="OrderBy")


async def read_shipment(call: Call) -> Response:
    """GET future/shipment/{id}: one order of any kind, and what it became."""
    owner = call.owner()
    order = None if is_blank(owner) else call.world.book.find(call.variables["id"], owner)
    if order is None:
        raise ShipmentNotFound
    return json_answer(shipment_document(order))


async def read_feed(call: Call) -> Response:
    """GET future/shipment/feed: a page of the caller's entries."""
    errors: list[Error] = []
    seq = bound(call.request, _SEQ, _whole_64, errors)
    page_size = bound(call.request, _PAGE_SIZE, bound_whole, errors)
    direction = bound(call.request, _ORDER_BY, _direction, errors)
    if seq is not None and seq < 0:
        errors.append(("Seq", "The field Seq must be between 0 and 9.223372036854776E+18."))
    if errors:
        raise Invalid(errors)
    entries = call.world.feed.read(
        call.named_owner(),
        call.world.clock.now(),
        seq=seq or 0,
        page_size=_LARGEST_PAGE if page_size is None else max(1, min(page_size, _LARGEST_PAGE)),
        descending=direction == _DESCENDING,
    )
    return json_answer([feed_document(each) for each in entries])


def _whole_64(values: Sequence[str], target: Target) -> int | None:
    return bound_whole(values, target, bits=64)


def _direction(values: Sequence[str], target: Target) -> int | None:
    return bound_choice(values, target, _DIRECTIONS)

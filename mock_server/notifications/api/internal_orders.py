"""Order chains that other faces of the platform post, answered as if they came over HTTP.

Source: spec/notifications-api.md, section 15.5.
"""

import json
import logging
from secrets import token_hex

from mock_server.domain.enums import Dependency
from mock_server.domain.errors import (
    DependencyFailure,
    MissingContactInformation,
    PlatformServerError,
)
from mock_server.domain.orders import OrderOrigin
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.model_state import trace_id
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.error_responses import problem_document
from mock_server.notifications.api.mapping.database_limits import check_database_limits
from mock_server.notifications.api.mapping.order_chains import map_order_chain
from mock_server.notifications.api.response_documents import Json, receipt_document
from mock_server.notifications.engine.registration import register_chain
from mock_server.world.external_calls import SubmitOrder, SubmitOrderResponse
from mock_server.world.orders import InternalOrder
from mock_server.world.world import World

_log = logging.getLogger(__name__)


def post_order_chain(world: World, question: SubmitOrder) -> tuple[int, Json | None]:
    """Return status and body with which POST future/orders answers *question* in *world*."""
    octets = json.dumps(question.document).encode()
    now = world.clock.now()
    try:
        document = request_bodies.CHAIN.parse(octets, now)
        if is_blank(question.creator):
            raise PlatformServerError("an order chain cannot be built for a blank creator")
        chain = map_order_chain(document, now, world.settings)
        check_database_limits(chain, octets)
        receipt = register_chain(
            world,
            chain,
            creator=question.creator,
            request=json.dumps(question.document, ensure_ascii=False),
            origin=OrderOrigin(
                source=question.source,
                correspondence_id=question.correspondence_id,
                instance_id=question.instance_id,
                lookup_contact_points=question.lookup_contact_points,
            ),
        )
    except (InvalidRequest, MissingContactInformation) as refusal:
        document = problem_document(refusal, trace_id(None, token_hex))
        return document["status"], document
    except (PlatformServerError, DependencyFailure) as failure:
        _log.warning("POST future/orders answered 500: %s", failure)
        return 500, None
    return 200 if receipt.is_replay else 201, receipt_document(receipt)


def submit_internal_order(world: World, question: SubmitOrder) -> SubmitOrderResponse:
    """Post an order to the Notifications API as another face of the platform, and write it down.

    However often the same order is posted, it is written down once, as it was posted last and with
    the last answer.
    """
    fault = world.faults.consume_dependency_fault(Dependency.NOTIFICATIONS)
    if fault is not None:
        answer = SubmitOrderResponse(None if fault.close else fault.status or 500)
    else:
        answer = SubmitOrderResponse(*post_order_chain(world, question))
    text = json.dumps(question.document, ensure_ascii=False)
    order = _written_down(world, question, text)
    order.request = text
    order.status = answer.status
    body = answer.body or {}
    if answer.status in (200, 201) and "notification" in body:
        order.order_id = body["notification"]["shipmentId"]
        order.chain_id = body["notificationOrderId"]
    return answer


def _written_down(world: World, question: SubmitOrder, text: str) -> InternalOrder:
    for order in world.orders.internal_orders:
        if order.order_id is None and _is_same(order, question):
            return order
    order = InternalOrder(
        source=question.source,
        creator=question.creator,
        request=text,
        created_at=world.clock.now(),
        status=None,
        order_id=None,
        chain_id=None,
        correspondence_id=question.correspondence_id,
        instance_id=question.instance_id,
    )
    world.orders.internal_orders.append(order)
    return order


def _is_same(order: InternalOrder, question: SubmitOrder) -> bool:
    """Tell whether an order was posted before: a later attempt may name a later send time."""
    posted_before = json.loads(order.request).get("idempotencyId")
    return (
        order.source is question.source
        and posted_before == question.document.get("idempotencyId")
        and order.correspondence_id == question.correspondence_id
    )

"""Order chains posted by Correspondence and apps, with the same responses as over HTTP.

Source: docs/reference/notifications.md section 15.5.
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
from mock_server.domain.orders import OrderChainReceipt, OrderOrigin
from mock_server.dotnet.aspnet.model_state import trace_id
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.error_responses import problem_document
from mock_server.notifications.api.mapping.order_chains import (
    check_creator,
    map_composed_email,
    map_order_chain,
)
from mock_server.notifications.api.response_documents import Json, receipt_document
from mock_server.notifications.engine.registration import register_chain, register_composed
from mock_server.world.external_calls import SubmitOrder, SubmitOrderResponse
from mock_server.world.orders import InternalOrder
from mock_server.world.world import World

_log = logging.getLogger(__name__)


def post_order_chain(world: World, submission: SubmitOrder) -> tuple[int, Json | None]:
    """Return the status and body of the response of POST future/orders, or of composed-email."""
    body = json.dumps(submission.document).encode()
    try:
        receipt = _register(world, submission, body)
    except (InvalidRequest, MissingContactInformation) as error:
        document = problem_document(error, trace_id(None, token_hex))
        return document["status"], document
    except (PlatformServerError, DependencyFailure) as failure:
        _log.warning("POST future/orders: responding with 500, as Altinn does: %s", failure)
        return 500, None
    return 200 if receipt.is_replay else 201, receipt_document(receipt)


def _register(world: World, submission: SubmitOrder, body: bytes) -> OrderChainReceipt:
    now = world.clock.now()
    body_type = request_bodies.COMPOSED if submission.is_composed else request_bodies.CHAIN
    map_request = map_composed_email if submission.is_composed else map_order_chain
    register = register_composed if submission.is_composed else register_chain
    document = body_type.parse(body, now)
    check_creator(submission.creator)
    chain = map_request(document, now, world.settings)
    return register(
        world,
        chain,
        creator=submission.creator,
        request_json=json.dumps(submission.document, ensure_ascii=False),
        origin=OrderOrigin(
            source=submission.source,
            correspondence_id=submission.correspondence_id,
            instance_id=submission.instance_id,
            lookup_contact_points=submission.lookup_contact_points,
            on_behalf_of=submission.on_behalf_of,
            warnings=submission.warnings,
        ),
    )


def submit_internal_order(world: World, submission: SubmitOrder) -> SubmitOrderResponse:
    """Post an order chain for Correspondence or an app, and record it.

    A repeated post of the same order replaces the earlier record.
    """
    fault = world.faults.consume_dependency_fault(Dependency.NOTIFICATIONS)
    if fault is not None:
        response = SubmitOrderResponse(None if fault.close else fault.status or 500)
    else:
        response = SubmitOrderResponse(*post_order_chain(world, submission))
    request_json = json.dumps(submission.document, ensure_ascii=False)
    order = _find_or_add_internal_order(world, submission, request_json)
    order.request = request_json
    order.status = response.status
    body = response.body or {}
    if response.status in (200, 201) and "notification" in body:
        order.order_id = body["notification"]["shipmentId"]
        order.chain_id = body["notificationOrderId"]
    return response


def _find_or_add_internal_order(
    world: World, submission: SubmitOrder, request_json: str
) -> InternalOrder:
    for order in world.orders.internal_orders:
        if order.order_id is None and _is_same_order(order, submission):
            return order
    order = InternalOrder(
        source=submission.source,
        creator=submission.creator,
        request=request_json,
        created_at=world.clock.now(),
        status=None,
        order_id=None,
        chain_id=None,
        correspondence_id=submission.correspondence_id,
        instance_id=submission.instance_id,
        on_behalf_of=submission.on_behalf_of,
        warnings=submission.warnings,
    )
    world.orders.internal_orders.append(order)
    return order


def _is_same_order(order: InternalOrder, submission: SubmitOrder) -> bool:
    """Return whether *submission* repeats *order*; its send time may differ."""
    idempotency_id = json.loads(order.request).get("idempotencyId")
    return (
        order.source is submission.source
        and idempotency_id == submission.document.get("idempotencyId")
        and order.correspondence_id == submission.correspondence_id
    )

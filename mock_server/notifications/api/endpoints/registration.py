"""Endpoints that register v1 orders, order chains, composed e-mail and instant orders.

Source: docs/reference/notifications.md sections 11.2, 15.5, 16.3 and 17.3.
"""

from codecs import BOM_UTF8
from collections.abc import Callable

from starlette.responses import Response

from mock_server.domain.instant import Instant
from mock_server.domain.orders import OrderChainReceipt, OrderChainRequest, OrderRequest
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest, read_body
from mock_server.dotnet.schema import Document
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.mapping.order_chains import (
    check_creator,
    map_composed_email,
    map_instant_email,
    map_instant_order,
    map_instant_sms,
    map_order_chain,
)
from mock_server.notifications.api.mapping.orders_v1 import (
    map_email_order,
    map_order,
    map_sms_order,
)
from mock_server.notifications.api.request_bodies import RequestBody
from mock_server.notifications.api.response_documents import (
    Json,
    receipt_document,
    recipient_lookup_document,
)
from mock_server.notifications.api.responses import json_response
from mock_server.notifications.engine.app_library import warn_about_policy_numbers
from mock_server.notifications.engine.registration import (
    register_chain,
    register_composed,
    register_instant,
    register_v1,
)
from mock_server.tokens.caller import PLATFORM_TOKEN
from mock_server.world.settings import WorldSettings

OrderMapper = Callable[[Document, Instant, WorldSettings], OrderRequest]
OrderChainMapper = Callable[[Document, Instant, WorldSettings], OrderChainRequest]


async def register_order(request: ApiRequest) -> Response:
    """POST orders: register an order for any channel."""
    return await _register_v1(request, request_bodies.ORDER, map_order)


async def register_email_order(request: ApiRequest) -> Response:
    """POST orders/email: register an e-mail order."""
    return await _register_v1(request, request_bodies.EMAIL_ORDER, map_email_order)


async def register_sms_order(request: ApiRequest) -> Response:
    """POST orders/sms: register an SMS order."""
    return await _register_v1(request, request_bodies.SMS_ORDER, map_sms_order)


async def register_order_chain(request: ApiRequest) -> Response:
    """POST future/orders: register an order and its reminders."""
    body = await read_body(request.http_request)
    world = request.world
    now = world.clock.now()
    try:
        document = request_bodies.CHAIN.parse(body, now)
    except InvalidRequest:
        if _is_from_app(request):
            warn_about_policy_numbers(world, body, None)
        raise
    creator = _require_chain_creator(request)
    chain = map_order_chain(document, now, world.settings)
    receipt = register_chain(world, chain, creator=creator, request_json=_decode(body))
    if _is_from_app(request):
        warn_about_policy_numbers(world, body, receipt.shipments[0][0])
    return _receipt_response(request, receipt)


def _is_from_app(request: ApiRequest) -> bool:
    return PLATFORM_TOKEN in request.http_request.headers


async def register_composed_email(request: ApiRequest) -> Response:
    """POST future/orders/composed-email: register an e-mail with attachments."""
    body = await read_body(request.http_request)
    world = request.world
    now = world.clock.now()
    document = request_bodies.COMPOSED.parse(body, now)
    creator = _require_chain_creator(request)
    chain = map_composed_email(document, now, world.settings)
    receipt = register_composed(world, chain, creator=creator, request_json=_decode(body))
    return _receipt_response(request, receipt)


async def send_instant(request: ApiRequest) -> Response:
    """POST future/orders/instant: send an SMS at once (deprecated)."""
    return await _send_instant(request, request_bodies.INSTANT, map_instant_order)


async def send_instant_sms(request: ApiRequest) -> Response:
    """POST future/orders/instant/sms: send an SMS at once."""
    return await _send_instant(request, request_bodies.INSTANT_SMS, map_instant_sms)


async def send_instant_email(request: ApiRequest) -> Response:
    """POST future/orders/instant/email: send an e-mail at once."""
    return await _send_instant(request, request_bodies.INSTANT_EMAIL, map_instant_email)


async def _register_v1(
    request: ApiRequest, body_type: RequestBody, map_request: OrderMapper
) -> Response:
    body = await read_body(request.http_request)
    world = request.world
    now = world.clock.now()
    document = body_type.parse(body, now)
    creator = request.require_creator()
    order_request = map_request(document, now, world.settings)
    order, lookup = register_v1(world, order_request, creator=creator, request_json=_decode(body))
    response: Json = {"orderId": order.id}
    if lookup is not None:
        response["recipientLookup"] = recipient_lookup_document(lookup)
    return json_response(response, 202, {"Location": f"{request.api_url}/orders/{order.id}"})


async def _send_instant(
    request: ApiRequest, body_type: RequestBody, map_request: OrderChainMapper
) -> Response:
    body = await read_body(request.http_request)
    world = request.world
    now = world.clock.now()
    document = body_type.parse(body, now)
    creator = request.require_named_creator()
    chain = map_request(document, now, world.settings)
    receipt = register_instant(world, chain, creator=creator, request_json=_decode(body))
    return _receipt_response(request, receipt)


def _require_chain_creator(request: ApiRequest) -> str:
    creator = request.require_creator()
    check_creator(creator)
    return creator


def _receipt_response(request: ApiRequest, receipt: OrderChainReceipt) -> Response:
    document = receipt_document(receipt)
    if receipt.is_replay:
        return json_response(document)
    location = f"{request.api_url}/orders/chain/{receipt.chain_id}"
    return json_response(document, 201, {"Location": location})


def _decode(body: bytes) -> str:
    return body.removeprefix(BOM_UTF8).decode("utf-8", "replace")

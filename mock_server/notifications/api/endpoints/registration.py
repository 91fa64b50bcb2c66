"""Taking orders on: the older orders, order chains, composed e-mail, instant messages.

Source: spec/notifications-api.md, sections 11.2, 15.5, 16.3 and 17.3.
"""

from collections.abc import Callable

from starlette.responses import Response

from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import Instant
from mock_server.domain.orders import OrderChainReceipt, OrderChainRequest, OrderRequest
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest, read_body
from mock_server.dotnet.schema import Document
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.api_request import ApiRequest
from mock_server.notifications.api.mapping.database_limits import check_database_limits
from mock_server.notifications.api.mapping.order_chains import (
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


async def register_order(call: ApiRequest) -> Response:
    """POST orders: an order for any channel."""
    return await _register_v1(call, request_bodies.ORDER, map_order)


async def register_email_order(call: ApiRequest) -> Response:
    """POST orders/email: an e-mail order."""
    return await _register_v1(call, request_bodies.EMAIL_ORDER, map_email_order)


async def register_sms_order(call: ApiRequest) -> Response:
    """POST orders/sms: an SMS order."""
    return await _register_v1(call, request_bodies.SMS_ORDER, map_sms_order)


async def register_order_chain(call: ApiRequest) -> Response:
    """POST future/orders: an order and its reminders."""
    octets = await read_body(call.request)
    world = call.world
    now = world.clock.now()
    try:
        document = request_bodies.CHAIN.parse(octets, now)
    except InvalidRequest:
        if _is_from_app(call):
            warn_about_policy_numbers(world, octets, None)
        raise
    creator = _chain_creator(call)
    chain = map_order_chain(document, now, world.settings)
    check_database_limits(chain, octets)
    receipt = register_chain(world, chain, creator=creator, request=_text(octets))
    if _is_from_app(call):
        warn_about_policy_numbers(world, octets, receipt.shipments[0][0])
    return _receipt(call, receipt)


def _is_from_app(call: ApiRequest) -> bool:
    return PLATFORM_TOKEN in call.request.headers


async def register_composed_email(call: ApiRequest) -> Response:
    """POST future/orders/composed-email: an e-mail with attachments."""
    octets = await read_body(call.request)
    world = call.world
    now = world.clock.now()
    document = request_bodies.COMPOSED.parse(octets, now)
    creator = _chain_creator(call)
    chain = map_composed_email(document, now, world.settings)
    check_database_limits(chain, octets)
    receipt = register_composed(world, chain, creator=creator, request=_text(octets))
    return _receipt(call, receipt)


async def send_instant(call: ApiRequest) -> Response:
    """POST future/orders/instant: an SMS at once, the deprecated way."""
    return await _send_instant(call, request_bodies.INSTANT, map_instant_order)


async def send_instant_sms(call: ApiRequest) -> Response:
    """POST future/orders/instant/sms: an SMS at once."""
    return await _send_instant(call, request_bodies.INSTANT_SMS, map_instant_sms)


async def send_instant_email(call: ApiRequest) -> Response:
    """POST future/orders/instant/email: an e-mail at once."""
    return await _send_instant(call, request_bodies.INSTANT_EMAIL, map_instant_email)


async def _register_v1(call: ApiRequest, body: RequestBody, draft_of: OrderMapper) -> Response:
    octets = await read_body(call.request)
    world = call.world
    now = world.clock.now()
    document = body.parse(octets, now)
    creator = call.require_creator()
    draft = draft_of(document, now, world.settings)
    check_database_limits(draft, octets)
    order, lookup = register_v1(world, draft, creator=creator, request=_text(octets))
    answer: Json = {"orderId": order.id}
    if lookup is not None:
        answer["recipientLookup"] = recipient_lookup_document(lookup)
    return json_response(answer, 202, {"Location": f"{call.api_url}/orders/{order.id}"})


async def _send_instant(
    call: ApiRequest, body: RequestBody, draft_of: OrderChainMapper
) -> Response:
    octets = await read_body(call.request)
    world = call.world
    now = world.clock.now()
    document = body.parse(octets, now)
    creator = call.require_named_creator()
    chain = draft_of(document, now, world.settings)
    check_database_limits(chain, octets)
    receipt = register_instant(world, chain, creator=creator, request=_text(octets))
    return _receipt(call, receipt)


def _chain_creator(call: ApiRequest) -> str:
    creator = call.require_creator()
    if is_blank(creator):
        raise PlatformServerError("an order chain cannot be built for a blank creator")
    return creator


def _receipt(call: ApiRequest, receipt: OrderChainReceipt) -> Response:
    document = receipt_document(receipt)
    if receipt.is_replay:
        return json_response(document)
    location = f"{call.api_url}/orders/chain/{receipt.chain_id}"
    return json_response(document, 201, {"Location": location})


def _text(octets: bytes) -> str:
    return octets.decode("utf-8-sig", "replace")

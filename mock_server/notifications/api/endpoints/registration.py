"""Taking orders on: the older orders, order chains, composed e-mail, instant messages.

Source: spec/notifications-api.md, sections 11.2, 15.5, 16.3 and 17.3.
"""

from collections.abc import Callable

from starlette.responses import Response

from mock_server.domain.errors import PlatformCrash
from mock_server.domain.instant import Instant
from mock_server.domain.orders import ChainDraft, Draft, Receipt
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.request_bodies import Invalid, received
from mock_server.dotnet.schema import Document
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.api_request import Call
from mock_server.notifications.api.mapping.database_limits import ensure_storable
from mock_server.notifications.api.mapping.order_chains import (
    chain_draft,
    composed_draft,
    instant_draft,
    instant_email_draft,
    instant_sms_draft,
)
from mock_server.notifications.api.mapping.orders_v1 import (
    email_order_draft,
    order_draft,
    sms_order_draft,
)
from mock_server.notifications.api.request_bodies import Body
from mock_server.notifications.api.response_documents import (
    Json,
    lookup_document,
    receipt_document,
)
from mock_server.notifications.api.responses import json_answer
from mock_server.notifications.engine.app_library import note_policy_numbers
from mock_server.notifications.engine.registration import (
    register_chain,
    register_composed,
    register_instant,
    register_v1,
)
from mock_server.tokens.caller import PLATFORM_TOKEN
from mock_server.world.settings import Settings

DraftOf = Callable[[Document, Instant, Settings], Draft]
ChainOf = Callable[[Document, Instant, Settings], ChainDraft]


async def register_order(call: Call) -> Response:
    """POST orders: an order for any channel."""
    return await _register_v1(call, request_bodies.ORDER, order_draft)


async def register_email_order(call: Call) -> Response:
    """POST orders/email: an e-mail order."""
    return await _register_v1(call, request_bodies.EMAIL_ORDER, email_order_draft)


async def register_sms_order(call: Call) -> Response:
    """POST orders/sms: an SMS order."""
    return await _register_v1(call, request_bodies.SMS_ORDER, sms_order_draft)


async def register_order_chain(call: Call) -> Response:
    """POST future/orders: an order and its reminders."""
    octets = await received(call.request)
    world = call.world
    now = world.clock.now()
    try:
        document = request_bodies.CHAIN.document(octets, now)
    except Invalid:
        if _is_from_app(call):
            note_policy_numbers(world, octets, None)
        raise
    creator = _chain_creator(call)
    chain = chain_draft(document, now, world.settings)
    ensure_storable(chain, octets)
    receipt = register_chain(world, chain, creator=creator, request=_text(octets))
    if _is_from_app(call):
        note_policy_numbers(world, octets, receipt.shipments[0][0])
    return _receipt(call, receipt)


def _is_from_app(call: Call) -> bool:
    return PLATFORM_TOKEN in call.request.headers


async def register_composed_email(call: Call) -> Response:
    """POST future/orders/composed-email: an e-mail with attachments."""
    octets = await received(call.request)
    world = call.world
    now = world.clock.now()
    document = request_bodies.COMPOSED.document(octets, now)
    creator = _chain_creator(call)
    chain = composed_draft(document, now, world.settings)
    ensure_storable(chain, octets)
    receipt = register_composed(world, chain, creator=creator, request=_text(octets))
    return _receipt(call, receipt)


async def send_instant(call: Call) -> Response:
    """POST future/orders/instant: an SMS at once, the deprecated way."""
    return await _send_instant(call, request_bodies.INSTANT, instant_draft)


async def send_instant_sms(call: Call) -> Response:
    """POST future/orders/instant/sms: an SMS at once."""
    return await _send_instant(call, request_bodies.INSTANT_SMS, instant_sms_draft)


async def send_instant_email(call: Call) -> Response:
    """POST future/orders/instant/email: an e-mail at once."""
    return await _send_instant(call, request_bodies.INSTANT_EMAIL, instant_email_draft)


async def _register_v1(call: Call, body: Body, draft_of: DraftOf) -> Response:
    octets = await received(call.request)
    world = call.world
    now = world.clock.now()
    document = body.document(octets, now)
    creator = call.owner()
    draft = draft_of(document, now, world.settings)
    ensure_storable(draft, octets)
    order, lookup = register_v1(world, draft, creator=creator, request=_text(octets))
    answer: Json = {"orderId": order.id}
    if lookup is not None:
        answer["recipientLookup"] = lookup_document(lookup)
    return json_answer(answer, 202, {"Location": f"{call.api_url}/orders/{order.id}"})


async def _send_instant(call: Call, body: Body, draft_of: ChainOf) -> Response:
    octets = await received(call.request)
    world = call.world
    now = world.clock.now()
    document = body.document(octets, now)
    creator = call.named_owner()
    chain = draft_of(document, now, world.settings)
    ensure_storable(chain, octets)
    receipt = register_instant(world, chain, creator=creator, request=_text(octets))
    return _receipt(call, receipt)


def _chain_creator(call: Call) -> str:
    creator = call.owner()
    if is_blank(creator):
        raise PlatformCrash("an order chain cannot be built for a blank creator")
    return creator


def _receipt(call: Call, receipt: Receipt) -> Response:
    document = receipt_document(receipt)
    if receipt.is_repeat:
        return json_answer(document)
    location = f"{call.api_url}/orders/chain/{receipt.chain_id}"
    return json_answer(document, 201, {"Location": location})


def _text(octets: bytes) -> str:
    return octets.decode("utf-8-sig", "replace")

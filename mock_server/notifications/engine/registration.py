"""Taking orders on, and taking them back.

Source: spec/notifications-api.md sections 11.2, 14, 15.5, 16.3, 17.3 and 24.
"""

from dataclasses import replace
from typing import Final

from mock_server.domain.contact_points import ContactPoints
from mock_server.domain.enums import EventKind, OrderStatus, OrderType
from mock_server.domain.errors import (
    CannotBeCancelled,
    MissingContactInformation,
    OrderNotFound,
)
from mock_server.domain.instant import truncate_to_microseconds
from mock_server.domain.orders import (
    DIRECT,
    Order,
    OrderChainReceipt,
    OrderChainRequest,
    OrderOrigin,
    OrderRequest,
    Recipient,
    RecipientLookup,
)
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import CANCELLATION_DEADLINE
from mock_server.notifications.engine.contact_lookup import look_up_contact_points
from mock_server.notifications.engine.instant_orders import send_instant
from mock_server.notifications.engine.processing import schedule_pick_up
from mock_server.world.orders import IdempotencyScope
from mock_server.world.world import World

_STALE_BY_RULE: Final = "skd"


def register_v1(
    world: World, draft: OrderRequest, *, creator: str, request: str
) -> tuple[Order, RecipientLookup | None]:
    """Take a v1 order on, whatever the look-up finds; each call makes an order.

    Raises:
        DependencyFailure: if Profile's failure is planned; nothing is stored then.
    """
    lookup = recipient_lookup(look_up_contact_points(world, draft, with_users=False), draft)
    order = _order(world, draft, OrderType.NOTIFICATION, creator, request)
    _store(world, order)
    return order, lookup


def register_chain(
    world: World,
    chain: OrderChainRequest,
    *,
    creator: str,
    request: str,
    origin: OrderOrigin = DIRECT,
) -> OrderChainReceipt:
    """Take an order chain on, or return what its idempotency id was answered before.

    Raises:
        MissingContactInformation: if a recipient of the main order or of a reminder cannot be
            reached; nothing is stored then.
        DependencyFailure: if Profile's failure is planned; nothing is stored then.
    """
    earlier = world.orders.find_receipt(
        IdempotencyScope.NOTIFICATION, creator, chain.idempotency_id
    )
    if earlier is not None:
        return replace(earlier, is_replay=True)
    drafts = (chain.main, *chain.reminders)
    if creator.lower() == _STALE_BY_RULE:
        drafts = tuple(replace(each, use_stale_contact_information=True) for each in drafts)
    if origin.lookup_contact_points:
        for draft in drafts:
            found = look_up_contact_points(world, draft, with_users=False)
            if _missing(found, draft):
                raise MissingContactInformation
    chain_id = world.ids.new()
    orders = [
        _order(world, draft, order_type, creator, request, chain_id)
        for draft, order_type in zip(drafts, _order_types(len(drafts)), strict=True)
    ]
    for order in orders:
        order.source = origin.source
        order.correspondence_id = origin.correspondence_id
        order.instance_id = origin.instance_id
        _store(world, order)
    return _receipt(world, IdempotencyScope.NOTIFICATION, chain.idempotency_id, orders)


def register_composed(
    world: World, chain: OrderChainRequest, *, creator: str, request: str
) -> OrderChainReceipt:
    """Take a composed e-mail on, or return what its idempotency id was answered before."""
    earlier = world.orders.find_receipt(IdempotencyScope.COMPOSED, creator, chain.idempotency_id)
    if earlier is not None:
        return replace(earlier, is_replay=True)
    order = _order(world, chain.main, OrderType.COMPOSED, creator, request, world.ids.new())
    _store(world, order)
    return _receipt(world, IdempotencyScope.COMPOSED, chain.idempotency_id, [order])


def register_instant(
    world: World, chain: OrderChainRequest, *, creator: str, request: str
) -> OrderChainReceipt:
    """Hand an instant message over, or return what its idempotency id was answered before.

    Raises:
        TemporaryNetworkFailure: if the gateway's failure is planned; no order is stored then.
    """
    earlier = world.orders.find_receipt(IdempotencyScope.INSTANT, creator, chain.idempotency_id)
    if earlier is not None:
        return replace(earlier, is_replay=True)
    order = _order(world, chain.main, OrderType.INSTANT, creator, request, world.ids.new())
    send_instant(world, order)
    return _receipt(world, IdempotencyScope.INSTANT, chain.idempotency_id, [order])


def cancel(world: World, order_id: str, creator: str) -> Order:
    """Cancel one order; a cancelled one stays as it is.

    Raises:
        OrderNotFound: if the creator has no such order.
        CannotBeCancelled: if it is due within five minutes, or no longer registered.
    """
    order = world.orders.get_for_creator(order_id, creator)
    if order is None:
        raise OrderNotFound
    if order.status is OrderStatus.CANCELLED:
        return order
    now = world.clock.now()
    # The database compares microseconds.
    requested = truncate_to_microseconds(order.request.requested_send_time)
    if (
        order.status is not OrderStatus.REGISTERED
        or requested <= truncate_to_microseconds(now) + CANCELLATION_DEADLINE
    ):
        raise CannotBeCancelled
    order.status = OrderStatus.CANCELLED
    order.changed_at = now
    world.record_event(
        EventKind.CANCELLED, "the order was cancelled", order=order, rule=RuleId.CANCELLED
    )
    return order


def recipient_lookup(
    found: list[tuple[Recipient, ContactPoints | None]], draft: OrderRequest
) -> RecipientLookup | None:
    """Say what a look-up found missing, as v1 answers it; None when nobody was looked up."""
    looked_up = [each for each, points in found if points is not None]
    if not looked_up:
        return None
    reserved = _reserved(found)
    missing = _missing(found, draft)
    unreached = len({*missing, *reserved})
    if unreached == 0:
        status = "Success"
    else:
        status = "Failed" if unreached == len(looked_up) else "PartialSuccess"
    return RecipientLookup(
        status=status, is_reserved=tuple(reserved), missing_contact=tuple(missing)
    )


def _reserved(found: list[tuple[Recipient, ContactPoints | None]]) -> list[str]:
    return [
        each.national_identity_number
        for each, points in found
        if points is not None and points.is_reserved and each.national_identity_number
    ]


def _missing(
    found: list[tuple[Recipient, ContactPoints | None]], draft: OrderRequest
) -> list[str | None]:
    """Return who has no address for the channel, each once; the reserved are never missing.

    None stands for a recipient without any identity, which v1 takes on some channels.
    """
    reserved = set(_reserved(found))
    missing: dict[str | None, None] = {}
    for recipient, points in found:
        if points is None or points.has_address_for(draft.notification_channel):
            continue
        identifier = _identifier(recipient)
        if identifier not in reserved:
            missing[identifier] = None
    return list(missing)


def _identifier(recipient: Recipient) -> str | None:
    if recipient.organization_number is not None:
        return recipient.organization_number
    if recipient.national_identity_number is not None:
        return recipient.national_identity_number
    return recipient.external_identity


def _order(
    world: World,
    draft: OrderRequest,
    order_type: OrderType,
    creator: str,
    request: str,
    chain_id: str | None = None,
) -> Order:
    now = world.clock.now()
    return Order(
        id=world.ids.new(),
        chain_id=chain_id,
        type=order_type,
        creator=creator,
        created_at=now,
        request=draft,
        request_json=request,
        changed_at=now,
    )


def _store(world: World, order: Order) -> None:
    world.orders.add(order)
    schedule_pick_up(world, order, world.clock.now())


def _order_types(count: int) -> list[OrderType]:
    return [OrderType.NOTIFICATION, *[OrderType.REMINDER] * (count - 1)]


def _receipt(
    world: World, space: IdempotencyScope, idempotency_id: str, orders: list[Order]
) -> OrderChainReceipt:
    main = orders[0]
    receipt = OrderChainReceipt(
        chain_id=main.chain_id or "",
        shipments=tuple((each.id, each.request.senders_reference) for each in orders),
    )
    world.orders.receipts[space, main.creator, idempotency_id] = receipt
    return receipt

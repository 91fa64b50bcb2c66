"""Registration and cancellation of orders.

Source: docs/reference/notifications.md sections 11.2, 14, 15.5, 16.3, 17.3 and 24.
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
from mock_server.notifications.engine.database_limits import check_database_limits
from mock_server.notifications.engine.instant_orders import send_instant
from mock_server.notifications.engine.processing import schedule_pick_up
from mock_server.world.orders import IdempotencyScope
from mock_server.world.world import World

# The Tax Administration always gets stale contact information too.
_STALE_ALLOWED_CREATOR: Final = "skd"


def register_v1(
    world: World, request: OrderRequest, *, creator: str, request_json: str
) -> tuple[Order, RecipientLookup | None]:
    """Register a v1 order, whatever the lookup returns; v1 has no idempotency id.

    Raises:
        DependencyFailure: if a fault of Profile is planned; no order is stored then.
    """
    lookup = summarize_lookup(look_up_contact_points(world, request, with_users=False), request)
    check_database_limits(request, request_json)
    order = _create_order(world, request, OrderType.NOTIFICATION, creator, request_json)
    _store_order(world, order)
    return order, lookup


def register_chain(
    world: World,
    chain: OrderChainRequest,
    *,
    creator: str,
    request_json: str,
    origin: OrderOrigin = DIRECT,
) -> OrderChainReceipt:
    """Register an order chain, or return the earlier receipt of its idempotency id.

    Raises:
        PlatformServerError: if a text contains U+0000.
        MissingContactInformation: if a recipient of the main order or of a reminder has no
            address; no order is stored then.
        DependencyFailure: if a fault of Profile is planned; no order is stored then.
    """
    earlier = world.orders.find_receipt(
        IdempotencyScope.NOTIFICATION, creator, chain.idempotency_id
    )
    if earlier is not None:
        return replace(earlier, is_replay=True)
    requests = (chain.main, *chain.reminders)
    if creator.lower() == _STALE_ALLOWED_CREATOR:
        requests = tuple(replace(each, use_stale_contact_information=True) for each in requests)
    if origin.lookup_contact_points:
        for request in requests:
            contacts = look_up_contact_points(world, request, with_users=False)
            if _missing_recipients(contacts, request):
                raise MissingContactInformation
    check_database_limits(chain, request_json)
    chain_id = world.ids.new()
    orders = [
        _create_order(world, request, order_type, creator, request_json, chain_id)
        for request, order_type in zip(requests, _order_types(len(requests)), strict=True)
    ]
    for order in orders:
        _set_origin(order, origin, chain)
        _store_order(world, order)
    return _store_receipt(world, IdempotencyScope.NOTIFICATION, chain.idempotency_id, orders)


def _set_origin(order: Order, origin: OrderOrigin, chain: OrderChainRequest) -> None:
    order.source = origin.source
    order.correspondence_id = origin.correspondence_id
    order.instance_id = origin.instance_id
    order.on_behalf_of = origin.on_behalf_of
    order.warnings = origin.warnings
    order.dialog_id = chain.dialog_id
    order.transmission_id = chain.transmission_id


def register_composed(
    world: World,
    chain: OrderChainRequest,
    *,
    creator: str,
    request_json: str,
    origin: OrderOrigin = DIRECT,
) -> OrderChainReceipt:
    """Register a composed e-mail, or return the earlier receipt of its idempotency id."""
    earlier = world.orders.find_receipt(IdempotencyScope.COMPOSED, creator, chain.idempotency_id)
    if earlier is not None:
        return replace(earlier, is_replay=True)
    check_database_limits(chain, request_json)
    order = _create_order(
        world, chain.main, OrderType.COMPOSED, creator, request_json, world.ids.new()
    )
    _set_origin(order, origin, chain)
    _store_order(world, order)
    return _store_receipt(world, IdempotencyScope.COMPOSED, chain.idempotency_id, [order])


def register_instant(
    world: World, chain: OrderChainRequest, *, creator: str, request_json: str
) -> OrderChainReceipt:
    """Submit an instant order, or return the earlier receipt of its idempotency id.

    Raises:
        TemporaryNetworkFailure: if a fault of the gateway is planned; no order is stored then.
    """
    earlier = world.orders.find_receipt(IdempotencyScope.INSTANT, creator, chain.idempotency_id)
    if earlier is not None:
        return replace(earlier, is_replay=True)
    check_database_limits(chain, request_json)
    order = _create_order(
        world, chain.main, OrderType.INSTANT, creator, request_json, world.ids.new()
    )
    send_instant(world, order)
    return _store_receipt(world, IdempotencyScope.INSTANT, chain.idempotency_id, [order])


def cancel(world: World, order_id: str, creator: str) -> Order:
    """Cancel one order; return an order that is already cancelled unchanged.

    Raises:
        OrderNotFound: if the creator has no order with this id.
        CannotBeCancelled: if the order is due within five minutes, or no longer registered.
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


def summarize_lookup(
    contacts: list[tuple[Recipient, ContactPoints | None]], request: OrderRequest
) -> RecipientLookup | None:
    """Return the result of a lookup for a v1 response; None if no recipient was looked up."""
    looked_up = [each for each, points in contacts if points is not None]
    if not looked_up:
        return None
    reserved = _reserved_persons(contacts)
    missing = _missing_recipients(contacts, request)
    unreachable = len({*missing, *reserved})
    if unreachable == 0:
        status = "Success"
    else:
        status = "Failed" if unreachable == len(looked_up) else "PartialSuccess"
    return RecipientLookup(
        status=status, is_reserved=tuple(reserved), missing_contact=tuple(missing)
    )


def _reserved_persons(contacts: list[tuple[Recipient, ContactPoints | None]]) -> list[str]:
    return [
        each.national_identity_number
        for each, points in contacts
        if points is not None and points.is_reserved and each.national_identity_number
    ]


def _missing_recipients(
    contacts: list[tuple[Recipient, ContactPoints | None]], request: OrderRequest
) -> list[str | None]:
    """Return the recipients without an address for the channel, except reserved persons.

    None is a recipient without any identity, which v1 accepts on some channels.
    """
    missing = dict.fromkeys(
        _identifier(recipient)
        for recipient, points in contacts
        if points is not None and not points.has_address_for(request.notification_channel)
    )
    for each in _reserved_persons(contacts) if missing else ():
        missing.pop(each, None)
    return list(missing)


def _identifier(recipient: Recipient) -> str | None:
    if recipient.organization_number is not None:
        return recipient.organization_number
    if recipient.national_identity_number is not None:
        return recipient.national_identity_number
    return recipient.external_identity


def _create_order(
    world: World,
    request: OrderRequest,
    order_type: OrderType,
    creator: str,
    request_json: str,
    chain_id: str | None = None,
) -> Order:
    now = world.clock.now()
    return Order(
        id=world.ids.new(),
        chain_id=chain_id,
        type=order_type,
        creator=creator,
        created_at=now,
        request=request,
        request_json=request_json,
        changed_at=now,
    )


def _store_order(world: World, order: Order) -> None:
    world.orders.add(order)
    schedule_pick_up(world, order, world.clock.now())


def _order_types(count: int) -> list[OrderType]:
    return [OrderType.NOTIFICATION, *[OrderType.REMINDER] * (count - 1)]


def _store_receipt(
    world: World, scope: IdempotencyScope, idempotency_id: str, orders: list[Order]
) -> OrderChainReceipt:
    main = orders[0]
    receipt = OrderChainReceipt(
        chain_id=main.chain_id or "",
        shipments=tuple((each.id, each.request.senders_reference) for each in orders),
    )
    world.orders.receipts[scope, main.creator, idempotency_id] = receipt
    return receipt

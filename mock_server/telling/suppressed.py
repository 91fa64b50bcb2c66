"""What will never leave, or leave and never arrive: why, and by which rule.

Source: spec/processing-and-timing.md sections 1.5, 2.6, 3.6, 3.8, 4.5;
spec/contacts-and-authorization.md section 4.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.vocabulary import (
    Medium,
    MessageKind,
    OrderState,
    Route,
    Source,
)
from mock_server.engine.journal import Decision
from mock_server.engine.order_book import PlacedOrder
from mock_server.engine.world import World
from mock_server.telling.held_back import aim_of_notification
from mock_server.telling.not_left import Aim, Never, Suppressed, aim_of_order
from mock_server.telling.prospects import prospects

# What an engine's decision about one notification means for whoever waits for it.
_DECIDED: Final = {
    "reserved": Never.RESERVED,
    "no-contact-point": Never.NO_CONTACT_POINT,
    "expired-before-sending": Never.EXPIRED,
    "gateway-refused": Never.NOTIFICATION_FAILED,
    "whitelist": Never.NOT_WHITELISTED,
    "sms-gateway-given-up": Never.STUCK,
}
_SIMULATED: Final = "is not on the whitelist of the test environment; a simulator got the SMS"


def suppressed(world: World) -> list[Suppressed]:
    """Return what never leaves or arrives, in the order in which that was settled."""
    found = [each for order in world.book.all() for each in suppressed_of(world, order)]
    found += [_refused(each) for each in world.book.placed if _is_refused(each)]
    return sorted(found, key=lambda each: each.since)


def suppressed_of(world: World, order: Order) -> Iterator[Suppressed]:
    """Go through what *order* asked for and what never leaves or arrives."""
    match order.state:
        case OrderState.CANCELLED:
            yield from _whole(world, order, Never.CANCELLED, "the order was cancelled", "cancelled")
        case OrderState.SEND_CONDITION_NOT_MET:
            yield from _stopped_by_condition(world, order)
        case OrderState.PROCESSING:
            if order.stuck is not None:
                yield from _whole(world, order, Never.STUCK, order.stuck, "stuck-order")
        case OrderState.PROCESSED | OrderState.COMPLETED:
            for notification in order.notifications:
                yield from _of_notification(world, order, notification)
        case OrderState.REGISTERED:
            return


def _stopped_by_condition(world: World, order: Order) -> Iterator[Suppressed]:
    because = next(
        (
            event.because
            for event in reversed(world.journal.events)
            if event.order_id == order.id and event.rule == "condition-not-met"
        ),
        None,
    )
    if order.source is Source.CORRESPONDENCE:
        why = "the correspondence has been read, or is no longer there to be read"
        yield from _whole(world, order, Never.READ, why, "correspondence-condition")
        return
    why = f"its condition is not met: {because}"
    yield from _whole(world, order, Never.CONDITION_NOT_MET, why, "condition-not-met")


def _whole(
    world: World, order: Order, reason: Never, because: str, rule: str
) -> Iterator[Suppressed]:
    """Suppress all that the order would have become; itself where that is nothing."""
    foreseen = [] if order.stuck is not None else prospects(world, order, order.changed_at)
    aims = [_aim_of_message(order, each) for each in foreseen] or [aim_of_order(order)]
    for aim in aims:
        yield Suppressed(aim=aim, reason=reason, because=because, rule=rule, since=order.changed_at)


def _of_notification(
    world: World, order: Order, notification: Notification
) -> Iterator[Suppressed]:
    message = world.messages_of.get(notification.message_id or "")
    if message is not None:
        if message.route is Route.SIMULATOR:
            yield _simulated(order, message)
        return
    if notification.message_id is not None:
        return
    decision = _decision(world, notification)
    if decision is not None:
        yield Suppressed(
            aim=aim_of_notification(world, order, notification),
            reason=_DECIDED[decision.rule],
            because=decision.because,
            rule=decision.rule,
            since=decision.at,
        )


def _decision(world: World, notification: Notification) -> Decision | None:
    decisions = world.journal.decisions.get(notification.id, ())
    return next((each for each in reversed(decisions) if each.rule in _DECIDED), None)


def _simulated(order: Order, message: Message) -> Suppressed:
    return Suppressed(
        aim=_aim_of_message(order, message),
        reason=Never.NOT_WHITELISTED,
        because=f"{message.to} {_SIMULATED}",
        rule="whitelist",
        since=message.sent_at,
    )


def _aim_of_message(order: Order, message: Message) -> Aim:
    return aim_of_order(
        order,
        medium=message.medium,
        to=message.to,
        subject=message.subject,
        body=message.body,
        organization_number=message.organization_number,
        national_identity_number=message.national_identity_number,
        name=message.name,
    )


def _is_refused(placed: PlacedOrder) -> bool:
    return placed.order_id is None and placed.status is not None and placed.status < 500


def _refused(placed: PlacedOrder) -> Suppressed:
    """Say of an order that Correspondence or an app posted and that was not taken."""
    return Suppressed(
        aim=_aim_of_placed(placed),
        reason=Never.ORDER_REFUSED,
        because=f"the Notifications API answered {placed.status} to the order",
        rule="order-refused",
        since=placed.created_at,
    )


def _aim_of_placed(placed: PlacedOrder) -> Aim:
    """Read off the posted document what was meant; a channel only where there is just one."""
    document: dict[str, Any] = json.loads(placed.request)
    recipient: dict[str, Any] = next(iter(document["recipient"].values()), {})
    email, sms = recipient.get("emailSettings") or {}, recipient.get("smsSettings") or {}
    medium = None
    if bool(email) != bool(sms):
        medium = Medium.EMAIL if email else Medium.SMS
    return Aim(
        medium=medium,
        to=recipient.get("emailAddress") or recipient.get("phoneNumber") or "",
        subject=email.get("subject"),
        body=email.get("body") or sms.get("body") or "",
        kind=MessageKind.NOTIFICATION,
        source=placed.source,
        creator=placed.creator,
        senders_reference=document.get("sendersReference"),
        organization_number=recipient.get("orgNumber"),
        national_identity_number=recipient.get("nationalIdentityNumber"),
        external_identity=recipient.get("externalIdentity"),
        correspondence_id=placed.correspondence_id,
        instance_id=placed.instance_id,
    )

"""The instant of the next message, without a forecast of all orders.

It is that of the first pending message, and a world can have thousands of them.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from mock_server.domain.enums import (
    NotificationChannel,
    NotificationResult,
    OrderStatus,
    SendingTimePolicy,
)
from mock_server.domain.instant import MAX_INSTANT, Instant
from mock_server.domain.orders import Order
from mock_server.domain.timing import pick_up_lead
from mock_server.explain.correspondence import pending_before_order
from mock_server.explain.forecast import forecast_all
from mock_server.explain.pending import pending_of_order
from mock_server.explain.sweep_plan import SWEEPS, SweepPlan
from mock_server.world.world import World

_FIRST_BATCH: Final = 8
_MAX_BATCH: Final = 1_024


def next_message_at(world: World) -> Instant | None:
    """Return when the next message is expected to be sent as things stand, or None."""
    now = world.clock.now()
    plan, registered = SweepPlan(world), []
    expected = [each.expected_at for each in pending_before_order(world)]
    expected += _next_sweeps(plan)
    expected += _next_resends(plan)
    for order in world.orders.all():
        if order.status is OrderStatus.REGISTERED:
            registered.append(order)
        elif order.status is OrderStatus.PROCESSING:
            expected += (each.expected_at for each in pending_of_order(plan, order))
    first = min((each for each in expected if each is not None), default=None)
    earliest = {order.id: _earliest_message(world, order) for order in registered}
    registered.sort(key=lambda order: earliest[order.id])
    for batch in _batches(registered):
        if first is not None and first <= earliest[batch[0].id]:
            break
        messages = forecast_all(world, batch, now).values()
        sent_at = [each.sent_at for of_order in messages for each in of_order]
        first = min(sent_at if first is None else [first, *sent_at], default=None)
    return None if first is None else max(first, now)


def _next_sweeps(plan: SweepPlan) -> Iterator[Instant]:
    """Yield the next sweep of each queue in which a notification does not expire before it."""
    notifications = plan.world.orders.notifications
    for name, ids in plan.queued.items():
        at = plan.next_sweeps.get(SWEEPS[name])
        if at is not None and any(notifications[each].expires_at >= at for each in ids):
            yield at


def _next_resends(plan: SweepPlan) -> Iterator[Instant]:
    """Yield when each SMS that the gateway did not accept is sent again."""
    for notification_id, at in plan.resends.items():
        notification = plan.world.orders.notifications[notification_id]
        is_waiting = notification.result is NotificationResult.SENDING
        if is_waiting and notification.message_id is None:
            yield at


def _earliest_message(world: World, order: Order) -> Instant:
    """Return an instant before which a registered order sends nothing."""
    request = order.request
    pick_up = max(
        request.requested_send_time - pick_up_lead(world.settings.rules), world.clock.now()
    )
    is_daytime = request.sending_time_policy != SendingTimePolicy.ANYTIME
    if request.notification_channel is not NotificationChannel.SMS or not is_daytime:
        return pick_up
    return world.sms_window().first_sweep(pick_up) or MAX_INSTANT


def _batches(orders: Sequence[Order]) -> Iterator[Sequence[Order]]:
    """Yield *orders* in batches of growing size."""
    start, size = 0, _FIRST_BATCH
    while start < len(orders):
        yield orders[start : start + size]
        start, size = start + size, min(4 * size, _MAX_BATCH)

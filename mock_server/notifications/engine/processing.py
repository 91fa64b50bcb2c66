"""Processing of due orders: pick-up, condition, retry and result.

Source: docs/reference/time-and-delivery.md sections 1.3 to 1.5, 3.2 and 3.8.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.enums import EventKind, OrderStatus, RuleSet
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import Instant, ceil_to_minute
from mock_server.domain.orders import Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import RETRY_DELAY, first_pick_up, pick_up_lead
from mock_server.notifications.engine.completion import complete, finish
from mock_server.notifications.engine.delivery import await_results
from mock_server.notifications.engine.generation import (
    UnprocessableOrderError,
    create_notifications,
)
from mock_server.notifications.engine.sending import queue_notifications
from mock_server.world.external_calls import CheckSendCondition, Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

# Altinn's HTTP client makes three more attempts by itself if it cannot connect.
MAX_CONNECTION_ATTEMPTS: Final = 4
PICK_UP_RULES: Final = {
    RuleSet.DOCUMENTED: RuleId.PICK_UP,
    RuleSet.DEPLOYED: RuleId.PICK_UP_EARLY,
}
_PICK_UP_REASONS: Final = {
    RuleSet.DOCUMENTED: "its send time was reached; nothing is early in rule set documented",
    RuleSet.DEPLOYED: "its send time was at most a minute ahead, as in rule set deployed",
}


@dataclass(frozen=True, slots=True)
class PickUpOrder(Job):
    """The past-due sweep that picks up an order."""

    order_id: str

    def run(self, world: World) -> Steps | None:
        """Start the first attempt to process the order, if it is still registered."""
        if not self.is_active(world):
            return None
        order = world.orders.get(self.order_id)
        order.status = OrderStatus.PROCESSING
        world.record_event(
            EventKind.ORDER_PICKED_UP,
            "the order was picked up for processing",
            order=order,
            because=_PICK_UP_REASONS[world.settings.rules],
            rule=PICK_UP_RULES[world.settings.rules],
        )
        return _attempt(world, order, is_retry=False)

    def is_active(self, world: World) -> bool:
        """Return whether the order is still registered."""
        return world.orders.get(self.order_id).status is OrderStatus.REGISTERED


@dataclass(frozen=True, slots=True)
class RetryOrder(Job):
    """The second attempt to process an order."""

    order_id: str
    at: Instant

    def run(self, world: World) -> Steps | None:
        """Retry the order, unless its retry was rescheduled."""
        if not self.is_active(world):
            return None
        order = world.orders.get(self.order_id)
        order.retry_at = None
        return _attempt(world, order, is_retry=True)

    def is_active(self, world: World) -> bool:
        """Return whether this is the instant of the order's retry."""
        return world.orders.get(self.order_id).retry_at == self.at


def schedule_pick_up(world: World, order: Order, since: Instant) -> None:
    """Schedule the first past-due sweep at or after *since* that picks up the order."""
    requested = order.request.requested_send_time
    at = first_pick_up(requested, since, world.settings.rules)
    world.schedule.add(at, Phase.PAST_DUE, PickUpOrder(order.id), rank=requested)


def reschedule_pick_ups(world: World) -> None:
    """Schedule the pick-up of every registered order again, by the world's present rule set."""
    world.schedule.remove(lambda job: isinstance(job, PickUpOrder))
    for order in world.orders.all():
        if order.status is OrderStatus.REGISTERED:
            schedule_pick_up(world, order, world.clock.now())


def pick_up_due_orders(world: World) -> Steps:
    """Pick up every registered order that the rule set lets this sweep pick up."""
    limit = world.clock.now() + pick_up_lead(world.settings.rules)
    due = [
        order
        for order in world.orders.all()
        if order.status is OrderStatus.REGISTERED and order.request.requested_send_time <= limit
    ]
    for order in sorted(due, key=lambda each: each.request.requested_send_time):
        steps = PickUpOrder(order.id).run(world)
        if steps is not None:
            yield from steps


def _attempt(world: World, order: Order, *, is_retry: bool) -> Steps:
    if order.request.condition_endpoint is None:
        return _generate(world, order, is_retry=is_retry)
    return _check_condition_and_generate(
        world, order, order.request.condition_endpoint, is_retry=is_retry
    )


def _check_condition_and_generate(world: World, order: Order, url: str, *, is_retry: bool) -> Steps:
    condition = yield CheckSendCondition(url, order.id)
    calls = 1
    while condition.is_unreachable and calls < MAX_CONNECTION_ATTEMPTS:
        condition = yield CheckSendCondition(url, order.id)
        calls += 1
    world.record_event(
        EventKind.CONDITION_CHECKED,
        f"the condition endpoint was called: {condition.reason}",
        order=order,
        because=f"{url}: {condition.reason}",
        rule=RuleId.CONDITION_ENDPOINT,
    )
    if condition.met is False:
        finish(world, order, OrderStatus.SEND_CONDITION_NOT_MET)
        world.record_event(
            EventKind.CONDITION_NOT_MET,
            "the order was stopped: its condition is not met",
            order=order,
            because=f"{url}: {condition.reason}",
            rule=RuleId.CONDITION_NOT_MET,
        )
    elif condition.met is None and not is_retry:
        _schedule_retry(world, order, condition.reason, RuleId.CONDITION_INCONCLUSIVE)
    else:
        yield from _generate(world, order, is_retry=is_retry)


def _schedule_retry(world: World, order: Order, reason: str, rule: RuleId) -> None:
    at = ceil_to_minute(world.clock.now() + RETRY_DELAY)
    order.retry_at = at
    world.schedule.add(at, Phase.RETRY, RetryOrder(order.id, at))
    world.record_decision(order.id, "the order will be retried in one minute", reason, rule)


def _generate(world: World, order: Order, *, is_retry: bool) -> Steps:
    """Create the order's notifications; schedule a retry if a dependency fails."""
    try:
        notifications = yield from create_notifications(world, order)
    except DependencyFailure as failure:
        if is_retry:
            _reset_to_registered(world, order, str(failure))
        else:
            _schedule_retry(world, order, str(failure), RuleId.DEPENDENCY_FAILED)
    except UnprocessableOrderError as error:
        order.stuck_reason = str(error)
        world.record_decision(
            order.id, "the order will stay in processing", str(error), RuleId.STUCK_ORDER
        )
    else:
        _mark_processed(world, order, notifications)


def _reset_to_registered(world: World, order: Order, reason: str) -> None:
    """Set the order back to registered; the next minute's past-due sweep picks it up again."""
    order.status = OrderStatus.REGISTERED
    order.changed_at = world.clock.now()
    schedule_pick_up(world, order, world.clock.now() + 1)
    world.record_decision(
        order.id, "the order was set back to registered", reason, RuleId.DEPENDENCY_FAILED_TWICE
    )


def _mark_processed(world: World, order: Order, notifications: list[Notification]) -> None:
    """Store the notifications; complete the order at once if none is pending."""
    world.orders.add_notifications(order, notifications)
    if any(each.is_pending for each in notifications):
        order.status = OrderStatus.PROCESSED
        order.changed_at = world.clock.now()
        await_results(world, notifications)
        queue_notifications(world, order)
    else:
        complete(world, order)

"""Taking an order up: when, its condition, its two attempts, and what comes of them.

Source: spec/processing-and-timing.md sections 1.3 to 1.5, 3.2 and 3.8.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.enums import EventKind, OrderState
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import Instant, next_minute
from mock_server.domain.orders import Notification, Order
from mock_server.domain.timing import PICK_UP_GRACE, RETRY_DELAY, pick_up
from mock_server.notifications.engine.completion import complete, finish
from mock_server.notifications.engine.generation import StuckError, notifications_of
from mock_server.notifications.engine.sending import send_when_allowed
from mock_server.world.external_calls import IsSendConditionMet, Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

# The platform's HTTP client tries again by itself where no connection is to be had.
ATTEMPTS_TO_CONNECT: Final = 4


@dataclass(frozen=True, slots=True)
class OrderDue(Job):
    """The past-due sweep that takes an order up."""

    order_id: str

    def run(self, world: World) -> Steps | None:
        """Make the first attempt at the order, if it is still registered."""
        if not self.is_active(world):
            return None
        order = world.book.get(self.order_id)
        order.state = OrderState.PROCESSING
        world.tell(EventKind.ORDER_TAKEN_UP, "the order was taken up", order=order)
        return _attempt(world, order, is_retry=False)

    def is_active(self, world: World) -> bool:
        """Tell whether the order still waits."""
        return world.book.get(self.order_id).state is OrderState.REGISTERED


@dataclass(frozen=True, slots=True)
class RetryDue(Job):
    """The second attempt at an order whose first one came to nothing."""

    order_id: str
    at: Instant

    def run(self, world: World) -> Steps | None:
        """Try again, unless another moment has been set since."""
        if not self.is_active(world):
            return None
        order = world.book.get(self.order_id)
        order.retry_at = None
        return _attempt(world, order, is_retry=True)

    def is_active(self, world: World) -> bool:
        """Tell whether this is the moment that the order waits for."""
        return world.book.get(self.order_id).retry_at == self.at


def schedule(world: World, order: Order, since: Instant) -> None:
    """Put an order, registered *since* then, on the agenda: the first sweep that takes it up."""
    requested = order.draft.requested_send_time
    at = pick_up(requested, since)
    world.schedule.add(at, Phase.PAST_DUE, OrderDue(order.id), rank=requested)


def past_due_sweep(world: World) -> Steps:
    """Take up, now, every registered order whose time is at most a minute ahead."""
    limit = world.clock.now() + PICK_UP_GRACE
    due = [
        order
        for order in world.book.all()
        if order.state is OrderState.REGISTERED and order.draft.requested_send_time <= limit
    ]
    for order in sorted(due, key=lambda each: each.draft.requested_send_time):
        steps = OrderDue(order.id).run(world)
        if steps is not None:
            yield from steps


def _attempt(world: World, order: Order, *, is_retry: bool) -> Steps | None:
    if order.draft.condition_endpoint is None:
        _generate(world, order, is_retry=is_retry)
        return None
    return _ask_then_generate(world, order, order.draft.condition_endpoint, is_retry=is_retry)


def _ask_then_generate(world: World, order: Order, url: str, *, is_retry: bool) -> Steps:
    answer = yield IsSendConditionMet(url, order.id)
    calls = 1
    while answer.is_unreachable and calls < ATTEMPTS_TO_CONNECT:
        answer = yield IsSendConditionMet(url, order.id)
        calls += 1
    world.tell(
        EventKind.CONDITION_ASKED,
        f"the condition endpoint was asked: {answer.why}",
        order=order,
        because=f"{url}: {answer.why}",
        rule="condition-endpoint",
    )
    if answer.met is False:
        finish(world, order, OrderState.SEND_CONDITION_NOT_MET)
        world.tell(
            EventKind.ORDER_STOPPED,
            "the order was stopped: its condition is not met",
            order=order,
            because=f"{url}: {answer.why}",
            rule="condition-not-met",
        )
    elif answer.met is None and not is_retry:
        _retry_later(world, order, answer.why, "condition-inconclusive")
    else:
        _generate(world, order, is_retry=is_retry)


def _retry_later(world: World, order: Order, why: str, rule: str) -> None:
    at = next_minute(world.clock.now() + RETRY_DELAY)
    order.retry_at = at
    world.schedule.add(at, Phase.RETRY, RetryDue(order.id, at))
    world.note(order.id, "the order will be retried in one minute", why, rule)


def _generate(world: World, order: Order, *, is_retry: bool) -> None:
    """Make the order's notifications, or say what keeps it from that."""
    try:
        notifications = notifications_of(world, order)
    except DependencyFailure as failure:
        if is_retry:
            _register_again(world, order, str(failure))
        else:
            _retry_later(world, order, str(failure), "dependency-failed")
    except StuckError as error:
        order.stuck = str(error)
        world.note(order.id, "the order stays in processing for ever", str(error), "stuck-order")
    else:
        _process(world, order, notifications)


def _register_again(world: World, order: Order, why: str) -> None:
    """Begin anew with a first attempt: this minute's past-due sweep is over at a retry."""
    order.state = OrderState.REGISTERED
    order.changed_at = world.clock.now()
    schedule(world, order, world.clock.now() + 1)
    world.note(order.id, "the order is registered again", why, "dependency-failed-twice")


def _process(world: World, order: Order, notifications: list[Notification]) -> None:
    """Store the notifications; an order that has none to wait for is completed at once."""
    world.book.add_notifications(order, notifications)
    if any(each.is_pending for each in notifications):
        order.state = OrderState.PROCESSED
        order.changed_at = world.clock.now()
        send_when_allowed(world, order)
    else:
        complete(world, order)

"""Instant orders: handed over while the caller waits, answered by the gateway afterwards.

Source: spec/processing-and-timing.md O2, spec/notifications-api.md section 16.
"""

from dataclasses import dataclass

from mock_server.domain.enums import Dependency, Medium, OrderState, Result
from mock_server.domain.errors import TemporaryNetworkFailure
from mock_server.domain.instant import END_OF_TIME, Instant
from mock_server.domain.orders import Draft, Notification, Order
from mock_server.domain.timing import expiry_of_email
from mock_server.notifications.engine.gateways import answer, give, offer
from mock_server.notifications.engine.sending import queue_again
from mock_server.world.external_calls import Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World


@dataclass(frozen=True, slots=True)
class InstantAnswered(Job):
    """The gateway's answer to an instant message that it was given."""

    order_id: str

    def run(self, world: World) -> Steps | None:
        """Let the answer arrive, unless it has."""
        answer_instant(world, self.order_id)
        return None

    def is_active(self, world: World) -> bool:
        """Tell whether the answer is still to come."""
        return world.book.get(self.order_id).notifications[0].result is Result.SENDING


@dataclass(frozen=True, slots=True)
class RequeueEmail(Job):
    """Requeue an instant e-mail after the e-mail sweep of the same instant."""

    notification_id: str

    def run(self, world: World) -> Steps | None:
        """Queue the e-mail for the next sweep."""
        queue_again(world, world.book.notifications[self.notification_id])
        return None


def send_instant(world: World, order: Order) -> None:
    """Hand an instant order's one message over, and note that the gateway will answer.

    Raises:
        TemporaryNetworkFailure: if the gateway's failure is planned; the message has then been
            handed over all the same, unless no connection was to be had.
    """
    draft = order.draft
    medium = Medium.EMAIL if draft.email is not None else Medium.SMS
    notification = _notification(world, order, medium)
    gateway = Dependency.EMAIL_GATEWAY if medium is Medium.EMAIL else Dependency.SMS_GATEWAY
    fault = world.faults.take(gateway)
    if fault is not None:
        if not fault.close:
            give(world, order, notification, is_stored=False)
            world.flush()
        raise TemporaryNetworkFailure(f"{gateway.value} failed")
    order.state = OrderState.PROCESSED
    world.book.add(order)
    world.book.add_notifications(order, [notification])
    offer(world, order, notification)
    world.flush()
    world.schedule.add(world.clock.now(), Phase.INSTANT_ANSWER, InstantAnswered(order.id))


def answer_instant(world: World, order_id: str) -> None:
    """Let the gateway's answer to an instant message arrive now."""
    notification = world.book.get(order_id).notifications[0]
    if notification.result is Result.SENDING:
        answer(world, notification)
        _requeue_after_sweep(world, notification)


def _requeue_after_sweep(world: World, notification: Notification) -> None:
    """Requeue an e-mail that is new again, after the e-mail sweep of the same instant."""
    if notification.result is Result.NEW:
        world.schedule.add(world.clock.now(), Phase.GATEWAY, RequeueEmail(notification.id))


def _notification(world: World, order: Order, medium: Medium) -> Notification:
    now = world.clock.now()
    (recipient,) = order.draft.recipients
    return Notification(
        id=world.ids.new(),
        order_id=order.id,
        serial=world.next_serial(),
        medium=medium,
        to=(recipient.email if medium is Medium.EMAIL else recipient.mobile) or "",
        organization_number=None,
        national_identity_number=None,
        result=Result.SENDING,
        result_at=now,
        expires_at=_expiry(order.draft, now),
    )


def _expiry(draft: Draft, now: Instant) -> Instant:
    if draft.time_to_live is None:
        return expiry_of_email(now)
    return min(now + draft.time_to_live, END_OF_TIME)

"""Instant orders: submitted during the request; the gateway's response is processed afterwards.

Source: docs/reference/time-and-delivery.md section 1.3 (O2), docs/reference/notifications.md
section 16.
"""

from dataclasses import dataclass

from mock_server.domain.enums import Channel, Dependency, NotificationResult, OrderStatus
from mock_server.domain.errors import TemporaryNetworkFailure
from mock_server.domain.instant import MAX_INSTANT, Instant
from mock_server.domain.orders import Notification, Order, OrderRequest
from mock_server.domain.timing import email_expiry
from mock_server.notifications.engine.delivery import await_results
from mock_server.notifications.engine.gateways import (
    receive_gateway_response,
    send_message,
    submit_instant,
)
from mock_server.notifications.engine.sending import requeue_email
from mock_server.world.external_calls import Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World


@dataclass(frozen=True, slots=True)
class InstantGatewayResponse(Job):
    """The gateway's response to an instant order."""

    order_id: str

    def run(self, world: World) -> Steps | None:
        """Receive the response, unless it was received before."""
        receive_instant_response(world, self.order_id)
        return None

    def is_active(self, world: World) -> bool:
        """Return whether the response has not been received."""
        return world.orders.get(self.order_id).notifications[0].result is NotificationResult.SENDING


@dataclass(frozen=True, slots=True)
class RequeueEmail(Job):
    """Requeue an instant e-mail after the e-mail sweep of the same instant."""

    notification_id: str

    def run(self, world: World) -> Steps | None:
        """Queue the e-mail for the next sweep."""
        requeue_email(world, world.orders.notifications[self.notification_id])
        return None


def send_instant(world: World, order: Order) -> None:
    """Submit the message of an instant order and schedule the gateway's response.

    Raises:
        TemporaryNetworkFailure: if a fault of the gateway is planned; the message is then sent
            all the same, unless the fault closes the connection.
    """
    channel = Channel.EMAIL if order.request.email is not None else Channel.SMS
    notification = _create_notification(world, order, channel)
    gateway = Dependency.EMAIL_GATEWAY if channel is Channel.EMAIL else Dependency.SMS_GATEWAY
    fault = world.faults.consume_dependency_fault(gateway)
    if fault is not None:
        if not fault.close:
            send_message(world, order, notification, is_stored=False)
            world.flush_messages()
        raise TemporaryNetworkFailure(f"{gateway.value} failed")
    order.status = OrderStatus.PROCESSED
    world.orders.add(order)
    world.orders.add_notifications(order, [notification])
    await_results(world, [notification])
    submit_instant(world, order, notification)
    world.flush_messages()
    world.schedule.add(
        world.clock.now(), Phase.INSTANT_GATEWAY_RESPONSE, InstantGatewayResponse(order.id)
    )


def receive_instant_response(world: World, order_id: str) -> None:
    """Process the gateway's response to an instant order now."""
    notification = world.orders.get(order_id).notifications[0]
    if notification.result is NotificationResult.SENDING:
        receive_gateway_response(world, notification)
        _requeue_after_sweep(world, notification)


def _requeue_after_sweep(world: World, notification: Notification) -> None:
    """Schedule a requeue of an e-mail that is new again, after this instant's e-mail sweep."""
    if notification.result is NotificationResult.NEW:
        world.schedule.add(world.clock.now(), Phase.GATEWAY, RequeueEmail(notification.id))


def _create_notification(world: World, order: Order, channel: Channel) -> Notification:
    now = world.clock.now()
    (recipient,) = order.request.recipients
    return Notification(
        id=world.ids.new(),
        order_id=order.id,
        sequence=world.next_sequence(),
        channel=channel,
        to=(recipient.email if channel is Channel.EMAIL else recipient.mobile) or "",
        organization_number=None,
        national_identity_number=None,
        result=NotificationResult.SENDING,
        result_at=now,
        expires_at=_expiry(order.request, now),
    )


def _expiry(request: OrderRequest, now: Instant) -> Instant:
    if request.time_to_live is None:
        return email_expiry(now)
    return min(now + request.time_to_live, MAX_INSTANT)

"""Past and upcoming events of a world in one list.

Source: docs/control-api.md, Clock (Event) and Pending and suppressed messages.
"""

from collections.abc import Iterator

from mock_server.correspondence.engine.notification_orders import SubmitOrders
from mock_server.correspondence.engine.publication import PublishMessage
from mock_server.domain.enums import Channel, EventKind
from mock_server.domain.instant import Instant
from mock_server.domain.timing import first_termination_run
from mock_server.explain.pending import pending_messages
from mock_server.notifications.engine.delivery import DeliveryReportDue
from mock_server.notifications.engine.instant_orders import InstantGatewayResponse
from mock_server.notifications.engine.processing import PickUpOrder, RetryOrder
from mock_server.world.event_log import Event
from mock_server.world.world import Job, World


def timeline(
    world: World, since: Instant | None = None, until: Instant | None = None
) -> list[tuple[Event, bool]]:
    """Return the events from *since* to *until*, both included, flagged if upcoming."""
    past = [(event, False) for event in world.event_log.events]
    upcoming = [(event, True) for event in sorted(_upcoming_events(world), key=lambda e: e.at)]
    return [
        (event, is_upcoming)
        for event, is_upcoming in [*past, *upcoming]
        if (since is None or since <= event.at) and (until is None or event.at <= until)
    ]


def _upcoming_events(world: World) -> Iterator[Event]:
    reported = set()
    for entry in world.upcoming_jobs():
        job = entry.job
        if isinstance(job, DeliveryReportDue):
            reported.add(job.notification_id)
        event = _upcoming_event(world, max(entry.at, world.clock.now()), job)
        if event is not None:
            yield event
    for pending in pending_messages(world):
        if pending.expected_at is not None:
            noun = "an e-mail" if pending.message.channel is Channel.EMAIL else "an SMS"
            text = f"{noun} to {pending.message.to} will be sent"
            at = max(pending.expected_at, world.clock.now())
            yield Event(
                at,
                EventKind.MESSAGE_SENT,
                text,
                order_id=pending.message.order_id,
                correspondence_id=pending.message.correspondence_id,
                instance_id=pending.message.instance_id,
            )
    reported |= world.send_queues.ids()  # they are listed as messages
    for notification_id, expires in world.awaiting_delivery_report.items():
        if notification_id not in reported:
            notification = world.orders.notifications[notification_id]
            text = (
                f"{notification.to} will be marked as failed unless a delivery report arrives first"
            )
            yield _order_event(
                world,
                first_termination_run(expires),
                EventKind.EXPIRED,
                text,
                notification.order_id,
            )


def _upcoming_event(world: World, at: Instant, job: Job) -> Event | None:
    """Return the event that *job* will record; None for sweeps, whose messages are listed."""
    match job:
        case PickUpOrder(order_id):
            text = "the order will be picked up for processing"
            return _order_event(world, at, EventKind.ORDER_PICKED_UP, text, order_id)
        case RetryOrder(order_id):
            text = "the order will be retried"
            return _order_event(world, at, EventKind.ORDER_PICKED_UP, text, order_id)
        case DeliveryReportDue(notification_id, result):
            order_id = world.orders.notifications[notification_id].order_id
            text = f"the result will be {result.value}"
            return _order_event(world, at, EventKind.RESULT_RECEIVED, text, order_id)
        case InstantGatewayResponse(order_id):
            text = "the gateway will respond to the instant message"
            return _order_event(world, at, EventKind.RESULT_RECEIVED, text, order_id)
        case PublishMessage(correspondence_id):
            text = "the message will be published"
            return Event(at, EventKind.PUBLISHED, text, correspondence_id=correspondence_id)
        case SubmitOrders(correspondence_id):
            text = "an order will be placed for the message"
            return Event(at, EventKind.ORDER_PLACED, text, correspondence_id=correspondence_id)
        case _:  # jobs without an event
            return None


def _order_event(world: World, at: Instant, kind: EventKind, text: str, order_id: str) -> Event:
    order = world.orders.get(order_id)
    return Event(
        at,
        kind,
        text,
        order_id=order_id,
        correspondence_id=order.correspondence_id,
        instance_id=order.instance_id,
    )

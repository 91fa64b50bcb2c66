"""All that has happened in a world and all that will, as things stand, in one list.

Source: design/control-api.md, Clock (Event) and Why not.
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
    """Return the events from *since* to *until*, both included; True with those to come."""
    past = [(event, False) for event in world.event_log.events]
    coming = sorted(_coming(world), key=lambda each: each.at)
    return [
        (event, is_coming)
        for event, is_coming in [*past, *((event, True) for event in coming)]
        if (since is None or since <= event.at) and (until is None or event.at <= until)
    ]


def _coming(world: World) -> Iterator[Event]:
    reported = set()
    for entry in world.upcoming_jobs():
        happening = entry.job
        if isinstance(happening, DeliveryReportDue):
            reported.add(happening.notification_id)
        event = _upcoming_event(world, max(entry.at, world.clock.now()), happening)
        if event is not None:
            yield event
    for held in pending_messages(world):
        if held.expected_at is not None:
            noun = "an e-mail" if held.aim.channel is Channel.EMAIL else "an SMS"
            text = f"{noun} to {held.aim.to} will leave"
            at = max(held.expected_at, world.clock.now())
            yield Event(
                at,
                EventKind.MESSAGE_SENT,
                text,
                order_id=held.aim.order_id,
                correspondence_id=held.aim.correspondence_id,
                instance_id=held.aim.instance_id,
            )
    for notification_id, expires in world.awaiting_delivery_report.items():
        if notification_id not in reported:
            notification = world.orders.notifications[notification_id]
            text = f"{notification.to} will be given up, if no report comes before"
            yield _about(
                world,
                first_termination_run(expires),
                EventKind.EXPIRED,
                text,
                notification.order_id,
            )


def _upcoming_event(world: World, at: Instant, happening: Job) -> Event | None:
    """Return what an entry of the agenda will be seen as; None for sweeps, told by message."""
    match happening:
        case PickUpOrder(order_id):
            text = "the order will be taken up"
            return _about(world, at, EventKind.ORDER_PICKED_UP, text, order_id)
        case RetryOrder(order_id):
            text = "the order will be tried again"
            return _about(world, at, EventKind.ORDER_PICKED_UP, text, order_id)
        case DeliveryReportDue(notification_id, result):
            order_id = world.orders.notifications[notification_id].order_id
            text = f"the result will be {result.value}"
            return _about(world, at, EventKind.RESULT_RECEIVED, text, order_id)
        case InstantGatewayResponse(order_id):
            text = "the gateway will answer for the instant message"
            return _about(world, at, EventKind.RESULT_RECEIVED, text, order_id)
        case PublishMessage(correspondence_id):
            text = "the message will be published"
            return Event(at, EventKind.PUBLISHED, text, correspondence_id=correspondence_id)
        case SubmitOrders(correspondence_id):
            text = "an order will be placed for the message"
            return Event(at, EventKind.ORDER_PLACED, text, correspondence_id=correspondence_id)
        case _:  # what a person would not see happen
            return None


def _about(world: World, at: Instant, kind: EventKind, text: str, order_id: str) -> Event:
    order = world.orders.get(order_id)
    return Event(
        at,
        kind,
        text,
        order_id=order_id,
        correspondence_id=order.correspondence_id,
        instance_id=order.instance_id,
    )

"""All that has happened in a world and all that will, as things stand, in one list.

Source: design/control-api.md, Clock (Event) and Why not.
"""

from collections.abc import Iterator
from typing import Any

from mock_server.domain.instant import Instant, iso
from mock_server.domain.sending_time import termination
from mock_server.domain.vocabulary import EventKind, Medium
from mock_server.engine.agenda import Happening
from mock_server.engine.delivery import ReportDue
from mock_server.engine.instant_messages import InstantAnswered
from mock_server.engine.journal import Event
from mock_server.engine.processing import OrderDue, RetryDue
from mock_server.engine.world import World
from mock_server.telling.held_back import held_back

Document = dict[str, Any]


def event_document(event: Event) -> Document:
    """Return *event* as the control API writes it; what is not known is left out."""
    known = {
        "at": iso(event.at),
        "kind": event.kind,
        "shipmentId": event.order_id,
        "messageId": event.message_id,
        "correspondenceId": event.correspondence_id,
        "instanceId": event.instance_id,
        "text": event.text,
    }
    return {name: value for name, value in known.items() if value is not None}


def timeline(world: World, since: Instant | None, until: Instant | None) -> list[Document]:
    """Return past and coming events from *since* to *until*, both ends included."""
    past = [(event.at, event_document(event)) for event in world.journal.events]
    coming = sorted(_coming(world), key=lambda each: each.at)
    ahead = [(each.at, {**event_document(each), "coming": True}) for each in coming]
    return [
        document
        for at, document in [*past, *ahead]
        if (since is None or since <= at) and (until is None or at <= until)
    ]


def _coming(world: World) -> Iterator[Event]:
    reported = set()
    for entry in world.agenda.coming(world):
        happening = entry[4]
        if isinstance(happening, ReportDue):
            reported.add(happening.notification_id)
        event = _foretold(world, max(entry[0], world.clock.now()), happening)
        if event is not None:
            yield event
    for held in held_back(world):
        if held.leaves_at is not None:
            noun = "an e-mail" if held.aim.medium is Medium.EMAIL else "an SMS"
            text = f"{noun} to {held.aim.to} will leave"
            at = max(held.leaves_at, world.clock.now())
            yield Event(
                at,
                EventKind.MESSAGE_SENT,
                text,
                order_id=held.aim.order_id,
                correspondence_id=held.aim.correspondence_id,
                instance_id=held.aim.instance_id,
            )
    for notification_id, expires in world.awaiting_report.items():
        if notification_id not in reported:
            notification = world.book.notifications[notification_id]
            text = f"{notification.to} will be given up, if no report comes before"
            yield _about(
                world, termination(expires), EventKind.EXPIRED, text, notification.order_id
            )


def _foretold(world: World, at: Instant, happening: Happening) -> Event | None:
    """Return what an entry of the agenda will be seen as; None for sweeps, told by message."""
    match happening:
        case OrderDue(order_id):
            text = "the order will be taken up"
            return _about(world, at, EventKind.ORDER_TAKEN_UP, text, order_id)
        case RetryDue(order_id):
            text = "the order will be tried again"
            return _about(world, at, EventKind.ORDER_TAKEN_UP, text, order_id)
        case ReportDue(notification_id, result):
            order_id = world.book.notifications[notification_id].order_id
            text = f"the result will be {result.value}"
            return _about(world, at, EventKind.RESULT_ARRIVED, text, order_id)
        case InstantAnswered(order_id):
            text = "the gateway will answer for the instant message"
            return _about(world, at, EventKind.RESULT_ARRIVED, text, order_id)
        case _:  # faces bring happenings of their own
            return None


def _about(world: World, at: Instant, kind: EventKind, text: str, order_id: str) -> Event:
    order = world.book.get(order_id)
    return Event(
        at,
        kind,
        text,
        order_id=order_id,
        correspondence_id=order.correspondence_id,
        instance_id=order.instance_id,
    )

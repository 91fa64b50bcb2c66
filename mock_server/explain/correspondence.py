"""What waits for a message of Correspondence to be published or ordered, and what comes to nothing.

Source: spec/correspondence.md sections 5.1, 5.4, 5.6, 5.7.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.correspondence.domain.enums import Status
from mock_server.correspondence.domain.identifiers import without_prefix
from mock_server.correspondence.domain.order_documents import posted_send_time, recorded_send_time
from mock_server.correspondence.engine.notification_orders import (
    CREATOR,
    OrdersToMake,
    OrdersToPost,
)
from mock_server.correspondence.engine.publication import MessageTakenOn, PublicationDue
from mock_server.correspondence.store import Correspondence, NotificationRecord, correspondences
from mock_server.domain.enums import OrderType, SendingTimePolicy, Source
from mock_server.domain.instant import Instant
from mock_server.domain.orders import (
    Draft,
    EmailTemplate,
    Order,
    Origin,
    Recipient,
    SmsTemplate,
)
from mock_server.explain.forecast import prospects
from mock_server.explain.planned_orders import meant_orders
from mock_server.explain.reasons import (
    HeldBack,
    Never,
    Suppressed,
    Waits,
    Why,
    aim_of_message,
    aim_of_order,
)
from mock_server.matching.formatting import format_norwegian_time
from mock_server.world.orders import PlacedOrder
from mock_server.world.world import World

_JOBS: Final = (MessageTakenOn, PublicationDue, OrdersToMake, OrdersToPost)


def announced(world: World) -> Iterator[HeldBack]:
    """Go through the notifications of messages whose orders have not been placed yet."""
    busy = _with_jobs(world)
    for correspondence in correspondences(world).correspondences.values():
        if correspondence.id not in busy or correspondence.is_purged:
            continue
        why = _why(correspondence)
        for order in _meant(world, correspondence):
            at = max(world.clock.now(), correspondence.requested_publish_time)
            for message in prospects(world, order, at):
                yield why.held(aim_of_message(order, message), message.sent_at)


def why_unpublished(world: World, order: Order) -> Why | None:
    """Say that an order waits for its message to be published; None when it does not."""
    correspondence = _of(world, order)
    if correspondence is None or correspondence.published is not None:
        return None
    return _why(correspondence) if order.type is not OrderType.REMINDER else None


def why_gone(world: World, order: Order) -> tuple[Never, str] | None:
    """Say what about its message stopped an order; None when nothing did."""
    correspondence = _of(world, order)
    if correspondence is None:
        return None
    if correspondence.has_been(Status.FAILED):
        return Never.PUBLICATION_FAILED, _failure(correspondence)
    if correspondence.is_purged:
        return Never.CANCELLED, "the message was deleted"
    if correspondence.read_at is not None:
        return (
            Never.READ,
            f"the message was read {format_norwegian_time(correspondence.read_at)} Norwegian time",
        )
    return None


def failed_publications(world: World) -> Iterator[Suppressed]:
    """Go through what was to be ordered for messages whose publication failed before."""
    for correspondence in correspondences(world).correspondences.values():
        if not correspondence.has_been(Status.FAILED):
            continue
        for order in _meant(world, correspondence):
            yield Suppressed(
                aim=aim_of_order(order),
                reason=Never.PUBLICATION_FAILED,
                because=_failure(correspondence),
                rule="publication-failed",
                since=correspondence.history[-1].at,
            )


def is_tried_again(world: World, placed: PlacedOrder) -> bool:
    """Tell whether an order that was not taken will be posted once more."""
    return any(
        isinstance(entry.job, OrdersToPost)
        and entry.job.correspondence_id == placed.correspondence_id
        and placed.source is Source.CORRESPONDENCE
        for entry in world.upcoming_jobs()
    )


def _of(world: World, order: Order) -> Correspondence | None:
    if order.source is not Source.CORRESPONDENCE or order.correspondence_id is None:
        return None
    return correspondences(world).correspondences.get(order.correspondence_id)


def _with_jobs(world: World) -> set[str]:
    return {
        entry.job.correspondence_id
        for entry in world.upcoming_jobs()
        if isinstance(entry.job, _JOBS)
    }


def _why(correspondence: Correspondence) -> Why:
    if correspondence.published is None:
        at = format_norwegian_time(correspondence.requested_publish_time)
        because = f"its message is published {at}"
        return Why(Waits.AWAITING_PUBLICATION, because, "publication")
    because = "its message is published, and the order is to be posted"
    return Why(Waits.AWAITING_ORDER, because, "order-placed")


def _failure(correspondence: Correspondence) -> str:
    entry = next(each for each in correspondence.history if each.status is Status.FAILED)
    return f"the message was not published: {entry.text}"


def _meant(world: World, correspondence: Correspondence) -> Iterator[Order]:
    """Go through the orders that the message is to lead to, and has not."""
    if not correspondence.records and correspondence.notification is not None:
        yield _expected(world, correspondence)
    for record in correspondence.records:
        if record.order_id is None and not record.is_refused and not record.is_resolved:
            yield from _of_record(world, correspondence, record)


def _of_record(
    world: World, correspondence: Correspondence, record: NotificationRecord
) -> Iterator[Order]:
    at = max(world.clock.now(), correspondence.requested_publish_time)
    send_time = posted_send_time(record.send_time, at, world.settings.rules)
    yield from meant_orders(record.document, send_time, CREATOR, _origin(correspondence))


def _expected(world: World, correspondence: Correspondence) -> Order:
    """Return the main order as far as it can be told before it is made: texts as the sender's."""
    request = correspondence.notification
    assert request is not None
    texts = request.main
    send_time = _send_time(world, correspondence)
    return Order(
        id="",
        chain_id=None,
        type=OrderType.NOTIFICATION,
        creator=CREATOR,
        created_at=send_time,
        draft=Draft(
            requested_send_time=send_time,
            channel=request.channel,
            recipients=(_recipient(correspondence.recipient),),
            email=EmailTemplate(
                sender="", subject=texts.email_subject or "", body=texts.email_body or ""
            ),
            sms=SmsTemplate(sender="", body=texts.sms_body or ""),
            policy=SendingTimePolicy.DAYTIME,
            senders_reference=f"corr-{correspondence.senders_reference}",
            ignore_reservation=correspondence.ignore_reservation,
        ),
        source=Source.CORRESPONDENCE,
        correspondence_id=correspondence.id,
    )


def _send_time(world: World, correspondence: Correspondence) -> Instant:
    now, settings = world.clock.now(), world.settings
    at = max(now, correspondence.requested_publish_time)
    delay = settings.correspondence_send_delay
    recorded = recorded_send_time(correspondence.requested_publish_time, now, settings.rules, delay)
    return posted_send_time(recorded, at, settings.rules)


def _origin(correspondence: Correspondence) -> Origin:
    return Origin(source=Source.CORRESPONDENCE, correspondence_id=correspondence.id)


def _recipient(urn: str) -> Recipient:
    bare = without_prefix(urn)
    if bare.isdecimal() and len(bare) == 9:
        return Recipient(organization_number=bare)
    if bare.isdecimal() and len(bare) == 11:
        return Recipient(national_identity_number=bare)
    return Recipient(external_identity=urn)

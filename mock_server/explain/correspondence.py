"""Pending and suppressed notifications of correspondences, before and after their orders.

Source: docs/reference/correspondence.md sections 5.1, 5.4, 5.6, 5.7.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.correspondence.domain.enums import CorrespondenceStatus
from mock_server.correspondence.domain.identifiers import without_prefix
from mock_server.correspondence.domain.order_documents import actual_send_time, planned_send_time
from mock_server.correspondence.engine.notification_orders import (
    CREATOR,
    CreateOrders,
    SubmitOrders,
)
from mock_server.correspondence.engine.publication import MessageInitialized, PublishMessage
from mock_server.correspondence.engine.registers import owner_name
from mock_server.correspondence.store import (
    Correspondence,
    NotificationOrderRecord,
    correspondences,
)
from mock_server.domain.enums import OrderSource, OrderType, SendingTimePolicy
from mock_server.domain.instant import Instant
from mock_server.domain.orders import (
    EmailTemplate,
    Order,
    OrderOrigin,
    OrderRequest,
    Recipient,
    SmsTemplate,
)
from mock_server.domain.rule_ids import RuleId
from mock_server.explain.forecast import forecast
from mock_server.explain.planned_orders import orders_from_document
from mock_server.explain.reasons import (
    PendingCause,
    PendingMessage,
    PendingReason,
    SuppressedMessage,
    SuppressionReason,
    intended_message,
    intended_message_from,
)
from mock_server.matching.formatting import format_norwegian_time
from mock_server.world.orders import InternalOrder
from mock_server.world.world import World

_JOBS: Final = (MessageInitialized, PublishMessage, CreateOrders, SubmitOrders)


def pending_before_order(world: World) -> Iterator[PendingMessage]:
    """Yield the pending notifications of messages whose orders have not been placed yet."""
    ids = _ids_with_jobs(world)
    for correspondence in correspondences(world).correspondences.values():
        if correspondence.id not in ids or correspondence.is_purged:
            continue
        cause = _pending_cause(correspondence)
        for order in _unplaced_orders(world, correspondence):
            at = max(world.clock.now(), correspondence.requested_publish_time)
            for message in forecast(world, order, at):
                yield cause.for_message(intended_message_from(order, message), message.sent_at)


def publication_cause(world: World, order: Order) -> PendingCause | None:
    """Return that *order* waits for its message to be published; None if it does not."""
    correspondence = _correspondence_of(world, order)
    if correspondence is None or correspondence.published is not None:
        return None
    return _pending_cause(correspondence) if order.type is not OrderType.REMINDER else None


def cancellation_reason(world: World, order: Order) -> tuple[SuppressionReason, str] | None:
    """Return why the message of *order* stopped it; None if it did not."""
    correspondence = _correspondence_of(world, order)
    if correspondence is None:
        return None
    if correspondence.has_had_status(CorrespondenceStatus.FAILED):
        return SuppressionReason.PUBLICATION_FAILED, _publication_failure(correspondence)
    if correspondence.is_purged:
        return SuppressionReason.CANCELLED, "the message was deleted"
    if correspondence.read_at is not None:
        return (
            SuppressionReason.READ,
            f"the message was read {format_norwegian_time(correspondence.read_at)} Norwegian time",
        )
    return None


def failed_publications(world: World) -> Iterator[SuppressedMessage]:
    """Yield the notifications of messages whose publication failed before an order was placed."""
    for correspondence in correspondences(world).correspondences.values():
        if not correspondence.has_had_status(CorrespondenceStatus.FAILED):
            continue
        for order in _unplaced_orders(world, correspondence):
            yield SuppressedMessage(
                message=intended_message(order),
                reason=SuppressionReason.PUBLICATION_FAILED,
                because=_publication_failure(correspondence),
                rule=RuleId.PUBLICATION_FAILED,
                since=correspondence.history[-1].at,
            )


def will_be_resubmitted(world: World, internal_order: InternalOrder) -> bool:
    """Return whether a rejected order will be submitted again."""
    return any(
        isinstance(entry.job, SubmitOrders)
        and entry.job.correspondence_id == internal_order.correspondence_id
        and internal_order.source is OrderSource.CORRESPONDENCE
        for entry in world.upcoming_jobs()
    )


def _correspondence_of(world: World, order: Order) -> Correspondence | None:
    if order.source is not OrderSource.CORRESPONDENCE or order.correspondence_id is None:
        return None
    return correspondences(world).correspondences.get(order.correspondence_id)


def _ids_with_jobs(world: World) -> set[str]:
    return {
        entry.job.correspondence_id
        for entry in world.upcoming_jobs()
        if isinstance(entry.job, _JOBS)
    }


def _pending_cause(correspondence: Correspondence) -> PendingCause:
    if correspondence.published is None:
        at = format_norwegian_time(correspondence.requested_publish_time)
        because = f"its message will be published at {at}"
        return PendingCause(PendingReason.AWAITING_PUBLICATION, because, RuleId.PUBLICATION)
    because = "its message is published and its order has not been placed yet"
    return PendingCause(PendingReason.AWAITING_ORDER, because, RuleId.ORDER_PLACED)


def _publication_failure(correspondence: Correspondence) -> str:
    entry = next(
        each for each in correspondence.history if each.status is CorrespondenceStatus.FAILED
    )
    return f"the message was not published: {entry.text}"


def _unplaced_orders(world: World, correspondence: Correspondence) -> Iterator[Order]:
    """Yield the orders of a message that are still to be placed."""
    if not correspondence.records and correspondence.notification is not None:
        yield _main_order(world, correspondence)
    for record in correspondence.records:
        if record.order_id is None and not record.is_rejected and not record.is_resolved:
            yield from _orders_of_record(world, correspondence, record)


def _orders_of_record(
    world: World, correspondence: Correspondence, record: NotificationOrderRecord
) -> Iterator[Order]:
    at = max(world.clock.now(), correspondence.requested_publish_time)
    send_time = actual_send_time(record.send_time, at, world.settings.rules)
    yield from orders_from_document(record.document, send_time, CREATOR, _origin(correspondence))


def _main_order(world: World, correspondence: Correspondence) -> Order:
    """Return the main order, as far as known before it is created, with the sender's texts."""
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
        request=OrderRequest(
            requested_send_time=send_time,
            notification_channel=request.notification_channel,
            recipients=(_recipient(correspondence.recipient),),
            email=EmailTemplate(
                sender="", subject=texts.email_subject or "", body=texts.email_body or ""
            ),
            sms=SmsTemplate(sender="", body=texts.sms_body or ""),
            sending_time_policy=SendingTimePolicy.DAYTIME,
            senders_reference=f"corr-{correspondence.senders_reference}",
            ignore_reservation=correspondence.ignore_reservation,
        ),
        source=OrderSource.CORRESPONDENCE,
        correspondence_id=correspondence.id,
        on_behalf_of=owner_name(world, correspondence.resource_id),
    )


def _send_time(world: World, correspondence: Correspondence) -> Instant:
    now, settings = world.clock.now(), world.settings
    at = max(now, correspondence.requested_publish_time)
    delay = settings.correspondence_send_delay
    planned = planned_send_time(correspondence.requested_publish_time, now, settings.rules, delay)
    return actual_send_time(planned, at, settings.rules)


def _origin(correspondence: Correspondence) -> OrderOrigin:
    return OrderOrigin(source=OrderSource.CORRESPONDENCE, correspondence_id=correspondence.id)


def _recipient(urn: str) -> Recipient:
    number = without_prefix(urn)
    if number.isdecimal() and len(number) == 9:
        return Recipient(organization_number=number)
    if number.isdecimal() and len(number) == 11:
        return Recipient(national_identity_number=number)
    return Recipient(external_identity=urn)

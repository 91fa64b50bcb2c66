"""The orders of a message: made when it is taken on, posted at their time, cancelled with it.

Source: spec/correspondence.md sections 5.1 to 5.7, spec/verified-correspondence.md sections 4
and 6. The documented rules post at once, the deployed service posts after publication.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final

from mock_server.correspondence.domain.identifiers import is_organization_urn, without_prefix
from mock_server.correspondence.domain.names import display_name
from mock_server.correspondence.domain.order_documents import (
    OrderContext,
    OrderTexts,
    actual_send_time,
    order_document,
    planned_send_time,
    reminder_delay,
)
from mock_server.correspondence.domain.order_recipients import (
    Addresses,
    OrderRecipient,
    covers_all_channels,
    custom_addresses_to_compare,
    order_recipients,
    plan_recipients,
)
from mock_server.correspondence.domain.request import NotificationRequest
from mock_server.correspondence.domain.templates import (
    TemplateValues,
    render_main,
    render_reminder,
    stored_template,
)
from mock_server.correspondence.engine import delivery_check, registers
from mock_server.correspondence.store import (
    Correspondence,
    NotificationOrderRecord,
    correspondences,
)
from mock_server.domain.enums import EventKind, OrderSource, OrderStatus, RuleSet
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import SECOND, Instant, format_instant, truncate_to_microseconds
from mock_server.domain.rule_ids import RuleId
from mock_server.world.external_calls import ExternalCall, Steps, SubmitOrder, SubmitOrderResponse
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

RETRIES: Final = 10


def next_retry_at(now: Instant, attempt: int) -> Instant | None:
    """Return when a job is tried again after attempt number *attempt* (from 0); None for never."""
    if attempt >= RETRIES:
        return None
    return now + (attempt**4 + 15 + 15 * (attempt + 1)) * SECOND


# Correspondence asks Notifications in its own name, not in that of the message's sender.
CREATOR: Final = "digdir"
RETRYABLE_STATUSES: Final = frozenset({None, 408, 429, 500, 502, 503, 504})
ATTEMPTS_PER_RUN: Final = 4
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class CreateOrders(Job):
    """Another attempt at making the orders of a message, after a register has failed."""

    correspondence_id: str
    attempt: int

    def run(self, world: World) -> None:
        """Try again."""
        create_orders(
            world, correspondences(world).correspondences[self.correspondence_id], self.attempt
        )


@dataclass(frozen=True, slots=True)
class SubmitOrders(Job):
    """The job that posts the orders of a message that are not posted yet."""

    correspondence_id: str
    attempt: int = 0

    def run(self, world: World) -> Steps:
        """Post them, one after the other."""
        return _post_all(world, self)

    def is_active(self, world: World) -> bool:
        """Tell whether something is left to post."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return any(_is_awaiting_submission(record) for record in correspondence.records)


def create_orders(world: World, correspondence: Correspondence, attempt: int = 0) -> None:
    """Make the orders of a message that is to be notified of."""
    request = correspondence.notification
    is_documented = world.settings.rules is RuleSet.DOCUMENTED
    if request is None or (is_documented and correspondence.is_purged):
        return
    try:
        create_order_records(world, correspondence, request)
    except DependencyFailure as failure:
        at = next_retry_at(world.clock.now(), attempt)
        world.record_decision(
            correspondence.id, "the orders have to wait", str(failure), RuleId.JOB_RETRIES
        )
        if at is not None:
            world.schedule.add(at, Phase.JOB, CreateOrders(correspondence.id, attempt + 1))
        return
    if is_documented or correspondence.published is not None:
        schedule_submission(world, correspondence)


def create_order_records(
    world: World, correspondence: Correspondence, request: NotificationRequest
) -> None:
    """Write down the orders of a message.

    Raises:
        DependencyFailure: if a failure of profile, authorization or register is planned.
    """
    context = OrderContext(
        id=correspondence.id,
        correspondence_id=correspondence.id,
        senders_reference=correspondence.senders_reference,
        resource_id=correspondence.resource_id,
        ignore_reservation=correspondence.ignore_reservation,
        environment=world.settings.environment,
        send_time=_recorded(world, correspondence.requested_publish_time),
        reminder_delay=reminder_delay(world.settings.environment, world.settings.reminder_delay),
    )
    sender = correspondence.message_sender or _name(world, correspondence.sender)
    add_records(world, correspondence, request, context, sender)


def add_records(
    world: World,
    correspondence: Correspondence,
    request: NotificationRequest,
    context: OrderContext,
    senders_name: str,
) -> None:
    """Write down one record for each recipient of the notification.

    Raises:
        DependencyFailure: if a failure of profile, authorization or register is planned.
    """
    wording = _wording(world, correspondence, request, context, senders_name)
    recipients = order_recipients(correspondence.recipient, request, world.settings.rules)
    registered = _registered(world, correspondence, request, recipients)
    for plan in plan_recipients(recipients, request, registered):
        document, send_time = order_document(context, plan, wording)
        correspondence.records.append(
            NotificationOrderRecord(
                id=world.ids.new(),
                created=truncate_to_microseconds(world.clock.now()),
                channel=request.notification_channel,
                send_time=send_time,
                document=document,
            )
        )


def _recorded(world: World, publication: int) -> int:
    settings = world.settings
    delay = settings.correspondence_send_delay
    return planned_send_time(publication, world.clock.now(), settings.rules, delay)


def _name(world: World, urn: str) -> str:
    party = registers.party(world, urn)
    return display_name(party.name) if party else ""


def _wording(
    world: World,
    correspondence: Correspondence,
    request: NotificationRequest,
    context: OrderContext,
    senders_name: str,
) -> OrderTexts:
    stored = stored_template(request.template, correspondence.language)
    assert stored is not None, "a message without a template was turned down"
    known = registers.resource(world, context.resource_id)
    title = known.title(stored.language or correspondence.language) if known else None
    fillings = TemplateValues(
        senders_name=senders_name,
        recipient_name=_name(world, correspondence.recipient),
        resource_name=context.resource_id if title is None else title,
        message_title=correspondence.title,
    )
    return OrderTexts(
        request=request,
        main=render_main(stored, request, fillings),
        reminder=render_reminder(stored, request, fillings),
    )


def _registered(
    world: World,
    correspondence: Correspondence,
    request: NotificationRequest,
    recipients: list[OrderRecipient],
) -> Addresses:
    """Return where the organisation's own notification arrives already (deployed rules)."""
    if (
        world.settings.rules is RuleSet.DOCUMENTED
        or request.override_registered_contact_information
        or not is_organization_urn(correspondence.recipient)
    ):
        return Addresses()
    sought = custom_addresses_to_compare(recipients, request)
    if not sought:
        return Addresses()
    number = without_prefix(correspondence.recipient)
    official = registers.official_addresses(world, number)
    if not covers_all_channels(official, request):
        return Addresses()
    users = registers.user_addresses(world, number, correspondence.resource_id, sought)
    return official | users


def on_published(world: World, correspondence: Correspondence) -> None:
    """A message was published: post the orders that no job has tried to post yet."""
    if any(
        _is_awaiting_submission(record) and not record.was_posted
        for record in correspondence.records
    ):
        schedule_submission(world, correspondence)


def schedule_submission(world: World, correspondence: Correspondence) -> None:
    """Let the job run that posts the orders of a message."""
    world.schedule.add(world.clock.now(), Phase.JOB, SubmitOrders(correspondence.id))


def _post_all(world: World, job: SubmitOrders) -> Steps:
    correspondence = correspondences(world).correspondences[job.correspondence_id]
    for record in list(correspondence.records):
        if not _is_awaiting_submission(record):
            continue
        answer = yield from _post(world, correspondence, record)
        if answer.status in (200, 201):
            _on_accepted(world, correspondence, record, answer.body or {})
        elif answer.status == UNPROCESSABLE:
            record.is_refused = True
            because = "Notifications knows no address of a recipient (422)"
            world.record_decision(
                correspondence.id, "an order was refused", because, RuleId.ORDER_REFUSED
            )
        else:
            _on_error(world, correspondence, job.attempt, answer)
            return


def _is_awaiting_submission(record: NotificationOrderRecord) -> bool:
    return record.order_id is None and not record.is_refused and not record.is_resolved


def _post(
    world: World, correspondence: Correspondence, record: NotificationOrderRecord
) -> Generator[ExternalCall, Any, SubmitOrderResponse]:
    now, rules = world.clock.now(), world.settings.rules
    record.was_posted = True
    send_time = actual_send_time(record.send_time, now, rules)
    document = {**record.document, "requestedSendTime": format_instant(send_time)}
    answer = SubmitOrderResponse(None)
    for _ in range(ATTEMPTS_PER_RUN):
        answer = yield SubmitOrder(
            document=document,
            creator=CREATOR,
            source=OrderSource.CORRESPONDENCE,
            correspondence_id=correspondence.id,
            looks_up=rules is RuleSet.DEPLOYED,
        )
        if answer.status not in RETRYABLE_STATUSES:
            break
    return answer


def _on_accepted(
    world: World,
    correspondence: Correspondence,
    record: NotificationOrderRecord,
    body: dict[str, Any],
) -> None:
    record.order_id = body["notificationOrderId"]
    record.shipment_id = body["notification"]["shipmentId"]
    world.record_event(
        EventKind.ORDER_PLACED,
        "an order was placed for the message",
        order=world.orders.get(record.shipment_id or ""),
        rule=RuleId.ORDER_PLACED,
    )
    delivery_check.schedule(world, correspondence, record)
    delay = reminder_delay(world.settings.environment, world.settings.reminder_delay)
    for reminder in body["notification"].get("reminders") or []:
        reminding = NotificationOrderRecord(
            id=world.ids.new(),
            created=truncate_to_microseconds(world.clock.now()),
            channel=record.channel,
            send_time=record.send_time + delay,
            is_reminder=True,
            document=record.document,
            order_id=record.order_id,
            shipment_id=reminder["shipmentId"],
        )
        correspondence.records.append(reminding)
        delivery_check.schedule(world, correspondence, reminding)


def _on_error(
    world: World, correspondence: Correspondence, attempt: int, answer: SubmitOrderResponse
) -> None:
    because = f"Notifications answered {answer.status or 'nothing'}"
    world.record_decision(correspondence.id, "an order was not taken", because, RuleId.JOB_RETRIES)
    at = next_retry_at(world.clock.now(), attempt)
    if at is not None:
        world.schedule.add(at, Phase.JOB, SubmitOrders(correspondence.id, attempt + 1))


def cancel(world: World, correspondence: Correspondence, *, because: str) -> None:
    """Take back every order of a message that has not been taken up (documented rules)."""
    for record in correspondence.records:
        record.is_resolved = True
        if record.shipment_id is None:
            continue
        order = world.orders.get(record.shipment_id)
        if order.status is OrderStatus.REGISTERED:
            order.status = OrderStatus.CANCELLED
            order.changed_at = world.clock.now()
            world.record_event(
                EventKind.CANCELLED,
                "the order was cancelled with its message",
                order=order,
                because=because,
                rule=RuleId.CANCELLED,
            )

"""Notification orders of correspondences: creation, submission to Notifications, cancellation.

Source: docs/reference/correspondence.md sections 5.1 to 5.7. The documented rules submit orders at
once; the deployed service submits after publication.
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
    RecipientPlan,
    covers_all_channels,
    custom_addresses_to_compare,
    order_recipients,
    plan_recipients,
)
from mock_server.correspondence.domain.request import NotificationRequest
from mock_server.correspondence.domain.templates import (
    TemplateValues,
    render_main_texts,
    render_reminder_texts,
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

# Correspondence calls Notifications with its own identity, not with that of the sender.
CREATOR: Final = "digdir"
RETRYABLE_STATUSES: Final = frozenset({None, 408, 429, 500, 502, 503, 504})
ATTEMPTS_PER_RUN: Final = 4
UNPROCESSABLE: Final = 422
MAX_RETRIES: Final = 10


@dataclass(frozen=True, slots=True)
class CreateOrders(Job):
    """The job that retries the creation of orders after a register has failed."""

    correspondence_id: str
    attempt: int

    def run(self, world: World) -> None:
        """Create the orders."""
        create_orders(
            world, correspondences(world).correspondences[self.correspondence_id], self.attempt
        )


@dataclass(frozen=True, slots=True)
class SubmitOrders(Job):
    """The job that submits the pending orders of a correspondence."""

    correspondence_id: str
    attempt: int = 0

    def run(self, world: World) -> Steps:
        """Submit the orders, one after the other."""
        return _submit_pending(world, self)

    def is_active(self, world: World) -> bool:
        """Return whether an order awaits submission."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return any(_is_awaiting_submission(record) for record in correspondence.records)


def next_retry_at(now: Instant, attempt: int) -> Instant | None:
    """Return when to retry a job after attempt number *attempt* (from 0), or None."""
    if attempt >= MAX_RETRIES:
        return None
    return now + (attempt**4 + 15 + 15 * (attempt + 1)) * SECOND


def create_orders(world: World, correspondence: Correspondence, attempt: int = 0) -> None:
    """Create the orders of a correspondence if it requests a notification."""
    request = correspondence.notification
    is_documented = world.settings.rules is RuleSet.DOCUMENTED
    if request is None or (is_documented and correspondence.is_purged):
        return
    try:
        create_order_records(world, correspondence, request)
    except DependencyFailure as failure:
        at = next_retry_at(world.clock.now(), attempt)
        world.record_decision(
            correspondence.id,
            "the orders could not be created yet",
            str(failure),
            RuleId.JOB_RETRIES,
        )
        if at is not None:
            world.schedule.add(at, Phase.JOB, CreateOrders(correspondence.id, attempt + 1))
        return
    if is_documented or correspondence.published is not None:
        schedule_submission(world, correspondence)


def create_order_records(
    world: World, correspondence: Correspondence, request: NotificationRequest
) -> None:
    """Create the order records of a correspondence.

    Raises:
        DependencyFailure: if a fault applies to Profile, Authorization or Register.
    """
    context = OrderContext(
        id=correspondence.id,
        correspondence_id=correspondence.id,
        senders_reference=correspondence.senders_reference,
        resource_id=correspondence.resource_id,
        ignore_reservation=correspondence.ignore_reservation,
        environment=world.settings.environment,
        send_time=_planned_send_time(world, correspondence.requested_publish_time),
        reminder_delay=reminder_delay(world.settings.environment, world.settings.reminder_delay),
    )
    senders_name = correspondence.message_sender or _party_name(world, correspondence.sender)
    add_order_records(world, correspondence, request, context, senders_name)


def add_order_records(
    world: World,
    correspondence: Correspondence,
    request: NotificationRequest,
    context: OrderContext,
    senders_name: str,
) -> None:
    """Add an order record for each recipient of the notification.

    Raises:
        DependencyFailure: if a fault applies to Profile, Authorization or Register.
    """
    texts = _order_texts(world, correspondence, request, context, senders_name)
    recipients = order_recipients(correspondence.recipient, request, world.settings.rules)
    registered = _registered_addresses(world, correspondence, request, recipients)
    plans = plan_recipients(recipients, request, registered)
    _explain_covered_recipients(world, correspondence, recipients, plans)
    for plan in plans:
        document, send_time = order_document(context, plan, texts)
        correspondence.records.append(
            NotificationOrderRecord(
                id=world.ids.new(),
                created=truncate_to_microseconds(world.clock.now()),
                channel=request.notification_channel,
                send_time=send_time,
                document=document,
            )
        )


def _planned_send_time(world: World, publication: Instant) -> Instant:
    settings = world.settings
    delay = settings.correspondence_send_delay
    return planned_send_time(publication, world.clock.now(), settings.rules, delay)


def _party_name(world: World, urn: str) -> str:
    party = registers.find_party(world, urn)
    return display_name(party.name) if party else ""


def _order_texts(
    world: World,
    correspondence: Correspondence,
    request: NotificationRequest,
    context: OrderContext,
    senders_name: str,
) -> OrderTexts:
    template = stored_template(request.template, correspondence.language)
    assert template is not None, "validation rejects requests without a template"
    resource = registers.find_resource(world, context.resource_id)
    title = resource.title(template.language or correspondence.language) if resource else None
    values = TemplateValues(
        senders_name=senders_name,
        recipient_name=_party_name(world, correspondence.recipient),
        resource_name=context.resource_id if title is None else title,
        message_title=correspondence.title,
    )
    return OrderTexts(
        request=request,
        main=render_main_texts(template, request, values),
        reminder=render_reminder_texts(template, request, values),
    )


def _registered_addresses(
    world: World,
    correspondence: Correspondence,
    request: NotificationRequest,
    recipients: list[OrderRecipient],
) -> Addresses:
    """Return the addresses that the organisation's own notification reaches."""
    if request.override_registered_contact_information or not is_organization_urn(
        correspondence.recipient
    ):
        return Addresses()
    custom = custom_addresses_to_compare(recipients, request)
    if not custom:
        return Addresses()
    number = without_prefix(correspondence.recipient)
    official = registers.official_addresses(world, number)
    if not covers_all_channels(official, request):
        return Addresses()
    users = registers.user_addresses(world, number, correspondence.resource_id, custom)
    return official | users


def _explain_covered_recipients(
    world: World,
    correspondence: Correspondence,
    recipients: list[OrderRecipient],
    plans: list[RecipientPlan],
) -> None:
    planned = {plan.recipient.key for plan in plans if plan.has_main}
    for recipient in recipients:
        address = recipient.email_address or recipient.mobile_number
        if address and recipient.key not in planned:
            world.record_decision(
                correspondence.id,
                f"{address} gets no notification of its own",
                "the address is registered for the recipient, whose notification reaches it",
                RuleId.REGISTERED_ADDRESS,
            )


def on_published(world: World, correspondence: Correspondence) -> None:
    """Schedule the submission of the orders that no job has tried to submit."""
    if any(
        _is_awaiting_submission(record) and not record.has_been_attempted
        for record in correspondence.records
    ):
        schedule_submission(world, correspondence)


def schedule_submission(world: World, correspondence: Correspondence) -> None:
    """Schedule the submission of the pending orders of a correspondence."""
    world.schedule.add(world.clock.now(), Phase.JOB, SubmitOrders(correspondence.id))


def _submit_pending(world: World, job: SubmitOrders) -> Steps:
    correspondence = correspondences(world).correspondences[job.correspondence_id]
    for record in list(correspondence.records):
        if not _is_awaiting_submission(record):
            continue
        response = yield from _submit(world, correspondence, record)
        if response.status in (200, 201):
            _on_accepted(world, correspondence, record, response.body or {})
        elif response.status == UNPROCESSABLE:
            record.is_rejected = True
            because = "the Notifications API found no address for a recipient (422)"
            world.record_decision(
                correspondence.id, "an order was rejected", because, RuleId.ORDER_REFUSED
            )
        else:
            _on_error(world, correspondence, job.attempt, response)
            return


def _is_awaiting_submission(record: NotificationOrderRecord) -> bool:
    return record.order_id is None and not record.is_rejected and not record.is_resolved


def _submit(
    world: World, correspondence: Correspondence, record: NotificationOrderRecord
) -> Generator[ExternalCall, Any, SubmitOrderResponse]:
    now, rules = world.clock.now(), world.settings.rules
    record.has_been_attempted = True
    send_time = actual_send_time(record.send_time, now, rules)
    document = {**record.document, "requestedSendTime": format_instant(send_time)}
    response = SubmitOrderResponse(None)
    for _ in range(ATTEMPTS_PER_RUN):
        response = yield SubmitOrder(
            document=document,
            creator=CREATOR,
            source=OrderSource.CORRESPONDENCE,
            correspondence_id=correspondence.id,
            on_behalf_of=registers.owner_name(world, correspondence.resource_id),
            warnings=correspondence.notification.warnings if correspondence.notification else (),
            lookup_contact_points=rules is RuleSet.DEPLOYED,
        )
        if response.status not in RETRYABLE_STATUSES:
            break
    return response


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
        reminder_record = NotificationOrderRecord(
            id=world.ids.new(),
            created=truncate_to_microseconds(world.clock.now()),
            channel=record.channel,
            send_time=record.send_time + delay,
            is_reminder=True,
            document=record.document,
            order_id=record.order_id,
            shipment_id=reminder["shipmentId"],
        )
        correspondence.records.append(reminder_record)
        delivery_check.schedule(world, correspondence, reminder_record)


def _on_error(
    world: World, correspondence: Correspondence, attempt: int, response: SubmitOrderResponse
) -> None:
    because = (
        "the Notifications API did not respond to the order"
        if response.status is None
        else f"the Notifications API responded {response.status} to the order"
    )
    world.record_decision(
        correspondence.id, "an order was not accepted", because, RuleId.JOB_RETRIES
    )
    at = next_retry_at(world.clock.now(), attempt)
    if at is not None:
        world.schedule.add(at, Phase.JOB, SubmitOrders(correspondence.id, attempt + 1))


def cancel_orders(world: World, correspondence: Correspondence, *, because: str) -> None:
    """Cancel the orders of a correspondence that are not picked up (documented rules)."""
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
                "the order was cancelled together with its message",
                order=order,
                because=because,
                rule=RuleId.CANCELLED,
            )

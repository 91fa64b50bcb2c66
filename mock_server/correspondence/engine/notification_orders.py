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
    Wording,
    order_document,
    posted_send_time,
    recorded_send_time,
    reminder_delay,
)
from mock_server.correspondence.domain.order_recipients import (
    Addresses,
    OrderRecipient,
    order_recipients,
    plans,
    will_be_delivered,
    worth_comparing,
)
from mock_server.correspondence.domain.request import NotificationRequest
from mock_server.correspondence.domain.templates import (
    Fillings,
    render_main,
    render_reminder,
    stored_template,
)
from mock_server.correspondence.engine import delivery_check, registers
from mock_server.correspondence.store import Correspondence, NotificationRecord, correspondences
from mock_server.domain.enums import EventKind, OrderState, Rules, Source
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import SECOND, Instant, cut_to_micro, iso
from mock_server.world.external_calls import Placed, PlaceOrder, Question, Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

RETRIES: Final = 10


def next_attempt(now: Instant, attempt: int) -> Instant | None:
    """Return when a job is tried again after attempt number *attempt* (from 0); None for never."""
    if attempt >= RETRIES:
        return None
    return now + (attempt**4 + 15 + 15 * (attempt + 1)) * SECOND


# Correspondence asks Notifications in its own name, not in that of the message's sender.
CREATOR: Final = "digdir"
TRANSIENT: Final = frozenset({None, 408, 429, 500, 502, 503, 504})
POSTINGS_IN_ONE_RUN: Final = 4
UNPROCESSABLE: Final = 422


@dataclass(frozen=True, slots=True)
class OrdersToMake(Job):
    """Another attempt at making the orders of a message, after a register has failed."""

    correspondence_id: str
    attempt: int

    def run(self, world: World) -> None:
        """Try again."""
        start(world, correspondences(world).correspondences[self.correspondence_id], self.attempt)


@dataclass(frozen=True, slots=True)
class OrdersToPost(Job):
    """The job that posts the orders of a message that are not posted yet."""

    correspondence_id: str
    attempt: int = 0

    def run(self, world: World) -> Steps:
        """Post them, one after the other."""
        return _post_all(world, self)

    def is_active(self, world: World) -> bool:
        """Tell whether something is left to post."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return any(_waits(record) for record in correspondence.records)


def start(world: World, correspondence: Correspondence, attempt: int = 0) -> None:
    """Make the orders of a message that is to be notified of."""
    request = correspondence.notification
    is_documented = world.settings.rules is Rules.DOCUMENTED
    if request is None or (is_documented and correspondence.is_purged):
        return
    try:
        make(world, correspondence, request)
    except DependencyFailure as failure:
        at = next_attempt(world.clock.now(), attempt)
        world.note(correspondence.id, "the orders have to wait", str(failure), "job-retries")
        if at is not None:
            world.schedule.add(at, Phase.JOB, OrdersToMake(correspondence.id, attempt + 1))
        return
    if is_documented or correspondence.published is not None:
        post(world, correspondence)


def make(world: World, correspondence: Correspondence, request: NotificationRequest) -> None:
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
    for plan in plans(recipients, request, registered):
        document, send_time = order_document(context, plan, wording)
        correspondence.records.append(
            NotificationRecord(
                id=world.ids.new(),
                created=cut_to_micro(world.clock.now()),
                channel=request.channel,
                send_time=send_time,
                document=document,
            )
        )


def _recorded(world: World, publication: int) -> int:
    settings = world.settings
    delay = settings.correspondence_send_delay
    return recorded_send_time(publication, world.clock.now(), settings.rules, delay)


def _name(world: World, urn: str) -> str:
    party = registers.party(world, urn)
    return display_name(party.name) if party else ""


def _wording(
    world: World,
    correspondence: Correspondence,
    request: NotificationRequest,
    context: OrderContext,
    senders_name: str,
) -> Wording:
    stored = stored_template(request.template, correspondence.language)
    assert stored is not None, "a message without a template was turned down"
    known = registers.resource(world, context.resource_id)
    title = known.title(stored.language or correspondence.language) if known else None
    fillings = Fillings(
        senders_name=senders_name,
        recipient_name=_name(world, correspondence.recipient),
        resource_name=context.resource_id if title is None else title,
        message_title=correspondence.title,
    )
    return Wording(
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
        world.settings.rules is Rules.DOCUMENTED
        or request.overrides_registered
        or not is_organization_urn(correspondence.recipient)
    ):
        return Addresses()
    sought = worth_comparing(recipients, request)
    if not sought:
        return Addresses()
    number = without_prefix(correspondence.recipient)
    official = registers.official_addresses(world, number)
    if not will_be_delivered(official, request):
        return Addresses()
    users = registers.users_addresses(world, number, correspondence.resource_id, sought)
    return official | users


def published(world: World, correspondence: Correspondence) -> None:
    """A message was published: post the orders that no job has tried to post yet."""
    if any(_waits(record) and not record.was_posted for record in correspondence.records):
        post(world, correspondence)


def post(world: World, correspondence: Correspondence) -> None:
    """Let the job run that posts the orders of a message."""
    world.schedule.add(world.clock.now(), Phase.JOB, OrdersToPost(correspondence.id))


def _post_all(world: World, job: OrdersToPost) -> Steps:
    correspondence = correspondences(world).correspondences[job.correspondence_id]
    for record in list(correspondence.records):
        if not _waits(record):
            continue
        answer = yield from _post(world, correspondence, record)
        if answer.status in (200, 201):
            _taken(world, correspondence, record, answer.body or {})
        elif answer.status == UNPROCESSABLE:
            record.is_refused = True
            because = "Notifications knows no address of a recipient (422)"
            world.note(correspondence.id, "an order was refused", because, "order-refused")
        else:
            _failed(world, correspondence, job.attempt, answer)
            return


def _waits(record: NotificationRecord) -> bool:
    return record.order_id is None and not record.is_refused and not record.is_resolved


def _post(
    world: World, correspondence: Correspondence, record: NotificationRecord
) -> Generator[Question, Any, Placed]:
    now, rules = world.clock.now(), world.settings.rules
    record.was_posted = True
    send_time = posted_send_time(record.send_time, now, rules)
    document = {**record.document, "requestedSendTime": iso(send_time)}
    answer = Placed(None)
    for _ in range(POSTINGS_IN_ONE_RUN):
        answer = yield PlaceOrder(
            document=document,
            creator=CREATOR,
            source=Source.CORRESPONDENCE,
            correspondence_id=correspondence.id,
            looks_up=rules is Rules.DEPLOYED,
        )
        if answer.status not in TRANSIENT:
            break
    return answer


def _taken(
    world: World,
    correspondence: Correspondence,
    record: NotificationRecord,
    body: dict[str, Any],
) -> None:
    record.order_id = body["notificationOrderId"]
    record.shipment_id = body["notification"]["shipmentId"]
    world.tell(
        EventKind.ORDER_PLACED,
        "an order was placed for the message",
        order=world.book.get(record.shipment_id or ""),
        rule="order-placed",
    )
    delivery_check.schedule(world, correspondence, record)
    delay = reminder_delay(world.settings.environment, world.settings.reminder_delay)
    for reminder in body["notification"].get("reminders") or []:
        reminding = NotificationRecord(
            id=world.ids.new(),
            created=cut_to_micro(world.clock.now()),
            channel=record.channel,
            send_time=record.send_time + delay,
            is_reminder=True,
            document=record.document,
            order_id=record.order_id,
            shipment_id=reminder["shipmentId"],
        )
        correspondence.records.append(reminding)
        delivery_check.schedule(world, correspondence, reminding)


def _failed(world: World, correspondence: Correspondence, attempt: int, answer: Placed) -> None:
    because = f"Notifications answered {answer.status or 'nothing'}"
    world.note(correspondence.id, "an order was not taken", because, "job-retries")
    at = next_attempt(world.clock.now(), attempt)
    if at is not None:
        world.schedule.add(at, Phase.JOB, OrdersToPost(correspondence.id, attempt + 1))


def cancel(world: World, correspondence: Correspondence, *, because: str) -> None:
    """Take back every order of a message that has not been taken up (documented rules)."""
    for record in correspondence.records:
        record.is_resolved = True
        if record.shipment_id is None:
            continue
        order = world.book.get(record.shipment_id)
        if order.state is OrderState.REGISTERED:
            order.state = OrderState.CANCELLED
            order.changed_at = world.clock.now()
            world.tell(
                EventKind.CANCELLED,
                "the order was cancelled with its message",
                order=order,
                because=because,
                rule="cancelled",
            )

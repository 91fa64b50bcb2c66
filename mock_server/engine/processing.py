"""Taking an order up: its condition, its contact points, its texts, its notifications.

Source: spec/processing-and-timing.md sections 1.4, 1.5, 3.8, 4 and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mock_server.domain.contact_points import Planned, plan, plan_direct
from mock_server.domain.instant import Instant, next_minute
from mock_server.domain.keywords import Known, filled_in, has_keyword
from mock_server.domain.orders import Draft, Notification, Order, Recipient
from mock_server.domain.problems import DependencyFailure
from mock_server.domain.sending_time import (
    PICK_UP_GRACE,
    RETRY_DELAY,
    expiry_of_email,
    expiry_of_sms,
    pick_up,
)
from mock_server.domain.vocabulary import (
    CHANNEL_NAMES,
    Channel,
    Dependency,
    EventKind,
    Medium,
    OrderState,
    Result,
)
from mock_server.engine.agenda import Happening, Phase
from mock_server.engine.contact_look_up import look_up
from mock_server.engine.ports import IsSendConditionMet, Steps
from mock_server.engine.sending import send_when_allowed

if TYPE_CHECKING:
    from mock_server.engine.world import World

ATTEMPTS_TO_CONNECT: Final = 4


class StuckError(Exception):
    """An error that the platform does not recover from: the order stays in processing."""


@dataclass(frozen=True, slots=True)
class OrderDue(Happening):
    """The past-due sweep that takes an order up."""

    order_id: str

    def happen(self, world: World) -> Steps | None:
        """Take the order up, if it is still registered."""
        return take_up(world, world.book.get(self.order_id)) if self.is_live(world) else None

    def is_live(self, world: World) -> bool:
        """Tell whether the order still waits."""
        return world.book.get(self.order_id).state is OrderState.REGISTERED


@dataclass(frozen=True, slots=True)
class RetryDue(Happening):
    """The second attempt at an order whose first one came to nothing."""

    order_id: str
    at: Instant

    def happen(self, world: World) -> Steps | None:
        """Try again, unless another moment has been set since."""
        if not self.is_live(world):
            return None
        order = world.book.get(self.order_id)
        order.retry_at = None
        world.waiting_retries.discard(order.id)
        return _attempt(world, order, is_retry=True)

    def is_live(self, world: World) -> bool:
        """Tell whether this is the moment that the order waits for."""
        return world.book.get(self.order_id).retry_at == self.at


def schedule(world: World, order: Order) -> None:
    """Put a registered order on the agenda: the first sweep that takes it up."""
    requested = order.draft.requested_send_time
    at = pick_up(requested, world.clock.now())
    world.agenda.add(at, Phase.PAST_DUE, OrderDue(order.id), rank=requested)


def past_due_sweep(world: World) -> Steps:
    """Take up, now, every registered order whose time is at most a minute ahead."""
    limit = world.clock.now() + PICK_UP_GRACE
    due = [
        order
        for order in world.book.all()
        if order.state is OrderState.REGISTERED and order.draft.requested_send_time <= limit
    ]
    for order in sorted(due, key=lambda each: each.draft.requested_send_time):
        steps = take_up(world, order)
        if steps is not None:
            yield from steps


def take_up(world: World, order: Order) -> Steps | None:
    """Start processing a registered order: the first attempt."""
    order.state = OrderState.PROCESSING
    world.tell(EventKind.ORDER_TAKEN_UP, "the order was taken up", order=order)
    return _attempt(world, order, is_retry=False)


def _attempt(world: World, order: Order, *, is_retry: bool) -> Steps | None:
    order.attempts += 1
    if order.draft.condition_endpoint is None:
        _generate(world, order, is_retry=is_retry)
        return None
    return _ask_then_generate(world, order, order.draft.condition_endpoint, is_retry=is_retry)


def _ask_then_generate(world: World, order: Order, url: str, *, is_retry: bool) -> Steps:
    answer = yield IsSendConditionMet(url, order.id)
    calls = 1
    while answer.is_unreachable and calls < ATTEMPTS_TO_CONNECT:
        answer = yield IsSendConditionMet(url, order.id)
        calls += 1
    world.tell(
        EventKind.CONDITION_ASKED,
        f"the condition endpoint was asked: {answer.why}",
        order=order,
        because=f"{url}: {answer.why}",
        rule="condition-endpoint",
    )
    if answer.met is False:
        world.finish(order, OrderState.SEND_CONDITION_NOT_MET)
        world.tell(
            EventKind.ORDER_STOPPED,
            "the order was stopped: its condition is not met",
            order=order,
            because=f"{url}: {answer.why}",
            rule="condition-not-met",
        )
    elif answer.met is None and not is_retry:
        _retry_later(world, order, answer.why, "condition-inconclusive")
    else:
        _generate(world, order, is_retry=is_retry)


def _retry_later(world: World, order: Order, why: str, rule: str) -> None:
    wait_until(world, order, next_minute(world.clock.now() + RETRY_DELAY))
    world.note(order.id, "the order is tried once more in a minute", why, rule)


def wait_until(world: World, order: Order, at: Instant) -> None:
    """Set the moment of an order's second attempt, in place of any set before."""
    order.retry_at = at
    world.waiting_retries.add(order.id)
    world.agenda.add(at, Phase.RETRY, RetryDue(order.id, at))


def _generate(world: World, order: Order, *, is_retry: bool) -> None:
    """Make the order's notifications, or say what keeps it from that."""
    try:
        notifications = _notifications(world, order)
    except DependencyFailure as failure:
        if not is_retry:
            _retry_later(world, order, str(failure), "dependency-failed")
            return
        order.state = OrderState.REGISTERED
        order.changed_at = world.clock.now()
        # A retry runs after the past-due sweep of its minute: the next one is a minute later.
        at = next_minute(world.clock.now() + 1)
        requested = order.draft.requested_send_time
        world.agenda.add(at, Phase.PAST_DUE, OrderDue(order.id), rank=requested)
        world.note(
            order.id, "the order is registered again", str(failure), "dependency-failed-twice"
        )
        return
    except StuckError as error:
        order.stuck = str(error)
        world.note(order.id, "the order stays in processing for ever", str(error), "stuck-order")
        return
    world.book.add_notifications(order, notifications)
    if any(each.is_pending for each in notifications):
        order.state = OrderState.PROCESSED
        order.changed_at = world.clock.now()
        send_when_allowed(world, order)
    else:
        world.complete(order)


def _notifications(world: World, order: Order) -> list[Notification]:
    draft = order.draft
    planned = _planned(world, draft)
    emails = [each for each in planned if each.medium is Medium.EMAIL]
    messages = [each for each in planned if each.medium is Medium.SMS]
    return _emails(world, order, emails) + _sms(world, order, messages)


def _planned(world: World, draft: Draft) -> list[Planned]:
    _refuse_what_gets_stuck(draft)
    planned: list[Planned] = []
    seen: set[str] = set()
    for recipient, points in look_up(world, draft, with_users=True):
        identity = recipient.national_identity_number or recipient.organization_number
        if identity and draft.channel not in (Channel.EMAIL, Channel.SMS):
            if identity in seen:
                continue
            seen.add(identity)
        if points is None:
            planned += plan_direct(recipient, draft.channel)
        else:
            ignores = draft.ignore_reservation is True
            planned += plan(recipient, points, draft.channel, ignores_reservation=ignores)
    return planned


def _refuse_what_gets_stuck(draft: Draft) -> None:
    """Fail as the platform does on what v1 lets through: spec section 1.5."""
    if draft.sms is None and draft.channel not in (Channel.EMAIL, *_undefined(draft)):
        raise StuckError("SMS template is not found")
    if draft.channel != Channel.EMAIL_AND_SMS:
        return
    if draft.email is None:
        raise StuckError("email template is not found")
    for each in draft.recipients:
        if each is not None and not _has_identity(each):
            raise StuckError(
                "a recipient of an EmailAndSms order needs an organisation number or a national"
                " identity number"
            )


def _undefined(draft: Draft) -> tuple[int, ...]:
    return () if draft.channel in CHANNEL_NAMES else (draft.channel,)


def _has_identity(recipient: Recipient) -> bool:
    return bool(
        recipient.organization_number
        or recipient.national_identity_number
        or recipient.external_identity
    )


def _emails(world: World, order: Order, planned: list[Planned]) -> list[Notification]:
    template = order.draft.email
    if not planned or template is None:
        return []
    known = _known(world, planned, template.subject + template.body)
    expires = expiry_of_email(order.draft.requested_send_time)
    return [
        _notification(
            world,
            order,
            each,
            expires,
            filled_in(template.subject, known.get(_identity(each))),
            filled_in(template.body, known.get(_identity(each))),
        )
        for each in planned
    ]


def _sms(world: World, order: Order, planned: list[Planned]) -> list[Notification]:
    template = order.draft.sms
    if not planned or template is None:
        return []
    known = _known(world, planned, template.body)
    expires = expiry_of_sms(order.draft.requested_send_time, order.draft.policy, world.window())
    return [
        _notification(
            world, order, each, expires, None, filled_in(template.body, known.get(_identity(each)))
        )
        for each in planned
    ]


def _known(world: World, planned: list[Planned], text: str) -> dict[str, Known]:
    """Ask Register for the names that *text* needs; a failing Register fails the attempt."""
    if not has_keyword(text):
        return {}
    asked = {_identity(each): each.recipient for each in planned if _identity(each)}
    if not asked:
        return {}
    world.faults.ask(Dependency.REGISTER)
    known: dict[str, Known] = {}
    for identity, recipient in asked.items():
        if recipient.national_identity_number:
            person = world.directory.persons.get(identity)
            if person is not None:
                known[identity] = Known(person.name or "")
        else:
            organization = world.directory.organizations.get(identity)
            if organization is not None:
                known[identity] = Known(organization.name or "", identity)
    return known


def _identity(planned: Planned) -> str:
    recipient = planned.recipient
    return recipient.national_identity_number or recipient.organization_number or ""


def _notification(
    world: World,
    order: Order,
    planned: Planned,
    expires: Instant,
    subject: str | None,
    body: str | None,
) -> Notification:
    now = world.clock.now()
    notification = Notification(
        id=world.ids.new(),
        order_id=order.id,
        serial=world.next_serial(),
        medium=planned.medium,
        to=planned.to,
        organization_number=planned.recipient.organization_number,
        national_identity_number=planned.recipient.national_identity_number,
        result=planned.result or Result.NEW,
        result_at=now,
        expires_at=expires,
        subject=subject,
        body=body,
    )
    if planned.result is not None:
        reserved = planned.result is Result.RECIPIENT_RESERVED
        world.note(
            notification.id,
            "the notification failed before it was sent",
            "the person is reserved" if reserved else "no register holds an address",
            "reserved" if reserved else "no-contact-point",
        )
    return notification

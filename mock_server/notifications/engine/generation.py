"""The notifications that an order becomes when it is taken up: addresses, texts, expiry.

Source: spec/processing-and-timing.md sections 1.4, 1.5, 3.4, 4 and 5.
"""

from mock_server.domain.contact_points import (
    ContactPoints,
    PlannedNotification,
    plan_direct_notifications,
    plan_notifications,
)
from mock_server.domain.enums import (
    NOTIFICATION_CHANNEL_NAMES,
    Channel,
    Dependency,
    NotificationChannel,
    NotificationResult,
)
from mock_server.domain.keywords import KeywordValues, has_keyword, replace_keywords
from mock_server.domain.orders import Notification, Order, OrderRequest, Recipient
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import email_expiry, sms_expiry
from mock_server.notifications.engine.contact_lookup import look_up_contact_points
from mock_server.world.world import World


class UnprocessableOrderError(Exception):
    """An error that the platform does not recover from: the order stays in processing."""


def create_notifications(world: World, order: Order) -> list[Notification]:
    """Make the notifications of an order, e-mails first.

    An order on an undefined channel, which v1 takes, becomes nothing.

    Raises:
        DependencyFailure: if the failure of profile, authorization or register is planned.
        StuckError: if v1 let through what the platform cannot process.
    """
    draft = order.request
    if draft.notification_channel not in NOTIFICATION_CHANNEL_NAMES:
        return []
    planned = _planned(world, draft, NotificationChannel(draft.notification_channel))
    _call_register(world, draft, planned)
    return [_notification(world, order, each) for each in planned]


def _planned(
    world: World, draft: OrderRequest, channel: NotificationChannel
) -> list[PlannedNotification]:
    found = look_up_contact_points(world, draft, with_users=True)
    _check_processable(draft, channel)
    if channel not in (NotificationChannel.EMAIL, NotificationChannel.SMS):
        found = _unique_recipients(found)
    planned: list[PlannedNotification] = []
    for recipient, points in found:
        if points is None:
            planned += plan_direct_notifications(recipient, channel)
        else:
            ignores = draft.ignore_reservation is True
            planned += plan_notifications(recipient, points, channel, ignores_reservation=ignores)
    return sorted(planned, key=lambda each: each.channel is Channel.SMS)


def _check_processable(draft: OrderRequest, channel: NotificationChannel) -> None:
    """Fail as the platform does over what v1 lets through: spec section 1.5."""
    if channel is NotificationChannel.EMAIL_AND_SMS and not all(map(_identity, draft.recipients)):
        raise UnprocessableOrderError(
            "a recipient of an EmailAndSms order needs an organisation number or a national"
            " identity number"
        )
    if channel is not NotificationChannel.EMAIL and draft.sms is None:
        raise UnprocessableOrderError("the order has no SMS text")


def _unique_recipients(
    found: list[tuple[Recipient, ContactPoints | None]],
) -> list[tuple[Recipient, ContactPoints | None]]:
    """Return each identity once, as it was named last; recipients without one all stay."""
    once: dict[object, tuple[Recipient, ContactPoints | None]] = {}
    for index, (recipient, points) in enumerate(found):
        once[_identity(recipient) or index] = recipient, points
    return list(once.values())


def _identity(recipient: Recipient) -> str | None:
    return (
        recipient.external_identity
        or recipient.organization_number
        or recipient.national_identity_number
    )


def _call_register(world: World, draft: OrderRequest, planned: list[PlannedNotification]) -> None:
    """Let Register be asked for names: once for each channel whose text needs some."""
    calls = 0
    for channel, text in ((Channel.EMAIL, _email_text(draft)), (Channel.SMS, _sms_text(draft))):
        calls += has_keyword(text) and any(
            each.channel is channel and _has_number(each.recipient) for each in planned
        )
    world.faults.call_concurrently(Dependency.REGISTER, calls)


def _email_text(draft: OrderRequest) -> str:
    return "" if draft.email is None else f"{draft.email.subject}\n{draft.email.body}"


def _sms_text(draft: OrderRequest) -> str:
    return "" if draft.sms is None else draft.sms.body


def _has_number(recipient: Recipient) -> bool:
    return bool(recipient.national_identity_number or recipient.organization_number)


def _notification(world: World, order: Order, planned: PlannedNotification) -> Notification:
    now, draft = world.clock.now(), order.request
    subject, body = _own_texts(world, draft, planned)
    if planned.channel is Channel.EMAIL:
        expires = email_expiry(draft.requested_send_time)
    else:
        expires = sms_expiry(
            draft.requested_send_time, draft.sending_time_policy, world.sms_window()
        )
    notification = Notification(
        id=world.ids.new(),
        order_id=order.id,
        sequence=world.next_sequence(),
        channel=planned.channel,
        to=planned.to,
        organization_number=planned.recipient.organization_number,
        national_identity_number=planned.recipient.national_identity_number,
        result=planned.result or NotificationResult.NEW,
        result_at=now,
        expires_at=expires,
        subject=subject,
        body=body,
    )
    if planned.result is not None:
        reserved = planned.result is NotificationResult.RECIPIENT_RESERVED
        world.record_decision(
            notification.id,
            "the notification failed before it was sent",
            "the person is reserved" if reserved else "no register holds an address",
            RuleId.RESERVED if reserved else RuleId.NO_CONTACT_POINT,
        )
    return notification


def _own_texts(
    world: World, draft: OrderRequest, planned: PlannedNotification
) -> tuple[str | None, str | None]:
    """Return subject and body with keywords filled in; None where the template's own is sent."""
    known = _keyword_values(world, planned.recipient)
    if planned.channel is Channel.SMS:
        return None, replace_keywords(_sms_text(draft), known)
    if draft.email is None:
        return None, None
    return replace_keywords(draft.email.subject, known), replace_keywords(draft.email.body, known)


def _keyword_values(world: World, recipient: Recipient) -> KeywordValues | None:
    """Return what Register knows of a recipient; None where it holds nobody by that number."""
    if recipient.national_identity_number:
        person = world.directory.persons.get(recipient.national_identity_number)
        return None if person is None else KeywordValues(person.name or "")
    number = recipient.organization_number or ""
    organization = world.directory.organizations.get(number)
    return None if organization is None else KeywordValues(organization.name or "", number)

"""Generation of an order's notifications: addresses, texts, expiry.

Source: docs/reference/time-and-delivery.md sections 1.4, 1.5, 3.4, 4 and 5.
"""

from collections.abc import Generator

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
from mock_server.world.external_calls import PAUSE, Pause
from mock_server.world.world import World


class UnprocessableOrderError(Exception):
    """An error that Altinn does not recover from: the order stays in processing."""


def create_notifications(world: World, order: Order) -> Generator[Pause, None, list[Notification]]:
    """Create the notifications of an order, e-mails first.

    An order on an undefined channel, which v1 accepts, gets no notifications.

    Raises:
        DependencyFailure: if a fault of Profile, Authorization or Register is planned.
        UnprocessableOrderError: if v1 accepted an order that Altinn cannot process.
    """
    request = order.request
    if request.notification_channel not in NOTIFICATION_CHANNEL_NAMES:
        return []
    planned = _plan(world, request, NotificationChannel(request.notification_channel))
    _call_register(world, request, planned)
    notifications = []
    for each in planned:
        notifications.append(_create_notification(world, order, each))
        yield PAUSE
    return notifications


def _plan(
    world: World, request: OrderRequest, channel: NotificationChannel
) -> list[PlannedNotification]:
    contacts = look_up_contact_points(world, request, with_users=True)
    _check_processable(request, channel)
    if channel not in (NotificationChannel.EMAIL, NotificationChannel.SMS):
        contacts = _unique_recipients(contacts)
    ignores_reservation = request.ignore_reservation is True
    planned: list[PlannedNotification] = []
    for recipient, points in contacts:
        if points is None:
            planned += plan_direct_notifications(recipient, channel)
        else:
            planned += plan_notifications(
                recipient, points, channel, ignores_reservation=ignores_reservation
            )
    return sorted(planned, key=lambda each: each.channel is Channel.SMS)


def _check_processable(request: OrderRequest, channel: NotificationChannel) -> None:
    """Raise an error for orders that v1 accepts and Altinn cannot process: spec section 1.5."""
    if channel is NotificationChannel.EMAIL_AND_SMS and not all(map(_identity, request.recipients)):
        raise UnprocessableOrderError(
            "a recipient of an EmailAndSms order needs an organisation number or a national"
            " identity number"
        )
    if channel is not NotificationChannel.EMAIL and request.sms is None:
        raise UnprocessableOrderError("the order has no SMS text")


def _unique_recipients(
    contacts: list[tuple[Recipient, ContactPoints | None]],
) -> list[tuple[Recipient, ContactPoints | None]]:
    """Return the last entry of each identity, and every recipient without an identity."""
    unique: dict[object, tuple[Recipient, ContactPoints | None]] = {}
    for index, (recipient, points) in enumerate(contacts):
        unique[_identity(recipient) or index] = recipient, points
    return list(unique.values())


def _identity(recipient: Recipient) -> str | None:
    return (
        recipient.external_identity
        or recipient.organization_number
        or recipient.national_identity_number
    )


def _call_register(world: World, request: OrderRequest, planned: list[PlannedNotification]) -> None:
    """Call Register for names, once for each channel whose text has a keyword."""
    calls = 0
    texts = ((Channel.EMAIL, _email_text(request)), (Channel.SMS, _sms_text(request)))
    for channel, text in texts:
        calls += has_keyword(text) and any(
            each.channel is channel and _has_number(each.recipient) for each in planned
        )
    world.faults.call_concurrently(Dependency.REGISTER, calls)


def _email_text(request: OrderRequest) -> str:
    return "" if request.email is None else f"{request.email.subject}\n{request.email.body}"


def _sms_text(request: OrderRequest) -> str:
    return "" if request.sms is None else request.sms.body


def _has_number(recipient: Recipient) -> bool:
    return bool(recipient.national_identity_number or recipient.organization_number)


def _create_notification(world: World, order: Order, planned: PlannedNotification) -> Notification:
    now, request = world.clock.now(), order.request
    subject, body = _personal_texts(world, request, planned)
    if planned.channel is Channel.EMAIL:
        expires = email_expiry(request.requested_send_time)
    else:
        expires = sms_expiry(
            request.requested_send_time,
            request.sending_time_policy,
            world.sms_window(),
            world.settings.rules,
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
        is_reserved = planned.result is NotificationResult.RECIPIENT_RESERVED
        world.record_decision(
            notification.id,
            "the notification failed before it was sent",
            "the person is reserved" if is_reserved else "no register has an address",
            RuleId.RESERVED if is_reserved else RuleId.NO_CONTACT_POINT,
        )
    return notification


def _personal_texts(
    world: World, request: OrderRequest, planned: PlannedNotification
) -> tuple[str | None, str | None]:
    """Return subject and body with keywords replaced; None if the template is sent unchanged."""
    values, rules = _keyword_values(world, planned.recipient), world.settings.rules
    if planned.channel is Channel.SMS:
        return None, replace_keywords(_sms_text(request), values, rules)
    email = request.email
    if email is None:
        return None, None
    return (
        replace_keywords(email.subject, values, rules),
        replace_keywords(email.body, values, rules),
    )


def _keyword_values(world: World, recipient: Recipient) -> KeywordValues | None:
    """Return a recipient's name and number from Register; None if Register has no entry."""
    if recipient.national_identity_number:
        person = world.directory.persons.get(recipient.national_identity_number)
        return None if person is None else KeywordValues(person.name or "")
    number = recipient.organization_number or ""
    organization = world.directory.organizations.get(number)
    return None if organization is None else KeywordValues(organization.name or "", number)

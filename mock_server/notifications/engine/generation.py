"""The notifications that an order becomes when it is taken up: addresses, texts, expiry.

Source: spec/processing-and-timing.md sections 1.4, 1.5, 3.4, 4 and 5.
"""

from mock_server.domain.contact_points import ContactPoints, Planned, plan, plan_direct
from mock_server.domain.enums import CHANNEL_NAMES, Channel, Dependency, Medium, Result
from mock_server.domain.keywords import Known, filled_in, has_keyword
from mock_server.domain.orders import Draft, Notification, Order, Recipient
from mock_server.domain.timing import expiry_of_email, expiry_of_sms
from mock_server.notifications.engine.contact_lookup import look_up
from mock_server.world.world import World


class StuckError(Exception):
    """An error that the platform does not recover from: the order stays in processing."""


def notifications_of(world: World, order: Order) -> list[Notification]:
    """Make the notifications of an order, e-mails first.

    An order on an undefined channel, which v1 takes, becomes nothing.

    Raises:
        DependencyFailure: if the failure of profile, authorization or register is planned.
        StuckError: if v1 let through what the platform cannot process.
    """
    draft = order.draft
    if draft.channel not in CHANNEL_NAMES:
        return []
    planned = _planned(world, draft, Channel(draft.channel))
    _ask_register(world, draft, planned)
    return [_notification(world, order, each) for each in planned]


def _planned(world: World, draft: Draft, channel: Channel) -> list[Planned]:
    found = look_up(world, draft, with_users=True)
    _refuse_what_gets_stuck(draft, channel)
    if channel not in (Channel.EMAIL, Channel.SMS):
        found = _each_once(found)
    planned: list[Planned] = []
    for recipient, points in found:
        if points is None:
            planned += plan_direct(recipient, channel)
        else:
            ignores = draft.ignore_reservation is True
            planned += plan(recipient, points, channel, ignores_reservation=ignores)
    return sorted(planned, key=lambda each: each.medium is Medium.SMS)


def _refuse_what_gets_stuck(draft: Draft, channel: Channel) -> None:
    """Fail as the platform does over what v1 lets through: spec section 1.5."""
    if channel is Channel.EMAIL_AND_SMS and not all(map(_identity, draft.recipients)):
        raise StuckError(
            "a recipient of an EmailAndSms order needs an organisation number or a national"
            " identity number"
        )
    if channel is not Channel.EMAIL and draft.sms is None:
        raise StuckError("the order has no SMS text")


def _each_once(
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


def _ask_register(world: World, draft: Draft, planned: list[Planned]) -> None:
    """Let Register be asked for names: once for each medium whose text needs some."""
    calls = 0
    for medium, text in ((Medium.EMAIL, _email_text(draft)), (Medium.SMS, _sms_text(draft))):
        calls += has_keyword(text) and any(
            each.medium is medium and _has_number(each.recipient) for each in planned
        )
    world.faults.ask_at_once(Dependency.REGISTER, calls)


def _email_text(draft: Draft) -> str:
    return "" if draft.email is None else f"{draft.email.subject}\n{draft.email.body}"


def _sms_text(draft: Draft) -> str:
    return "" if draft.sms is None else draft.sms.body


def _has_number(recipient: Recipient) -> bool:
    return bool(recipient.national_identity_number or recipient.organization_number)


def _notification(world: World, order: Order, planned: Planned) -> Notification:
    now, draft = world.clock.now(), order.draft
    subject, body = _own_texts(world, draft, planned)
    if planned.medium is Medium.EMAIL:
        expires = expiry_of_email(draft.requested_send_time)
    else:
        expires = expiry_of_sms(draft.requested_send_time, draft.policy, world.window())
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


def _own_texts(world: World, draft: Draft, planned: Planned) -> tuple[str | None, str | None]:
    """Return subject and body with keywords filled in; None where the template's own is sent."""
    known = _known(world, planned.recipient)
    if planned.medium is Medium.SMS:
        return None, filled_in(_sms_text(draft), known)
    if draft.email is None:
        return None, None
    return filled_in(draft.email.subject, known), filled_in(draft.email.body, known)


def _known(world: World, recipient: Recipient) -> Known | None:
    """Return what Register knows of a recipient; None where it holds nobody by that number."""
    if recipient.national_identity_number:
        person = world.directory.persons.get(recipient.national_identity_number)
        return None if person is None else Known(person.name or "")
    number = recipient.organization_number or ""
    organization = world.directory.organizations.get(number)
    return None if organization is None else Known(organization.name or "", number)

"""Contact points of a recipient, and the notifications that an order sends to them.

Source: docs/reference/time-and-delivery.md section 4, docs/reference/contacts-and-tokens.md
section 2.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mock_server.domain.addresses import ensure_country_code, is_valid_mobile_number
from mock_server.domain.enums import Channel, NotificationChannel, NotificationResult
from mock_server.domain.instant import DAY, Instant, from_datetime, to_datetime
from mock_server.domain.orders import Recipient
from mock_server.domain.whitespace import is_blank

STALE_AFTER_MONTHS: Final = 18
PREFERRED: Final = frozenset(
    {NotificationChannel.EMAIL_PREFERRED, NotificationChannel.SMS_PREFERRED}
)


@dataclass(frozen=True, slots=True)
class UserContactPoint:
    """The e-mail address and mobile number of one user for an organisation; each is optional."""

    email: str | None
    mobile: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoints:
    """The official addresses, the users' addresses and the reservation of one recipient."""

    emails: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    users: tuple[UserContactPoint, ...] = ()
    is_reserved: bool = False

    def has_address_for(self, channel: int) -> bool:
        """Return whether there is an official address that *channel* can use."""
        if channel == NotificationChannel.EMAIL:
            return bool(self.emails)
        if channel == NotificationChannel.SMS:
            return bool(self.mobiles)
        return bool(self.emails or self.mobiles)


NO_CONTACT_POINTS: Final = ContactPoints()


@dataclass(frozen=True, slots=True)
class PlannedNotification:
    """A notification that is not created yet; ``result`` is None if it will be sent."""

    recipient: Recipient
    channel: Channel
    to: str
    result: NotificationResult | None = None


def needs_lookup(recipient: Recipient, channel: int) -> bool:
    """Return whether *recipient* has no address that *channel* can use."""
    match channel:
        case NotificationChannel.EMAIL:
            return not recipient.email
        case NotificationChannel.SMS:
            return not recipient.mobile
        case (
            NotificationChannel.EMAIL_AND_SMS
            | NotificationChannel.EMAIL_PREFERRED
            | NotificationChannel.SMS_PREFERRED
        ):
            return not recipient.email and not recipient.mobile
        case _:  # undefined numbers, which v1 accepts, cause no lookup
            return False


def normalize_mobile_number(mobile: str | None) -> str | None:
    """Return a number from a register with its country code, or None if it is not valid."""
    number = ensure_country_code(mobile) if mobile else None
    return number if number and is_valid_mobile_number(number) else None


def optional_to_tuple(address: str | None) -> tuple[str, ...]:
    """Return a tuple of *address*, empty if it is missing or blank."""
    return () if address is None or is_blank(address) else (address,)


def unique_ignoring_case(texts: Iterable[str]) -> tuple[str, ...]:
    """Return *texts* without blank ones and without duplicates that differ only in case."""
    seen: dict[str, str] = {}
    for text in texts:
        if not is_blank(text):
            seen.setdefault(text.lower(), text)
    return tuple(seen.values())


def is_stale(verified_at: Instant | None, now: Instant) -> bool:
    """Return whether an address was last verified more than 18 calendar months ago."""
    return verified_at is not None and verified_at < _months_before(now, STALE_AFTER_MONTHS)


def _months_before(at: Instant, months: int) -> Instant:
    """Return *at* minus *months*; a day that the month does not have becomes its last day."""
    today = to_datetime(at)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return 0
    day = min(today.day, monthrange(year, month + 1)[1])
    return from_datetime(datetime(year, month + 1, day, tzinfo=UTC)) + at % DAY


def remove_duplicate_user_addresses(
    users: Iterable[UserContactPoint], emails: Iterable[str], mobiles: Iterable[str]
) -> tuple[UserContactPoint, ...]:
    """Return *users* without the addresses that an earlier user or the organisation has.

    *emails* and *mobiles* are the official ones. A user with an e-mail address is kept with a
    mobile number that is not valid: Altinn sends to that number.
    """
    seen_emails = {email.lower() for email in emails}
    seen_mobiles = {mobile.lower() for mobile in mobiles}
    remaining: list[UserContactPoint] = []
    for user in users:
        email = _unseen_address(user.email, seen_emails)
        mobile = _unseen_address(user.mobile and ensure_country_code(user.mobile), seen_mobiles)
        if email or is_valid_mobile_number(mobile):
            remaining.append(UserContactPoint(email, mobile))
    return tuple(remaining)


def _unseen_address(address: str | None, seen: set[str]) -> str | None:
    if address is None or is_blank(address) or address.lower() in seen:
        return None
    seen.add(address.lower())
    return address


def plan_notifications(
    recipient: Recipient,
    points: ContactPoints,
    notification_channel: NotificationChannel,
    *,
    ignores_reservation: bool,
) -> list[PlannedNotification]:
    """Return the notifications of one recipient, e-mails before SMS.

    A reserved or unknown recipient gets a failed notification with an empty address.
    """
    is_blocked = points.is_reserved and not ignores_reservation
    planned: list[PlannedNotification] = []
    for channel, addresses in _addresses_by_channel(points, notification_channel):
        if is_blocked:
            planned.append(
                PlannedNotification(recipient, channel, "", NotificationResult.RECIPIENT_RESERVED)
            )
        elif addresses:
            planned += [PlannedNotification(recipient, channel, to) for to in addresses]
        else:
            planned.append(
                PlannedNotification(
                    recipient, channel, "", NotificationResult.RECIPIENT_NOT_IDENTIFIED
                )
            )
    return planned


def plan_direct_notifications(
    recipient: Recipient, notification_channel: NotificationChannel
) -> list[PlannedNotification]:
    """Return the notifications of a recipient whose addresses are in the order.

    A preferred channel uses both addresses if both are given (v1).
    """
    emails, mobiles = optional_to_tuple(recipient.email), optional_to_tuple(recipient.mobile)
    points = ContactPoints(emails=emails, mobiles=mobiles)
    if emails and mobiles and notification_channel in PREFERRED:
        notification_channel = NotificationChannel.EMAIL_AND_SMS
    return plan_notifications(recipient, points, notification_channel, ignores_reservation=True)


def _addresses_by_channel(
    points: ContactPoints, notification_channel: NotificationChannel
) -> list[tuple[Channel, list[str]]]:
    match notification_channel:
        case NotificationChannel.EMAIL:
            return [(Channel.EMAIL, _email_addresses(points))]
        case NotificationChannel.SMS:
            return [(Channel.SMS, _mobile_numbers(points))]
        case NotificationChannel.EMAIL_AND_SMS:
            return [
                (Channel.EMAIL, _email_addresses(points)),
                (Channel.SMS, _mobile_numbers(points)),
            ]
        case NotificationChannel.EMAIL_PREFERRED:
            return _preferred_addresses(points, Channel.EMAIL)
        case NotificationChannel.SMS_PREFERRED:
            return _preferred_addresses(points, Channel.SMS)


def _email_addresses(points: ContactPoints) -> list[str]:
    return [*points.emails, *(user.email for user in points.users if user.email)]


def _mobile_numbers(points: ContactPoints) -> list[str]:
    return [*points.mobiles, *(user.mobile for user in points.users if user.mobile)]


def _preferred_addresses(
    points: ContactPoints, channel: Channel
) -> list[tuple[Channel, list[str]]]:
    """Choose the channel for the official addresses, and again for each user."""
    other = Channel.SMS if channel is Channel.EMAIL else Channel.EMAIL
    official = (points.emails, points.mobiles)
    users = [
        (optional_to_tuple(user.email), optional_to_tuple(user.mobile)) for user in points.users
    ]
    chosen: dict[Channel, list[str]] = {Channel.EMAIL: [], Channel.SMS: []}
    for emails, mobiles in (official, *users):
        available = {Channel.EMAIL: emails, Channel.SMS: mobiles}
        used = channel if available[channel] else other
        chosen[used] += available[used]
    non_empty = [(each, addresses) for each, addresses in chosen.items() if addresses]
    return non_empty or [(channel, [])]

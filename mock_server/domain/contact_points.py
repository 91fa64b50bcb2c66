"""From a recipient and what the registers know to addresses, and to notifications.

Source: spec/processing-and-timing.md section 4, spec/contacts-and-authorization.md section 2.
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
    """One user's own e-mail and mobile number for an organisation; either may be missing."""

    email: str | None
    mobile: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoints:
    """What is known of one recipient: official addresses, users' own, reservation."""

    emails: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    users: tuple[UserContactPoint, ...] = ()
    is_reserved: bool = False

    def has_address_for(self, channel: int) -> bool:
        """Tell whether an order on *channel* finds an official address of a kind it uses."""
        if channel == NotificationChannel.EMAIL:
            return bool(self.emails)
        if channel == NotificationChannel.SMS:
            return bool(self.mobiles)
        return bool(self.emails or self.mobiles)


NO_CONTACT_POINTS: Final = ContactPoints()


@dataclass(frozen=True, slots=True)
class PlannedNotification:
    """A notification to be: ``result`` is None for one that will be sent."""

    recipient: Recipient
    channel: Channel
    to: str
    result: NotificationResult | None = None


def needs_lookup(recipient: Recipient, channel: int) -> bool:
    """Tell whether the order holds no address of a kind that the channel uses."""
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
        case _:  # undefined numbers, which v1 takes, look nobody up
            return False


def normalize_mobile_number(mobile: str | None) -> str | None:
    """Return a register's number with its country code; None where it is no valid number."""
    number = ensure_country_code(mobile) if mobile else None
    return number if number and is_valid_mobile_number(number) else None


def optional_to_tuple(address: str | None) -> tuple[str, ...]:
    """Return *address* as the addresses that there are: none if it is missing or blank."""
    return () if address is None or is_blank(address) else (address,)


def unique_ignoring_case(texts: Iterable[str]) -> tuple[str, ...]:
    """Return *texts* without blanks and without repeats in another letter case."""
    seen: dict[str, str] = {}
    for text in texts:
        if not is_blank(text):
            seen.setdefault(text.lower(), text)
    return tuple(seen.values())


def is_stale(verified_at: Instant | None, now: Instant) -> bool:
    """Tell whether an address was last checked more than 18 calendar months ago."""
    return verified_at is not None and verified_at < _months_before(now, STALE_AFTER_MONTHS)


def _months_before(at: Instant, months: int) -> Instant:
    """Return *at* so many calendar months earlier; the 31st of a shorter month is its last day."""
    today = to_datetime(at)
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return 0
    day = min(today.day, monthrange(year, month + 1)[1])
    return from_datetime(datetime(year, month + 1, day, tzinfo=UTC)) + at % DAY


def remove_duplicate_user_addresses(
    users: Iterable[UserContactPoint], emails: Iterable[str], mobiles: Iterable[str]
) -> tuple[UserContactPoint, ...]:
    """Return the users' own addresses that nobody before them in the organisation has.

    *emails* and *mobiles* are the official ones. A user with an e-mail stays even when the number
    beside it is not valid: the platform then sends to that number.
    """
    seen_emails = {email.lower() for email in emails}
    seen_mobiles = {mobile.lower() for mobile in mobiles}
    left: list[UserContactPoint] = []
    for user in users:
        email = _unseen_address(user.email, seen_emails)
        mobile = _unseen_address(user.mobile and ensure_country_code(user.mobile), seen_mobiles)
        if email or is_valid_mobile_number(mobile):
            left.append(UserContactPoint(email, mobile))
    return tuple(left)


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
    """Return the notifications of one recipient on *notification_channel*, e-mails before SMS.

    A reserved or unknown recipient gives one that has failed already, with an empty address.
    """
    refused = points.is_reserved and not ignores_reservation
    planned: list[PlannedNotification] = []
    for channel, addresses in _addresses_by_channel(points, notification_channel):
        if refused:
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
    """Return the notifications of a recipient whose addresses the order itself holds.

    A preferred notification_channel takes both addresses where both are given (v1).
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
    """Pick once for the official list, and once for each user."""
    other = Channel.SMS if channel is Channel.EMAIL else Channel.EMAIL
    official = (points.emails, points.mobiles)
    own = [(optional_to_tuple(user.email), optional_to_tuple(user.mobile)) for user in points.users]
    chosen: dict[Channel, list[str]] = {Channel.EMAIL: [], Channel.SMS: []}
    for emails, mobiles in (official, *own):
        found = {Channel.EMAIL: emails, Channel.SMS: mobiles}
        taken = channel if found[channel] else other
        chosen[taken] += found[taken]
    picked = [(each, addresses) for each, addresses in chosen.items() if addresses]
    return picked or [(channel, [])]

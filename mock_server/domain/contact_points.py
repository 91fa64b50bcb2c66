"""From a recipient and what the registers know to addresses, and to notifications.

Source: spec/processing-and-timing.md section 4, spec/contacts-and-authorization.md section 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mock_server.domain.addresses import ensure_country_code, is_valid_mobile_number
from mock_server.domain.instant import Instant, from_datetime, to_datetime
from mock_server.domain.orders import Recipient
from mock_server.domain.vocabulary import Channel, Medium, Result

STALE_AFTER_MONTHS: Final = 18


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """One user's own e-mail and mobile number for an organisation; either may be missing."""

    email: str | None
    mobile: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoints:
    """What is known of one recipient: official addresses, users' own, reservation."""

    emails: tuple[str, ...] = ()
    mobiles: tuple[str, ...] = ()
    users: tuple[OwnAddress, ...] = ()
    is_reserved: bool = False

    def reaches(self, channel: int) -> bool:
        """Tell whether an order on *channel* finds an official address of a kind it uses."""
        if channel == Channel.EMAIL:
            return bool(self.emails)
        if channel == Channel.SMS:
            return bool(self.mobiles)
        return bool(self.emails or self.mobiles)


NOBODY: Final = ContactPoints()


@dataclass(frozen=True, slots=True)
class Planned:
    """A notification to be: ``result`` is None for one that will be sent."""

    recipient: Recipient
    medium: Medium
    to: str
    result: Result | None = None


def needs_look_up(recipient: Recipient, channel: int) -> bool:
    """Tell whether the order holds no address of a kind that the channel uses."""
    match channel:
        case Channel.EMAIL:
            return not recipient.email
        case Channel.SMS:
            return not recipient.mobile
        case Channel.EMAIL_AND_SMS | Channel.EMAIL_PREFERRED | Channel.SMS_PREFERRED:
            return not recipient.email and not recipient.mobile
        case _:  # undefined numbers, which v1 takes, look nobody up
            return False


def normalised(mobile: str | None) -> str | None:
    """Return a register's number with its country code; None where it is no valid number."""
    number = ensure_country_code(mobile) if mobile else None
    return number if number and is_valid_mobile_number(number) else None


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return *texts* without blanks and without repeats in another letter case."""
    seen: dict[str, str] = {}
    for text in texts:
        if text.strip():
            seen.setdefault(text.lower(), text)
    return tuple(seen.values())


def is_stale(verified_at: Instant | None, now: Instant) -> bool:
    """Tell whether an address was last checked more than 18 calendar months ago."""
    if verified_at is None:
        return False
    today = to_datetime(now)
    months = today.year * 12 + today.month - 1 - STALE_AFTER_MONTHS
    year, month = months // 12, months % 12 + 1
    day = today.day
    while True:
        try:
            limit = today.replace(year=year, month=month, day=day)
        except ValueError:
            day -= 1  # the 31st of a shorter month is its last day
        else:
            return verified_at < from_datetime(limit)


def users_left(
    users: Iterable[OwnAddress], emails: tuple[str, ...], mobiles: tuple[str, ...]
) -> tuple[OwnAddress, ...]:
    """Return the users' own addresses that are not somebody's before them in the organisation.

    A user with an e-mail stays even when the number beside it is not valid: the platform then
    sends to that number.
    """
    seen_emails = {email.lower() for email in emails}
    seen_mobiles = {mobile.lower() for mobile in mobiles}
    left: list[OwnAddress] = []
    for user in users:
        email = user.email or ""
        mobile = ensure_country_code(user.mobile) if user.mobile else ""
        if email.lower() in seen_emails:
            email = ""
        if mobile.lower() in seen_mobiles:
            mobile = ""
        if email.strip():
            seen_emails.add(email.lower())
        if mobile:
            seen_mobiles.add(mobile.lower())
        if email.strip() or (mobile and is_valid_mobile_number(mobile)):
            left.append(OwnAddress(email or None, mobile or None))
    return tuple(left)


def plan(
    recipient: Recipient, points: ContactPoints, channel: int, *, ignores_reservation: bool
) -> list[Planned]:
    """Return the notifications of one recipient on *channel*, e-mails before SMS.

    A reserved or unknown recipient gives one that has failed already, with an empty address.
    """
    refused = points.is_reserved and not ignores_reservation
    planned: list[Planned] = []
    for medium, addresses in _picked(points, channel):
        if refused:
            planned.append(Planned(recipient, medium, "", Result.RECIPIENT_RESERVED))
        elif addresses:
            planned += [Planned(recipient, medium, to) for to in addresses]
        else:
            planned.append(Planned(recipient, medium, "", Result.RECIPIENT_NOT_IDENTIFIED))
    return planned


def plan_direct(recipient: Recipient, channel: int) -> list[Planned]:
    """Return the notifications of a recipient whose addresses the order itself holds.

    A preferred channel takes both addresses where both are given (v1).
    """
    planned: list[Planned] = []
    if recipient.email and channel != Channel.SMS:
        planned.append(Planned(recipient, Medium.EMAIL, recipient.email))
    if recipient.mobile and channel != Channel.EMAIL:
        planned.append(Planned(recipient, Medium.SMS, recipient.mobile))
    return planned


def _picked(points: ContactPoints, channel: int) -> list[tuple[Medium, list[str]]]:
    match channel:
        case Channel.EMAIL:
            return [(Medium.EMAIL, _emails(points))]
        case Channel.SMS:
            return [(Medium.SMS, _mobiles(points))]
        case Channel.EMAIL_AND_SMS:
            return [(Medium.EMAIL, _emails(points)), (Medium.SMS, _mobiles(points))]
        case Channel.EMAIL_PREFERRED:
            return _preferred(points, Medium.EMAIL)
        case Channel.SMS_PREFERRED:
            return _preferred(points, Medium.SMS)
        case _:  # undefined numbers, which v1 takes, pick nothing
            return []


def _emails(points: ContactPoints) -> list[str]:
    return [*points.emails, *(user.email for user in points.users if user.email)]


def _mobiles(points: ContactPoints) -> list[str]:
    return [*points.mobiles, *(user.mobile for user in points.users if user.mobile)]


def _preferred(points: ContactPoints, medium: Medium) -> list[tuple[Medium, list[str]]]:
    """Pick once for the official list, and once for each user."""
    other = Medium.SMS if medium is Medium.EMAIL else Medium.EMAIL
    chosen: dict[Medium, list[str]] = {Medium.EMAIL: [], Medium.SMS: []}
    official = {Medium.EMAIL: points.emails, Medium.SMS: points.mobiles}
    first = medium if official[medium] else other
    chosen[first] += official[first]
    for user in points.users:
        own = {Medium.EMAIL: user.email, Medium.SMS: user.mobile}
        each = medium if own[medium] else other
        chosen[each] += [address for address in (own[each],) if address]
    picked = [(each, addresses) for each, addresses in chosen.items() if addresses]
    return picked or [(medium, [])]

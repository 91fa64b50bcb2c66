"""Recipients of the orders of a correspondence, without those already notified at an address.

Source: docs/reference/correspondence.md sections 5.2 and 5.5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import identifiers
from mock_server.correspondence.domain.custom_recipients import to_order_recipient
from mock_server.correspondence.domain.request import NotificationRequest
from mock_server.domain.enums import NotificationChannel, RuleSet
from mock_server.domain.whitespace import trim

_EMAIL_CHANNELS: Final = (
    NotificationChannel.EMAIL,
    NotificationChannel.EMAIL_AND_SMS,
    NotificationChannel.EMAIL_PREFERRED,
)
_SMS_CHANNELS: Final = (
    NotificationChannel.SMS,
    NotificationChannel.EMAIL_AND_SMS,
    NotificationChannel.SMS_PREFERRED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecipient:
    """The recipient of an order; exactly one field has a value."""

    organization_number: str | None = None
    national_identity_number: str | None = None
    external_identity: str | None = None
    email_address: str | None = None
    mobile_number: str | None = None

    @property
    def key(self) -> str:
        """Return the unique key of the order, from which its idempotency id is derived."""
        if self.organization_number:
            return f"org:{self.organization_number}"
        if self.national_identity_number:
            return f"nin:{self.national_identity_number}"
        if self.external_identity:
            return f"ext:{self.external_identity.lower()}"
        if self.email_address:
            return f"email:{self.email_address.lower()}"
        return f"sms:{self.mobile_number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """E-mail addresses and mobile numbers in normal form, for comparison."""

    emails: frozenset[str] = frozenset()
    mobiles: frozenset[str] = frozenset()

    @classmethod
    def from_raw(cls, emails: Iterable[str | None], mobiles: Iterable[str | None]) -> "Addresses":
        """Return normalized addresses without the blank ones."""
        return cls(
            emails=frozenset(_normalize_email(each) for each in emails if each and trim(each)),
            mobiles=frozenset(_normalize_mobile(each) for each in mobiles if each and trim(each)),
        )

    def __bool__(self) -> bool:
        return bool(self.emails or self.mobiles)

    def __or__(self, other: "Addresses") -> "Addresses":
        return Addresses(emails=self.emails | other.emails, mobiles=self.mobiles | other.mobiles)

    def __and__(self, other: "Addresses") -> "Addresses":
        return Addresses(emails=self.emails & other.emails, mobiles=self.mobiles & other.mobiles)

    def covers(self, channel: NotificationChannel) -> bool:
        """Return whether *channel* can be served with these addresses."""
        match channel:
            case NotificationChannel.EMAIL:
                return bool(self.emails)
            case NotificationChannel.SMS:
                return bool(self.mobiles)
            case NotificationChannel.EMAIL_AND_SMS:
                return bool(self.emails and self.mobiles)
            case NotificationChannel.EMAIL_PREFERRED | NotificationChannel.SMS_PREFERRED:
                return bool(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientPlan:
    """The notifications of one recipient: main notification, reminder, or both."""

    recipient: OrderRecipient
    has_main: bool = True
    has_reminder: bool = False


def main_recipient(urn: str) -> OrderRecipient:
    """Return the order recipient for the recipient of a correspondence."""
    if identifiers.is_organization_urn(urn):
        return OrderRecipient(organization_number=identifiers.without_prefix(urn))
    if identifiers.is_person_urn(urn):
        return OrderRecipient(national_identity_number=identifiers.without_prefix(urn))
    return OrderRecipient(external_identity=urn)


def order_recipients(
    urn: str, notification: NotificationRequest, rules: RuleSet
) -> list[OrderRecipient]:
    """Return the recipients of the orders: the recipient of the message, then the custom ones."""
    custom = [to_order_recipient(each, rules) for each in notification.custom_recipients]
    main = [] if notification.override_registered_contact_information else [main_recipient(urn)]
    return main + [
        OrderRecipient(
            organization_number=each.organization_number,
            national_identity_number=each.national_identity_number,
            email_address=each.email_address,
            mobile_number=each.mobile_number,
        )
        for each in custom
    ]


def custom_addresses_to_compare(
    recipients: Iterable[OrderRecipient], notification: NotificationRequest
) -> Addresses:
    """Return the custom addresses that the organisation's own notification may reach too."""
    channels = set(_channels(notification))
    return Addresses.from_raw(
        (each.email_address for each in recipients) if channels & set(_EMAIL_CHANNELS) else (),
        (each.mobile_number for each in recipients) if channels & set(_SMS_CHANNELS) else (),
    )


def covers_all_channels(official: Addresses, notification: NotificationRequest) -> bool:
    """Return whether the official addresses cover every channel of the notification."""
    return all(official.covers(channel) for channel in _channels(notification))


def _channels(notification: NotificationRequest) -> list[NotificationChannel]:
    reminder = [notification.reminder_channel_or_main] if notification.has_reminder else []
    return [notification.notification_channel, *reminder]


def plan_recipients(
    recipients: Iterable[OrderRecipient], notification: NotificationRequest, registered: Addresses
) -> list[RecipientPlan]:
    """Return the notifications of each recipient, without those sent to *registered* addresses."""
    plans: dict[str, RecipientPlan] = {}
    for recipient in recipients:
        plan = RecipientPlan(
            recipient=recipient,
            has_main=not _is_covered(recipient, notification.notification_channel, registered),
            has_reminder=notification.has_reminder
            and not _is_covered(recipient, notification.reminder_channel_or_main, registered),
        )
        if plan.has_main or plan.has_reminder:
            plans.setdefault(recipient.key, plan)
    return list(plans.values())


def _is_covered(
    recipient: OrderRecipient, channel: NotificationChannel, registered: Addresses
) -> bool:
    email, mobile = recipient.email_address, recipient.mobile_number
    if email:
        return channel in _EMAIL_CHANNELS and _normalize_email(email) in registered.emails
    return (
        bool(mobile)
        and channel in _SMS_CHANNELS
        and _normalize_mobile(mobile or "") in registered.mobiles
    )


def _normalize_email(address: str) -> str:
    return trim(address).lower()


def _normalize_mobile(number: str) -> str:
    return identifiers.with_country_code(number.replace(" ", ""))

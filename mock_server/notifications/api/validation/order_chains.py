"""Validation of order chains: POST future/orders.

Source: docs/reference/notifications.md sections 10.4 and 15.2 to 15.4.
"""

from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import unquote_plus

from mock_server.domain.addresses import (
    is_national_identity_number,
    is_organization_number,
    is_valid_email,
    is_valid_mobile_number,
)
from mock_server.domain.enums import NotificationChannel
from mock_server.domain.identities import IDPORTEN_EMAIL_PREFIX, USER_NAME_PREFIXES
from mock_server.domain.instant import Instant
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document
from mock_server.notifications.api.validation.resource_ids import action_errors, is_resource_id
from mock_server.notifications.api.validation.sending_options import (
    condition_errors,
    email_settings_errors,
    sms_settings_errors,
    time_errors,
)

# The channel's name in error texts, and whether it requires e-mail and SMS settings.
_REQUIRED_SETTINGS: Final[dict[int, tuple[str, bool, bool]]] = {
    NotificationChannel.EMAIL: ("Email", True, False),
    NotificationChannel.SMS: ("Sms", False, True),
    NotificationChannel.EMAIL_PREFERRED: ("SmsPreferred or EmailPreferred", True, True),
    NotificationChannel.SMS_PREFERRED: ("SmsPreferred or EmailPreferred", True, True),
    NotificationChannel.EMAIL_AND_SMS: ("EmailAndSms", True, True),
}


def chain_errors(document: Document, now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST future/orders."""
    yield from time_errors(document, now)
    yield from condition_errors(document, "")
    yield from _recipient_errors(document["recipient"], "Recipient")
    for index, reminder in enumerate(document.get("reminders") or ()):
        # Validation accepts a null in the list; the mapping then makes Altinn respond with 500.
        if reminder is not None:
            yield from _reminder_errors(reminder, now, f"Reminders[{index}]")


def _reminder_errors(reminder: Document, now: Instant, key: str) -> Iterator[Error]:
    days, send_time = reminder.get("delayDays"), reminder.get("requestedSendTime")
    if (days is None) is (send_time is None):
        yield key, "Either DelayDays or RequestedSendTime must be defined, but not both."
    if days is not None and days < 1:
        yield f"{key}.DelayDays", "DelayDays must be greater than or equal to 1 day."
    if days is not None and send_time is not None:
        yield (
            f"{key}.RequestedSendTime",
            "RequestedSendTime must be null when DelayDays is set.",
        )
        yield f"{key}.DelayDays", "DelayDays must be null when RequestedSendTime is set."
    if send_time is not None:
        if not send_time.has_zone:
            yield (
                f"{key}.RequestedSendTime",
                "The RequestedSendTime must have specified a time zone.",
            )
        if send_time.at < now:
            yield (
                f"{key}.RequestedSendTime",
                "RequestedSendTime must be greater than or equal to the current UTC time.",
            )
    yield from condition_errors(reminder, f"{key}.")
    yield from _recipient_errors(reminder["recipient"], f"{key}.Recipient")


def _recipient_errors(recipients: Document, key: str) -> Iterator[Error]:
    given = [(name, value) for name, value in recipients.items() if value is not None]
    if len(given) != 1:
        yield key, "Must have exactly one recipient."
    for name, recipient in given:
        yield from _RECIPIENT_RULES[name](recipient, f"{key}.{name[0].upper()}{name[1:]}.")


def _email_errors(recipient: Document, prefix: str) -> Iterator[Error]:
    if not is_valid_email(recipient["emailAddress"]):
        yield f"{prefix}EmailAddress", "Invalid email address format."
    yield from email_settings_errors(recipient["emailSettings"], f"{prefix}Settings.")


def _sms_errors(recipient: Document, prefix: str) -> Iterator[Error]:
    if not is_valid_mobile_number(recipient["phoneNumber"]):
        yield (
            f"{prefix}PhoneNumber",
            "Recipient phone number is not a valid mobile number.",
        )
    yield from sms_settings_errors(recipient["smsSettings"], f"{prefix}Settings.")


def _person_errors(recipient: Document, prefix: str) -> Iterator[Error]:
    if not is_national_identity_number(recipient["nationalIdentityNumber"]):
        yield (
            f"{prefix}NationalIdentityNumber",
            "National identity number must be 11 digits long.",
        )
    yield from _lookup_recipient_errors(recipient, prefix)


def _organization_errors(recipient: Document, prefix: str) -> Iterator[Error]:
    if not is_organization_number(recipient["orgNumber"]):
        yield f"{prefix}OrgNumber", "Organization number must be 9 digits long."
    yield from _lookup_recipient_errors(recipient, prefix)


def _external_identity_errors(recipient: Document, prefix: str) -> Iterator[Error]:
    if not _is_external_identity(recipient["externalIdentity"]):
        yield f"{prefix}ExternalIdentity", "Invalid external identity URN format."
    yield from _lookup_recipient_errors(recipient, prefix)


def _is_external_identity(urn: str) -> bool:
    if urn.startswith(IDPORTEN_EMAIL_PREFIX):
        return is_valid_email(unquote_plus(urn.removeprefix(IDPORTEN_EMAIL_PREFIX)))
    return any(
        urn.startswith(prefix) and not is_blank(unquote_plus(urn.removeprefix(prefix)))
        for prefix in USER_NAME_PREFIXES
    )


def _lookup_recipient_errors(recipient: Document, prefix: str) -> Iterator[Error]:
    email, sms = recipient.get("emailSettings"), recipient.get("smsSettings")
    yield from _missing_settings_errors(
        recipient["channelSchema"], email is not None, sms is not None, prefix
    )
    if email is not None:
        yield from email_settings_errors(email, f"{prefix}EmailSettings.")
    if sms is not None:
        yield from sms_settings_errors(sms, f"{prefix}SmsSettings.")
    resource = recipient.get("resourceId")
    if resource is not None and not is_resource_id(resource):
        yield f"{prefix}ResourceId", "ResourceId must have a valid syntax."
    yield from action_errors(recipient, prefix)


def _missing_settings_errors(
    channel: int, has_email: bool, has_sms: bool, prefix: str
) -> Iterator[Error]:
    if channel not in _REQUIRED_SETTINGS:
        yield f"{prefix}ChannelSchema", "Invalid channel scheme value."
        return
    channel_name, needs_email, needs_sms = _REQUIRED_SETTINGS[channel]
    if needs_email and not has_email:
        yield (
            f"{prefix}EmailSettings",
            f"EmailSettings must be set when ChannelSchema is {channel_name}",
        )
    if needs_sms and not has_sms:
        yield (
            f"{prefix}SmsSettings",
            f"SmsSettings must be set when ChannelSchema is {channel_name}",
        )


_RECIPIENT_RULES: Final[dict[str, Callable[[Document, str], Iterator[Error]]]] = {
    "recipientEmail": _email_errors,
    "recipientSms": _sms_errors,
    "recipientPerson": _person_errors,
    "recipientOrganization": _organization_errors,
    "recipientExternalIdentity": _external_identity_errors,
}

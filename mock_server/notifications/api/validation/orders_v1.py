"""Validation of v1 orders: orders, orders/email and orders/sms.

Source: docs/reference/notifications.md sections 11.3 to 11.5. Errors are in Altinn's order, since
only the first ones are kept when there are too many.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mock_server.domain.addresses import (
    is_national_identity_number,
    is_organization_number,
    is_valid_email,
    is_valid_mobile_number,
)
from mock_server.domain.enums import NotificationChannel
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import MINUTE, Instant
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document
from mock_server.dotnet.uris import ConditionUrl, classify_condition_url
from mock_server.notifications.api.validation.resource_ids import action_errors

MAX_AGE_OF_SEND_TIME: Final = 5 * MINUTE


@dataclass(frozen=True, slots=True)
class _AddressRules:
    """The direct addresses that a channel uses, and the error for a recipient without any."""

    email: bool
    mobile: bool
    missing_error: str


_EMAIL_ADDRESSES: Final = _AddressRules(
    email=True,
    mobile=False,
    missing_error="Either a valid email address, organization number, or national identity number"
    " must be provided for each recipient.",
)
_MOBILE_NUMBERS: Final = _AddressRules(
    email=False,
    mobile=True,
    missing_error="Either a valid mobile number starting with country code, organization number, or"
    " national identity number must be provided for each recipient.",
)
_ALL_ADDRESSES: Final = _AddressRules(
    email=True,
    mobile=True,
    missing_error="Either a valid email address, mobile number starting with country code,"
    " organization number, or national identity number must be provided for each recipient.",
)
# Altinn does not validate addresses for EmailAndSms and for undefined channels.
_ADDRESS_RULES: Final = {
    NotificationChannel.EMAIL: _EMAIL_ADDRESSES,
    NotificationChannel.SMS: _MOBILE_NUMBERS,
    NotificationChannel.EMAIL_PREFERRED: _ALL_ADDRESSES,
    NotificationChannel.SMS_PREFERRED: _ALL_ADDRESSES,
}


def order_errors(document: Document, now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST orders.

    Raises:
        PlatformServerError: for a condition endpoint without a scheme that Altinn can read.
    """
    yield from _base_errors(document, now)
    channel = document.get("notificationChannel")
    email, sms = document.get("emailTemplate"), document.get("smsTemplate")
    if channel is None:
        yield "NotificationChannel", "A notification channel must be defined."
    rules = _ADDRESS_RULES.get(channel) if channel is not None else None
    if rules is not None:
        if rules.email and email is None:
            yield (
                "EmailTemplate",
                "An email template is required for the selected notification channel.",
            )
        if rules.mobile and sms is None:
            yield (
                "SmsTemplate",
                "An SMS template is required for the selected the notification channel.",
            )
    yield from _template_errors(email, sms)
    if rules is not None:
        yield from _recipient_list_errors(document, rules)


def email_order_errors(document: Document, now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST orders/email."""
    yield from _base_errors(document, now)
    yield from _recipient_list_errors(document, _EMAIL_ADDRESSES)


def sms_order_errors(document: Document, now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST orders/sms."""
    yield from _base_errors(document, now)
    yield from _recipient_list_errors(document, _MOBILE_NUMBERS)


def _base_errors(document: Document, now: Instant) -> Iterator[Error]:
    send_time = document.get("requestedSendTime")
    if send_time is not None:
        if not send_time.has_zone:
            yield (
                "RequestedSendTime",
                "The requested send time value must have specified a time zone.",
            )
        if send_time.at < now - MAX_AGE_OF_SEND_TIME:
            yield (
                "RequestedSendTime",
                "Send time must be in the future. Leave blank to send immediately.",
            )
    endpoint = document.get("conditionEndpoint")
    if endpoint is not None and not _is_condition_url(endpoint.text):
        yield "ConditionEndpoint", "The condition endpoint must be a valid URL."
    yield from action_errors(document, "")


def _is_condition_url(text: str) -> bool:
    match classify_condition_url(text):
        case ConditionUrl.VALID:
            return True
        case ConditionUrl.INVALID:
            return False
        case ConditionUrl.CRASHES:
            raise PlatformServerError("a relative condition endpoint has no scheme")


def _template_errors(email: Document | None, sms: Document | None) -> Iterator[Error]:
    if email is not None:
        if is_blank(email.get("body")):
            yield "EmailTemplate.Body", "The email template body must not be empty."
        if is_blank(email.get("subject")):
            yield "EmailTemplate.Subject", "The email template subject must not be empty."
    if sms is not None and is_blank(sms.get("body")):
        yield "SmsTemplate.Body", "The SMS template body must not be empty."


def _recipient_list_errors(document: Document, rules: _AddressRules) -> Iterator[Error]:
    recipients = document.get("recipients")
    if not recipients:
        yield "Recipients", "One or more recipient is required."
        return
    for index, recipient in enumerate(recipients):
        # Validation accepts a null in the list; the mapping then makes Altinn respond with 500.
        if recipient is not None:
            yield from _recipient_errors(recipient, rules, f"Recipients[{index}]")


def _recipient_errors(recipient: Document, rules: _AddressRules, key: str) -> Iterator[Error]:
    email, mobile = recipient.get("emailAddress"), recipient.get("mobileNumber")
    number = recipient.get("organizationNumber")
    person = recipient.get("nationalIdentityNumber")
    if not (number or person or (rules.email and email) or (rules.mobile and mobile)):
        yield key, rules.missing_error
    if rules.email and email and not is_valid_email(email):
        yield f"{key}.EmailAddress", "Invalid email address format."
    if rules.mobile and mobile and not is_valid_mobile_number(mobile):
        yield (
            f"{key}.MobileNumber",
            "Mobile number can contain only '+' and numeric characters, and it must adhere to the"
            " E.164 standard.",
        )
    yield from _identity_errors(number, person, bool(email or mobile), key)


def _identity_errors(
    number: str | None, person: str | None, has_address: bool, key: str
) -> Iterator[Error]:
    if person and not is_national_identity_number(person):
        yield (
            f"{key}.NationalIdentityNumber",
            "National identity number must be 11 digits long.",
        )
    if number and not is_organization_number(number):
        yield f"{key}.OrganizationNumber", "Organization number must be 9 digits long."
    if person and (has_address or number):
        yield (
            key,
            "National identity number cannot be combined with email address, mobile number, or"
            " organization number.",
        )
    if number and (has_address or person):
        yield (
            key,
            "Organization number cannot be combined with email address, mobile number, or national"
            " identity number.",
        )

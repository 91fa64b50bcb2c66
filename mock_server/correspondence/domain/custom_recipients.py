"""Custom recipients: validation, and their form in notification orders.

Source: docs/reference/correspondence.md sections 2.3, 3.4, 3.6 and 5.2.
"""

from dataclasses import replace
from typing import Final

from mock_server.correspondence.domain import errors, identifiers
from mock_server.correspondence.domain.errors import CorrespondenceError, FieldError
from mock_server.correspondence.domain.request import CustomRecipient, NotificationRequest
from mock_server.domain.enums import RuleSet
from mock_server.domain.identities import has_valid_check_digits

RECIPIENT_NAME_KEYWORD: Final = "$recipientname$"
NOTIFICATION_PATH: Final = "Correspondence.Notification"
INVALID_ORGANIZATION: Final = "Invalid organization number format"
INVALID_PERSON: Final = "The given Person national identity number is not valid"
INVALID_PERSON_FORMAT: Final = "Invalid Person national identifier format or not valid number"


def check_custom_recipients(
    notification: NotificationRequest, recipient_count: int, rules: RuleSet
) -> None:
    """Check the custom recipients of a notification, in order.

    Raises:
        CorrespondenceError: with the first error.
        FieldError: if an organisation or person is not in a documented format (documented rules).
    """
    custom = notification.custom_recipients
    if notification.override_registered_contact_information and not custom:
        raise CorrespondenceError(errors.OVERRIDE_WITHOUT_CUSTOM)
    if custom and recipient_count > 1:
        raise CorrespondenceError(errors.CUSTOM_WITH_MANY_RECIPIENTS)
    uses_recipient_name = _uses_recipient_name(notification)
    for index, recipient in enumerate(custom):
        _check_identifiers(recipient)
        _check_addresses(recipient, uses_recipient_name, rules)
        if rules is RuleSet.DOCUMENTED:
            _check_documented_formats(recipient, _field_path(notification, index))


def _uses_recipient_name(notification: NotificationRequest) -> bool:
    texts = (*notification.main.as_tuple(), *notification.reminder.as_tuple())
    return any(text is not None and RECIPIENT_NAME_KEYWORD in text.lower() for text in texts)


def _check_identifiers(recipient: CustomRecipient) -> None:
    present = [identifier for identifier in _identifiers(recipient) if identifier]
    if not present:
        raise CorrespondenceError(errors.CUSTOM_WITHOUT_IDENTIFIER)
    if len(present) > 1:
        raise CorrespondenceError(errors.CUSTOM_WITH_MANY_IDENTIFIERS)


def _identifiers(recipient: CustomRecipient) -> tuple[str | None, ...]:
    return (
        recipient.organization_number,
        recipient.national_identity_number,
        recipient.email_address,
        recipient.mobile_number,
    )


def _check_addresses(recipient: CustomRecipient, uses_recipient_name: bool, rules: RuleSet) -> None:
    # An empty string counts as an address here, unlike in _check_identifiers.
    email, mobile = recipient.email_address, recipient.mobile_number
    if uses_recipient_name and (email is not None or mobile is not None):
        raise CorrespondenceError(errors.CUSTOM_RECIPIENT_NAME_LOOKUP_NOT_ALLOWED)
    if email is not None and not identifiers.is_custom_email(email):
        raise CorrespondenceError(errors.INVALID_CUSTOM_EMAIL)
    if mobile is not None and not identifiers.is_international_mobile(
        _mobile_to_check(mobile, rules)
    ):
        raise CorrespondenceError(errors.INVALID_CUSTOM_MOBILE)


def _mobile_to_check(number: str, rules: RuleSet) -> str:
    match rules:
        case RuleSet.DOCUMENTED:
            return identifiers.with_country_code(number)
        case RuleSet.DEPLOYED:
            return number


def _check_documented_formats(recipient: CustomRecipient, field_path: str) -> None:
    organization, person = recipient.organization_number, recipient.national_identity_number
    if organization and identifiers.parse_documented_organization(organization) is None:
        raise FieldError(f"{field_path}.OrganizationNumber", INVALID_ORGANIZATION)
    if person:
        digits = identifiers.parse_documented_person(person)
        if digits is None:
            raise FieldError(f"{field_path}.NationalIdentityNumber", INVALID_PERSON_FORMAT)
        if not has_valid_check_digits(digits):
            raise FieldError(f"{field_path}.NationalIdentityNumber", INVALID_PERSON)


def _field_path(notification: NotificationRequest, index: int) -> str:
    return f"{NOTIFICATION_PATH}.{notification.custom_recipients_field.format(index=index)}"


def to_order_recipient(recipient: CustomRecipient, rules: RuleSet) -> CustomRecipient:
    """Return a valid recipient as it appears in an order.

    The documented rules strip prefixes and add country codes; the deployed rules change nothing.
    """
    match rules:
        case RuleSet.DEPLOYED:
            return recipient
        case RuleSet.DOCUMENTED:
            return replace(
                recipient,
                organization_number=_strip_prefix(recipient.organization_number),
                national_identity_number=_strip_prefix(recipient.national_identity_number),
                mobile_number=recipient.mobile_number
                and identifiers.with_country_code(recipient.mobile_number),
            )


def _strip_prefix(number: str | None) -> str | None:
    return number and identifiers.without_prefix(number)

"""Custom recipients: which form counts, which are refused, how they are named in orders.

Source: spec/correspondence.md sections 2.3, 3.4, 3.6 and 5.2.
"""

from dataclasses import replace
from typing import Final

from mock_server.correspondence.domain import errors, identifiers
from mock_server.correspondence.domain.errors import CorrespondenceError, FieldError
from mock_server.correspondence.domain.request import CustomRecipient, NotificationRequest
from mock_server.domain.enums import RuleSet
from mock_server.domain.identities import has_valid_check_digits

KEYWORD: Final = "$recipientname$"
PATH: Final = "Correspondence.Notification"
INVALID_ORGANIZATION: Final = "Invalid organization number format"
WRONG_PERSON: Final = "The given Person national identity number is not valid"
INVALID_PERSON_FORMAT: Final = "Invalid Person national identifier format or not valid number"


def check_custom_recipients(
    notification: NotificationRequest, recipients_of_message: int, rules: RuleSet
) -> None:
    """Check the custom recipients of a notification, in their order.

    Raises:
        Refused: with the first error.
        InvalidMember: for an organisation or person in no documented form (documented rules).
    """
    custom = notification.custom_recipients
    if notification.override_registered_contact_information and not custom:
        raise CorrespondenceError(errors.OVERRIDE_WITHOUT_CUSTOM)
    if custom and recipients_of_message > 1:
        raise CorrespondenceError(errors.CUSTOM_WITH_MANY_RECIPIENTS)
    names_recipient = _names_recipient(notification)
    for index, recipient in enumerate(custom):
        _check_identifiers(recipient)
        _check_addresses(recipient, names_recipient, rules)
        if rules is RuleSet.DOCUMENTED:
            _check_documented_forms(recipient, _field_path(notification, index))


def _names_recipient(notification: NotificationRequest) -> bool:
    texts = (*notification.main.all(), *notification.reminder.all())
    return any(text is not None and KEYWORD in text.lower() for text in texts)


def _check_identifiers(recipient: CustomRecipient) -> None:
    given = [identifier for identifier in _identifiers(recipient) if identifier]
    if not given:
        raise CorrespondenceError(errors.CUSTOM_WITHOUT_IDENTIFIER)
    if len(given) > 1:
        raise CorrespondenceError(errors.CUSTOM_WITH_MANY_IDENTIFIERS)


def _identifiers(recipient: CustomRecipient) -> tuple[str | None, ...]:
    return (
        recipient.organization_number,
        recipient.national_identity_number,
        recipient.email_address,
        recipient.mobile_number,
    )


def _check_addresses(recipient: CustomRecipient, names_recipient: bool, rules: RuleSet) -> None:
    # An empty text counts as given here, although it does not above.
    email, mobile = recipient.email_address, recipient.mobile_number
    if names_recipient and (email is not None or mobile is not None):
        raise CorrespondenceError(errors.CUSTOM_RECIPIENT_NAME_LOOKUP_NOT_ALLOWED)
    if email is not None and not identifiers.is_custom_email(email):
        raise CorrespondenceError(errors.INVALID_CUSTOM_EMAIL)
    if mobile is not None and not identifiers.is_international_mobile(_mobile(mobile, rules)):
        raise CorrespondenceError(errors.INVALID_CUSTOM_MOBILE)


def _mobile(number: str, rules: RuleSet) -> str:
    match rules:
        case RuleSet.DOCUMENTED:
            return identifiers.with_country_code(number)
        case RuleSet.DEPLOYED:
            return number


def _check_documented_forms(recipient: CustomRecipient, place: str) -> None:
    organization, person = recipient.organization_number, recipient.national_identity_number
    if organization and identifiers.documented_organization(organization) is None:
        raise FieldError(f"{place}.OrganizationNumber", INVALID_ORGANIZATION)
    if person:
        digits = identifiers.documented_person(person)
        if digits is None:
            raise FieldError(f"{place}.NationalIdentityNumber", INVALID_PERSON_FORMAT)
        if not has_valid_check_digits(digits):
            raise FieldError(f"{place}.NationalIdentityNumber", WRONG_PERSON)


def _field_path(notification: NotificationRequest, index: int) -> str:
    return f"{PATH}.{notification.custom_recipients_field.format(index=index)}"


def to_order_recipient(recipient: CustomRecipient, rules: RuleSet) -> CustomRecipient:
    """Return a valid *recipient* as its order names it: in bare numbers, or just as it came."""
    match rules:
        case RuleSet.DEPLOYED:
            return recipient
        case RuleSet.DOCUMENTED:
            return replace(
                recipient,
                organization_number=_bare(recipient.organization_number),
                national_identity_number=_bare(recipient.national_identity_number),
                mobile_number=recipient.mobile_number
                and identifiers.with_country_code(recipient.mobile_number),
            )


def _bare(number: str | None) -> str | None:
    return number and identifiers.without_prefix(number)

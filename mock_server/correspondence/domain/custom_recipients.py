"""Custom recipients: which form counts, which are refused, how they are named in orders.

Source: spec/correspondence.md sections 2.3, 3.4, 3.6 and 5.2.
"""

from dataclasses import replace
from typing import Final

from mock_server.correspondence.domain import errors, identifiers
from mock_server.correspondence.domain.errors import InvalidMember, Refused
from mock_server.correspondence.domain.request import CustomRecipient, NotificationRequest
from mock_server.domain.enums import Rules
from mock_server.domain.identities import has_valid_check_digits

KEYWORD: Final = "$recipientname$"
PATH: Final = "Correspondence.Notification"
WRONG_ORGANIZATION: Final = "Invalid organization number format"
WRONG_PERSON: Final = "The given Person national identity number is not valid"
WRONG_PERSON_FORM: Final = "Invalid Person national identifier format or not valid number"


def check_custom_recipients(
    notification: NotificationRequest, recipients_of_message: int, rules: Rules
) -> None:
    """Check the custom recipients of a notification, in their order.

    Raises:
        Refused: with the first error.
        InvalidMember: for an organisation or person in no documented form (documented rules).
    """
    custom = notification.custom_recipients
    if notification.overrides_registered and not custom:
        raise Refused(errors.OVERRIDE_WITHOUT_CUSTOM)
    if custom and recipients_of_message > 1:
        raise Refused(errors.CUSTOM_WITH_MANY_RECIPIENTS)
    names_recipient = _names_recipient(notification)
    for index, recipient in enumerate(custom):
        _check_identifiers(recipient)
        _check_addresses(recipient, names_recipient, rules)
        if rules is Rules.DOCUMENTED:
            _check_documented_forms(recipient, _place(notification, index))


def _names_recipient(notification: NotificationRequest) -> bool:
    texts = (*notification.main.all(), *notification.reminder.all())
    return any(text is not None and KEYWORD in text.lower() for text in texts)


def _check_identifiers(recipient: CustomRecipient) -> None:
    given = [identifier for identifier in _identifiers(recipient) if identifier]
    if not given:
        raise Refused(errors.CUSTOM_WITHOUT_IDENTIFIER)
    if len(given) > 1:
        raise Refused(errors.CUSTOM_WITH_MANY_IDENTIFIERS)


def _identifiers(recipient: CustomRecipient) -> tuple[str | None, ...]:
    return (
        recipient.organization_number,
        recipient.national_identity_number,
        recipient.email_address,
        recipient.mobile_number,
    )


def _check_addresses(recipient: CustomRecipient, names_recipient: bool, rules: Rules) -> None:
    # An empty text counts as given here, although it does not above.
    email, mobile = recipient.email_address, recipient.mobile_number
    if names_recipient and (email is not None or mobile is not None):
        raise Refused(errors.NO_NAME_TO_LOOK_UP)
    if email is not None and not identifiers.is_custom_email(email):
        raise Refused(errors.INVALID_CUSTOM_EMAIL)
    if mobile is not None and not identifiers.is_international_mobile(_mobile(mobile, rules)):
        raise Refused(errors.INVALID_CUSTOM_MOBILE)


def _mobile(number: str, rules: Rules) -> str:
    match rules:
        case Rules.DOCUMENTED:
            return identifiers.with_country_code(number)
        case Rules.DEPLOYED:
            return number


def _check_documented_forms(recipient: CustomRecipient, place: str) -> None:
    organization, person = recipient.organization_number, recipient.national_identity_number
    if organization and identifiers.documented_organization(organization) is None:
        raise InvalidMember(f"{place}.OrganizationNumber", WRONG_ORGANIZATION)
    if person:
        digits = identifiers.documented_person(person)
        if digits is None:
            raise InvalidMember(f"{place}.NationalIdentityNumber", WRONG_PERSON_FORM)
        if not has_valid_check_digits(digits):
            raise InvalidMember(f"{place}.NationalIdentityNumber", WRONG_PERSON)


def _place(notification: NotificationRequest, index: int) -> str:
    return f"{PATH}.{notification.custom_recipients_from.format(index=index)}"


def as_ordered(recipient: CustomRecipient, rules: Rules) -> CustomRecipient:
    """Return a valid *recipient* as its order names it: in bare numbers, or just as it came."""
    match rules:
        case Rules.DEPLOYED:
            return recipient
        case Rules.DOCUMENTED:
            return replace(
                recipient,
                organization_number=_bare(recipient.organization_number),
                national_identity_number=_bare(recipient.national_identity_number),
                mobile_number=recipient.mobile_number
                and identifiers.with_country_code(recipient.mobile_number),
            )


def _bare(number: str | None) -> str | None:
    return number and identifiers.without_prefix(number)

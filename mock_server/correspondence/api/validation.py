"""Validation rules for the properties of requests.

Source: docs/reference/correspondence.md section 3.2. A rule has a JSON name, a requirement, tests
of the value, and rules for inner properties. The tests of a list or an object run only if all inner
properties are valid.
"""

from __future__ import annotations

from typing import Final

from mock_server.correspondence.domain.enums import ReferenceType
from mock_server.correspondence.domain.identifiers import RESOURCE, recipient_error
from mock_server.domain.enums import ContentType, NotificationChannel, RuleSet
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.whitespace import is_blank, utf16_length
from mock_server.dotnet.aspnet.annotations import PropertyRule, Requirement, Test, length
from mock_server.dotnet.aspnet.binding import BindingError, Target, bind_enum
from mock_server.dotnet.schema import Document

EMPTY_GUID: Final = "00000000-0000-0000-0000-000000000000"
MAX_RECIPIENTS: Final = 500
MAX_PROPERTIES: Final = 10
MAX_REFERENCES: Final = 10
MAX_PROPERTY_KEY_LENGTH: Final = 50
MAX_PROPERTY_VALUE_LENGTH: Final = 300
_TRANSMISSION_TYPES: Final = {
    "Information": 1,
    "Acceptance": 2,
    "Rejection": 3,
    "Request": 4,
    "Alert": 5,
    "Decision": 6,
    "Submission": 7,
    "Correction": 8,
}


def _resource_error(value: str | None, _name: str) -> str | None:
    if value is not None and (not value or _is_resource(value.removeprefix(f"{RESOURCE}:"))):
        return None
    return "Invalid Resource identifier format"


def _is_resource(identifier: str) -> bool:
    return 0 < utf16_length(identifier) <= 255 and ":" not in identifier


def _language_error(value: str | None, _name: str) -> str | None:
    if value is None or is_blank(value):
        return None
    if utf16_length(value) != 2:
        return "The ISO6391 field must be exactly 2 characters long!"
    # Altinn rejects only codes contained in "iv", the code of the .NET invariant culture.
    return "The language code must be ISO6391 compliant!" if value == "iv" else None


def _checksum_error(value: str | None, _name: str) -> str | None:
    if value is None or is_blank(value):
        return None
    if utf16_length(value) != 32:
        return "The checksum, if used, must be a MD5 hash with a length of 32 characters"
    is_lower_case = value.lower() == value
    return None if is_lower_case else "The checksum, if used, must be a MD5 hash in lower case"


def is_defined_member(members: type[NotificationChannel] | type[ContentType]) -> Test:
    """Return a test that accepts null and the members of an enumeration."""
    values = frozenset(int(member) for member in members)

    def test(value: int | None, name: str) -> str | None:
        is_valid = value is None or value in values
        return None if is_valid else f"The {name} field must be a defined value."

    return test


def _idempotent_key_error(value: str | None, _name: str) -> str | None:
    return "The idempotency key must be a valid non-empty GUID" if value == EMPTY_GUID else None


def _recipients_error(value: list[str | None] | None, _name: str) -> str | None:
    if value is None:
        return None
    if not value:
        return "Recipients can not be empty"
    if len(value) > MAX_RECIPIENTS:
        return f"Recipients can contain at most {MAX_RECIPIENTS} recipients"
    for recipient in value:
        if recipient is None or is_blank(recipient):
            return "Recipients can not contain null or empty values"
        error = recipient_error(recipient)
        if error is not None:
            return error
    return None


def _properties_error(value: dict[str, str | None] | None, _name: str) -> str | None:
    if value is None:
        return None
    if len(value) > MAX_PROPERTIES:
        return f"propertyList can contain at most {MAX_PROPERTIES} properties"
    for key, text in value.items():
        if utf16_length(key) > MAX_PROPERTY_KEY_LENGTH:
            return (
                f"propertyList Key can not be longer than {MAX_PROPERTY_KEY_LENGTH}."
                f" Length:{utf16_length(key)}, KeyValue:{key}"
            )
        if text is None:
            raise PlatformServerError("Altinn reads the length of a property that is null")
        if utf16_length(text) > MAX_PROPERTY_VALUE_LENGTH:
            return (
                f"propertyList Value can not be longer than {MAX_PROPERTY_VALUE_LENGTH}."
                f" Length:{utf16_length(text)}, Value:{text}"
            )
    return None


def _references_error(value: list[Document | None] | None, _name: str) -> str | None:
    if value is None:
        return None
    if len(value) > MAX_REFERENCES:
        return f"externalReferences can contain at most {MAX_REFERENCES} references"
    reference_types: list[int] = []
    for reference in value:
        if reference is None:
            raise PlatformServerError("Altinn reads the type of an external reference that is null")
        reference_types.append(reference.get("referenceType", 0))
        if reference_types[-1] == ReferenceType.DIALOGPORTEN_TRANSMISSION_ID:
            return "Cannot initialize a correspondence with pre-existing transmission defined"
    if reference_types.count(ReferenceType.DIALOGPORTEN_TRANSMISSION_TYPE) != 1:
        return None
    reference = value[reference_types.index(ReferenceType.DIALOGPORTEN_TRANSMISSION_TYPE)] or {}
    try:
        bind_enum([reference["referenceValue"] or ""], Target(), _TRANSMISSION_TYPES)
    except BindingError:
        return "DialogportenTransmissionType referenceValue must be a valid transmission type"
    return None


_ATTACHMENT: Final = (
    PropertyRule("fileName", Requirement.VALUE, (length(255),)),
    PropertyRule("displayName", tests=(length(255),)),
    PropertyRule("checksum", tests=(_checksum_error,)),
    PropertyRule("sendersReference", Requirement.TEXT, (length(4096, 1),)),
)
_RESOURCE_ID: Final = PropertyRule(
    "resourceId", Requirement.TEXT, (length(255, 1), _resource_error)
)
_CONTENT: Final = (
    PropertyRule("language", tests=(_language_error,)),
    PropertyRule("messageTitle", Requirement.TEXT, (length(255, 1),)),
    PropertyRule("messageSummary", tests=(length(255),)),
    PropertyRule("messageBody", Requirement.TEXT, (length(30000, 1),)),
    PropertyRule("attachments", Requirement.NOT_NULL, inner=_ATTACHMENT),
)
_REFERENCE: Final = (PropertyRule("referenceValue", Requirement.VALUE),)
_REPLY_OPTION: Final = (PropertyRule("linkURL", Requirement.VALUE),)
_DEPRECATED_RECIPIENTS: Final = (
    PropertyRule("recipientToOverride", Requirement.VALUE),
    PropertyRule("recipients", Requirement.VALUE),
)


def _notification(max_subject_length: int) -> tuple[PropertyRule, ...]:
    return (
        PropertyRule("emailSubject", tests=(length(max_subject_length),)),
        PropertyRule("emailBody", tests=(length(10000),)),
        PropertyRule("emailContentType", tests=(is_defined_member(ContentType),)),
        PropertyRule("smsBody", tests=(length(2144),)),
        PropertyRule("reminderEmailSubject", tests=(length(max_subject_length),)),
        PropertyRule("reminderEmailBody", tests=(length(10000),)),
        PropertyRule("reminderEmailContentType", tests=(is_defined_member(ContentType),)),
        PropertyRule("reminderSmsBody", tests=(length(2144),)),
        PropertyRule("notificationChannel", tests=(is_defined_member(NotificationChannel),)),
        PropertyRule(
            "reminderNotificationChannel", tests=(is_defined_member(NotificationChannel),)
        ),
        PropertyRule("customNotificationRecipients", inner=_DEPRECATED_RECIPIENTS),
    )


def _initialize(max_subject_length: int) -> tuple[PropertyRule, ...]:
    return (
        PropertyRule(
            "correspondence",
            Requirement.VALUE,
            inner=(
                _RESOURCE_ID,
                PropertyRule("sendersReference", Requirement.TEXT, (length(4096, 1),)),
                PropertyRule("messageSender", tests=(length(255),)),
                PropertyRule("content", Requirement.VALUE, inner=_CONTENT),
                PropertyRule("externalReferences", tests=(_references_error,), inner=_REFERENCE),
                PropertyRule("propertyList", Requirement.NOT_NULL, (_properties_error,)),
                PropertyRule("replyOptions", inner=_REPLY_OPTION),
                PropertyRule("notification", inner=_notification(max_subject_length)),
            ),
        ),
        PropertyRule("recipients", Requirement.VALUE, (_recipients_error,)),
        PropertyRule("existingAttachments", Requirement.NOT_NULL),
        PropertyRule("idempotentKey", tests=(_idempotent_key_error,)),
    )


INITIALIZE: Final = {
    RuleSet.DOCUMENTED: _initialize(128),
    RuleSet.DEPLOYED: _initialize(512),
}
FORWARD: Final = (PropertyRule("forwardTo", Requirement.VALUE),)
INITIALIZE_ATTACHMENT: Final = (_RESOURCE_ID, *_ATTACHMENT)

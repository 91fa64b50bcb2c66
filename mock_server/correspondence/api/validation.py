"""What the platform asks of each member of a request before any rule is looked at.

Source: spec/correspondence.md section 3.2, spec/verified-correspondence.md section 4. A property is
data: its name in JSON, whether it must be there, its own checks, the properties behind it. The
checks of a list or an object run only when nothing is wrong inside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from mock_server.correspondence.domain.enums import ReferenceType
from mock_server.correspondence.domain.identifiers import RESOURCE, fault_of_recipient
from mock_server.domain.enums import Channel, ContentType, Rules
from mock_server.domain.errors import PlatformCrash
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.aspnet.binding import BindingError, Target, bound_choice
from mock_server.dotnet.aspnet.model_state import ModelState
from mock_server.dotnet.schema import Document

Test = Callable[[Any, str], str | None]

EMPTY_KEY: Final = "00000000-0000-0000-0000-000000000000"
MOST_RECIPIENTS: Final = 500
MOST_PROPERTIES: Final = 10
MOST_REFERENCES: Final = 10
LONGEST_PROPERTY_KEY: Final = 50
LONGEST_PROPERTY_VALUE: Final = 300
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


class Need(Enum):
    """What a member must hold."""

    NOTHING = auto()
    A_VALUE = auto()  # neither null nor absent
    NO_NULL = auto()  # null is refused; a member that is absent has its default
    TEXT = auto()  # neither null, absent nor blank


@dataclass(frozen=True, slots=True)
class Property:
    """One member and what is asked of it."""

    json: str
    need: Need = Need.NOTHING
    tests: tuple[Test, ...] = ()
    inner: tuple[Property, ...] = ()

    @property
    def name(self) -> str:
        """Return the name in the platform's own class."""
        return self.json[0].upper() + self.json[1:]


def validate(
    document: Document, properties: Iterable[Property], state: ModelState, prefix: str = ""
) -> bool:
    """Add what is wrong with *document* to *state*, and tell whether nothing is.

    Raises:
        PlatformCrash: where the platform's own check breaks down.
    """
    results = [_validate_one(document, each, state, prefix + each.name) for each in properties]
    return all(results)


def _validate_one(document: Document, asked: Property, state: ModelState, key: str) -> bool:
    value = document.get(asked.json)
    if value is not None and asked.inner and not _validate_behind(value, asked.inner, state, key):
        return False
    if state.has_error(key):
        return False
    messages = list(_messages(document, asked, value))
    for message in messages:
        state.add(key, message)
    return not messages


def _messages(document: Document, asked: Property, value: Any) -> Iterable[str]:
    if _is_missing(asked, document):
        yield f"The {asked.name} field is required."
    for test in asked.tests:
        message = test(value, asked.name)
        if message is not None:
            yield message


def _is_missing(asked: Property, document: Document) -> bool:
    value = document.get(asked.json)
    match asked.need:
        case Need.NOTHING:
            return False
        case Need.A_VALUE:
            return value is None
        case Need.NO_NULL:
            return asked.json in document and value is None
        case Need.TEXT:
            return is_blank(value)


def _validate_behind(
    value: Document | list[Document | None],
    properties: tuple[Property, ...],
    state: ModelState,
    key: str,
) -> bool:
    if isinstance(value, dict):
        return validate(value, properties, state, f"{key}.")
    results = [
        validate(item, properties, state, f"{key}[{index}].")
        for index, item in enumerate(value)
        if item is not None
    ]
    return all(results)


def length(most: int, least: int = 0) -> Test:
    """Ask for a text of so many UTF-16 units; null is none of this test's business."""

    def test(value: str | None, name: str) -> str | None:
        if value is None or least <= _units(value) <= most:
            return None
        minimum = f"a minimum length of {least} and " if least else ""
        return f"The field {name} must be a string with {minimum}a maximum length of {most}."

    return test


def _units(text: str) -> int:
    return len(text) + sum(1 for character in text if character > "\uffff")


def _resource_form(value: str | None, _name: str) -> str | None:
    if value is not None and (not value or _is_resource(value.removeprefix(f"{RESOURCE}:"))):
        return None
    return "Invalid Resource identifier format"


def _is_resource(identifier: str) -> bool:
    return 0 < _units(identifier) <= 255 and ":" not in identifier


def _language_form(value: str | None, _name: str) -> str | None:
    if value is None or is_blank(value):
        return None
    if _units(value) != 2:
        return "The ISO6391 field must be exactly 2 characters long!"
    # The platform asks whether its own invariant culture's code holds this one.
    return "The language code must be ISO6391 compliant!" if value == "iv" else None


def _checksum_form(value: str | None, _name: str) -> str | None:
    if value is None or is_blank(value):
        return None
    if _units(value) != 32:
        return "The checksum, if used, must be a MD5 hash with a length of 32 characters"
    in_lower_case = value.lower() == value
    return None if in_lower_case else "The checksum, if used, must be a MD5 hash in lower case"


def defined(members: type[Channel] | type[ContentType]) -> Test:
    """Ask for a defined member of an enumeration, or null."""
    values = frozenset(int(member) for member in members)

    def test(value: int | None, name: str) -> str | None:
        is_fine = value is None or value in values
        return None if is_fine else f"The {name} field must be a defined value."

    return test


def _key_form(value: str | None, _name: str) -> str | None:
    return "The idempotency key must be a valid non-empty GUID" if value == EMPTY_KEY else None


def _recipients_form(value: list[str | None] | None, _name: str) -> str | None:
    if value is None:
        return None
    if not value:
        return "Recipients can not be empty"
    if len(value) > MOST_RECIPIENTS:
        return f"Recipients can contain at most {MOST_RECIPIENTS} recipients"
    for recipient in value:
        if recipient is None or is_blank(recipient):
            return "Recipients can not contain null or empty values"
        fault = fault_of_recipient(recipient)
        if fault is not None:
            return fault
    return None


def _properties_form(value: dict[str, str | None] | None, _name: str) -> str | None:
    if value is None:
        return None
    if len(value) > MOST_PROPERTIES:
        return f"propertyList can contain at most {MOST_PROPERTIES} properties"
    for key, text in value.items():
        if _units(key) > LONGEST_PROPERTY_KEY:
            return (
                f"propertyList Key can not be longer than {LONGEST_PROPERTY_KEY}."
                f" Length:{_units(key)}, KeyValue:{key}"
            )
        if text is None:
            raise PlatformCrash("the platform asks a property without a value for its length")
        if _units(text) > LONGEST_PROPERTY_VALUE:
            return (
                f"propertyList Value can not be longer than {LONGEST_PROPERTY_VALUE}."
                f" Length:{_units(text)}, Value:{text}"
            )
    return None


def _references_form(value: list[Document | None] | None, _name: str) -> str | None:
    if value is None:
        return None
    if len(value) > MOST_REFERENCES:
        return f"externalReferences can contain at most {MOST_REFERENCES} references"
    kinds = []
    for reference in value:
        if reference is None:
            raise PlatformCrash("the platform asks a missing external reference for its type")
        kinds.append(reference.get("referenceType", 0))
        if kinds[-1] == ReferenceType.DIALOGPORTEN_TRANSMISSION_ID:
            return "Cannot initialize a correspondence with pre-existing transmission defined"
    if kinds.count(ReferenceType.DIALOGPORTEN_TRANSMISSION_TYPE) != 1:
        return None
    reference = value[kinds.index(ReferenceType.DIALOGPORTEN_TRANSMISSION_TYPE)] or {}
    try:
        bound_choice([reference["referenceValue"] or ""], Target(), _TRANSMISSION_TYPES)
    except BindingError:
        return "DialogportenTransmissionType referenceValue must be a valid transmission type"
    return None


_ATTACHMENT: Final = (
    Property("fileName", Need.A_VALUE, (length(255),)),
    Property("displayName", tests=(length(255),)),
    Property("checksum", tests=(_checksum_form,)),
    Property("sendersReference", Need.TEXT, (length(4096, 1),)),
)
_RESOURCE_ID: Final = Property("resourceId", Need.TEXT, (length(255, 1), _resource_form))
_CONTENT: Final = (
    Property("language", tests=(_language_form,)),
    Property("messageTitle", Need.TEXT, (length(255, 1),)),
    Property("messageSummary", tests=(length(255),)),
    Property("messageBody", Need.TEXT, (length(30000, 1),)),
    Property("attachments", Need.NO_NULL, inner=_ATTACHMENT),
)
_REFERENCE: Final = (Property("referenceValue", Need.A_VALUE),)
_REPLY_OPTION: Final = (Property("linkURL", Need.A_VALUE),)
_OLD_RECIPIENTS: Final = (
    Property("recipientToOverride", Need.A_VALUE),
    Property("recipients", Need.A_VALUE),
)


def _notification(longest_subject: int) -> tuple[Property, ...]:
    return (
        Property("emailSubject", tests=(length(longest_subject),)),
        Property("emailBody", tests=(length(10000),)),
        Property("emailContentType", tests=(defined(ContentType),)),
        Property("smsBody", tests=(length(2144),)),
        Property("reminderEmailSubject", tests=(length(longest_subject),)),
        Property("reminderEmailBody", tests=(length(10000),)),
        Property("reminderEmailContentType", tests=(defined(ContentType),)),
        Property("reminderSmsBody", tests=(length(2144),)),
        Property("notificationChannel", tests=(defined(Channel),)),
        Property("reminderNotificationChannel", tests=(defined(Channel),)),
        Property("customNotificationRecipients", inner=_OLD_RECIPIENTS),
    )


def _initialize(longest_subject: int) -> tuple[Property, ...]:
    return (
        Property(
            "correspondence",
            Need.A_VALUE,
            inner=(
                _RESOURCE_ID,
                Property("sendersReference", Need.TEXT, (length(4096, 1),)),
                Property("messageSender", tests=(length(255),)),
                Property("content", Need.A_VALUE, inner=_CONTENT),
                Property("externalReferences", tests=(_references_form,), inner=_REFERENCE),
                Property("propertyList", Need.NO_NULL, (_properties_form,)),
                Property("replyOptions", inner=_REPLY_OPTION),
                Property("notification", inner=_notification(longest_subject)),
            ),
        ),
        Property("recipients", Need.A_VALUE, (_recipients_form,)),
        Property("existingAttachments", Need.NO_NULL),
        Property("idempotentKey", tests=(_key_form,)),
    )


INITIALIZE: Final = {
    Rules.DOCUMENTED: _initialize(128),
    Rules.DEPLOYED: _initialize(512),
}
INITIALIZE_ATTACHMENT: Final = (_RESOURCE_ID, *_ATTACHMENT)

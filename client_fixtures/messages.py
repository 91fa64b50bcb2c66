"""Sent messages and events as data classes.

The fields are those of the control API in snake case; instants are aware datetimes in UTC.
Source: docs/control-api.md, Inbox and Clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, Self

from client_fixtures.conversion import to_camel
from client_fixtures.filters import Channel, Kind, Route, Source
from mock_server.domain.instant import from_datetime, parse_instant, to_datetime
from mock_server.matching.filters import format_value
from mock_server.matching.formatting import CHANNELS, format_norwegian_time

MAX_TEXT = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """The recipient in the order; all fields are None if it was only an address."""

    organization_number: str | None = None
    national_identity_number: str | None = None
    external_identity: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a composed e-mail; ``size`` in bytes, None if it was not fetched."""

    filename: str
    mime_type: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Message:
    """A sent e-mail or SMS; ``from_`` is the sender."""

    id: str
    channel: Channel
    to: str
    from_: str
    subject: str | None
    body: str
    content_type: str | None
    attachments: tuple[Attachment, ...]
    segments: int | None
    sent_at: datetime
    result: str | None
    result_at: datetime | None
    reached: bool
    route: Route
    shipment_id: str | None
    order_chain_id: str | None
    kind: Kind
    source: Source
    creator: str
    on_behalf_of: str
    senders_reference: str | None
    recipient: Recipient
    correspondence_id: str | None
    instance_id: str | None
    warnings: tuple[str, ...]

    def __repr__(self) -> str:
        text = format_value(self.subject if self.channel == "email" else self.body, MAX_TEXT)
        at = format_norwegian_time(from_datetime(self.sent_at))
        result = self.result or "no result yet"
        return f"<{CHANNELS[self.channel]} to {self.to} {text} {result}, {self.route}, {at}>"

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return the message in a document of the control API."""
        values = known_fields(cls, document)
        values["recipient"] = Recipient(**known_fields(Recipient, document.get("recipient") or {}))
        values["attachments"] = tuple(
            Attachment(**known_fields(Attachment, each))
            for each in document.get("attachments") or ()
        )
        values["warnings"] = tuple(document.get("warnings") or ())
        return cls(**values)


class Email(Message):
    """A sent e-mail."""

    __slots__ = ()
    subject: str


class Sms(Message):
    """A sent SMS; it has no subject."""

    __slots__ = ()
    segments: int


def message_of(document: Mapping[str, Any]) -> Email | Sms:
    """Return the e-mail or SMS in a document of the control API."""
    return Email.of(document) if document["channel"] == "email" else Sms.of(document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event that occurred while the clock advanced; ``text`` describes it."""

    at: datetime
    kind: str
    text: str
    shipment_id: str | None = None
    message_id: str | None = None
    correspondence_id: str | None = None
    instance_id: str | None = None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """Return the event in a document of the control API."""
        return cls(**known_fields(cls, document))


def known_fields(kind: type, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values in *document* for the fields of *kind*, by field name."""
    return {
        name: _value(name, document[key]) for name, key in _keys(kind).items() if key in document
    }


@cache
def _keys(kind: type) -> dict[str, str]:
    return {each.name: to_camel(each.name.rstrip("_")) for each in fields(kind)}


def _value(name: str, value: Any) -> Any:
    is_instant = (name == "at" or name.endswith("_at")) and isinstance(value, str)
    return to_datetime(parse_instant(value)) if is_instant else value

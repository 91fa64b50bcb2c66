"""The filters of expectations, for editors and type checkers, and their JSON.

Source: docs/client.md, Inbox.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, TypedDict

from client_fixtures.conversion import instant, to_camel
from mock_server.matching.formatting import suggest

Text = str | re.Pattern[str]
Moment = datetime | str
Channel = Literal["email", "sms"]
Kind = Literal["Notification", "Reminder", "Instant", "Composed"]
Source = Literal["notifications", "correspondence", "app"]
Route = Literal["mailbox", "handset", "simulator"]
Result = Literal[
    "Succeeded",
    "Accepted",
    "Delivered",
    "Failed",
    "Failed_RecipientReserved",
    "Failed_RecipientNotIdentified",
    "Failed_InvalidEmailFormat",
    "Failed_SupressedRecipient",
    "Failed_TransientError",
    "Failed_Bounced",
    "Failed_FilteredSpam",
    "Failed_Quarantined",
    "Failed_InvalidSasUrl",
    "Failed_PayloadTooLarge",
    "Failed_InvalidRecipient",
    "Failed_BarredReceiver",
    "Failed_Deleted",
    "Failed_Expired",
    "Failed_Undelivered",
    "Failed_Rejected",
    "Failed_TTL",
]


class Filters(TypedDict, total=False):
    """The filters that e-mails and SMS have; a text is a substring, or a pattern to search for."""

    to: str
    containing: Text
    body: Text
    from_: str
    creator: str
    on_behalf_of: str
    shipment_id: str
    order_chain_id: str
    correspondence_id: str
    instance_id: str
    senders_reference: str
    kind: Kind
    source: Source
    route: Route
    result: Result
    reached: bool
    sent_at: Moment
    since: Moment
    until: Moment
    after: str
    q: str


class EmailFilters(Filters, total=False):
    """The filters of e-mails."""

    subject: Text
    content_type: Literal["Plain", "Html"]


class SmsFilters(Filters, total=False):
    """The filters of SMS."""

    segments: int


class MessageFilters(EmailFilters, SmsFilters, total=False):
    """The filters of messages on any channel."""

    channel: Channel


_NAMES = frozenset(MessageFilters.__annotations__) | {"text"}
_SPECIAL = {"containing": "text", "from_": "from"}


def filters_json(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keyword arguments of a test as the JSON of ``POST /_mock/inbox/expect``.

    Raises:
        TypeError: if a filter does not exist; the text suggests the closest name.
        ValueError: if an instant has no time zone.
    """
    document: dict[str, Any] = {}
    for name, value in filters.items():
        if name not in _NAMES:
            raise TypeError(f"unknown filter {name!r}; {suggest(name, _NAMES)}")
        if name == "sent_at":
            document |= {"since": _json_value(value), "until": _json_value(value)}
        else:
            document[_SPECIAL.get(name) or to_camel(name)] = _json_value(value)
    return document


def _json_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, re.Pattern):
        return {"matches": _inline_flags(value) + value.pattern}
    return value


def _inline_flags(pattern: re.Pattern[str]) -> str:
    letters = {re.IGNORECASE: "i", re.MULTILINE: "m", re.DOTALL: "s", re.VERBOSE: "x"}
    given = "".join(letter for flag, letter in letters.items() if pattern.flags & flag)
    return f"(?{given})" if given else ""

"""Which messages fit a wish, which one comes closest, and in what it differs.

Messages are documents of the control API (design/control-api.md, Inbox), so that the fixtures,
the scenario runner and the server compare in the same way, wherever the server stands.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from mock_server.domain.addresses import comparable_number
from mock_server.domain.instant import parse_instant

Document = Mapping[str, Any]

FIELDS = frozenset(
    {
        "channel",
        "to",
        "subject",
        "text",
        "body",
        "from",
        "creator",
        "shipmentId",
        "orderChainId",
        "sendersReference",
        "kind",
        "source",
        "route",
        "reached",
        "result",
        "correspondenceId",
        "instanceId",
        "sentAt",
        "contentType",
        "segments",
    }
)
TEXTS = frozenset({"subject", "text", "body"})
SENT_ONLY_FIELDS = frozenset({"route", "reached", "result", "sentAt", "segments"})


class Operator(StrEnum):
    """In what way a field is compared."""

    IS = "is"
    CONTAINS = "contains"
    MATCHES = "matches"
    SINCE = "since"
    UNTIL = "until"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field that is not as wished."""

    field: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What one field of a message must say. ``text`` is the subject or the body."""

    field: str
    how: Operator
    value: object

    def matches(self, message: Document) -> bool:
        """Tell whether *message* is as wished in this field."""
        got = get_field(message, self.field)
        match self.how:
            case Operator.IS:
                return _same(self.field, got, self.value)
            case Operator.CONTAINS:
                return str(self.value) in str(got or "")
            case Operator.MATCHES:
                return re.search(self._pattern, str(got or "")) is not None
            case Operator.SINCE:
                return isinstance(got, str) and parse_instant(got) >= parse_instant(str(self.value))
            case Operator.UNTIL:
                return isinstance(got, str) and parse_instant(got) <= parse_instant(str(self.value))

    def difference(self, message: Document) -> Difference | None:
        """Return how *message* differs in this field, None when it does not."""
        if self.matches(message):
            return None
        got = get_field(message, self.field)
        return Difference(field=self.field, expected=self.wanted, actual=format_value(got))

    @property
    def wanted(self) -> str:
        """What is wished, as a phrase: ``'Fristen' in it``."""
        match self.how:
            case Operator.IS:
                return format_value(self.value)
            case Operator.CONTAINS:
                return f"{format_value(self.value)} in it"
            case Operator.MATCHES:
                return f"a match of /{self._pattern.pattern}/"
            case Operator.SINCE:
                return f"{self.value} or later"
            case Operator.UNTIL:
                return f"{self.value} or earlier"

    @property
    def _pattern(self) -> re.Pattern[str]:
        value = self.value
        return value if isinstance(value, re.Pattern) else re.compile(str(value))


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """A message as wished: every wish must be met."""

    criteria: tuple[Criterion, ...] = ()

    def differences(self, message: Document) -> list[Difference]:
        """Return in what *message* differs; nothing when it fits."""
        return [each for wish in self.criteria if (each := wish.difference(message))]

    def matches(self, message: Document) -> bool:
        """Tell whether *message* is as wished."""
        return all(wish.matches(message) for wish in self.criteria)

    def select(self, messages: Iterable[Document]) -> list[Document]:
        """Return those of *messages* that are as wished, in the same order."""
        return [message for message in messages if self.matches(message)]

    def without_sent_only_fields(self) -> "MessageFilter":
        """Return the same without what is only known of messages that have left."""
        return MessageFilter(
            tuple(each for each in self.criteria if each.field not in SENT_ONLY_FIELDS)
        )

    def closest(self, messages: Sequence[Document]) -> Document | None:
        """Return the one of *messages* that comes closest: fewest differences, then likeness."""
        return max(messages, key=self._closeness, default=None)

    def _closeness(self, message: Document) -> tuple[int, float, str]:
        differences = self.differences(message)
        alike = sum(
            SequenceMatcher(None, each.expected, each.actual).ratio() for each in differences
        )
        return -len(differences), alike, str(message.get("sentAt", ""))

    def describe(self, count: int | None = None) -> str:
        """Say what is wished: ``an SMS to +4799999999 containing 'Fristen'``."""
        channel = next((w.value for w in self.criteria if w.field == "channel"), None)
        said = [_said(each) for each in self.criteria if each.field != "channel"]
        return " ".join([_noun(channel, count), *said])


def get_field(document: Document, path: str) -> object:
    """Return the member at the dotted *path* of *document*, None when it is not there."""
    if path == "text":
        subject, body = document.get("subject"), document.get("body")
        return "\n".join(str(part) for part in (subject, body) if part)
    found: object = document
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def format_value(value: object, limit: int = 80) -> str:
    """Show *value* in one line: texts in quotes and cut, the rest as JSON would."""
    if isinstance(value, str):
        return repr(value if len(value) <= limit else value[: limit - 1] + "…")
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def normalize_address(address: str) -> str:
    """Return *address* as it is compared: e-mail in lower case, numbers with their country code."""
    address = address.strip()
    return address.casefold() if "@" in address else comparable_number(address)


def _same(field: str, got: object, wanted: object) -> bool:
    if field == "to" and isinstance(got, str):
        return normalize_address(got) == normalize_address(str(wanted))
    if field.endswith("At") and isinstance(got, str) and isinstance(wanted, str):
        return parse_instant(got) == parse_instant(wanted)
    if isinstance(wanted, Mapping):
        return isinstance(got, Mapping) and all(
            _same(name, got.get(name), value) for name, value in wanted.items()
        )
    return got == wanted


def _said(wish: Criterion) -> str:
    if wish.field == "to":
        return f"to {wish.value}"
    if wish.field in TEXTS:
        where = "" if wish.field == "text" else f"with {wish.field} "
        match wish.how:
            case Operator.CONTAINS:
                return f"{where}containing {format_value(wish.value)}"
            case Operator.MATCHES:
                return f"{where}matching /{wish._pattern.pattern}/"
            case Operator.IS | Operator.SINCE | Operator.UNTIL:
                return f"with {wish.field} {wish.wanted}"
    return f"with {wish.field} {wish.wanted}"


def _noun(channel: object, count: int | None) -> str:
    article, singular, plural = {
        "sms": ("an", "SMS", "SMS"),
        "email": ("an", "e-mail", "e-mails"),
    }.get(str(channel), ("a", "message", "messages"))
    if count is None:
        return f"{article} {singular}"
    if count == 0:
        return f"no {singular}"
    return f"{count} {singular if count == 1 else plural}"

"""Message filters: matches, differences, and the closest message.

Messages are documents of the control API (docs/control-api.md, Inbox), so the fixtures, the
scenario runner and the server compare them in the same way.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Protocol, cast

from mock_server.domain.addresses import comparable_number
from mock_server.domain.instant import Instant, parse_instant

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
        "onBehalfOf",
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


class Search(Protocol):
    """A search that a message meets or does not."""

    def matches(self, document: Document) -> bool:
        """Return whether *document* meets every term."""
        ...


class Operator(StrEnum):
    """The comparison of a field with a value."""

    IS = "is"
    CONTAINS = "contains"
    MATCHES = "matches"
    SINCE = "since"
    UNTIL = "until"
    SEARCH = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field whose value is not the expected one."""

    field: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """An expected value of one field; ``text`` is the subject and the body."""

    field: str
    operator: Operator
    value: object

    def matches(self, message: Document) -> bool:
        """Return whether the field of *message* has the expected value."""
        actual = get_field(message, self.field)
        match self.operator:
            case Operator.IS:
                if self.field == "creator" and message.get("onBehalfOf") == self.value:
                    return True
                return _is_same(self.field, actual, self.value)
            case Operator.CONTAINS:
                return str(self.value) in str(actual or "")
            case Operator.MATCHES:
                return re.search(self._pattern, str(actual or "")) is not None
            case Operator.SINCE:
                return isinstance(actual, str) and parse_instant(actual) >= self._instant
            case Operator.UNTIL:
                return isinstance(actual, str) and parse_instant(actual) <= self._instant
            case Operator.SEARCH:
                return cast(Search, self.value).matches(message)

    def difference(self, message: Document) -> Difference | None:
        """Return how *message* differs in this field; None if it matches."""
        if self.matches(message):
            return None
        actual = format_value(get_field(message, self.field))
        return Difference(field=self.field, expected=self.expectation, actual=actual)

    def similarity(self, message: Document) -> float:
        """Return how similar the field of *message* is to the expected value, from 0 to 1."""
        actual = format_value(get_field(message, self.field))
        return SequenceMatcher(None, format_value(self.value), actual).ratio()

    @property
    def expectation(self) -> str:
        """The expected value as a phrase: ``text containing 'Fristen'``."""
        match self.operator:
            case Operator.IS:
                return format_value(self.value)
            case Operator.CONTAINS:
                return f"text containing {format_value(self.value)}"
            case Operator.MATCHES:
                return f"a match for /{self._pattern.pattern}/"
            case Operator.SINCE:
                return f"{self.value} or later"
            case Operator.UNTIL:
                return f"{self.value} or earlier"
            case Operator.SEARCH:
                return f"a match for {self.value}"

    @property
    def _instant(self) -> Instant:
        return parse_instant(str(self.value))

    @property
    def _pattern(self) -> re.Pattern[str]:
        value = self.value
        return value if isinstance(value, re.Pattern) else re.compile(str(value))


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """A filter of messages; a message matches if it meets every criterion."""

    criteria: tuple[Criterion, ...] = ()

    def differences(self, message: Document) -> list[Difference]:
        """Return the differences of *message*; an empty list if it matches."""
        return [each for criterion in self.criteria if (each := criterion.difference(message))]

    def matches(self, message: Document) -> bool:
        """Return whether *message* meets every criterion."""
        return all(criterion.matches(message) for criterion in self.criteria)

    def select(self, messages: Iterable[Document]) -> list[Document]:
        """Return the matching *messages*, in the same order."""
        return [message for message in messages if self.matches(message)]

    def without_sent_only_fields(self) -> "MessageFilter":
        """Return this filter without the fields that only sent messages have."""
        return MessageFilter(
            tuple(each for each in self.criteria if each.field not in SENT_ONLY_FIELDS)
        )

    def with_search(self, search: Search | None) -> "MessageFilter":
        """Return this filter with the terms of *search*, if there is one."""
        if search is None:
            return self
        criterion = Criterion(field="q", operator=Operator.SEARCH, value=search)
        return MessageFilter((*self.criteria, criterion))

    def closest(self, messages: Sequence[Document]) -> Document | None:
        """Return the message with the fewest and smallest differences; None if there are none."""
        return max(messages, key=self._closeness, default=None)

    def _closeness(self, message: Document) -> tuple[int, float, str]:
        unmet = [each for each in self.criteria if not each.matches(message)]
        similarity = sum(each.similarity(message) for each in unmet)
        return -len(unmet), similarity, str(message.get("sentAt", ""))

    def describe(self, count: int | None = None) -> str:
        """Return this filter as a phrase: ``an SMS to +4799999999 containing 'Fristen'``."""
        channel = next((each.value for each in self.criteria if each.field == "channel"), None)
        phrases = [_describe(each) for each in self.criteria if each.field != "channel"]
        return " ".join([_noun(channel, count), *phrases])


def get_field(document: Document, path: str) -> object:
    """Return the field at the dotted *path* of *document*; None if it is missing."""
    if path == "text":
        subject, body = document.get("subject"), document.get("body")
        return "\n".join(str(part) for part in (subject, body) if part)
    value: object = document
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def format_value(value: object, limit: int = 80) -> str:
    """Return *value* in one line: text quoted and cut to *limit*, other values as in JSON."""
    if isinstance(value, str):
        text = str(value)  # without the name of an enumeration
        return repr(text if len(text) <= limit else text[: limit - 1] + "…")
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def normalize_address(address: str) -> str:
    """Return *address* for comparison: e-mail in lower case, numbers with their country code."""
    address = address.strip()
    return address.casefold() if "@" in address else comparable_number(address)


def _is_same(field: str, actual: object, expected: object) -> bool:
    if field == "to" and isinstance(actual, str):
        return normalize_address(actual) == normalize_address(str(expected))
    if field.endswith(("At", "Time")) and isinstance(actual, str) and isinstance(expected, str):
        return parse_instant(actual) == parse_instant(expected)
    if isinstance(expected, Mapping):
        return isinstance(actual, Mapping) and all(
            _is_same(name, actual.get(name), value) for name, value in expected.items()
        )
    return actual == expected


def _describe(criterion: Criterion) -> str:
    if criterion.field == "to":
        return f"to {criterion.value}"
    if criterion.field in TEXTS:
        where = "" if criterion.field == "text" else f"with {criterion.field} "
        match criterion.operator:
            case Operator.CONTAINS:
                return f"{where}containing {format_value(criterion.value)}"
            case Operator.MATCHES:
                return f"{where}matching /{criterion._pattern.pattern}/"
            case _:
                return f"with {criterion.field} {criterion.expectation}"
    return f"with {criterion.field} {criterion.expectation}"


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

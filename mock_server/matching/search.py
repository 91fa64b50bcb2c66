"""The search language of the lists: one line of words and fields, all of which must match.

``to:kari channel:sms after:2026-01-05 "hele ordet" -reminder``
Source: docs/control-api.md, Search.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from mock_server.domain.addresses import comparable_number
from mock_server.domain.errors import UsageError
from mock_server.domain.instant import NORWAY, Instant, from_datetime, parse_instant
from mock_server.matching.filters import Document, get_field

# The four forms of an instant. Both ends of a period are included, except that of ``before``.
_TIME_FIELDS: Final = ("after", "since", "before", "until")
_INSTANT_FIELDS: Final = ("sentAt", "expectedSendTime", "since", "createdAt", "at")
_BOOLEANS: Final = {"true": True, "yes": True, "false": False, "no": False}
_TERM: Final = re.compile(
    r'(?P<minus>-)?(?:(?P<field>[A-Za-z][A-Za-z.]*):(?!//))?(?:"(?P<quoted>[^"]*)"|(?P<bare>\S*))'
)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER: Final = re.compile(r"[+\d][\d ()-]{4,}")


class SearchFields(NamedTuple):
    """The searchable fields of one list: the paths of each field, and the paths of bare words.

    A path of ``*`` is the whole document.
    """

    fields: Mapping[str, Sequence[str]]
    words: Sequence[str]


_MESSAGE_IDS: Final = ("shipmentId", "orderChainId", "correspondenceId", "instanceId")
_MESSAGE_FIELDS: Final = {
    "channel": ("channel",),
    "to": ("to",),
    "subject": ("subject",),
    "body": ("body",),
    "text": ("subject", "body"),
    "kind": ("kind",),
    "source": ("source",),
    "creator": ("creator", "onBehalfOf"),
    "onBehalfOf": ("onBehalfOf",),
    "sendersReference": ("sendersReference",),
    "recipient": ("recipient",),
    "name": ("recipient.name",),
    **{name: (name,) for name in _MESSAGE_IDS},
}
_MESSAGE_WORDS: Final = ("to", "recipient", "subject", "body", "sendersReference", "id")

SENT: Final = SearchFields(
    {
        **_MESSAGE_FIELDS,
        "from": ("from",),
        "id": ("id",),
        "route": ("route",),
        "result": ("result",),
        "reached": ("reached",),
        "contentType": ("contentType",),
        "warning": ("warnings",),
    },
    (*_MESSAGE_WORDS, *_MESSAGE_IDS),
)
UNSENT: Final = SearchFields(
    {**_MESSAGE_FIELDS, "reason": ("reason",), "rule": ("rule",), "because": ("because",)},
    (*_MESSAGE_WORDS, *_MESSAGE_IDS, "reason"),
)
ORDERS: Final = SearchFields(
    {
        **{
            name: (name,)
            for name in ("shipmentId", "orderChainId", "source", "creator", "type", "status")
        },
        "to": ("request.recipient", "request.recipients", "request.recipientShort"),
        "sendersReference": ("request.sendersReference",),
        "text": ("request",),
        "reminder": ("reminders",),
    },
    ("shipmentId", "orderChainId", "request", "reminders"),
)
REQUESTS: Final = SearchFields(
    {
        **{
            name: (name,)
            for name in ("method", "path", "query", "status", "creator", "unmatched", "why")
        },
        "body": ("body",),
        "response": ("response",),
        "header": ("headers",),
    },
    ("method", "path", "query", "body", "response", "why", "id"),
)
EVENTS: Final = SearchFields(
    {
        "kind": ("kind",),
        "text": ("text",),
        "coming": ("coming",),
        "messageId": ("messageId",),
        **{name: (name,) for name in _MESSAGE_IDS if name != "orderChainId"},
    },
    ("*",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word or field of a search; a bare word has no field."""

    value: str
    field: str | None = None
    is_excluded: bool = False

    def __str__(self) -> str:
        quoted = f'"{self.value}"' if self._needs_quotes() else self.value
        prefix = "-" if self.is_excluded else ""
        return f"{prefix}{self.field}:{quoted}" if self.field else f"{prefix}{quoted}"

    def _needs_quotes(self) -> bool:
        return re.fullmatch(r'[^\s":-][^\s":]*', self.value) is None


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search; it matches a document that meets every term."""

    terms: tuple[Term, ...]
    fields: SearchFields

    def matches(self, document: Document) -> bool:
        """Return whether *document* meets every term."""
        return all(self._meets(document, term) is not term.is_excluded for term in self.terms)

    def __str__(self) -> str:
        return " ".join(map(str, self.terms))

    def select(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield the matching *documents*, in the same order."""
        return (document for document in documents if self.matches(document))

    def _meets(self, document: Document, term: Term) -> bool:
        if term.field in _TIME_FIELDS:
            return _is_in_period(document, term)
        paths = self.fields.words if term.field is None else self.fields.fields[term.field]
        is_same = _comparison(term.value)
        return any(
            is_same(each) for path in paths for each in _values(_field_or_all(document, path))
        )


def parse_search(text: str, fields: SearchFields) -> Search:
    """Parse a search over *fields*.

    Raises:
        UsageError: for an unknown field, a missing value or an invalid date; the text suggests a
            correction.
    """
    return Search(tuple(_parse_terms(text, fields)), fields)


def _parse_terms(text: str, fields: SearchFields) -> Iterator[Term]:
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TERM.match(text, position)
        assert match is not None  # the expression also matches an empty word
        yield _parse_term(match, fields)
        position = match.end()


def _parse_term(match: re.Match[str], fields: SearchFields) -> Term:
    value = match["quoted"] if match["quoted"] is not None else match["bare"]
    if match["bare"] is not None and '"' in value:
        raise UsageError(f"q: the quotation mark in {match[0]!r} is not at the start of a value")
    name = match["field"]
    if not value:
        example = f"{name}:kari" if name else "-reminder"
        raise UsageError(f"q: {match[0]!r} has no value; expected for example {example!r}")
    if name is None:
        return Term(value=value, is_excluded=bool(match["minus"]))
    field = _known_field(name, fields)
    if field in _TIME_FIELDS:
        _parse_moment(value, field)
    return Term(value=value, field=field, is_excluded=bool(match["minus"]))


def _known_field(name: str, fields: SearchFields) -> str:
    known = [*fields.fields, *_TIME_FIELDS]
    field = next((each for each in known if each.casefold() == name.casefold()), None)
    if field is None:
        raise UsageError(
            f"q: unknown field {name!r}; the fields are {', '.join(sorted(known))}."
            f' Quote a text that contains a colon: "{name}:…"'
        )
    return field


def _parse_moment(value: str, field: str) -> Instant:
    """Return the instant of *value*; a date is the start of that day in Norway, or its end."""
    try:
        if not _DATE.fullmatch(value):
            return parse_instant(value)
        day = date.fromisoformat(value)
        return _start_of(day + timedelta(days=1)) - 1 if field == "until" else _start_of(day)
    except (ValueError, OverflowError):
        raise UsageError(
            f"q: {field}:{value} is not a date; expected for example {field}:2026-01-05 or"
            f" {field}:2026-01-05T10:00:00Z"
        ) from None


def _start_of(day: date) -> Instant:
    return from_datetime(datetime.combine(day, time(), tzinfo=NORWAY).astimezone(UTC))


def _is_in_period(document: Document, term: Term) -> bool:
    assert term.field is not None
    at = next(
        (value for name in _INSTANT_FIELDS if isinstance(value := document.get(name), str)), None
    )
    if at is None:
        return False
    moment, limit = parse_instant(at), _parse_moment(term.value, term.field)
    match term.field:
        case "before":
            return moment < limit
        case "until":
            return moment <= limit
        case _:
            return moment >= limit


def _comparison(wanted: str) -> Callable[[object], bool]:
    """Return whether a value equals a boolean or number, or contains a text in any letter case."""
    folded = wanted.casefold()
    number = comparable_number(wanted) if _NUMBER.fullmatch(wanted) else None

    def is_same(value: object) -> bool:
        if isinstance(value, bool):
            return _BOOLEANS.get(folded) is value
        if isinstance(value, int | float):
            return str(value) == wanted
        text = str(value)
        if folded in text.casefold():
            return True
        return number is not None and text.startswith("+") and number in comparable_number(text)

    return is_same


def _field_or_all(document: Document, path: str) -> object:
    return document if path == "*" else get_field(document, path)


def _values(value: object) -> Iterator[object]:
    """Yield the texts, numbers and booleans in *value*, at any depth."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _values(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _values(each)
    elif value is not None:
        yield value

"""What is wrong with a request, and the documents that say so.

    state = ModelState()
    state.add("Recipients[0].EmailAddress", "Invalid email address format.")
    validation_problem(state.errors(), trace_id)       400: messages by key
    problem(404, trace_id)                             what a status says by itself
    coded_problem(422, "NOT-00001", title, trace_id)   what has a code of Altinn's own
    trace_id(traceparent, token_hex)                   under which logs would have it

The platform keeps keys in a tree, by their parts. A part's children stand by length, then by
letters whatever their case, and the tree is read level by level.

Source: spec/verified-notifications.md, section 5; spec/notifications-api.md, section 6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

_MOST: Final = 199
_TOO_MANY: Final = "The input was not valid."
_PART: Final = re.compile(r"\[[^.\[]*|[^.\[]+")

_RFC: Final = "https://tools.ietf.org/html/rfc9110#section-15.5."
_SECTIONS: Final = {401: 2, 403: 4, 404: 5, 409: 10, 415: 16}
_PHRASES: Final = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    415: "Unsupported Media Type",
    422: "Unprocessable Entity",
    503: "Service Unavailable",
}
_TRACEPARENT: Final = re.compile(
    r"0[01]-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})"
)

Document = dict[str, Any]
Error = tuple[str, str]  # a key and a message
_Place = tuple[int, tuple[tuple[int, str], ...]]


@dataclass(slots=True)
class _Entry:
    key: str
    messages: list[str] = field(default_factory=list)


class ModelState:
    """Errors of one request. There may be as many messages as the platform keeps, and no more."""

    def __init__(self) -> None:
        self._entries: dict[_Place, _Entry] = {}
        self._count = 0

    @classmethod
    def of(cls, errors: Iterable[Error]) -> ModelState:
        """Return the state that holds *errors*, added in their order."""
        state = cls()
        for key, message in errors:
            state.add(key, message)
        return state

    def add(self, key: str, message: str) -> None:
        """Add *message* to *key*, whose letter case is that of its first use."""
        if self._count < _MOST:
            self._count += 1
            self._entry(key).messages.append(message)
        else:
            self._entry("").messages = [_TOO_MANY]

    def mark_key(self, key: str) -> None:
        """Note that *key* had a value; forms list such keys even when nothing is wrong."""
        self._entry(key)

    def has_error(self, key: str) -> bool:
        """Tell whether something is wrong with *key*."""
        entry = self._entries.get(_place(key))
        return entry is not None and bool(entry.messages)

    @property
    def is_valid(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self._count

    def entries(self) -> Iterator[tuple[str, list[str]]]:
        """Go through all keys with their messages, in the platform's order."""
        for _, entry in sorted(self._entries.items(), key=lambda item: item[0]):
            yield entry.key, entry.messages

    def errors(self) -> dict[str, list[str]]:
        """Return the messages by key, in the platform's order."""
        return {key: messages for key, messages in self.entries() if messages}

    def _entry(self, key: str) -> _Entry:
        return self._entries.setdefault(_place(key), _Entry(key))


def _place(key: str) -> _Place:
    """Return what tells *key* from others and sorts it: its level, then its parts."""
    parts = tuple((len(part), part.upper()) for part in _PART.findall(key))
    return len(parts), parts


def validation_problem(errors: Mapping[str, Sequence[str]], trace_id: str) -> Document:
    """Return the document of a request that breaks rules: status 400."""
    return {
        "type": f"{_RFC}1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": errors,
        "traceId": trace_id,
    }


def problem(status: int, trace_id: str) -> Document:
    """Return the document that says no more than *status* does."""
    return {
        "type": f"{_RFC}{_SECTIONS[status]}",
        "title": _PHRASES[status],
        "status": status,
        "traceId": trace_id,
    }


def coded_problem(status: int, code: str, title: str, trace_id: str) -> Document:
    """Return the document of a problem with a code of Altinn's own."""
    return {
        "type": f"urn:altinn:error:{code}",
        "title": title,
        "status": status,
        "code": code,
        "traceId": trace_id,
        "statusDescription": _PHRASES[status],
    }


def trace_id(traceparent: str | None, token_hex: Callable[[int], str]) -> str:
    """Return the caller's trace, if *traceparent* names one, or a new one, with a span of ours.

    *token_hex* gives so many new octets in hexadecimal digits, as ``secrets.token_hex`` does.
    """
    found = _TRACEPARENT.fullmatch(traceparent or "")
    if found is None:
        return f"00-{token_hex(16)}-{token_hex(8)}-00"
    return f"00-{found[1]}-{token_hex(8)}-{found[2]}"

"""Model state (the errors of a request) and problem documents.

    state = ModelState()
    state.add("Recipients[0].EmailAddress", "Invalid email address format.")
    validation_problem(state.errors(), trace_id)       400 with messages by key
    problem(404, trace_id)                             the default problem for a status
    coded_problem(422, "NOT-00001", title, trace_id)   a problem with one of Altinn's codes
    trace_id(traceparent, token_hex)                   the trace id for a problem

ASP.NET Core keeps keys in a tree by their parts. The children of a part are sorted by length and
then alphabetically, ignoring case; keys are listed level by level.

Source: docs/reference/notifications.md section 6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

_MAX_ERRORS: Final = 199
_TOO_MANY_ERRORS: Final = "The input was not valid."
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
_SortKey = tuple[int, tuple[tuple[int, str], ...]]


@dataclass(slots=True)
class _Entry:
    key: str
    messages: list[str] = field(default_factory=list)


class ModelState:
    """Errors of one request, up to the maximum number that ASP.NET Core keeps."""

    def __init__(self) -> None:
        self._entries: dict[_SortKey, _Entry] = {}
        self._count = 0

    @classmethod
    def of(cls, errors: Iterable[Error]) -> ModelState:
        """Return a state with *errors*, in their order."""
        state = cls()
        for key, message in errors:
            state.add(key, message)
        return state

    def add(self, key: str, message: str) -> None:
        """Add *message* to *key*; a key keeps the letter case of its first use."""
        if self._count < _MAX_ERRORS:
            self._count += 1
            self._entry(key).messages.append(message)
        else:
            self._entry("").messages = [_TOO_MANY_ERRORS]

    def mark_key(self, key: str) -> None:
        """Record that *key* had a value; forms also list keys without errors."""
        self._entry(key)

    def has_error(self, key: str) -> bool:
        """Return whether *key* has an error."""
        entry = self._entries.get(_sort_key(key))
        return entry is not None and bool(entry.messages)

    @property
    def is_valid(self) -> bool:
        """Return whether the state has no errors."""
        return not self._count

    def entries(self) -> Iterator[tuple[str, list[str]]]:
        """Yield all keys with their messages, in the order of ASP.NET Core."""
        for _, entry in sorted(self._entries.items(), key=lambda item: item[0]):
            yield entry.key, entry.messages

    def errors(self) -> dict[str, list[str]]:
        """Return the messages by key, in the order of ASP.NET Core."""
        return {key: messages for key, messages in self.entries() if messages}

    def _entry(self, key: str) -> _Entry:
        return self._entries.setdefault(_sort_key(key), _Entry(key))


def _sort_key(key: str) -> _SortKey:
    """Return the identity and sort key of *key*: its level, then its parts."""
    parts = tuple((len(part), part.upper()) for part in _PART.findall(key))
    return len(parts), parts


def validation_problem(errors: Mapping[str, Sequence[str]], trace_id: str) -> Document:
    """Return the problem document of an invalid request (status 400)."""
    return {
        "type": f"{_RFC}1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": errors,
        "traceId": trace_id,
    }


def problem(status: int, trace_id: str) -> Document:
    """Return the default problem document for *status*."""
    return {
        "type": f"{_RFC}{_SECTIONS[status]}",
        "title": _PHRASES[status],
        "status": status,
        "traceId": trace_id,
    }


def coded_problem(status: int, code: str, title: str, trace_id: str) -> Document:
    """Return a problem document with one of Altinn's error codes."""
    return {
        "type": f"urn:altinn:error:{code}",
        "title": title,
        "status": status,
        "code": code,
        "traceId": trace_id,
        "statusDescription": _PHRASES[status],
    }


def trace_id(traceparent: str | None, token_hex: Callable[[int], str]) -> str:
    """Return a trace id with the trace in *traceparent*, or with a new trace.

    *token_hex* returns a number of random bytes in hexadecimal, as ``secrets.token_hex`` does.
    """
    match = _TRACEPARENT.fullmatch(traceparent or "")
    if match is None:
        return f"00-{token_hex(16)}-{token_hex(8)}-00"
    return f"00-{match[1]}-{token_hex(8)}-{match[2]}"

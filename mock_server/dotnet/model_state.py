"""What is wrong with a request, by key, in the order in which the platform lists it.

    state = ModelState()
    state.add("Recipients[0].EmailAddress", "Invalid email address format.")
    state.errors()                   messages by key
    grouped(pairs)                   the same, of pairs of key and message

The platform keeps keys in a tree, by their parts. A part's children stand by length, then by
letters whatever their case, and the tree is read level by level.

Source: spec/verified-notifications.md, section 5 (6.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

_MOST: Final = 199
_TOO_MANY: Final = "The input was not valid."
_PART: Final = re.compile(r"\[[^.\[]*|[^.\[]+")

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

    def add(self, key: str, message: str) -> None:
        """Add *message* to *key*, whose letter case is that of its first use."""
        if self._count < _MOST:
            self._count += 1
            self._entry(key).messages.append(message)
        else:
            self._entry("").messages = [_TOO_MANY]

    def note(self, key: str) -> None:
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


def grouped(errors: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the messages of *errors*, pairs of key and message, in the platform's order."""
    state = ModelState()
    for key, message in errors:
        state.add(key, message)
    return state.errors()


def _place(key: str) -> _Place:
    """Return what tells *key* from others and sorts it: its level, then its parts."""
    parts = tuple((len(part), part.upper()) for part in _PART.findall(key))
    return len(parts), parts

"""Entries of the journal: what a world received, as values."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from mock_server.domain.instant import Instant


class JournalError(Exception):
    """The data directory cannot be used; the message is one line with advice."""


class EntryKind(StrEnum):
    """The kinds of entries."""

    REQUEST = "request"
    TICK = "tick"  # a running clock advanced
    DELAY_END = "delayEnd"  # a request continued after the delay of a fault
    RESPONSE = "response"  # the result of a condition endpoint


class RequestHead(NamedTuple):
    """A request without its body; ``path`` is the raw path after the world's prefix."""

    method: str
    path: bytes
    query: bytes
    headers: Sequence[tuple[bytes, bytes]]
    scheme: str = "http"


class Entry(NamedTuple):
    """A request, an advance of a running clock, or the result of a condition endpoint.

    ``at`` is the time of the world's clock, ``real_time`` that of the machine.
    """

    kind: EntryKind
    at: Instant
    real_time: Instant
    head: RequestHead | None = None
    body: bytes = b""

    def size(self) -> int:
        """Return the approximate size in bytes."""
        headers = self.head.headers if self.head else ()
        return len(self.body) + sum(len(name) + len(value) for name, value in headers)


@dataclass(frozen=True, slots=True)
class StoredWorld:
    """A world in the journal: its latest base and the number of later entries."""

    name: str
    base_entry: int
    entries: int
    last_entry: int


def write_head(head: RequestHead | None) -> str:
    """Return the text of *head* in the file."""
    if head is None:
        return ""
    headers = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in head.headers]
    texts = [head.method, head.path.decode("latin-1"), head.query.decode("latin-1"), head.scheme]
    return json.dumps([*texts, headers])


def read_head(text: str) -> RequestHead | None:
    """Return the head that ``write_head`` has written."""
    if not text:
        return None
    method, path, query, scheme, headers = json.loads(text)
    return RequestHead(
        method,
        path.encode("latin-1"),
        query.encode("latin-1"),
        [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        scheme,
    )

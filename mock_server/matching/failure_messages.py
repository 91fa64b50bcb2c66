"""Texts of failed expectations: closest match, pending, suppressed and sent messages.

The fixtures, the scenario runner and ``GET /_mock/inbox/wait`` share them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from mock_server.domain.instant import parse_instant
from mock_server.matching.filters import Difference, Document, MessageFilter
from mock_server.matching.formatting import (
    format_intended_message,
    format_message,
    format_norwegian_time,
)

MAX_LINES = 20
MAX_SUPPRESSED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldMessages:
    """The sent, pending and suppressed messages of a world at the instant ``now``."""

    now: str
    messages: Sequence[Document]
    pending: Sequence[Document] = field(default=())
    suppressed: Sequence[Document] = field(default=())


def wrong_count_message(
    message_filter: MessageFilter, count: int | None, world: WorldMessages
) -> str:
    """Return the text for not exactly *count* matches; None expects exactly one."""
    matches = len(message_filter.select(world.messages))
    head = f"Expected {message_filter.describe(count)}; {_count_matches(matches, world)}"
    if count is None and matches > 1:
        head += " Expected exactly one: add filters, or use expect(count)."
    return _lines(head, message_filter, world)


def unexpected_sent_message(message_filter: MessageFilter, world: WorldMessages) -> str:
    """Return the text for a sent message that matches, although none should."""
    matches = len(message_filter.select(world.messages))
    head = f"Expected {message_filter.describe(0)}; {_count_matches(matches, world)}"
    return _lines(head, message_filter, world)


def unexpected_pending_message(message_filter: MessageFilter, world: WorldMessages) -> str:
    """Return the text for a pending message that matches, although none should ever be sent."""
    head = f"Expected {message_filter.describe(0)}, now or later; a matching message is pending."
    return _lines(head, message_filter, world)


def no_message_to_report(message_filter: MessageFilter, world: WorldMessages) -> str:
    """Return the text for a delivery report without a matching sent message."""
    head = f"No sent message to report on: {message_filter.describe()}."
    return _lines(head, message_filter, world)


def list_mismatch(
    name: str, filters: Sequence[MessageFilter], actual: Sequence[Document], world: WorldMessages
) -> str:
    """Return the text for a list of messages (*name*: ``inbox``) that differs from *filters*."""
    entries = "entry" if len(filters) == 1 else "entries"
    lines = [f"Expected {len(filters)} {entries} in {name}, found {len(actual)}."]
    for number, (message_filter, document) in enumerate(zip_longest(filters, actual), start=1):
        lines += [f"    {line}" for line in _entry(number, message_filter, document)]
    return "\n".join([*lines, *_missing_entries(filters[len(actual) :], world)])


def _entry(
    number: int, message_filter: MessageFilter | None, document: Document | None
) -> Iterator[str]:
    if message_filter is None:
        assert document is not None
        yield f"{number}. unexpected: {_format_entry(document)}"
    elif document is None:
        yield f"{number}. missing: {message_filter.describe()}"
    elif differences := message_filter.differences(document):
        yield f"{number}. differs: {_format_entry(document)}"
        yield from map(_format_difference, differences)


def _missing_entries(missing: Sequence[MessageFilter], world: WorldMessages) -> Iterator[str]:
    for each in missing:
        for line in (*_pending(each, world), *_suppressed(each, world)):
            yield f"    {line}"


def _format_entry(document: Document) -> str:
    if "sentAt" in document:
        return format_message(document)
    return f"{format_intended_message(document)} [{document['reason']}]"


def _format_difference(difference: Difference) -> str:
    return f"    {difference.field}: expected {difference.expected}, got {difference.actual}"


def _lines(head: str, message_filter: MessageFilter, world: WorldMessages) -> str:
    body = [
        *_closest(message_filter, world),
        *_pending(message_filter, world),
        *_suppressed(message_filter, world),
        *_sent(message_filter, world),
    ]
    return "\n".join([head, *(f"    {line}" for line in body)])


def _count_matches(matches: int, world: WorldMessages) -> str:
    sent = len(world.messages)
    if sent == 0:
        return "no messages were sent."
    number = "none" if matches == 0 else str(matches)
    return f"{number} of {sent} sent messages {'match' if matches > 1 else 'matches'}."


def _closest(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    if message_filter.select(world.messages):
        return
    closest = message_filter.closest(world.messages)
    if closest is None:
        return
    yield f"closest: {format_message(closest)}"
    yield from map(_format_difference, message_filter.differences(closest))


def _pending(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    matches = message_filter.without_sent_only_fields().select(world.pending)
    for document in matches[:MAX_SUPPRESSED]:
        yield _pending_until(document, world.now)
        message = format_intended_message(document)
        yield (
            f"    {message}: {document.get('because', '')}"
            f" [{document['reason']}; rule {document['rule']}]"
        )
    if world.pending and not matches:
        others = "other message" if len(world.pending) == 1 else "other messages"
        yield f"pending: {len(world.pending)} {others}, none matching"


def _pending_until(document: Document, now: str) -> str:
    send_time = document.get("expectedSendTime")
    if send_time is None:
        return "pending: a matching message is waiting; its send time is not known"
    if parse_instant(send_time) <= parse_instant(now):
        return "pending: a matching message is due now; advance the clock to send it"
    return (
        f"pending: a matching message is due at {format_norwegian_time(send_time)}; the clock is at"
        f" {format_norwegian_time(now)}. Did the test advance the clock?"
    )


def _suppressed(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    unsent_filter = message_filter.without_sent_only_fields()
    ranked = sorted(world.suppressed, key=lambda each: len(unsent_filter.differences(each)))
    for document in ranked[:MAX_SUPPRESSED]:
        yield (
            f"suppressed: {format_intended_message(document)}: {document.get('because', '')}"
            f" [{document['reason']}; rule {document['rule']}]"
        )
    if len(ranked) > MAX_SUPPRESSED:
        yield f"suppressed: {len(ranked) - MAX_SUPPRESSED} more, see GET /_mock/suppressed"


def _sent(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    if not world.messages:
        return
    marks = bool(message_filter.criteria) and bool(message_filter.select(world.messages))
    yield "sent (matches marked with *):" if marks else "sent:"
    for message in world.messages[-MAX_LINES:]:
        mark = "* " if marks and message_filter.matches(message) else "  " if marks else ""
        yield f"    {mark}{format_message(message)}"
    earlier = len(world.messages) - MAX_LINES
    if earlier > 0:
        yield f"    (and {earlier} earlier {'message' if earlier == 1 else 'messages'})"

"""What a failing expectation says: what was wanted, what came closest, what is held back and why.

The same words for the fixtures, the scenario runner and ``GET /_mock/inbox/wait``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from mock_server.domain.instant import parse_instant
from mock_server.matching.filters import Document, MessageFilter
from mock_server.matching.formatting import (
    format_intended_message,
    format_message,
    format_norwegian_time,
)

MAX_LINES = 20
MAX_SUPPRESSED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldState:
    """What a world holds at one moment: what left, what is on its way, what never leaves."""

    now: str
    messages: Sequence[Document]
    pending: Sequence[Document] = field(default=())
    suppressed: Sequence[Document] = field(default=())


def wrong_count_message(wanted: MessageFilter, count: int | None, contents: WorldState) -> str:
    """Say why not *count* messages fit; None wants exactly one, as ``expect_sms`` does."""
    fitting = wanted.select(contents.messages)
    head = f"Expected {wanted.describe(count)}; {_how_many(len(fitting), len(contents.messages))}"
    if count is None and len(fitting) > 1:
        head += " Exactly one must: say more about it, or use expect(count)."
    return _lines(head, wanted, contents)


def unexpected_sent_message(wanted: MessageFilter, contents: WorldState) -> str:
    """Say that something fits, where nothing should have left."""
    fitting = wanted.select(contents.messages)
    head = f"Expected {wanted.describe(0)}; {_how_many(len(fitting), len(contents.messages))}"
    return _lines(head, wanted, contents)


def unexpected_pending_message(wanted: MessageFilter, contents: WorldState) -> str:
    """Say that something that fits is on its way, where nothing should ever leave."""
    head = f"Expected {wanted.describe(0)}, now or later; one that fits is on its way."
    return _lines(head, wanted, contents)


def no_message_to_report(wanted: MessageFilter, contents: WorldState) -> str:
    """Say that no message has left that a delivery report could be about."""
    return _lines(f"No message to report on: {wanted.describe()}.", wanted, contents)


def list_mismatch(
    name: str, wanted: Sequence[MessageFilter], found: Sequence[Document], contents: WorldState
) -> str:
    """Say in what *found*, a part of a world (``inbox``), is not what is *wanted*, in order."""
    lines = [f"Expected {len(wanted)} in {name}; there are {len(found)}."]
    for place, (wish, document) in enumerate(zip_longest(wanted, found), start=1):
        lines += [f"    {line}" for line in _pair(place, wish, document)]
    return "\n".join([*lines, *_context(wanted, found, contents)])


def _pair(place: int, wish: MessageFilter | None, document: Document | None) -> Iterator[str]:
    if wish is None:
        assert document is not None
        yield f"{place}. not wanted: {_line(document)}"
    elif document is None:
        yield f"{place}. missing: {wish.describe()}"
    elif differences := wish.differences(document):
        yield f"{place}. differs: {_line(document)}"
        for each in differences:
            yield f"    {each.field}: wanted {each.expected}, got {each.actual}"


def _context(
    wanted: Sequence[MessageFilter], found: Sequence[Document], contents: WorldState
) -> Iterator[str]:
    """Go through what explains the missing ones: what is held back, what never leaves."""
    for wish in wanted[len(found) :]:
        for line in (*_pending(wish, contents), *_suppressed(wish, contents)):
            yield f"    {line}"


def _line(document: Document) -> str:
    if "sentAt" in document:
        return format_message(document)
    return f"{format_intended_message(document)} [{document['reason']}]"


def _lines(head: str, wanted: MessageFilter, contents: WorldState) -> str:
    body = [
        *_closest(wanted, contents),
        *_pending(wanted, contents),
        *_suppressed(wanted, contents),
        *_received(wanted, contents),
    ]
    return "\n".join([head, *(f"    {line}" for line in body)])


def _how_many(fitting: int, received: int) -> str:
    if received == 0:
        return "nothing has been received."
    number = "none" if fitting == 0 else str(fitting)
    return f"{number} of {received} received {'fits' if fitting == 1 else 'fit'}."


def _closest(wanted: MessageFilter, contents: WorldState) -> Iterator[str]:
    if wanted.select(contents.messages):
        return
    nearest = wanted.closest(contents.messages)
    if nearest is None:
        return
    yield f"closest: {format_message(nearest)}"
    for each in wanted.differences(nearest):
        yield f"    {each.field}: wanted {each.expected}, got {each.actual}"


def _pending(wanted: MessageFilter, contents: WorldState) -> Iterator[str]:
    fitting = wanted.without_sent_only_fields().select(contents.pending)
    for document in fitting[:MAX_SUPPRESSED]:
        yield _when(document, contents.now)
        message = format_intended_message(document)
        yield f"    {message}: {document.get('because', '')} [{document['reason']}]"
    if contents.pending and not fitting:
        yield f"held back: {len(contents.pending)} other(s), none of which would fit"


def _when(document: Document, now: str) -> str:
    leaves = document.get("expectedSendTime")
    if leaves is None:
        return "held back: one that fits waits, and it cannot be said until when"
    if parse_instant(leaves) <= parse_instant(now):
        return "held back: one that fits leaves as soon as the clock moves; advance it"
    return (
        f"held back: one that fits leaves {format_norwegian_time(leaves)}, and it is only"
        f" {format_norwegian_time(now)}; did the test forget to advance the clock?"
    )


def _suppressed(wanted: MessageFilter, contents: WorldState) -> Iterator[str]:
    wish = wanted.without_sent_only_fields()
    ranked = sorted(contents.suppressed, key=lambda each: len(wish.differences(each)))
    for document in ranked[:MAX_SUPPRESSED]:
        yield (
            f"suppressed: {format_intended_message(document)}: {document.get('because', '')}"
            f" [{document['reason']}; rule {document['rule']}]"
        )
    if len(ranked) > MAX_SUPPRESSED:
        yield f"suppressed: {len(ranked) - MAX_SUPPRESSED} more, see GET /_mock/suppressed"


def _received(wanted: MessageFilter, contents: WorldState) -> Iterator[str]:
    if not contents.messages:
        return
    marks = bool(wanted.criteria) and bool(wanted.select(contents.messages))
    yield "received, those that fit marked with *:" if marks else "received:"
    for message in contents.messages[-MAX_LINES:]:
        mark = "* " if marks and wanted.matches(message) else "  " if marks else ""
        yield f"    {mark}{format_message(message)}"
    if len(contents.messages) > MAX_LINES:
        yield f"    (and {len(contents.messages) - MAX_LINES} before these)"

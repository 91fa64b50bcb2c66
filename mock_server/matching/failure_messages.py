"""What a failing expectation says: what was wanted, what came closest, what is held back and why.

The same words for the fixtures, the scenario runner and ``GET /_mock/inbox/wait``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from mock_server.domain.instant import parse
from mock_server.matching.filters import Document, Wanted
from mock_server.matching.formatting import aim, format_norwegian_time, message_line

MOST_LINES = 20
MOST_SUPPRESSED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a world holds at one moment: what left, what is on its way, what never leaves."""

    now: str
    messages: Sequence[Document]
    pending: Sequence[Document] = field(default=())
    suppressed: Sequence[Document] = field(default=())


def not_as_many(wanted: Wanted, count: int | None, contents: Contents) -> str:
    """Say why not *count* messages fit; None wants exactly one, as ``expect_sms`` does."""
    fitting = wanted.fitting(contents.messages)
    head = f"Expected {wanted.phrase(count)}; {_how_many(len(fitting), len(contents.messages))}"
    if count is None and len(fitting) > 1:
        head += " Exactly one must: say more about it, or use expect(count)."
    return _lines(head, wanted, contents)


def something_left(wanted: Wanted, contents: Contents) -> str:
    """Say that something fits, where nothing should have left."""
    fitting = wanted.fitting(contents.messages)
    head = f"Expected {wanted.phrase(0)}; {_how_many(len(fitting), len(contents.messages))}"
    return _lines(head, wanted, contents)


def something_comes(wanted: Wanted, contents: Contents) -> str:
    """Say that something that fits is on its way, where nothing should ever leave."""
    head = f"Expected {wanted.phrase(0)}, now or later; one that fits is on its way."
    return _lines(head, wanted, contents)


def nothing_to_report_on(wanted: Wanted, contents: Contents) -> str:
    """Say that no message has left that a delivery report could be about."""
    return _lines(f"No message to report on: {wanted.phrase()}.", wanted, contents)


def not_the_ones(
    name: str, wanted: Sequence[Wanted], found: Sequence[Document], contents: Contents
) -> str:
    """Say in what *found*, a part of a world (``inbox``), is not what is *wanted*, in order."""
    lines = [f"Expected {len(wanted)} in {name}; there are {len(found)}."]
    for place, (wish, document) in enumerate(zip_longest(wanted, found), start=1):
        lines += [f"    {line}" for line in _pair(place, wish, document)]
    return "\n".join([*lines, *_context(wanted, found, contents)])


def _pair(place: int, wish: Wanted | None, document: Document | None) -> Iterator[str]:
    if wish is None:
        assert document is not None
        yield f"{place}. not wanted: {_line(document)}"
    elif document is None:
        yield f"{place}. missing: {wish.phrase()}"
    elif differences := wish.differences(document):
        yield f"{place}. differs: {_line(document)}"
        for each in differences:
            yield f"    {each.field}: wanted {each.wanted}, got {each.got}"


def _context(
    wanted: Sequence[Wanted], found: Sequence[Document], contents: Contents
) -> Iterator[str]:
    """Go through what explains the missing ones: what is held back, what never leaves."""
    for wish in wanted[len(found) :]:
        for line in (*_held_back(wish, contents), *_suppressed(wish, contents)):
            yield f"    {line}"


def _line(document: Document) -> str:
    if "sentAt" in document:
        return message_line(document)
    return f"{aim(document)} [{document['reason']}]"


def _lines(head: str, wanted: Wanted, contents: Contents) -> str:
    body = [
        *_closest(wanted, contents),
        *_held_back(wanted, contents),
        *_suppressed(wanted, contents),
        *_received(wanted, contents),
    ]
    return "\n".join([head, *(f"    {line}" for line in body)])


def _how_many(fitting: int, received: int) -> str:
    if received == 0:
        return "nothing has been received."
    number = "none" if fitting == 0 else str(fitting)
    return f"{number} of {received} received {'fits' if fitting == 1 else 'fit'}."


def _closest(wanted: Wanted, contents: Contents) -> Iterator[str]:
    if wanted.fitting(contents.messages):
        return
    nearest = wanted.nearest(contents.messages)
    if nearest is None:
        return
    yield f"closest: {message_line(nearest)}"
    for each in wanted.differences(nearest):
        yield f"    {each.field}: wanted {each.wanted}, got {each.got}"


def _held_back(wanted: Wanted, contents: Contents) -> Iterator[str]:
    fitting = wanted.of_one_that_has_not_left().fitting(contents.pending)
    for document in fitting[:MOST_SUPPRESSED]:
        yield _when(document, contents.now)
        yield f"    {aim(document)}: {document.get('because', '')} [{document['reason']}]"
    if contents.pending and not fitting:
        yield f"held back: {len(contents.pending)} other(s), none of which would fit"


def _when(document: Document, now: str) -> str:
    leaves = document.get("leavesAt")
    if leaves is None:
        return "held back: one that fits waits, and it cannot be said until when"
    if parse(leaves) <= parse(now):
        return "held back: one that fits leaves as soon as the clock moves; advance it"
    return (
        f"held back: one that fits leaves {format_norwegian_time(leaves)}, and it is only"
        f" {format_norwegian_time(now)}; did the test forget to advance the clock?"
    )


def _suppressed(wanted: Wanted, contents: Contents) -> Iterator[str]:
    wish = wanted.of_one_that_has_not_left()
    ranked = sorted(contents.suppressed, key=lambda each: len(wish.differences(each)))
    for document in ranked[:MOST_SUPPRESSED]:
        yield (
            f"suppressed: {aim(document)}: {document.get('because', '')}"
            f" [{document['reason']}; rule {document['rule']}]"
        )
    if len(ranked) > MOST_SUPPRESSED:
        yield f"suppressed: {len(ranked) - MOST_SUPPRESSED} more, see GET /_mock/suppressed"


def _received(wanted: Wanted, contents: Contents) -> Iterator[str]:
    if not contents.messages:
        return
    marks = bool(wanted.wishes) and bool(wanted.fitting(contents.messages))
    yield "received, those that fit marked with *:" if marks else "received:"
    for message in contents.messages[-MOST_LINES:]:
        mark = "* " if marks and wanted.fits(message) else "  " if marks else ""
        yield f"    {mark}{message_line(message)}"
    if len(contents.messages) > MOST_LINES:
        yield f"    (and {len(contents.messages) - MOST_LINES} before these)"

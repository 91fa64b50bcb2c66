"""Texts of failed expectations: closest match, pending, suppressed and sent messages.

The fixtures, the scenario runner and ``GET /_mock/inbox/wait`` share them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from mock_server.domain.instant import parse_instant
from mock_server.matching.filters import (
    Difference,
    Document,
    MessageFilter,
    format_value,
    get_field,
)
from mock_server.matching.formatting import (
    format_intended_message,
    format_message,
    format_norwegian_time,
)
from mock_server.matching.remedies import remedy_of

MAX_LINES = 20
MAX_SUPPRESSED = 5
MAX_DECISIONS = 8
MAX_VALUES = 4
SHORT_VALUE = 40
COMPARED_FIELDS = (
    "channel",
    "to",
    "from",
    "subject",
    "body",
    "kind",
    "source",
    "creator",
    "sendersReference",
    "sentAt",
    "result",
    "route",
    "shipmentId",
)
# A message that differs in none of these was sent twice.
DISTINGUISHING = ("channel", "to", "subject", "body", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldMessages:
    """The messages of a world at the instant ``now``, and what explains them.

    ``refused`` are the latest refused requests, ``explained`` the decisions about the first sent
    message that matches, ``hints`` what is probably wrong.
    """

    now: str
    messages: Sequence[Document]
    pending: Sequence[Document] = field(default=())
    suppressed: Sequence[Document] = field(default=())
    refused: Sequence[Document] = field(default=())
    explained: Sequence[Document] = field(default=())
    hints: Sequence[str] = field(default=())
    is_running: bool = False


def wrong_count_message(
    message_filter: MessageFilter, count: int | None, world: WorldMessages
) -> str:
    """Return the text for not exactly *count* matches; None expects exactly one."""
    matches = len(message_filter.select(world.messages))
    head = f"Expected {message_filter.describe(count)}; {_count_matches(matches, world)}"
    if count is None and matches > 1:
        head += " Expected exactly one: add filters, or use expect(count)."
    return _lines(head, _why_not_exactly(message_filter, count, world))


def unexpected_sent_message(message_filter: MessageFilter, world: WorldMessages) -> str:
    """Return the text for a sent message that matches, although none should."""
    matches = len(message_filter.select(world.messages))
    head = f"Expected {message_filter.describe(0)}; {_count_matches(matches, world)}"
    return _lines(head, (*_explained(world), *_sent(message_filter, world)))


def unexpected_pending_message(message_filter: MessageFilter, world: WorldMessages) -> str:
    """Return the text for a pending message that matches, although none should ever be sent."""
    head = f"Expected {message_filter.describe(0)}, now or later; a matching message is pending."
    return _lines(head, (*_coming(message_filter, world), *_sent(message_filter, world)))


def no_message_to_report(message_filter: MessageFilter, world: WorldMessages) -> str:
    """Return the text for a delivery report without a matching sent message."""
    head = f"No sent message to report on: {message_filter.describe()}."
    return _lines(head, _why_not_exactly(message_filter, None, world))


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
        for line in (*_matching_pending(each, world), *_suppressed(each, world)):
            yield f"    {line}"


def _format_entry(document: Document) -> str:
    if "sentAt" in document:
        return format_message(document)
    return f"{format_intended_message(document)} [{document['reason']}]"


def _format_difference(difference: Difference) -> str:
    return f"    {difference.field}: expected {difference.expected}, got {difference.actual}"


def _lines(head: str, body: Iterable[str]) -> str:
    return "\n".join([head, *(f"    {line}" for line in body)])


def _why_not_exactly(
    message_filter: MessageFilter, count: int | None, world: WorldMessages
) -> Iterator[str]:
    is_too_many = len(message_filter.select(world.messages)) > (1 if count is None else count)
    if is_too_many:
        yield from _differing_fields(message_filter, world)
    else:
        yield from world.hints
        yield from _closest(message_filter, world)
        yield from _pending(message_filter, world)
        yield from _suppressed(message_filter, world)
        yield from _refused(world)
    yield from _sent(message_filter, world)


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


def _differing_fields(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    """Yield the fields in which the matching messages differ."""
    matches = message_filter.select(world.messages)
    differing = []
    for name in COMPARED_FIELDS:
        values = [format_value(get_field(each, name), SHORT_VALUE) for each in matches]
        distinct = list(dict.fromkeys(values))
        if len(distinct) > 1:
            more = ", …" if len(distinct) > MAX_VALUES else ""
            differing.append(f"    {name}: {', '.join(distinct[:MAX_VALUES])}{more}")
    if any(line.strip().startswith(DISTINGUISHING) for line in differing):
        yield "they differ in:"
    else:
        times = "twice" if len(matches) == 2 else f"{len(matches)} times"
        yield f"the same message was sent {times}{':' if differing else ''}"
    yield from differing


def _explained(world: WorldMessages) -> Iterator[str]:
    if world.explained:
        yield "why it was sent:"
    for each in world.explained[:MAX_DECISIONS]:
        at = format_norwegian_time(each["at"])
        yield f"    {at}  {each['what']}: {each['because']} [{each['rule']}]"


def _coming(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    """Yield the matching pending messages that should never be sent."""
    matches = message_filter.without_sent_only_fields().select(world.pending)
    for document in matches[:MAX_SUPPRESSED]:
        send_time = document.get("expectedSendTime")
        when = f"will be sent {format_norwegian_time(send_time)}" if send_time else "is waiting"
        kind = " (reminder)" if document.get("kind") == "Reminder" else ""
        yield f"pending: {format_intended_message(document)}{kind} {when}"
        yield (f"    {document.get('because', '')} [{document['reason']}; rule {document['rule']}]")


def _pending(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    yield from _matching_pending(message_filter, world)
    matches = message_filter.without_sent_only_fields().select(world.pending)
    if matches and not world.is_running:
        yield from _advance_call(matches[0], world.now)
    if world.pending and not matches:
        yield from _other_pending(message_filter, world)


def _matching_pending(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    matches = message_filter.without_sent_only_fields().select(world.pending)
    for document in matches[:MAX_SUPPRESSED]:
        yield _pending_until(document, world)
        message = format_intended_message(document)
        yield (
            f"    {message}: {document.get('because', '')}"
            f" [{document['reason']}; rule {document['rule']}]"
        )


def _other_pending(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    others = "other message" if len(world.pending) == 1 else "other messages"
    yield f"pending: {len(world.pending)} {others}, none matching"
    unsent_filter = message_filter.without_sent_only_fields()
    closest = unsent_filter.closest(world.pending)
    if closest is not None and unsent_filter.criteria:
        yield f"    closest: {format_intended_message(closest)} [{closest['reason']}]"
        for each in unsent_filter.differences(closest):
            yield f"    {_format_difference(each)}"


def _advance_call(document: Document, now: str) -> Iterator[str]:
    send_time = document.get("expectedSendTime")
    if send_time is not None:
        target = now if parse_instant(send_time) <= parse_instant(now) else send_time
        yield (
            f'    to send it: altinn.advance(to="{target}"), or'
            f' POST /_mock/clock/advance {{"to": "{target}"}}'
        )


def _pending_until(document: Document, world: WorldMessages) -> str:
    send_time, now = document.get("expectedSendTime"), world.now
    if send_time is None:
        return "pending: a matching message is waiting; its send time is not known"
    if world.is_running:
        return (
            f"pending: a matching message is due at {format_norwegian_time(send_time)}; the clock"
            f" is running and stands at {format_norwegian_time(now)}"
        )
    if parse_instant(send_time) <= parse_instant(now):
        return "pending: a matching message is due now; advance the clock to send it"
    return (
        f"pending: a matching message is due at {format_norwegian_time(send_time)}; the clock is at"
        f" {format_norwegian_time(now)}. Did the test advance the clock?"
    )


def _suppressed(message_filter: MessageFilter, world: WorldMessages) -> Iterator[str]:
    unsent_filter = message_filter.without_sent_only_fields()
    ranked = sorted(world.suppressed, key=lambda each: len(unsent_filter.differences(each)))
    for number, document in enumerate(ranked[:MAX_SUPPRESSED]):
        yield (
            f"suppressed: {format_intended_message(document)}: {document.get('because', '')}"
            f" [{document['reason']}; rule {document['rule']}]"
        )
        remedy = remedy_of(document) if number == 0 else None
        if remedy is not None:
            yield f"    remedy: {remedy}"
    if len(ranked) > MAX_SUPPRESSED:
        yield f"suppressed: {len(ranked) - MAX_SUPPRESSED} more, see GET /_mock/suppressed"


def _refused(world: WorldMessages) -> Iterator[str]:
    for each in world.refused:
        status = "without a response" if each["status"] is None else each["status"]
        at = format_norwegian_time(each["at"])
        yield f"refused: {at}  {each['method']} {each['path']}  {status}: {each['why']}"


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

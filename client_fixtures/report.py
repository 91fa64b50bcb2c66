"""The section ``altinn`` in the report of a failed test.

Source: docs/client.md, Fixtures.
"""

from collections.abc import Iterator

from client_fixtures.altinn import Altinn
from mock_server.domain.instant import from_datetime
from mock_server.matching.formatting import (
    format_intended_message,
    format_message,
    format_norwegian_time,
)

MAX_ENTRIES = 10


def report_section(altinn: Altinn) -> str:
    """Return a description of a world: clock, messages and rejected requests."""
    try:
        return "\n".join(_lines(altinn))
    except (OSError, RuntimeError, ValueError) as failure:
        return f"cannot read the world at {altinn.url}: {failure}"


def _lines(altinn: Altinn) -> Iterator[str]:
    now = format_norwegian_time(from_datetime(altinn.now))
    yield f"world {altinn.url}, clock {now} Norwegian time"
    documents = altinn.inbox.documents()
    yield f"sent: {len(documents)}"
    yield from (f"    {format_message(each)}" for each in documents[-MAX_ENTRIES:])
    pending = altinn.pending()
    yield f"pending: {len(pending)}"
    for each in pending[:MAX_ENTRIES]:
        at = each.get("expectedSendTime")
        until = f", expected {format_norwegian_time(at)}" if at else ""
        yield f"    {format_intended_message(each)}: {each['because']} [{each['reason']}]{until}"
    for each in altinn.suppressed()[:MAX_ENTRIES]:
        message = format_intended_message(each)
        yield f"suppressed: {message}: {each['because']} [{each['reason']}; rule {each['rule']}]"
    rejected = [each for each in altinn.requests() if each["status"] >= 400]
    if rejected:
        yield "last rejected requests:"
    for each in rejected[-MAX_ENTRIES:]:
        yield f"    {each['method']} {each['path']} {each['status']}"
        yield f"        {each['response']!r}"

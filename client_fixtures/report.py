"""The section ``altinn`` of a failed test's report: what its world looked like.

Source: design/client-api.md, --altinn-report.
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
    """Describe a world: clock, what left, what is held back and why, what was turned down."""
    try:
        return "\n".join(_lines(altinn))
    except (OSError, RuntimeError, ValueError) as failure:
        return f"the world at {altinn.url} cannot be looked at: {failure}"


def _lines(altinn: Altinn) -> Iterator[str]:
    now = format_norwegian_time(from_datetime(altinn.now))
    yield f"world {altinn.url}, clock {now} Norwegian time"
    documents = altinn.inbox.documents()
    yield f"left: {len(documents)}"
    yield from (f"    {format_message(each)}" for each in documents[-MAX_ENTRIES:])
    pending = altinn.pending()
    yield f"held back: {len(pending)}"
    for each in pending[:MAX_ENTRIES]:
        at = each.get("expectedSendTime")
        until = f", expected {format_norwegian_time(at)}" if at else ""
        yield f"    {format_intended_message(each)}: {each['because']} [{each['reason']}]{until}"
    for each in altinn.suppressed()[:MAX_ENTRIES]:
        message = format_intended_message(each)
        yield f"suppressed: {message}: {each['because']} [{each['reason']}; rule {each['rule']}]"
    turned_down = [each for each in altinn.requests() if each["status"] >= 400]
    if turned_down:
        yield "last calls that were turned down:"
    for each in turned_down[-MAX_ENTRIES:]:
        yield f"    {each['method']} {each['path']} {each['status']}"
        yield f"        {each['response']!r}"

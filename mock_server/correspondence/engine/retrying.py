"""When a background job that has failed runs again.

Source: spec/verified-correspondence.md sections 1 and 7: the job runner's own retries were not
observed. Its documentation names ten attempts whose pauses grow with the fourth power of their
number, plus fifteen seconds and a random part; here the random part is its mean.
"""

from typing import Final

from mock_server.domain.instant import SECOND, Instant

RETRIES: Final = 10


def next_attempt(now: Instant, attempt: int) -> Instant | None:
    """Return when a job is tried again after attempt number *attempt* (from 0); None for never."""
    if attempt >= RETRIES:
        return None
    return now + (attempt**4 + 15 + 15 * (attempt + 1)) * SECOND

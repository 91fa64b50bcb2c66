"""Instants as whole ticks of 100 nanoseconds, in UTC.

Altinn compares, stores and returns instants with seven fractional digits; ``datetime`` has six.
An instant is therefore an integer: ticks since 0001-01-01T00:00:00Z, as in .NET. A duration is an
integer in the same unit, written with the constants below (``5 * MINUTE``). See docs/adr/0001.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

Instant = int
Duration = int

MICROSECOND: Final = 10
MILLISECOND: Final = 10_000
SECOND: Final = 10_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
MAX_INSTANT: Final = 3_155_378_975_999_999_999  # 9999-12-31T23:59:59.9999999Z
NORWAY: Final = ZoneInfo("Europe/Oslo")

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(?:(:\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)", re.ASCII
)


def from_datetime(moment: datetime) -> Instant:
    """Return the instant of an aware *moment*.

    Raises:
        ValueError: if *moment* has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; add Z or an offset")
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds * MICROSECOND


def to_datetime(at: Instant) -> datetime:
    """Return *at* as an aware datetime in UTC, truncated to microseconds."""
    return EPOCH + timedelta(microseconds=at // MICROSECOND)


def to_norwegian_time(at: Instant) -> datetime:
    """Return *at* in Norwegian time, truncated to microseconds."""
    return to_datetime(at).astimezone(NORWAY)


def parse_instant(text: str) -> Instant:
    """Parse an ISO 8601 instant with ``Z`` or an offset; digits finer than a tick are dropped.

    Raises:
        ValueError: if *text* is not an instant; the message says what is expected.
    """
    match = _ISO.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is not an instant; expected for example 2026-01-05T10:00:00Z,"
            " with Z or an offset"
        )
    minute, second, fraction, zone = match.groups(default="")
    try:
        moment = datetime.fromisoformat(minute + second + zone)
    except ValueError as error:
        raise ValueError(f"{text!r} is not an instant: {error}") from error
    at = from_datetime(moment) + int((fraction + "0000000")[:7])
    if not 0 <= at <= MAX_INSTANT:
        raise ValueError(f"{text!r} is outside the years 1 to 9999")
    return at


@lru_cache(maxsize=4096)
def format_instant(at: Instant) -> str:
    """Return *at* as Altinn writes it: with ``Z``, and a fraction only if it is not zero."""
    whole = to_datetime(at - at % SECOND).replace(tzinfo=None).isoformat()
    fraction = at % SECOND
    return f"{whole}.{fraction:07d}".rstrip("0") + "Z" if fraction else whole + "Z"


def format_optional_instant(at: Instant | None) -> str | None:
    """Return *at* as ``format_instant`` does, or None."""
    return None if at is None else format_instant(at)


def truncate_to_microseconds(at: Instant) -> Instant:
    """Return *at* as a database column stores it, truncated to microseconds."""
    return at - at % MICROSECOND


def ceil_to_minute(at: Instant) -> Instant:
    """Return the first whole UTC minute at or after *at*."""
    return -(-at // MINUTE) * MINUTE

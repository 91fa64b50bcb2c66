"""Date-times in JSON, as System.Text.Json parses them.

Source: docs/reference/notifications.md section 5.1.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from mock_server.domain.instant import DAY, HOUR, MAX_INSTANT, MINUTE, SECOND, Instant
from mock_server.dotnet.schema import ParsedDateTime

_JSON: Final = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:T([01][0-9]|2[0-3]):([0-5][0-9])"
    r"(?::([0-5][0-9])(?:\.([0-9]{1,16}|(?=[Z+-])))?)?"
    r"(?:(Z)|([+-])(0[0-9]|1[0-4])(?::([0-5][0-9]))?)?)?"
)


def parse_json_date_time(text: str) -> ParsedDateTime | None:
    """Return the date-time in a JSON string, or None if it is not valid."""
    match = _JSON.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zulu, sign, hours, minutes = match.groups()
    midnight = _midnight(int(year), int(month), int(day))
    if midnight is None:
        return None
    at = midnight + int(hour or 0) * HOUR + int(minute or 0) * MINUTE + int(second or 0) * SECOND
    if fraction:
        at += int(fraction[:7].ljust(7, "0"))
    if sign is None:
        return ParsedDateTime(at=at, has_zone=zulu is not None)
    return _with_offset(at, int(f"{sign}1") * (int(hours) * 60 + int(minutes or 0)))


def _midnight(year: int, month: int, day: int) -> Instant | None:
    try:
        return (date(year, month, day).toordinal() - 1) * DAY
    except ValueError:
        return None


def _with_offset(clock: Instant, offset: int) -> ParsedDateTime | None:
    """Return the date-time *clock* at an offset of *offset* minutes, or None if out of range."""
    at = clock - offset * MINUTE
    if abs(offset) > 14 * 60 or not 0 <= at <= MAX_INSTANT:
        return None
    return ParsedDateTime(at=at, has_zone=True, offset_given=True, offset_minutes=offset)

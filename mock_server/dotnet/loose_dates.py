"""The forms in which .NET's general parser reads a date-time, culture-neutral.

Year, month, day or month, day, year, in digits; a time of day; a zone. Forms with names of months
and days are not read. Source: golden/app/multipart-mutations.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from mock_server.domain.instant import DAY, END_OF_TIME, HOUR, MINUTE, SECOND, Instant
from mock_server.dotnet.schema import ReadMoment

_FORM: Final = re.compile(
    r"\s*(?:(?P<y>\d{4})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)"
    r"|(?P<m2>\d\d?)[-/.](?P<d2>\d\d?)[-/.](?P<y2>\d{4}))"
    r"(?:(?:T|\s+)(?P<hour>\d\d?):(?P<minute>\d\d?)"
    r"(?::(?P<second>\d\d?)(?:\.(?P<fraction>\d+))?)?(?:\s*(?P<half>[AP]M))?"
    r"(?:\s*(?P<utc>Z|GMT)|\s*(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?)?)?\s*",
    re.ASCII | re.IGNORECASE,
)


def loose_moment(text: str) -> ReadMoment | None:
    """Return the moment that *text* names, or None if it names none."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    part = match.groupdict()
    day = _day(part["y"] or part["y2"], part["m"] or part["m2"], part["d"] or part["d2"])
    time_of_day = _time_of_day(part)
    if day is None or time_of_day is None:
        return None
    at = day + time_of_day
    if part["sign"] is None:
        return ReadMoment(at=at, has_zone=part["utc"] is not None)
    offset = int(part["hours"]) * 60 + int(part["minutes"] or 0)
    offset = -offset if part["sign"] == "-" else offset
    at -= offset * MINUTE
    if abs(offset) > 14 * 60 or not 0 <= at <= END_OF_TIME:
        return None
    return ReadMoment(at=at, has_zone=True, offset_given=True, offset_minutes=offset)


def _day(year: str, month: str, day: str) -> Instant | None:
    try:
        return (date(int(year), int(month), int(day)).toordinal() - 1) * DAY
    except ValueError:
        return None


def _time_of_day(part: dict[str, str]) -> int | None:
    hour, minute, second = (int(part[name] or 0) for name in ("hour", "minute", "second"))
    if part["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if part["half"].upper() == "PM" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    ticks = int((part["fraction"] or "")[:7].ljust(7, "0"))
    return hour * HOUR + minute * MINUTE + second * SECOND + ticks

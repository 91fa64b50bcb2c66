"""Date-times in text, as ``DateTime.Parse`` with the invariant culture reads them.

    parse_date_time(text, now)     the date-time, or None; *now* provides a missing date or year

A text is a date, a time of day, or both in either order, with an optional offset and day of the
week. A numeric month precedes its day; a number of three or more digits is a year in any position.

Source: docs/reference/notifications.md section 10.7.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from mock_server.domain.instant import (
    DAY,
    HOUR,
    MAX_INSTANT,
    MINUTE,
    SECOND,
    Duration,
    Instant,
    to_datetime,
)
from mock_server.domain.whitespace import WHITESPACE, trim
from mock_server.dotnet.schema import ParsedDateTime

_BLANK: Final = f"[{WHITESPACE}]*"
_COLON: Final = f"{_BLANK}:{_BLANK}"
_ITEM: Final = "([0-9]{1,8}+(?![0-9])|[A-Za-z]++)"
_SEPARATOR: Final = f"[{WHITESPACE}.,]*[/-]?[{WHITESPACE}.,]*"
_FRACTION: Final = "(?:[.,]([0-9]+))?"
_ZONE: Final = r"([+-][0-9]{1,2}:[0-9]{1,2}|[+-][0-9]{1,4}|(?:[Zz]|[Gg][Mm][Tt])(?![A-Za-z]))"
_AM_PM: Final = "[AaPp][Mm](?![A-Za-z])"

_SEPARATORS: Final = re.compile(f"[{WHITESPACE}.,]*")
_WORD: Final = re.compile("[A-Za-z]{3,}")
_THREE_ITEMS: Final = re.compile(
    f"{_ITEM}{_SEPARATOR}{_ITEM}{_SEPARATOR}{_ITEM}(?![0-9]|{_BLANK}(?:[/:]|{_AM_PM}))"
)
_TWO_ITEMS: Final = re.compile(f"{_ITEM}{_SEPARATOR}{_ITEM}\\Z")
_TIME: Final = re.compile(
    f"([0-9]{{1,2}}){_COLON}([0-9]{{1,2}}+)(?:{_COLON}([0-9]{{1,2}}+){_FRACTION})?(?![0-9])"
    f"(?:{_BLANK}({_AM_PM}))?"
)
_HOUR: Final = re.compile(f"([0-9]{{1,2}})()()(){_BLANK}({_AM_PM})")
_TIME_AFTER_T: Final = re.compile(
    f"{_BLANK}[Tt]{_BLANK}([0-9]{{2}}){_COLON}([0-9]{{2}})(?:{_COLON}([0-9]{{2}}){_FRACTION})?()"
    f"{_BLANK}{_ZONE}?\\Z"
)
_ZONES: Final = re.compile(_ZONE)

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_WEEKDAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
# The latest year for a two-digit year.
_MAX_TWO_DIGIT_YEAR: Final = 2049


class _InvalidDateError(Exception):
    pass


@dataclass(slots=True)
class _Parts:
    """The parts read so far; each can occur once."""

    midnight: Instant | None = None
    time_of_day: Duration | None = None
    weekday: int | None = None
    offset: int | None = None
    is_zulu: bool = False


def parse_date_time(text: str, now: Instant) -> ParsedDateTime | None:
    """Return the date-time in *text*, or None if it is not valid."""
    parts = _Parts()
    text = trim(text.rstrip("\0"))
    try:
        position = 0
        while position < len(text):
            position = _read_part(text, position, parts, now)
        return _to_date_time(parts, now)
    except _InvalidDateError:
        return None


def _to_date_time(parts: _Parts, now: Instant) -> ParsedDateTime:
    if parts.midnight is None and parts.time_of_day is None:
        raise _InvalidDateError
    midnight = now - now % DAY if parts.midnight is None else parts.midnight
    at = midnight + (parts.time_of_day or 0)
    if parts.weekday is not None and parts.weekday != midnight // DAY % 7:
        raise _InvalidDateError
    at -= (parts.offset or 0) * MINUTE
    if not 0 <= at <= MAX_INSTANT:
        raise _InvalidDateError
    return ParsedDateTime(
        at=at,
        has_zone=parts.offset is not None,
        offset_given=parts.offset is not None and not parts.is_zulu,
        offset_minutes=parts.offset or 0,
    )


def _read_part(text: str, position: int, parts: _Parts, now: Instant) -> int:
    """Read one part of *text* into *parts*, and return the position after it."""
    if match := _ZONES.match(text, position):
        _read_zone(match[1], parts)
    elif match := (_TIME.match(text, position) or _HOUR.match(text, position)):
        _read_time(match, parts)
    elif match := _weekday_at(text, position):
        if parts.weekday is not None:
            raise _InvalidDateError
        parts.weekday = _index_of_name(match.group(), _WEEKDAYS)
    elif match := (_THREE_ITEMS.match(text, position) or _TWO_ITEMS.match(text, position)):
        _read_date(match, parts, now)
        if time_match := _TIME_AFTER_T.match(text, match.end()):
            return _read_time_after_t(time_match, match, parts)
    else:
        raise _InvalidDateError
    separators = _SEPARATORS.match(text, match.end())
    return separators.end() if separators else match.end()


def _weekday_at(text: str, position: int) -> re.Match[str] | None:
    word = _WORD.match(text, position)
    return word if word and _index_of_name(word.group(), _WEEKDAYS) is not None else None


def _index_of_name(word: str, names: tuple[str, ...]) -> int | None:
    """Return the index of *word* in *names*, which can be shortened to three letters."""
    lowered = word.lower()
    return next((i for i, name in enumerate(names) if lowered in (name, name[:3])), None)


def _read_zone(zone: str, parts: _Parts) -> None:
    if parts.offset is not None:
        raise _InvalidDateError
    if zone[0] not in "+-":
        parts.offset, parts.is_zulu = 0, True
        return
    hours, _, minutes = zone[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    offset = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or offset > 14 * 60:
        raise _InvalidDateError
    parts.offset = -offset if zone[0] == "-" else offset


def _read_time(match: re.Match[str], parts: _Parts) -> None:
    if parts.time_of_day is not None:
        raise _InvalidDateError
    hours, minutes, seconds, fraction, am_pm = match.groups()[:5]
    hour, minute, second = int(hours), int(minutes or 0), int(seconds or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise _InvalidDateError
    if am_pm and am_pm[0] in "Aa":
        if hour > 12:
            raise _InvalidDateError
        hour %= 12
    elif am_pm and hour < 12:
        hour += 12
    ticks = round(float(f"0.{fraction or 0}") * SECOND)
    parts.time_of_day = hour * HOUR + minute * MINUTE + second * SECOND + ticks


def _read_time_after_t(time: re.Match[str], day: re.Match[str], parts: _Parts) -> int:
    """Read the time after a ``T``; it must follow a numeric date and end the text."""
    if len(day.groups()) != 3 or len(day[1]) < 3 or not (day[1] + day[2] + day[3]).isdigit():
        raise _InvalidDateError
    _read_time(time, parts)
    if time[6]:
        _read_zone(time[6], parts)
    return time.end()


def _read_date(match: re.Match[str], parts: _Parts, now: Instant) -> None:
    if parts.midnight is not None:
        raise _InvalidDateError
    try:
        day = _parse_date_items(match.groups(), to_datetime(now).year)
    except ValueError:
        raise _InvalidDateError from None
    parts.midnight = (day.toordinal() - 1) * DAY


def _parse_date_items(items: tuple[str, ...], this_year: int) -> date:
    """Return the date of *items*, which are digits or names of months."""
    years = [int(item) for item in items if item.isdigit() and len(item) > 2]
    numbers = [int(item) for item in items if item.isdigit() and len(item) <= 2]
    match [item for item in items if not item.isdigit()], years, numbers:
        case [], [year], [month, *day]:
            return date(year, month, *(day or (1,)))
        case [], [], [month, day, *year]:
            return date(_full_year(*year) if year else this_year, month, day)
        case [name], [year], day:
            return date(year, _month_number(name), *(day or (1,)))
        case [name], [], [first, second]:
            return _day_and_year(_month_number(name), first, second)
        case [name], [], [day] if items[0] is name:
            return date(this_year, _month_number(name), day)
        case [name], [], [year]:
            return date(_full_year(year), _month_number(name), 1)
        case _:
            raise ValueError(items)


def _day_and_year(month: int, first: int, second: int) -> date:
    """Return the date of a month and two numbers: day and year, or else year and day."""
    try:
        return date(_full_year(second), month, first)
    except ValueError:
        return date(_full_year(first), month, second)


def _full_year(two_digits: int) -> int:
    return _MAX_TWO_DIGIT_YEAR - (_MAX_TWO_DIGIT_YEAR - two_digits) % 100


def _month_number(word: str) -> int:
    index = _index_of_name(word, _MONTHS)
    if index is None:
        raise ValueError(word)
    return index + 1

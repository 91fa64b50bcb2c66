"""Date-times in the forms that .NET's general parser takes, without any culture.

    general_moment(text, now)     the moment, or None; *now* lends the date or year that is missing

A text is a date, a time of day, or both in either order; a zone and a day of the week may stand
around them. A month in digits comes before its day; three digits or more make a year wherever
they stand.

Source: spec/verified-notifications.md, sections 9 (SAS ``se``) and 10 (dates of the dashboard).
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
_BETWEEN: Final = f"[{WHITESPACE}.,]*[/-]?[{WHITESPACE}.,]*"
_FRACTION: Final = "(?:[.,]([0-9]+))?"
_ZONE: Final = r"([+-][0-9]{1,2}:[0-9]{1,2}|[+-][0-9]{1,4}|(?:[Zz]|[Gg][Mm][Tt])(?![A-Za-z]))"
_HALF: Final = "[AaPp][Mm](?![A-Za-z])"

_IDLE: Final = re.compile(f"[{WHITESPACE}.,]*")
_WORD: Final = re.compile("[A-Za-z]{3,}")
_THREE_ITEMS: Final = re.compile(
    f"{_ITEM}{_BETWEEN}{_ITEM}{_BETWEEN}{_ITEM}(?![0-9]|{_BLANK}(?:[/:]|{_HALF}))"
)
_TWO_ITEMS: Final = re.compile(f"{_ITEM}{_BETWEEN}{_ITEM}\\Z")
_TIME: Final = re.compile(
    f"([0-9]{{1,2}}){_COLON}([0-9]{{1,2}}+)(?:{_COLON}([0-9]{{1,2}}+){_FRACTION})?(?![0-9])"
    f"(?:{_BLANK}({_HALF}))?"
)
_HOUR: Final = re.compile(f"([0-9]{{1,2}})()()(){_BLANK}({_HALF})")
_TIME_BEHIND_T: Final = re.compile(
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
# The last year that two digits can stand for.
_LAST_SHORT_YEAR: Final = 2049


class _NoDateError(Exception):
    pass


@dataclass(slots=True)
class _Clock:
    """What has been found so far; each part may occur once."""

    midnight: Instant | None = None
    time_of_day: Duration | None = None
    weekday: int | None = None
    offset: int | None = None
    is_zulu: bool = False


def parse_date_time(text: str, now: Instant) -> ParsedDateTime | None:
    """Return the moment that *text* names, or None if it names none."""
    clock = _Clock()
    text = trim(text.rstrip("\0"))
    try:
        position = 0
        while position < len(text):
            position = _part(text, position, clock, now)
        return _moment(clock, now)
    except _NoDateError:
        return None


def _moment(clock: _Clock, now: Instant) -> ParsedDateTime:
    if clock.midnight is None and clock.time_of_day is None:
        raise _NoDateError
    midnight = now - now % DAY if clock.midnight is None else clock.midnight
    at = midnight + (clock.time_of_day or 0)
    if clock.weekday is not None and clock.weekday != midnight // DAY % 7:
        raise _NoDateError
    at -= (clock.offset or 0) * MINUTE
    if not 0 <= at <= MAX_INSTANT:
        raise _NoDateError
    return ParsedDateTime(
        at=at,
        has_zone=clock.offset is not None,
        offset_given=clock.offset is not None and not clock.is_zulu,
        offset_minutes=clock.offset or 0,
    )


def _part(text: str, position: int, clock: _Clock, now: Instant) -> int:
    """Read one part of *text* into *clock*, and return where it ends."""
    if found := _ZONES.match(text, position):
        _read_zone(found[1], clock)
    elif found := (_TIME.match(text, position) or _HOUR.match(text, position)):
        _read_time(found, clock)
    elif found := _weekday_at(text, position):
        if clock.weekday is not None:
            raise _NoDateError
        clock.weekday = _index(found.group(), _WEEKDAYS)
    elif found := (_THREE_ITEMS.match(text, position) or _TWO_ITEMS.match(text, position)):
        _read_date(found, clock, now)
        if behind := _TIME_BEHIND_T.match(text, found.end()):
            return _read_time_behind_t(behind, found, clock)
    else:
        raise _NoDateError
    idle = _IDLE.match(text, found.end())
    return idle.end() if idle else found.end()


def _weekday_at(text: str, position: int) -> re.Match[str] | None:
    word = _WORD.match(text, position)
    return word if word and _index(word.group(), _WEEKDAYS) is not None else None


def _index(word: str, names: tuple[str, ...]) -> int | None:
    """Return the place of *word* among *names*, in full or by their first three letters."""
    lowered = word.lower()
    return next((i for i, name in enumerate(names) if lowered in (name, name[:3])), None)


def _read_zone(zone: str, clock: _Clock) -> None:
    if clock.offset is not None:
        raise _NoDateError
    if zone[0] not in "+-":
        clock.offset, clock.is_zulu = 0, True
        return
    hours, _, minutes = zone[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    offset = int(hours) * 60 + int(minutes or 0)
    if int(minutes or 0) > 59 or offset > 14 * 60:
        raise _NoDateError
    clock.offset = -offset if zone[0] == "-" else offset


def _read_time(found: re.Match[str], clock: _Clock) -> None:
    if clock.time_of_day is not None:
        raise _NoDateError
    hours, minutes, seconds, fraction, half = found.groups()[:5]
    hour, minute, second = int(hours), int(minutes or 0), int(seconds or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise _NoDateError
    if half and half[0] in "Aa":
        if hour > 12:
            raise _NoDateError
        hour %= 12
    elif half and hour < 12:
        hour += 12
    ticks = round(float(f"0.{fraction or 0}") * SECOND)
    clock.time_of_day = hour * HOUR + minute * MINUTE + second * SECOND + ticks


def _read_time_behind_t(time: re.Match[str], day: re.Match[str], clock: _Clock) -> int:
    """Read what follows a ``T``: only after year, month and day in digits, and to the end."""
    if len(day.groups()) != 3 or len(day[1]) < 3 or not (day[1] + day[2] + day[3]).isdigit():
        raise _NoDateError
    _read_time(time, clock)
    if time[6]:
        _read_zone(time[6], clock)
    return time.end()


def _read_date(found: re.Match[str], clock: _Clock, now: Instant) -> None:
    if clock.midnight is not None:
        raise _NoDateError
    try:
        day = _date(found.groups(), to_datetime(now).year)
    except ValueError:
        raise _NoDateError from None
    clock.midnight = (day.toordinal() - 1) * DAY


def _date(items: tuple[str, ...], this_year: int) -> date:
    """Return the day that *items* name, digits or the name of a month."""
    years = [int(item) for item in items if item.isdigit() and len(item) > 2]
    numbers = [int(item) for item in items if item.isdigit() and len(item) <= 2]
    match [item for item in items if not item.isdigit()], years, numbers:
        case [], [year], [month, *day]:
            return date(year, month, *(day or (1,)))
        case [], [], [month, day, *year]:
            return date(_full_year(*year) if year else this_year, month, day)
        case [name], [year], day:
            return date(year, _month(name), *(day or (1,)))
        case [name], [], [first, second]:
            return _day_and_year(_month(name), first, second)
        case [name], [], [day] if items[0] is name:
            return date(this_year, _month(name), day)
        case [name], [], [year]:
            return date(_full_year(year), _month(name), 1)
        case _:
            raise ValueError(items)


def _day_and_year(month: int, first: int, second: int) -> date:
    """Return the day of two numbers: day and year, or else year and day."""
    try:
        return date(_full_year(second), month, first)
    except ValueError:
        return date(_full_year(first), month, second)


def _full_year(short: int) -> int:
    return _LAST_SHORT_YEAR - (_LAST_SHORT_YEAR - short) % 100


def _month(word: str) -> int:
    index = _index(word, _MONTHS)
    if index is None:
        raise ValueError(word)
    return index + 1

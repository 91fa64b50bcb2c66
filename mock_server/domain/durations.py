"""Durations as tests and options write them: ISO 8601, a number of seconds, or ``1h30m``.

Source: design/control-api.md, the first page and Command line.
"""

import re
from decimal import Decimal
from typing import Final

from mock_server.domain.instant import DAY, HOUR, MAX_INSTANT, MINUTE, SECOND, Duration

_ISO: Final = re.compile(
    r"P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,7})?)S)?)?"
)
_UNITS: Final = (7 * DAY, DAY, HOUR, MINUTE, SECOND)
_SHORT: Final = re.compile(r"(?:\d{1,9}[wdhms])+")
_SHORT_UNITS: Final = dict(zip("wdhms", _UNITS, strict=True))
_HINT: Final = "write it like PT5M, PT1H30M or P7D, or as a number of seconds"


def parse_duration(value: object) -> Duration:
    """Read ``"P7D"``, ``"PT1.5S"``, ``90`` or ``0.5``.

    Raises:
        ValueError: if *value* is anything else, or below zero; the message says what to write.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"{value!r} is not a duration; {_HINT}")
    if not isinstance(value, str):
        if not 0 <= value <= MAX_INSTANT // SECOND:
            raise ValueError(f"{value!r} seconds is not possible; write a number of 0 or more")
        return round(Decimal(str(value)) * SECOND)
    match = _ISO.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is not a duration; {_HINT}")
    parts = zip(match.groups(), _UNITS, strict=True)
    duration = sum(int(Decimal(amount or 0) * unit) for amount, unit in parts)
    if duration > MAX_INSTANT:
        raise ValueError(f"{value!r} is more time than there is; write less")
    return duration


def parse_cli_duration(text: str) -> Duration:
    """Read ``7d``, ``1h30m``, ``P7D`` or ``90``, as an option has it.

    Raises:
        ValueError: if *text* is anything else; the message says what to write.
    """
    if _SHORT.fullmatch(text):
        parts = re.findall(r"(\d+)([wdhms])", text)
        return sum(int(amount) * _SHORT_UNITS[unit] for amount, unit in parts)
    return parse_duration(int(text) if text.isascii() and text.isdigit() else text)


def format_duration(duration: Duration) -> str:
    """Write *duration* in ISO 8601, days as the largest unit."""
    days, rest = divmod(duration, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, ticks = divmod(rest, MINUTE)
    seconds = f"{ticks // SECOND}.{ticks % SECOND:07d}".rstrip("0").rstrip(".")
    date = f"{days}D" if days else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if ticks or not (date or clock):
        clock += f"{seconds}S"
    return f"P{date}" + (f"T{clock}" if clock else "")

"""Durations in ISO 8601, as a number of seconds, or, in options, as ``1h30m``.

Source: README.md.
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
_HINT: Final = "expected for example PT5M, PT1H30M, P7D or a number of seconds"


def parse_duration(value: object) -> Duration:
    """Parse ``"P7D"``, ``"PT1.5S"``, ``90`` or ``0.5``.

    Raises:
        ValueError: if *value* is negative or not a duration; the message says what is expected.
    """
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(f"{value!r} is not a duration; {_HINT}")
    if not isinstance(value, str):
        if not 0 <= value <= MAX_INSTANT // SECOND:
            raise ValueError(f"{value!r} seconds is out of range; expected 0 or more")
        return round(Decimal(str(value)) * SECOND)
    match = _ISO.fullmatch(value)
    if match is None:
        raise ValueError(f"{value!r} is not a duration; {_HINT}")
    parts = zip(match.groups(), _UNITS, strict=True)
    duration = sum(int(Decimal(amount or 0) * unit) for amount, unit in parts)
    if duration > MAX_INSTANT:
        raise ValueError(f"{value!r} is too long")
    return duration


def parse_cli_duration(text: str) -> Duration:
    """Parse ``7d``, ``1h30m``, ``P7D`` or ``90``, as options write durations.

    Raises:
        ValueError: if *text* is not a duration; the message says what is expected.
    """
    if _SHORT.fullmatch(text):
        parts = re.findall(r"(\d+)([wdhms])", text)
        return sum(int(amount) * _SHORT_UNITS[unit] for amount, unit in parts)
    return parse_duration(int(text) if text.isascii() and text.isdigit() else text)


def format_duration(duration: Duration) -> str:
    """Return *duration* in ISO 8601, with days as the largest unit."""
    days, rest = divmod(duration, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, ticks = divmod(rest, MINUTE)
    seconds = f"{ticks // SECOND}.{ticks % SECOND:07d}".rstrip("0").rstrip(".")
    date = f"{days}D" if days else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    if ticks or not (date or clock):
        clock += f"{seconds}S"
    return f"P{date}" + (f"T{clock}" if clock else "")

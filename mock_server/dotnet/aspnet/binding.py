"""Values of routes, queries and forms, as the platform binds them to numbers and the like.

    bound_whole(values, target, bits)      bound_choice(values, target, members)
    bound_flag(values, target)             bound_moment(values, target, now)
    bound_guid(values, target)

*values* are all that were given for one name, undecoded escapes resolved; none at all is the
caller's affair. The first is bound; a message shows all that are not empty.

Source: spec/notifications-api.md, section 7.4; spec/verified-notifications.md, section 7.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from mock_server.domain.instant import Instant
from mock_server.domain.whitespace import is_blank, trim
from mock_server.dotnet.general_dates import parse_date_time
from mock_server.dotnet.guids import parse_guid
from mock_server.dotnet.schema import ParsedDateTime

_T = TypeVar("_T")

_DECIMAL: Final = re.compile(r"[\t-\r ]*([+-]?)0*([0-9]{1,20})[\t-\r ]*\0*")
_HEXADECIMAL: Final = re.compile(r"(?:#|0x|&h)(?:0x)?0*([0-9a-f]{1,16})", re.IGNORECASE)


class BindingError(Exception):
    """A value does not fit; the message is the model state's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a value is bound to: a property by its C# name, or a parameter, which has none."""

    name: str | None = None
    nullable: bool = False


def bind_integer(values: Sequence[str], target: Target, bits: int = 32) -> int | None:
    """Return a signed number of *bits*, also from hexadecimal; None if blank and nullable.

    Raises:
        BindingError: if there is none.
    """
    return _bound(values, target, lambda text: _whole(text, bits))


def bind_enum(values: Sequence[str], target: Target, members: Mapping[str, int]) -> int | None:
    """Return the value of one of *members*, by name or number, or of a list of them.

    Raises:
        BindingError: if there is none, or if it is no member's.
    """
    value = _bound(values, target, lambda text: _choice(text, members))
    if value is not None and value not in members.values():
        raise BindingError(_invalid(values))
    return value


def bind_boolean(values: Sequence[str], target: Target) -> bool | None:
    """Return a truth value; None if blank and nullable.

    Raises:
        BindingError: if there is none.
    """
    return _bound(values, target, parse_boolean)


def bind_guid(values: Sequence[str], target: Target) -> str | None:
    """Return a GUID in canonical form; None if blank and nullable.

    Raises:
        BindingError: if there is none.
    """
    return _bound(values, target, parse_guid)


def bind_date_time(values: Sequence[str], target: Target, now: Instant) -> ParsedDateTime | None:
    """Return a date-time; None if blank and nullable.

    Raises:
        BindingError: if there is none.
    """
    return _bound(values, target, lambda text: parse_date_time(text, now))


def parse_boolean(text: str) -> bool | None:
    """Return the truth value that *text* names, or None: ``1`` and ``on`` are none."""
    return {"true": True, "false": False}.get(trim(text).strip("\0").lower())


def _bound(values: Sequence[str], target: Target, convert: Callable[[str], _T | None]) -> _T | None:
    if is_blank(values[0]):
        if target.nullable:
            return None
        raise BindingError(_invalid(values))
    value = convert(values[0])
    if value is None:
        suffix = f" for {target.name}" if target.name else ""
        raise BindingError(f"The value '{_shown(values)}' is not valid{suffix}.")
    return value


def _invalid(values: Sequence[str]) -> str:
    return f"The value '{_shown(values)}' is invalid."


def _shown(values: Sequence[str]) -> str:
    return ",".join(filter(None, values))


def _whole(text: str, bits: int) -> int | None:
    text = trim(text)
    if hexadecimal := _HEXADECIMAL.fullmatch(text):
        value = int(hexadecimal[1], 16)
        if value >> bits:
            return None
        return value - (1 << bits) if value >> (bits - 1) else value
    return _decimal(text, bits)


def _decimal(text: str, bits: int) -> int | None:
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    value = int(found[1] + found[2])
    return value if -(1 << (bits - 1)) <= value < 1 << (bits - 1) else None


def _choice(text: str, members: Mapping[str, int]) -> int | None:
    lowered = {name.lower(): value for name, value in members.items()}
    value = 0
    for name in text.split(","):
        named = lowered.get(trim(name).lower())
        found = _decimal(name, 32) if named is None else named
        if found is None:
            return None
        value |= found
    return value

"""Model binding of single values in routes, queries and forms.

    bind_integer(values, target, bits)     bind_enum(values, target, members)
    bind_boolean(values, target)           bind_date_time(values, target, now)
    bind_guid(values, target)

*values* are all decoded values of one name; there must be at least one. The first is bound; error
messages list all non-empty values.

Source: docs/reference/notifications.md section 7.4.
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
    """A value cannot be bound; the message is that of the model state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The target of a value: a property with its C# name, or a parameter without a name."""

    name: str | None = None
    nullable: bool = False


def bind_integer(values: Sequence[str], target: Target, bits: int = 32) -> int | None:
    """Return a signed integer of *bits*, decimal or hexadecimal; None if blank and nullable.

    Raises:
        BindingError: if the value is not valid.
    """
    return _bind(values, target, lambda text: _parse_integer(text, bits))


def bind_enum(values: Sequence[str], target: Target, members: Mapping[str, int]) -> int | None:
    """Return the value of an enumeration, from names or numbers separated by commas.

    Raises:
        BindingError: if the value is not valid, or is not one of *members*.
    """
    value = _bind(values, target, lambda text: _parse_enum(text, members))
    if value is not None and value not in members.values():
        raise BindingError(_invalid_message(values))
    return value


def bind_boolean(values: Sequence[str], target: Target) -> bool | None:
    """Return a boolean; None if blank and nullable.

    Raises:
        BindingError: if the value is not valid.
    """
    return _bind(values, target, parse_boolean)


def bind_guid(values: Sequence[str], target: Target) -> str | None:
    """Return a GUID in canonical form; None if blank and nullable.

    Raises:
        BindingError: if the value is not valid.
    """
    return _bind(values, target, parse_guid)


def bind_date_time(values: Sequence[str], target: Target, now: Instant) -> ParsedDateTime | None:
    """Return a date-time; None if blank and nullable.

    Raises:
        BindingError: if the value is not valid.
    """
    return _bind(values, target, lambda text: parse_date_time(text, now))


def parse_boolean(text: str) -> bool | None:
    """Return the boolean in *text*, or None; ``1`` and ``on`` are not booleans."""
    return {"true": True, "false": False}.get(trim(text).strip("\0").lower())


def _bind(values: Sequence[str], target: Target, convert: Callable[[str], _T | None]) -> _T | None:
    if is_blank(values[0]):
        if target.nullable:
            return None
        raise BindingError(_invalid_message(values))
    value = convert(values[0])
    if value is None:
        suffix = f" for {target.name}" if target.name else ""
        raise BindingError(f"The value '{_join_values(values)}' is not valid{suffix}.")
    return value


def _invalid_message(values: Sequence[str]) -> str:
    return f"The value '{_join_values(values)}' is invalid."


def _join_values(values: Sequence[str]) -> str:
    return ",".join(filter(None, values))


def _parse_integer(text: str, bits: int) -> int | None:
    text = trim(text)
    if hexadecimal := _HEXADECIMAL.fullmatch(text):
        value = int(hexadecimal[1], 16)
        if value >> bits:
            return None
        return value - (1 << bits) if value >> (bits - 1) else value
    return _parse_decimal(text, bits)


def _parse_decimal(text: str, bits: int) -> int | None:
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    value = int(match[1] + match[2])
    return value if -(1 << (bits - 1)) <= value < 1 << (bits - 1) else None


def _parse_enum(text: str, members: Mapping[str, int]) -> int | None:
    values_by_lower_name = {name.lower(): value for name, value in members.items()}
    value = 0
    for name in text.split(","):
        member_value = values_by_lower_name.get(trim(name).lower())
        if member_value is None:
            member_value = _parse_decimal(name, 32)
        if member_value is None:
            return None
        value |= member_value
    return value

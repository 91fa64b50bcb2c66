"""Integers in text, as ``Int32.Parse`` reads them."""

from __future__ import annotations

import re
from typing import Final

INT32: Final = range(-(2**31), 2**31)
_INTEGER: Final = re.compile(r"\s*[+-]?[0-9]+\s*", re.ASCII)
_MAX_LENGTH: Final = 4_000  # Python's int() rejects texts of more than 4,300 digits


def is_integer(text: str) -> bool:
    """Return whether *text* is an integer, with optional sign and whitespace."""
    return _INTEGER.fullmatch(text) is not None


def parse_int32(text: str) -> int:
    """Return the 32-bit integer in *text*.

    Raises:
        ValueError: if *text* is not an integer.
        OverflowError: if the integer is outside 32 bits.
    """
    if not is_integer(text):
        raise ValueError(text)
    if len(text) > _MAX_LENGTH or int(text) not in INT32:
        raise OverflowError(text)
    return int(text)

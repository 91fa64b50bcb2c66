"""Errors of the JSON reader."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NEEDS_BRACKETS: Final = re.compile("[. '/\"\\[\\]()\t\n\r\f\b\\\\\x85\u2028\u2029]")


def json_path(steps: Iterable[str | int]) -> str:
    """Return the JSON path of *steps*: property names and array indices."""
    return "$" + "".join(map(_format_step, steps))


def _format_step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f"['{step}']" if _NEEDS_BRACKETS.search(step) else f".{step}"


class ReadError(Exception):
    """The body is malformed, or a value cannot be converted to its type.

    ``path`` is the key in the model state (``$.recipient.recipientSms``), ``message`` the complete
    text, including the position if Altinn's message has one.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


class EmptyBody(Exception):
    """The body is empty or the literal ``null``."""


class InvalidEncoding(Exception):
    """The body is not in its declared charset; Altinn responds 500."""


class ConversionError(Exception):
    """A JSON value cannot be converted to its type; only raised inside ``dotnet.json``."""

"""What reading a request body can end with, other than a document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NEEDS_BRACKETS: Final = re.compile("[. '/\"\\[\\]()\t\n\r\f\b\\\\\x85\u2028\u2029]")


def json_path(steps: Iterable[str | int]) -> str:
    """Return the path of *steps*: names of members, and numbers of elements."""
    return "$" + "".join(map(_step, steps))


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f"['{step}']" if _NEEDS_BRACKETS.search(step) else f".{step}"


class ReadError(Exception):
    """The body is malformed, or a value does not fit its type.

    ``path`` is the key of the model state (``$.recipient.recipientSms``), ``message`` the
    complete text, position included where the platform states one.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


class EmptyBody(Exception):
    """There is nothing to read: no bytes at all, or the literal ``null``."""


class InvalidEncoding(Exception):
    """The bytes are not of the charset that they are labelled with; the platform breaks down."""


class ConversionError(Exception):
    """A value is sound JSON, and not what its type takes. Never leaves this room."""

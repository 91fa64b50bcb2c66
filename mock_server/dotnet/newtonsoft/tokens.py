"""A tokenizer of JSON that behaves as Newtonsoft.Json.

In addition to JSON, it accepts comments, single quotes, unquoted names, trailing commas,
hexadecimal and octal numbers, ``NaN``, ``Infinity`` and ``undefined``.

Source: docs/reference/apps.md section 2.2.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPES: Final = {
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "f": "\f",
    "r": "\r",
    "\\": "\\",
    '"': '"',
    "'": "'",
    "/": "/",
}
_HEX: Final = re.compile(r"[0-9A-Fa-f]{4}")
_NUMBER: Final = re.compile(r"[-.0-9][-+.0-9A-Fa-fxX]*")
_NAME: Final = re.compile(r"[\w$]+")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_REAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DELIMITERS: Final = frozenset(" \t\r\n,}])/")

_MAX_QUOTED_LENGTH: Final = 40

Number = int | float


class NewtonsoftError(ValueError):
    """The text is malformed, or a value cannot be converted to its type."""


def truncate(text: str) -> str:
    """Return *text*, shortened for an error message."""
    return text if len(text) <= _MAX_QUOTED_LENGTH else f"{text[:_MAX_QUOTED_LENGTH]}…"


class NewtonsoftTokenizer:
    """A tokenizer with its position in a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0

    def failure(self, message: str) -> NewtonsoftError:
        """Return an error for the current position."""
        return NewtonsoftError(f"{message} at position {self._position}")

    def peek(self) -> str:
        """Return the next character after whitespace and comments, or an empty string."""
        while self._position < len(self._text):
            character = self._text[self._position]
            if character == "/":
                self._skip_comment()
            elif character.isspace():
                self._position += 1
            else:
                return character
        return ""

    def skip_if_next(self, character: str) -> bool:
        """Skip *character* and return True if it is next."""
        if self.peek() != character:
            return False
        self._position += 1
        return True

    def read_word(self, word: str) -> str:
        """Read a literal such as ``null``.

        Raises:
            NewtonsoftError: if the literal is not next.
        """
        self.peek()
        end = self._position + len(word)
        if self._text[self._position : end] != word or not self._is_delimiter(end):
            raise self.failure(f"expected {word}")
        self._position = end
        return word

    def read_number(self) -> str:
        """Read the characters of a number, for ``parse_number``."""
        self.peek()
        if self._text.startswith("-I", self._position):
            return self.read_word("-Infinity")
        match = _NUMBER.match(self._text, self._position)
        if match is None or not self._is_delimiter(match.end()):
            raise self.failure("expected a number")
        self._position = match.end()
        return match[0]

    def read_name(self) -> str:
        """Read a property name and its colon."""
        name = self.read_string() if self.peek() in ("'", '"') else self._read_unquoted_name()
        while self._position < len(self._text) and self._text[self._position].isspace():
            self._position += 1
        if self._text[self._position : self._position + 1] != ":":
            raise self.failure("expected a colon after a name")
        self._position += 1
        return name

    def read_string(self) -> str:
        """Read a string in single or double quotes."""
        quote = self.peek()
        self._position += 1
        parts: list[str] = []
        while self._position < len(self._text):
            character = self._text[self._position]
            self._position += 1
            if character == quote:
                text = "".join(parts)
                return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            parts.append(self._read_escape() if character == "\\" else character)
        raise self.failure("unterminated string")

    def _read_escape(self) -> str:
        character = self._text[self._position : self._position + 1]
        self._position += 1
        if character in _ESCAPES:
            return _ESCAPES[character]
        digits = _HEX.match(self._text, self._position) if character == "u" else None
        if digits is None:
            raise self.failure("invalid escape sequence")
        self._position = digits.end()
        return chr(int(digits[0], 16))

    def _read_unquoted_name(self) -> str:
        match = _NAME.match(self._text, self._position)
        if match is None:
            raise self.failure("expected a name")
        self._position = match.end()
        return match[0]

    def _skip_comment(self) -> None:
        if self._text.startswith("/*", self._position):
            end = self._text.find("*/", self._position + 2)
            if end < 0:
                raise self.failure("unterminated comment")
            self._position = end + 2
        elif self._text.startswith("//", self._position):
            end = self._text.find("\n", self._position)
            self._position = len(self._text) if end < 0 else end
        else:
            raise self.failure("unexpected slash")

    def _is_delimiter(self, position: int) -> bool:
        return (
            position >= len(self._text)
            or self._text[position] in _DELIMITERS
            or self._text[position].isspace()
        )


def parse_number(characters: str) -> Number:
    """Return the number with these *characters*.

    Raises:
        NewtonsoftError: if it is not a valid number.
    """
    if characters == "-Infinity":
        return float("-inf")
    try:
        if characters[0] == "0" and characters[1:2] not in ("", ".", "e", "E"):
            return _parse_hex_or_octal(characters)
        if _INTEGER.fullmatch(characters):
            return int(characters)
        if _REAL.fullmatch(characters):
            return float(characters)
    except ValueError:
        pass
    raise NewtonsoftError(f"{truncate(characters)} is not a valid number")


def _parse_hex_or_octal(characters: str) -> int:
    """Parse a hexadecimal or octal number, which starts with 0."""
    if characters[1] in "xX":
        return int(characters[2:], 16)
    return int(characters, 8)

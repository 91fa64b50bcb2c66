"""The marks that Newtonsoft.Json finds in a text: more than JSON has.

Comments, single quotes, names without quotes, a comma behind the last element, hexadecimal and
octal numbers, ``NaN``, ``Infinity`` and ``undefined`` are all taken.

Source: spec/verified-app.md sections 4 (2.2) and 5.
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
_WHOLE: Final = re.compile(r"-?[0-9]+")
_REAL: Final = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_ENDS: Final = frozenset(" \t\r\n,}])/")

_QUOTED: Final = 40

Number = int | float


class NewtonsoftError(ValueError):
    """The text is not what the library reads, or a value cannot become what its type is."""


def truncate(text: str) -> str:
    """Return *text* as an error may quote it."""
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"


class NewtonsoftTokenizer:
    """A text, read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def failure(self, why: str) -> NewtonsoftError:
        """Return the error to raise when the text cannot go on like this."""
        return NewtonsoftError(f"{why} at position {self._at}")

    def peek(self) -> str:
        """Return the next character behind white space and comments; empty at the end."""
        while self._at < len(self._text):
            mark = self._text[self._at]
            if mark == "/":
                self._comment()
            elif mark.isspace():
                self._at += 1
            else:
                return mark
        return ""

    def take(self, mark: str) -> bool:
        """Pass over *mark*, if it is next."""
        if self.peek() != mark:
            return False
        self._at += 1
        return True

    def word(self, word: str) -> str:
        """Pass over a literal such as ``null``.

        Raises:
            NewtonsoftError: if anything else is next, or the literal goes on.
        """
        self.peek()
        end = self._at + len(word)
        if self._text[self._at : end] != word or not self._ends(end):
            raise self.failure(f"something else than {word}")
        self._at = end
        return word

    def number(self) -> str:
        """Return the characters of a number; ``parse_number`` tells what they are worth."""
        self.peek()
        if self._text.startswith("-I", self._at):
            return self.word("-Infinity")
        match = _NUMBER.match(self._text, self._at)
        if match is None or not self._ends(match.end()):
            raise self.failure("something else than a number")
        self._at = match.end()
        return match[0]

    def name(self) -> str:
        """Return a member's name and pass over the colon behind it."""
        name = self.string() if self.peek() in ("'", '"') else self._plain_name()
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        if self._text[self._at : self._at + 1] != ":":
            raise self.failure("a name without a colon")
        self._at += 1
        return name

    def string(self) -> str:
        """Return a text in quotes of either kind."""
        quote = self.peek()
        self._at += 1
        parts: list[str] = []
        while self._at < len(self._text):
            mark = self._text[self._at]
            self._at += 1
            if mark == quote:
                text = "".join(parts)
                return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            parts.append(self._escaped() if mark == "\\" else mark)
        raise self.failure("a text without an end")

    def _escaped(self) -> str:
        mark = self._text[self._at : self._at + 1]
        self._at += 1
        if mark in _ESCAPES:
            return _ESCAPES[mark]
        digits = _HEX.match(self._text, self._at) if mark == "u" else None
        if digits is None:
            raise self.failure("an escape that does not exist")
        self._at = digits.end()
        return chr(int(digits[0], 16))

    def _plain_name(self) -> str:
        match = _NAME.match(self._text, self._at)
        if match is None:
            raise self.failure("something else than a name")
        self._at = match.end()
        return match[0]

    def _comment(self) -> None:
        if self._text.startswith("/*", self._at):
            end = self._text.find("*/", self._at + 2)
            if end < 0:
                raise self.failure("a comment without an end")
            self._at = end + 2
        elif self._text.startswith("//", self._at):
            end = self._text.find("\n", self._at)
            self._at = len(self._text) if end < 0 else end
        else:
            raise self.failure("a lonely slash")

    def _ends(self, at: int) -> bool:
        return at >= len(self._text) or self._text[at] in _ENDS or self._text[at].isspace()


def parse_number(characters: str) -> Number:
    """Return what a number's *characters* are worth.

    Raises:
        NewtonsoftError: if they are no number.
    """
    if characters == "-Infinity":
        return float("-inf")
    try:
        if characters[0] == "0" and characters[1:2] not in ("", ".", "e", "E"):
            return _based(characters)
        if _WHOLE.fullmatch(characters):
            return int(characters)
        if _REAL.fullmatch(characters):
            return float(characters)
    except ValueError:
        pass
    raise NewtonsoftError(f"{truncate(characters)} is no number")


def _based(characters: str) -> int:
    """Read a number that begins with 0: hexadecimal, or octal."""
    if characters[1] in "xX":
        return int(characters[2:], 16)
    return int(characters, 8)

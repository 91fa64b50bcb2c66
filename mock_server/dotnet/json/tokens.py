"""A tokenizer of JSON with the error messages of System.Text.Json.

It reads one token at a time and does not know types. At the first invalid byte it raises a
``ReadError`` with the exact position. ``scanner.py`` and ``skipping.py`` use it.

Source: docs/reference/notifications.md sections 4.3, 7.1.
"""

from __future__ import annotations

import json
import re
from enum import Enum, auto
from typing import Final, NamedTuple, NoReturn

from mock_server.dotnet.json.errors import ConversionError, ReadError, json_path

_BOM: Final = b"\xef\xbb\xbf"
_BLANKS: Final = re.compile(rb"[ \t\r\n]*")
_PLAIN_STRING: Final = re.compile(rb'"[^"\\\x00-\x1f]*"')
# The usual texts before a value: a name with its colon, and that after a comma.
_FIRST_NAME: Final = re.compile(rb'[ \t\r\n]*"([^"\\\x00-\x1f]*)"[ \t\r\n]*:')
_NEXT_NAME: Final = re.compile(rb'[ \t\r\n]*,[ \t\r\n]*"([^"\\\x00-\x1f]*)"[ \t\r\n]*:')
_STRING_VALUE: Final = re.compile(rb'[ \t\r\n]*"([^"\\\x00-\x1f]*)"')
# Limited in length, because an unlimited repeat uses memory for every iteration.
_STRING_PART: Final = re.compile(rb'(?:[^"\\\x00-\x1f]+|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4}){1,4096}')
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_HEX_SO_FAR: Final = re.compile(rb"[0-9a-fA-F]*")
_NUMBER_SO_FAR: Final = re.compile(
    rb"-?(?:(?:0|[1-9][0-9]*)(?:\.(?:[0-9]+(?:[eE][+-]?[0-9]*)?)?|[eE][+-]?[0-9]*)?)?"
)

_DIGITS: Final = frozenset(b"0123456789")
_NUMBER_STARTS: Final = frozenset(b"-0123456789")
_DELIMITERS: Final = frozenset(b",}] \n\r\t/")

_NO_TOKENS: Final = (
    "The input does not contain any JSON tokens. Expected the input to start with a valid JSON "
    "token, when isFinalBlock is true."
)
_NOT_CLOSED: Final = (
    "Expected depth to be zero at the end of the JSON payload. There is an open JSON object or "
    "array that should be closed."
)
_TRAILING_COMMA: Final = (
    "The JSON {} contains a trailing comma at the end which is not supported in this mode. "
    "Change the reader options."
)
_NO_NEXT: Final = "Expected start of a property name or value, but instead reached end of data."
_NO_VALUE: Final = "Expected a value, but instead reached end of data."
_NO_DIGIT: Final = "Expected a digit ('0'-'9'), but instead reached end of data."
_STRING_NOT_ENDED: Final = "Expected end of string, but instead reached end of data."
_TOO_DEEP: Final = "The maximum configured depth of {} has been exceeded. Cannot read next JSON {}."
_AFTER_VALUE: Final = "{} is invalid after a value. Expected either ',', '}}', or ']'."
_AFTER_ROOT: Final = "{} is invalid after a single JSON value. Expected end of data."
_AFTER_NAME: Final = "{} is invalid after a property name. Expected a ':'."
_NO_NAME: Final = "{} is an invalid start of a property name. Expected a '\"'."
_NO_START: Final = "{} is an invalid start of a value."
_NOT_OPEN: Final = "{} is invalid without a matching open."
_NOT_ESCAPED: Final = "{} is invalid within a JSON string. The string should be correctly escaped."
_NOT_ESCAPABLE: Final = (
    "{} is an invalid escapable character within a JSON string. "
    "The string should be correctly escaped."
)
_NOT_HEX: Final = (
    "{} is not a hex digit following '\\u' within a JSON string. "
    "The string should be correctly escaped."
)
_LEADING_ZERO: Final = "Invalid leading zero before {}."
_AFTER_SIGN: Final = (
    "{} is invalid within a number, immediately after a sign character ('+' or '-'). "
    "Expected a digit ('0'-'9')."
)
_AFTER_POINT: Final = (
    "{} is invalid within a number, immediately after a decimal point ('.'). "
    "Expected a digit ('0'-'9')."
)
_END_OF_NUMBER: Final = "{} is an invalid end of a number. Expected a delimiter."
_NO_EXPONENT: Final = "{} is an invalid end of a number. Expected 'E' or 'e'."
_NOT_LITERAL: Final = "'{}' is an invalid JSON literal. Expected the literal '{}'."


class Kind(Enum):
    """The kind of a token; the token of a container is its opening bracket."""

    OBJECT = auto()
    ARRAY = auto()
    STRING = auto()
    NUMBER = auto()
    TRUE = auto()
    FALSE = auto()
    NULL = auto()


class Token(NamedTuple):
    """A token; ``raw`` has the digits of a number, or the bytes between a string's quotes."""

    kind: Kind
    raw: bytes = b""

    def decode_text(self) -> str:
        """Return the characters of a string or number.

        Raises:
            ConversionError: if the bytes are not UTF-8, or a surrogate is unpaired.
        """
        try:
            text = self.raw.decode()
            if b"\\" in self.raw:
                text = _unescape(text)
                text.encode()
        except UnicodeError:
            raise ConversionError from None
        return text

    def decode_name(self) -> str:
        """Return the characters of a property name; unlike a value, it can be invalid UTF-8.

        Raises:
            ConversionError: if an escaped surrogate is unpaired.
        """
        name = self.raw.decode(errors="replace")
        if b"\\" in self.raw:
            name = _unescape(name)
            if _SURROGATE.search(name):
                raise ConversionError
        return name


def _unescape(text: str) -> str:
    unescaped: str = json.loads(f'"{text}"')
    return unescaped


_LITERALS: Final = {
    ord("t"): (b"true", Token(Kind.TRUE)),
    ord("f"): (b"false", Token(Kind.FALSE)),
    ord("n"): (b"null", Token(Kind.NULL)),
}
_STRING: Final = Kind.STRING
_OBJECT: Final = Token(Kind.OBJECT)
_ARRAY: Final = Token(Kind.ARRAY)


class JsonTokenizer:
    """A tokenizer with its position and path in ``data``."""

    def __init__(self, body: bytes, max_depth: int) -> None:
        # Positions are relative to the end of a byte order mark.
        self.data = body.removeprefix(_BOM)
        self.position = 0
        self.depth = 0
        self.max_depth = max_depth
        self.path: list[str | int] = []

    def fail(self, text: str, at: int) -> NoReturn:
        """Raise a ``ReadError`` with *text*, the path and the position of byte number *at*."""
        path = json_path(self.path)
        line = self.data.count(b"\n", 0, at)
        column = at - (self.data.rfind(b"\n", 0, at) + 1)
        raise ReadError(
            path, f"{text} Path: {path} | LineNumber: {line} | BytePositionInLine: {column}."
        )

    def read_first_token(self) -> Token:
        """Read the first token of the document."""
        self._skip_blanks()
        if self.position == len(self.data):
            self.fail(_NO_TOKENS, self.position)
        return self._read_token()

    def check_end(self) -> None:
        """Check that only blanks follow the document."""
        self._skip_blanks()
        if self.position < len(self.data):
            self._fail_at_byte(_AFTER_ROOT)

    def read_value_token(self) -> Token:
        """Read the first token of the value of the current property."""
        string = _STRING_VALUE.match(self.data, self.position)
        if string is not None:
            self.position = string.end()
            return Token(_STRING, string[1])
        self._peek()
        return self._read_token()

    def read_property_name(self, *, is_first: bool) -> Token | None:
        """Read the next property name and its colon; return None at the end of the object."""
        usual = (_FIRST_NAME if is_first else _NEXT_NAME).match(self.data, self.position)
        if usual is not None:
            self.position = usual.end()
            return Token(_STRING, usual[1])
        byte = self._peek()
        if byte == ord("}"):
            self._close_container()
            return None
        if not is_first:
            byte = self._skip_comma(byte)
            if byte == ord("}"):
                self.fail(_TRAILING_COMMA.format("object"), self.position)
        if byte != ord('"'):
            self._fail_at_byte(_NO_NAME)
        name = self._read_string()
        self._read_colon()
        return name

    def read_element_token(self, *, is_first: bool) -> Token | None:
        """Read the first token of the next array element; return None at the end of the array."""
        byte = self._peek()
        if byte == ord("]"):
            self._close_container()
            return None
        if not is_first and self._skip_comma(byte) == ord("]"):
            self.fail(_TRAILING_COMMA.format("array"), self.position)
        return self._read_token()

    def _skip_blanks(self) -> None:
        blanks = _BLANKS.match(self.data, self.position)
        if blanks is not None:
            self.position = blanks.end()

    def _peek(self) -> int:
        """Return the next non-blank byte inside a container."""
        self._skip_blanks()
        if self.position == len(self.data):
            self.fail(_NOT_CLOSED, self.position)
        byte = self.data[self.position]
        if byte == ord("/"):
            self._fail_at_byte(_AFTER_VALUE)
        return byte

    def _skip_comma(self, byte: int) -> int:
        """Skip *byte*, which must be a comma, and return the next non-blank byte."""
        if byte != ord(","):
            self._fail_at_byte(_NOT_OPEN if byte in b"}]" else _AFTER_VALUE)
        comma = self.position
        self.position += 1
        if self.position == len(self.data):
            self.fail(_NO_NEXT, comma)
        self._skip_blanks()
        if self.position == len(self.data):
            self.fail(_NO_NEXT, self.position)
        return self.data[self.position]

    def _close_container(self) -> None:
        self.position += 1
        self.depth -= 1

    def _read_colon(self) -> None:
        self._skip_blanks()
        if self.position == len(self.data):
            self.fail(_NO_VALUE, self.position)
        if self.data[self.position] != ord(":"):
            self._fail_at_byte(_AFTER_NAME)
        self.position += 1

    def _read_token(self) -> Token:
        byte = self.data[self.position]
        if byte == ord('"'):
            return self._read_string()
        if byte == ord("{"):
            return self._open_container(_OBJECT, "object")
        if byte == ord("["):
            return self._open_container(_ARRAY, "array")
        if byte in _NUMBER_STARTS:
            return self._read_number()
        if byte in _LITERALS:
            return self._read_literal(*_LITERALS[byte])
        return self._fail_at_byte(_NO_START)

    def _open_container(self, bracket: Token, container: str) -> Token:
        if self.depth == self.max_depth:
            self.fail(_TOO_DEEP.format(self.max_depth, container), self.position)
        self.depth += 1
        self.position += 1
        return bracket

    def _read_string(self) -> Token:
        start = self.position
        whole = _PLAIN_STRING.match(self.data, start)
        if whole is not None:
            self.position = whole.end()
            return Token(Kind.STRING, self.data[start + 1 : self.position - 1])
        end = start + 1
        while part := _STRING_PART.match(self.data, end):
            end = part.end()
        if self.data[end : end + 1] != b'"':
            self._fail_in_string(end)
        self.position = end + 1
        return Token(Kind.STRING, self.data[start + 1 : end])

    def _fail_in_string(self, at: int) -> NoReturn:
        rest = self.data[at : at + 6]
        if rest[:1] != b"\\":
            self._fail_at_byte(_NOT_ESCAPED, at, _STRING_NOT_ENDED)
        if rest[1:2] != b"u":
            self._fail_at_byte(_NOT_ESCAPABLE, at + 1, _STRING_NOT_ENDED)
        digits = _HEX_SO_FAR.match(self.data, at + 2)
        self._fail_at_byte(_NOT_HEX, at + 2 if digits is None else digits.end(), _STRING_NOT_ENDED)

    def _read_number(self) -> Token:
        so_far = _NUMBER_SO_FAR.match(self.data, self.position)
        raw = b"" if so_far is None else so_far.group()
        end = self.position + len(raw)
        if raw[-1] not in _DIGITS:
            self._fail_at_byte(_AFTER_POINT if raw[-1:] == b"." else _AFTER_SIGN, end, _NO_DIGIT)
        if end == len(self.data):
            if self.depth:
                self.fail(_END_OF_NUMBER.format(f"'{raw[-1]:c}'"), end)
        elif self.data[end] not in _DELIMITERS:
            self._fail_at_byte(_number_error(raw, self.data[end]), end)
        self.position = end
        return Token(Kind.NUMBER, raw)

    def _read_literal(self, literal: bytes, token: Token) -> Token:
        actual = self.data[self.position : self.position + len(literal) + 1]
        if not actual.startswith(literal):
            first_difference = next(
                (at for at, byte in enumerate(literal) if actual[at : at + 1] != bytes([byte]))
            )
            self.fail(
                _NOT_LITERAL.format(actual.decode(errors="replace"), literal.decode()),
                self.position + first_difference,
            )
        self.position += len(literal)
        return token

    def _fail_at_byte(self, text: str, at: int | None = None, at_end: str = "") -> NoReturn:
        """Raise *text* for the byte *at* (default: the current one), or *at_end* at the end."""
        if at is None:
            at = self.position
        if at >= len(self.data):
            self.fail(at_end, len(self.data))
        self.fail(text.format(_format_byte(self.data[at])), at)


def _format_byte(byte: int) -> str:
    return f"'{byte:c}'" if 0x20 <= byte < 0x7F else f"'0x{byte:02X}'"


def _number_error(raw: bytes, byte: int) -> str:
    if raw in (b"0", b"-0") and byte in _DIGITS:
        return _LEADING_ZERO
    if b"." in raw and b"e" not in raw.lower():
        return _NO_EXPONENT
    return _END_OF_NUMBER

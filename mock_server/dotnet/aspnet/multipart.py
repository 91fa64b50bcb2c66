"""A multipart reader that behaves exactly as that of ASP.NET Core.

Source: docs/reference/apps.md section 1.4; tests/recordings/app/multipart-shape.jsonl.gz.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mock_server.domain.errors import PlatformServerError

_MAX_HEADERS_SIZE: Final = 16 * 1024
_MAX_HEADERS: Final = 16
_MAX_BOUNDARY_LINE_LENGTH: Final = 100
_MAX_BOUNDARY_LENGTH: Final = 4096 - 8
_CRLF: Final = b"\r\n"

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_PARAMETER: Final = re.compile(rf"\s*;\s*(?:({_TOKEN})\s*(?:=\s*({_TOKEN}|{_QUOTED})?)?)?\s*")
_DISPOSITION: Final = re.compile(rf"\s*{_TOKEN}\s*")
_MEDIA_TYPE: Final = re.compile(rf"\s*{_TOKEN}/{_TOKEN}\s*")


class MalformedMultipart(PlatformServerError):
    """The body is malformed; Altinn does not handle the exception and responds 500."""


class UnexpectedEndOfStream(ValueError):
    """The body ends before its last boundary."""


class MultipartReader:
    """A reader of the parts of a body, in sequence.

    Args:
        body: The whole request body.
        boundary: The boundary in the request's content type.

    Raises:
        MalformedMultipart: if *boundary* is too long.
    """

    def __init__(self, body: bytes, boundary: str) -> None:
        if len(boundary) > _MAX_BOUNDARY_LENGTH:
            raise MalformedMultipart("the boundary is too long")
        self._body = body
        self._position = 0
        self._delimiter = b"--" + boundary.encode()
        self._has_started = False
        self._is_in_part = False
        self._is_finished = False

    def next_headers(self) -> Mapping[str, str] | None:
        """Skip to the next part and return its headers, or None at the end of the body.

        Header names are in lower case.

        Raises:
            UnexpectedEndOfStream: if the body ends before the last boundary.
            MalformedMultipart: if the body is malformed.
        """
        if not self._has_started:
            self._skip_preamble()
        elif self._is_in_part:
            self.read_content()
        if self._is_finished:
            if len(self._body) - self._position > _MAX_HEADERS_SIZE:
                raise MalformedMultipart("too many bytes after the last boundary")
            return None
        self._is_in_part = True
        return self._read_headers()

    def read_content(self) -> bytes:
        """Return the content of the current part.

        Raises:
            UnexpectedEndOfStream: if the body ends before the last boundary.
            MalformedMultipart: if the boundary line is too long.
        """
        self._is_in_part = False
        return self._read_until(_CRLF + self._delimiter)

    def _skip_preamble(self) -> None:
        self._has_started = True
        if self._body.find(self._delimiter, 0, _MAX_HEADERS_SIZE + len(self._delimiter)) < 0:
            if len(self._body) > _MAX_HEADERS_SIZE:
                raise MalformedMultipart("too many bytes before the first boundary")
            raise UnexpectedEndOfStream
        self._read_until(self._delimiter)

    def _read_until(self, delimiter: bytes) -> bytes:
        start, end = self._position, self._body.find(delimiter, self._position)
        if end < 0:
            raise UnexpectedEndOfStream
        self._position = end + len(delimiter)
        self._is_finished = self._read_line(_MAX_BOUNDARY_LINE_LENGTH).strip() == "--"
        return self._body[start:end]

    def _read_headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        while line := self._read_line(_MAX_HEADERS_SIZE):
            name, colon, value = line.partition(":")
            if not colon or not name or len(headers) == _MAX_HEADERS:
                raise MalformedMultipart("invalid header, or too many headers")
            earlier = headers.get(name.lower())
            headers[name.lower()] = value.strip() if earlier is None else f"{earlier},{value}"
        return headers

    def _read_line(self, max_length: int) -> str:
        end = self._body.find(_CRLF, self._position)
        if end < 0:
            end = len(self._body)
        if end - self._position > max_length:
            raise MalformedMultipart("a line is too long")
        line = self._body[self._position : end]
        self._position = min(end + len(_CRLF), len(self._body))
        return line.decode("utf-8", "replace")


def parse_boundary(content_type: str) -> str:
    """Return the boundary in a request's content type.

    Raises:
        MalformedMultipart: if the content type is invalid or has no boundary.
    """
    boundary = (_parse_parameters(content_type, _MEDIA_TYPE) or {}).get("boundary")
    if not boundary:
        raise MalformedMultipart("the content type has no boundary")
    return boundary


def parse_disposition(headers: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return the parameters of a part's ``Content-Disposition``, or None if it is invalid."""
    return _parse_parameters(headers.get("content-disposition", ""), _DISPOSITION)


def _parse_parameters(value: str, head: re.Pattern[str]) -> dict[str, str] | None:
    """Return a header's parameters with lower-case names; the first of duplicates is used."""
    match = head.match(value)
    if match is None:
        return None
    parameters: dict[str, str] = {}
    while match.end() < len(value):
        match = _PARAMETER.match(value, match.end())
        if match is None:
            return None
        if match[1] is not None:
            parameters.setdefault(match[1].lower(), _unquote(match[2] or ""))
    return parameters


def _unquote(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value

"""Splitting a multipart body as ASP.NET Core does, to the byte.

Source: spec/altinn-app.md section 1.4, verified-app.md sections 4 and 5;
golden/app/multipart-shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from mock_server.domain.errors import PlatformServerError

_HEADERS_LIMIT: Final = 16 * 1024
_HEADERS_COUNT: Final = 16
_BOUNDARY_LINE_LIMIT: Final = 100
_BOUNDARY_LIMIT: Final = 4096 - 8
_CRLF: Final = b"\r\n"

_TOKEN: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_PARAMETER: Final = re.compile(rf"\s*;\s*(?:({_TOKEN})\s*(?:=\s*({_TOKEN}|{_QUOTED})?)?)?\s*")
_DISPOSITION: Final = re.compile(rf"\s*{_TOKEN}\s*")
_MEDIA_TYPE: Final = re.compile(rf"\s*{_TOKEN}/{_TOKEN}\s*")


class MalformedMultipart(PlatformServerError):
    """The body cannot be split; the library does not catch it."""


class UnexpectedEndOfStream(ValueError):
    """The body ends before its last boundary; the library says so."""


class MultipartReader:
    """The parts of one body, one after the other.

    Args:
        body: The whole request body.
        boundary: As the request's content type names it.

    Raises:
        Malformed: if *boundary* is longer than the library takes.
    """

    def __init__(self, body: bytes, boundary: str) -> None:
        if len(boundary) > _BOUNDARY_LIMIT:
            raise MalformedMultipart("the boundary is too long")
        self._body = body
        self._at = 0
        self._mark = b"--" + boundary.encode()
        self._is_begun = False
        self._is_inside = False
        self._is_over = False

    def next(self) -> Mapping[str, str] | None:
        """Pass over what is unread of this part; return the next one's headers, None at the end.

        The headers' names are in lower case.

        Raises:
            CutShort: if the body ends too early.
            Malformed: if it is no multipart body.
        """
        if not self._is_begun:
            self._pass_preamble()
        elif self._is_inside:
            self.content()
        if self._is_over:
            if len(self._body) - self._at > _HEADERS_LIMIT:
                raise MalformedMultipart("too much behind the last boundary")
            return None
        self._is_inside = True
        return self._headers()

    def content(self) -> bytes:
        """Return what the part holds.

        Raises:
            CutShort: if the body ends too early.
            Malformed: if the boundary's line goes on.
        """
        self._is_inside = False
        return self._until(_CRLF + self._mark)

    def _pass_preamble(self) -> None:
        self._is_begun = True
        if self._body.find(self._mark, 0, _HEADERS_LIMIT + len(self._mark)) < 0:
            if len(self._body) > _HEADERS_LIMIT:
                raise MalformedMultipart("too much before the first boundary")
            raise UnexpectedEndOfStream
        self._until(self._mark)

    def _until(self, mark: bytes) -> bytes:
        start, end = self._at, self._body.find(mark, self._at)
        if end < 0:
            raise UnexpectedEndOfStream
        self._at = end + len(mark)
        self._is_over = self._line(_BOUNDARY_LINE_LIMIT).strip() == "--"
        return self._body[start:end]

    def _headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        while line := self._line(_HEADERS_LIMIT):
            name, colon, value = line.partition(":")
            if not colon or not name or len(headers) == _HEADERS_COUNT:
                raise MalformedMultipart("this is no header, or one too many")
            earlier = headers.get(name.lower())
            headers[name.lower()] = value.strip() if earlier is None else f"{earlier},{value}"
        return headers

    def _line(self, limit: int) -> str:
        end = self._body.find(_CRLF, self._at)
        if end < 0:
            end = len(self._body)
        if end - self._at > limit:
            raise MalformedMultipart("a line is too long")
        line = self._body[self._at : end]
        self._at = min(end + len(_CRLF), len(self._body))
        return line.decode("utf-8", "replace")


def boundary_of(content_type: str) -> str:
    """Return the boundary that a request's content type names.

    Raises:
        Malformed: if it names none, or is no content type.
    """
    boundary = (_parameters(content_type, _MEDIA_TYPE) or {}).get("boundary")
    if not boundary:
        raise MalformedMultipart("the content type names no boundary")
    return boundary


def disposition_of(headers: Mapping[str, str]) -> Mapping[str, str] | None:
    """Return the parameters of a part's ``Content-Disposition``, None if it has none that holds."""
    return _parameters(headers.get("content-disposition", ""), _DISPOSITION)


def _parameters(value: str, head: re.Pattern[str]) -> dict[str, str] | None:
    """Return a header's parameters, names in lower case, values unquoted; the first counts."""
    match = head.match(value)
    if match is None:
        return None
    parameters: dict[str, str] = {}
    while match.end() < len(value):
        match = _PARAMETER.match(value, match.end())
        if match is None:
            return None
        if match[1] is not None:
            parameters.setdefault(match[1].lower(), _unquoted(match[2] or ""))
    return parameters


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value

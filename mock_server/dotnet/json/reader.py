"""The JSON reader of request bodies, as System.Text.Json in ASP.NET Core.

    read_json(body, ORDER)                    the document; raises ReadError or EmptyBody
    read_json(decode_utf16(body), ORDER)      the same for a UTF-16 body

``read_json`` returns plain Python values, described in ``schema.py``. Property names are
case-insensitive, unknown properties are skipped, and the last of duplicate properties is used.
A ``ReadError`` has the key and the complete message of Altinn's response.

Source: docs/reference/notifications.md sections 2.3, 4.3, 7.1 and 7.2.
"""

from __future__ import annotations

from typing import Any

from mock_server.dotnet.json.errors import EmptyBody, InvalidEncoding, ReadError
from mock_server.dotnet.json.fast_reader import FastPathMiss, try_read
from mock_server.dotnet.json.scanner import scan
from mock_server.dotnet.schema import Type

__all__ = ["EmptyBody", "InvalidEncoding", "ReadError", "decode_utf16", "read_json"]


def read_json(body: bytes, schema: Type, *, max_depth: int = 32) -> Any:
    """Return the value of type *schema* in *body*, which is UTF-8.

    Raises:
        EmptyBody: if the body is empty, or the value is null.
        ReadError: if the body is malformed or has a value of another type.
    """
    if not body:
        raise EmptyBody
    try:
        value = try_read(body, schema, max_depth)
    except FastPathMiss:
        value = scan(body, schema, max_depth)
    if value is None:
        raise EmptyBody
    return value


def decode_utf16(body: bytes) -> bytes:
    """Convert *body* from little-endian UTF-16 to UTF-8, with its byte order mark if it has one.

    Raises:
        InvalidEncoding: if it is not valid UTF-16.
    """
    try:
        return body.decode("utf-16-le").encode()
    except UnicodeDecodeError:
        raise InvalidEncoding from None

"""Reads request bodies as System.Text.Json does behind ASP.NET Core.

    read_json(body, ORDER)                    the document, or ReadError, or EmptyBody
    read_json(decode_utf16(body), ORDER)      the same, of a body labelled utf-16

``read_json`` returns plain Python values by the descriptors of ``schema.py``. Names match in any
case, unknown members are skipped, and the last of several members with one name counts.
A ``ReadError`` holds the key and the complete message of the platform's answer.

Source: spec/verified-notifications.md, sections 1 (2.3), 4 and 6; spec/notifications-api.md,
sections 2.3, 4.3, 7.1 and 7.2.
"""

from __future__ import annotations

from typing import Any

from mock_server.dotnet.json.errors import EmptyBody, InvalidEncoding, ReadError
from mock_server.dotnet.json.fast_reader import FastPathMiss, try_read
from mock_server.dotnet.json.scanner import scan
from mock_server.dotnet.schema import Type

__all__ = ["EmptyBody", "InvalidEncoding", "ReadError", "decode_utf16", "read_json"]


def read_json(body: bytes, schema: Type, *, max_depth: int = 32) -> Any:
    """Return the value of type *schema* that *body*, UTF-8, holds.

    Raises:
        EmptyBody: if there are no bytes, or the value is null.
        ReadError: if it holds no such value.
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
    """Return *body*, little-endian UTF-16, in UTF-8; a byte order mark stays one.

    Raises:
        Undecodable: if it is not UTF-16.
    """
    try:
        return body.decode("utf-16-le").encode()
    except UnicodeDecodeError:
        raise InvalidEncoding from None

"""Reading request bodies as System.Text.Json does behind ASP.NET Core: the way in to this room.

    read(body, ORDER)                     the document, or ReadError, or EmptyBody
    read(transcoded(body), ORDER)         the same, of a body labelled utf-16

``read`` gives plain Python values by the descriptors of ``schema.py``. Names are found whatever
their letter case, what is not declared is passed over, the last of several members of one name
counts. A ``ReadError`` holds the key and the complete message of the platform's answer.

Source: spec/verified-notifications.md, sections 1 (2.3), 4 and 6; spec/notifications-api.md,
sections 2.3, 4.3, 7.1 and 7.2.
"""

from __future__ import annotations

from typing import Any

from mock_server.dotnet.json.errors import EmptyBody, ReadError, Undecodable
from mock_server.dotnet.json.fast_reader import Unusual, read_fast
from mock_server.dotnet.json.scanner import scan
from mock_server.dotnet.schema import Type

__all__ = ["EmptyBody", "ReadError", "Undecodable", "read", "transcoded"]


def read(body: bytes, schema: Type, *, max_depth: int = 32) -> Any:
    """Return the value of type *schema* that *body*, UTF-8, holds.

    Raises:
        EmptyBody: if there are no bytes, or the value is null.
        ReadError: if it holds no such value.
    """
    if not body:
        raise EmptyBody
    try:
        value = read_fast(body, schema, max_depth)
    except Unusual:
        value = scan(body, schema, max_depth)
    if value is None:
        raise EmptyBody
    return value


def transcoded(body: bytes) -> bytes:
    """Return *body*, little-endian UTF-16, in UTF-8; a byte order mark stays one.

    Raises:
        Undecodable: if it is not UTF-16.
    """
    try:
        return body.decode("utf-16-le").encode()
    except UnicodeDecodeError:
        raise Undecodable from None

"""Reading of request bodies, and the errors common to all emulated APIs.

Source: docs/reference/notifications.md sections 2.3 and 6.2.
"""

from collections.abc import Iterable
from typing import Final

from starlette.requests import ClientDisconnect, Request

from mock_server.domain.errors import PlatformError, PlatformServerError
from mock_server.dotnet.aspnet.media_types import BodyCharset, body_charset
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.json.reader import (
    EmptyBody,
    InvalidEncoding,
    ReadError,
    decode_utf16,
    read_json,
)
from mock_server.dotnet.schema import Document, ObjectType

MAX_BODY_SIZE: Final = 30_000_000


class InvalidRequest(PlatformError):
    """The request is invalid; ``errors`` has keys and messages in order."""

    def __init__(self, errors: Iterable[Error]) -> None:
        super().__init__()
        self.errors = tuple(errors)


class PayloadTooLarge(PlatformError):
    """The body is larger than ``MAX_BODY_SIZE``."""


class UnsupportedMediaType(PlatformError):
    """The content type or charset of the body is not supported."""


def parse_body(body: bytes, schema: ObjectType, parameter: str) -> Document:
    """Return the document in *body*, which is UTF-8.

    *parameter* is the name of Altinn's method parameter, for error messages.

    Raises:
        InvalidRequest: if the document is malformed or empty.
    """
    required = (parameter, f"The {parameter} field is required.")
    try:
        document: Document = read_json(body, schema)
    except EmptyBody:
        raise InvalidRequest((("", "A non-empty request body is required."), required)) from None
    except ReadError as error:
        raise InvalidRequest(((error.path, error.message), required)) from None
    return document


async def read_body(request: Request) -> bytes:
    """Return the body of *request* in UTF-8.

    Raises:
        UnsupportedMediaType: if the content type or charset is not supported.
        PayloadTooLarge: if the body is too large.
        PlatformServerError: if the body is not in the declared charset.
        ClientDisconnect: if the caller disconnects early.
    """
    charset = body_charset(request.headers.get("content-type"))
    match charset:
        case BodyCharset.UNREADABLE:
            raise UnsupportedMediaType
        case BodyCharset.INVALID:
            raise PlatformServerError("the charset is empty")
        case BodyCharset.UTF_8:
            return await read_raw_body(request)
        case BodyCharset.UTF_16:
            try:
                return decode_utf16(await read_raw_body(request))
            except InvalidEncoding:
                raise PlatformServerError("the body is not in the declared UTF-16") from None


async def read_raw_body(request: Request) -> bytes:
    """Return the unchanged body of *request*.

    Raises:
        PayloadTooLarge: if the body is too large.
        ClientDisconnect: if the caller disconnects early.
    """
    declared_size = request.headers.get("content-length", "").lstrip("0")
    if declared_size.isdecimal() and (
        len(declared_size) > len(str(MAX_BODY_SIZE)) or int(declared_size) > MAX_BODY_SIZE
    ):
        raise PayloadTooLarge
    chunks: list[bytes] = []
    size, is_more = 0, True
    while is_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(message.get("body", b""))
        size, is_more = size + len(chunks[-1]), message.get("more_body", False)
        if size > MAX_BODY_SIZE:
            raise PayloadTooLarge
    return b"".join(chunks)

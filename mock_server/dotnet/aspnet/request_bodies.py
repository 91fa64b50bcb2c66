"""The bytes of a request body, and what can be wrong with a request before a face has a word.

Source: spec/notifications-api.md sections 2.3 and 6.2, spec/verified-notifications.md section 1;
the other faces of the platform have the same server under them.
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
    """The request breaks rules: keys and messages in the order in which they were found."""

    def __init__(self, errors: Iterable[Error]) -> None:
        super().__init__()
        self.errors = tuple(errors)


class PayloadTooLarge(PlatformError):
    """The body has more bytes than the server takes."""


class UnsupportedMediaType(PlatformError):
    """The body is of no type, or of a charset, that anybody here reads."""


def parse_body(octets: bytes, schema: ObjectType, parameter: str) -> Document:
    """Return the document that *octets*, UTF-8, hold; *parameter* is what the platform calls it.

    Raises:
        Invalid: if there is none.
    """
    required = (parameter, f"The {parameter} field is required.")
    try:
        document: Document = read_json(octets, schema)
    except EmptyBody:
        raise InvalidRequest((("", "A non-empty request body is required."), required)) from None
    except ReadError as error:
        raise InvalidRequest(((error.path, error.message), required)) from None
    return document


async def read_body(request: Request) -> bytes:
    """Return the body of *request* in UTF-8.

    Raises:
        UnsupportedMediaType: if its type says nothing that can be decoded.
        TooLarge: if it has more bytes than the server takes.
        PlatformCrash: if its bytes are not of the charset that they are labelled with.
        ClientDisconnect: if the caller goes before it has sent all.
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
                raise PlatformServerError("the body is not UTF-16, as it is labelled") from None


async def read_raw_body(request: Request) -> bytes:
    """Return the body of *request* as it was sent.

    Raises:
        TooLarge: if it has more bytes than the server takes.
        ClientDisconnect: if the caller goes before it has sent all.
    """
    declared = request.headers.get("content-length", "").lstrip("0")
    if declared.isdecimal() and (
        len(declared) > len(str(MAX_BODY_SIZE)) or int(declared) > MAX_BODY_SIZE
    ):
        raise PayloadTooLarge
    pieces: list[bytes] = []
    size, is_more = 0, True
    while is_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        size, is_more = size + len(pieces[-1]), message.get("more_body", False)
        if size > MAX_BODY_SIZE:
            raise PayloadTooLarge
    return b"".join(pieces)

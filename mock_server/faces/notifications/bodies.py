"""Reading a request body: its type, its size, its document, its rules.

Source: spec/notifications-api.md sections 2.3, 6.2 and 7, spec/verified-notifications.md section 1.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from starlette.requests import ClientDisconnect, Request

from mock_server.domain.instant import Instant
from mock_server.domain.problems import PlatformCrash, Refusal
from mock_server.dotnet.json_reader import EmptyBody, ReadError, Undecodable, read, transcoded
from mock_server.dotnet.media_types import BodyCharset, body_charset
from mock_server.dotnet.schema import Document, Record
from mock_server.faces.notifications import annotations, schemas
from mock_server.faces.notifications.annotations import Check, Error, missing
from mock_server.faces.notifications.rules.chains import chain_errors
from mock_server.faces.notifications.rules.composed import composed_errors
from mock_server.faces.notifications.rules.instant import (
    instant_email_errors,
    instant_errors,
    instant_sms_errors,
)
from mock_server.faces.notifications.rules.legacy import (
    email_order_errors,
    order_errors,
    sms_order_errors,
)

LARGEST: Final = 30_000_000


class Invalid(Refusal):
    """The request breaks rules: keys and messages in the order in which they were found."""

    def __init__(self, errors: Iterable[Error]) -> None:
        super().__init__()
        self.errors = tuple(errors)


class InvalidForm(Invalid):
    """The same of a form, which is always answered as a problem by type."""


class TooLarge(Refusal):
    """The body has more bytes than the server takes."""


class UnsupportedMediaType(Refusal):
    """The body is of no type, or of a charset, that anybody here reads."""


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of request body: its parameter's name, its type, its checks, its rules."""

    parameter: str
    schema: Record
    checks: tuple[Check, ...]
    rules: Callable[[Document, Instant], Iterator[Error]]

    def document(self, octets: bytes, now: Instant) -> Document:
        """Return the document that *octets*, UTF-8, hold, all rules kept.

        Raises:
            Invalid: if there is none, or if it breaks rules.
            PlatformCrash: if it breaks a rule so that the platform breaks down.
        """
        required = (self.parameter, f"The {self.parameter} field is required.")
        try:
            document: Document = read(octets, self.schema)
        except EmptyBody:
            raise Invalid((("", "A non-empty request body is required."), required)) from None
        except ReadError as error:
            raise Invalid(((error.path, error.message), required)) from None
        errors = missing(document, self.checks) or list(self.rules(document, now))
        if errors:
            raise Invalid(errors)
        return document


ORDER = Body("notificationOrderRequest", schemas.ORDER, annotations.ORDER, order_errors)
EMAIL_ORDER = Body(
    "emailNotificationOrderRequest",
    schemas.EMAIL_ORDER,
    annotations.EMAIL_ORDER,
    email_order_errors,
)
SMS_ORDER = Body(
    "smsNotificationOrderRequest", schemas.SMS_ORDER, annotations.SMS_ORDER, sms_order_errors
)
CHAIN = Body("notificationOrderRequest", schemas.CHAIN, annotations.CHAIN, chain_errors)
COMPOSED = Body("orderRequest", schemas.COMPOSED, annotations.COMPOSED, composed_errors)
INSTANT = Body("request", schemas.INSTANT, annotations.INSTANT, instant_errors)
INSTANT_SMS = Body("request", schemas.INSTANT_SMS, annotations.INSTANT_SMS, instant_sms_errors)
INSTANT_EMAIL = Body(
    "request", schemas.INSTANT_EMAIL, annotations.INSTANT_EMAIL, instant_email_errors
)

ALL: Final = (
    *(ORDER, EMAIL_ORDER, SMS_ORDER, CHAIN, COMPOSED),
    *(INSTANT, INSTANT_SMS, INSTANT_EMAIL),
)


async def received(request: Request) -> bytes:
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
        case BodyCharset.BROKEN:
            raise PlatformCrash("the charset is empty")
        case BodyCharset.UTF_8:
            return await octets_of(request)
        case BodyCharset.UTF_16:
            try:
                return transcoded(await octets_of(request))
            except Undecodable:
                raise PlatformCrash("the body is not UTF-16, as it is labelled") from None


async def octets_of(request: Request) -> bytes:
    """Return the body of *request* as it was sent.

    Raises:
        TooLarge: if it has more bytes than the server takes.
        ClientDisconnect: if the caller goes before it has sent all.
    """
    declared = request.headers.get("content-length", "").lstrip("0")
    if declared.isdecimal() and (len(declared) > len(str(LARGEST)) or int(declared) > LARGEST):
        raise TooLarge
    pieces: list[bytes] = []
    size, is_more = 0, True
    while is_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        pieces.append(message.get("body", b""))
        size, is_more = size + len(pieces[-1]), message.get("more_body", False)
        if size > LARGEST:
            raise TooLarge
    return b"".join(pieces)

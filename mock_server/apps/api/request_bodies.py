"""Reading what a request holds, as the library's two JSON readers and its binder do.

Rule set ``documented``: the seed's types hold on both endpoints, so a ``notification`` part is read
as strictly as the JSON document, and a number that is no channel is refused.
Source: spec/altinn-app.md sections 1.6, 1.7, 2.2 and 2.3.
"""

from typing import Final

from mock_server.apps.api import request_schemas as schemas
from mock_server.apps.api.api_request import Call
from mock_server.apps.api.multipart_request import Part
from mock_server.domain.enums import CHANNEL_NAMES, Channel, Rules
from mock_server.domain.errors import PlatformCrash
from mock_server.dotnet.aspnet.annotations import Property, Requirement, missing_fields
from mock_server.dotnet.aspnet.binding import BindingError, Target, bound_flag, bound_whole
from mock_server.dotnet.aspnet.media_types import is_json
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.request_bodies import (
    Invalid,
    UnsupportedMediaType,
    document_of,
    received,
)
from mock_server.dotnet.json.reader import EmptyBody, ReadError, read
from mock_server.dotnet.newtonsoft.reader import NewtonsoftError, read_lenient
from mock_server.dotnet.schema import Document, Record

_PARAMETER: Final = "instansiationInstance"
_TEXT_JSON: Final = "text/json"
_QUERY: Final = "instanceOwnerPartyId"
_CHANNELS: Final = ", ".join(f"{each.value} {name}" for each, name in CHANNEL_NAMES.items())


def _required(json: str, *inner: Property) -> Property:
    return Property(json, Requirement.NOT_NULL, inner=inner)


_CUSTOM_TEXT: Final = tuple(_required(name) for name in ("nb", "nn", "en"))
_CUSTOM_SMS: Final = (_required("senderName"), _required("text", *_CUSTOM_TEXT))
_CUSTOM_EMAIL: Final = (_required("subject", *_CUSTOM_TEXT), _required("body", *_CUSTOM_TEXT))
_CUSTOM_TEXTS: Final = (
    Property("customSms", inner=_CUSTOM_SMS),
    Property("customEmail", inner=_CUSTOM_EMAIL),
)
_NOTIFICATION: Final = (*_CUSTOM_TEXTS, Property("reminders", inner=_CUSTOM_TEXTS))
_INSTANTIATION: Final = (Property("notification", inner=_NOTIFICATION),)


async def instantiation(call: Call) -> Document:
    """Return the document of a request to ``/instances/create``.

    Raises:
        UnsupportedMediaType: if the body is not said to be JSON.
        Invalid: if it is no such document.
        PlatformCrash: if its bytes are not of the charset that they are labelled with.
    """
    content_type = call.request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind != _TEXT_JSON and not is_json(content_type):
        raise UnsupportedMediaType
    octets = await received(call.request)
    document = document_of(octets, schemas.INSTANTIATION, _PARAMETER)
    _ensure_valid(list(missing_fields(document, _INSTANTIATION)))
    _ensure_known_channel(call, document.get("notification"), "$.notification")
    return document


def template(call: Call, part: Part | None) -> Document | None:
    """Return the instance template of a multipart request.

    Raises:
        PlatformCrash: if the library fails on it.
    """
    return _lenient(call, part, schemas.INSTANCE)


def notification(call: Call, part: Part | None) -> Document | None:
    """Return the notification of a multipart request.

    Raises:
        PlatformCrash: if the deployed library fails on it.
        Invalid: if it goes against the seed, by rule set ``documented``.
    """
    match call.world.settings.rules:
        case Rules.DEPLOYED:
            return _lenient(call, part, schemas.NOTIFICATION)
        case Rules.DOCUMENTED:
            return _strict(call, part)


def party_id_of_query(call: Call) -> int | None:
    """Return the party id that the query names.

    Raises:
        Invalid: if it names something else.
    """
    values = call.query(_QUERY)
    try:
        return bound_whole(values, Target(nullable=True)) if values else None
    except BindingError as error:
        raise Invalid(((_QUERY, str(error)),)) from None


def flag_of_query(call: Call, name: str) -> bool:
    """Return a truth value of the query, False where it is not there.

    Raises:
        Invalid: if it is something else.
    """
    values = call.query(name)
    try:
        return bool(values and bound_flag(values, Target()))
    except BindingError as error:
        raise Invalid(((name, str(error)),)) from None


def _lenient(call: Call, part: Part | None, schema: Record) -> Document | None:
    text = None if part is None else part.json()
    if text is None:
        return None
    try:
        document: Document | None = read_lenient(text, schema, call.world.clock.now())
    except NewtonsoftError as failure:
        raise PlatformCrash(f"Newtonsoft.Json fails on a part: {failure}") from None
    return document


def _strict(call: Call, part: Part | None) -> Document | None:
    if part is None or part.json() is None:
        return None
    try:
        document: Document = read(part.content, schemas.NOTIFICATION)
    except EmptyBody:
        return None
    except ReadError as error:
        raise Invalid(((error.path, error.message),)) from None
    _ensure_valid(list(missing_fields(document, _NOTIFICATION)))
    _ensure_known_channel(call, document, "$")
    return document


def _ensure_valid(errors: list[Error]) -> None:
    if errors:
        raise Invalid(errors)


def _ensure_known_channel(call: Call, notification: Document | None, path: str) -> None:
    channel = (notification or {}).get("notificationChannel", Channel.EMAIL.value)
    if call.world.settings.rules is Rules.DOCUMENTED and channel not in CHANNEL_NAMES:
        message = f"The value '{channel}' is not valid; channels are {_CHANNELS}."
        raise Invalid(((f"{path}.notificationChannel", message),))

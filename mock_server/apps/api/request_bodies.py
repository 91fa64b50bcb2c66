"""Reading what a request holds, as the library's two JSON readers and its binder do.

Rule set ``documented``: the seed's types hold on both endpoints, so a ``notification`` part is read
as strictly as the JSON document, and a number that is no channel is refused.
Source: spec/altinn-app.md sections 1.6, 1.7, 2.2 and 2.3.
"""

from typing import Final

from mock_server.apps.api import request_schemas as schemas
from mock_server.apps.api.api_request import ApiRequest
from mock_server.apps.api.multipart_request import Part
from mock_server.domain.enums import NOTIFICATION_CHANNEL_NAMES, NotificationChannel, RuleSet
from mock_server.domain.errors import PlatformServerError
from mock_server.dotnet.aspnet.annotations import PropertyRule, Requirement, missing_fields
from mock_server.dotnet.aspnet.binding import BindingError, Target, bind_boolean, bind_integer
from mock_server.dotnet.aspnet.media_types import is_json
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.request_bodies import (
    InvalidRequest,
    UnsupportedMediaType,
    parse_body,
    read_body,
)
from mock_server.dotnet.json.reader import EmptyBody, ReadError, read_json
from mock_server.dotnet.newtonsoft.reader import NewtonsoftError, read_newtonsoft
from mock_server.dotnet.schema import Document, ObjectType

_PARAMETER: Final = "instansiationInstance"
_TEXT_JSON: Final = "text/json"
_QUERY: Final = "instanceOwnerPartyId"
_CHANNELS: Final = ", ".join(
    f"{each.value} {name}" for each, name in NOTIFICATION_CHANNEL_NAMES.items()
)


def _required(json: str, *inner: PropertyRule) -> PropertyRule:
    return PropertyRule(json, Requirement.NOT_NULL, inner=inner)


_CUSTOM_TEXT: Final = tuple(_required(name) for name in ("nb", "nn", "en"))
_CUSTOM_SMS: Final = (_required("senderName"), _required("text", *_CUSTOM_TEXT))
_CUSTOM_EMAIL: Final = (_required("subject", *_CUSTOM_TEXT), _required("body", *_CUSTOM_TEXT))
_CUSTOM_TEXTS: Final = (
    PropertyRule("customSms", inner=_CUSTOM_SMS),
    PropertyRule("customEmail", inner=_CUSTOM_EMAIL),
)
_NOTIFICATION: Final = (*_CUSTOM_TEXTS, PropertyRule("reminders", inner=_CUSTOM_TEXTS))
_INSTANTIATION: Final = (PropertyRule("notification", inner=_NOTIFICATION),)


async def instantiation(call: ApiRequest) -> Document:
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
    octets = await read_body(call.request)
    document = parse_body(octets, schemas.INSTANTIATION, _PARAMETER)
    _ensure_valid(list(missing_fields(document, _INSTANTIATION)))
    _ensure_known_channel(call, document.get("notification"), "$.notification")
    return document


def template(call: ApiRequest, part: Part | None) -> Document | None:
    """Return the instance template of a multipart request.

    Raises:
        PlatformCrash: if the library fails on it.
    """
    return _lenient(call, part, schemas.INSTANCE)


def notification(call: ApiRequest, part: Part | None) -> Document | None:
    """Return the notification of a multipart request.

    Raises:
        PlatformCrash: if the deployed library fails on it.
        Invalid: if it goes against the seed, by rule set ``documented``.
    """
    match call.world.settings.rules:
        case RuleSet.DEPLOYED:
            return _lenient(call, part, schemas.NOTIFICATION)
        case RuleSet.DOCUMENTED:
            return _strict(call, part)


def query_party_id(call: ApiRequest) -> int | None:
    """Return the party id that the query names.

    Raises:
        Invalid: if it names something else.
    """
    values = call.query(_QUERY)
    try:
        return bind_integer(values, Target(nullable=True)) if values else None
    except BindingError as error:
        raise InvalidRequest(((_QUERY, str(error)),)) from None


def query_flag(call: ApiRequest, name: str) -> bool:
    """Return a truth value of the query, False where it is not there.

    Raises:
        Invalid: if it is something else.
    """
    values = call.query(name)
    try:
        return bool(values and bind_boolean(values, Target()))
    except BindingError as error:
        raise InvalidRequest(((name, str(error)),)) from None


def _lenient(call: ApiRequest, part: Part | None, schema: ObjectType) -> Document | None:
    text = None if part is None else part.json()
    if text is None:
        return None
    try:
        document: Document | None = read_newtonsoft(text, schema, call.world.clock.now())
    except NewtonsoftError as failure:
        raise PlatformServerError(f"Newtonsoft.Json fails on a part: {failure}") from None
    return document


def _strict(call: ApiRequest, part: Part | None) -> Document | None:
    if part is None or part.json() is None:
        return None
    try:
        document: Document = read_json(part.content, schemas.NOTIFICATION)
    except EmptyBody:
        return None
    except ReadError as error:
        raise InvalidRequest(((error.path, error.message),)) from None
    _ensure_valid(list(missing_fields(document, _NOTIFICATION)))
    _ensure_known_channel(call, document, "$")
    return document


def _ensure_valid(errors: list[Error]) -> None:
    if errors:
        raise InvalidRequest(errors)


def _ensure_known_channel(call: ApiRequest, notification: Document | None, path: str) -> None:
    channel = (notification or {}).get("notificationChannel", NotificationChannel.EMAIL.value)
    if (
        call.world.settings.rules is RuleSet.DOCUMENTED
        and channel not in NOTIFICATION_CHANNEL_NAMES
    ):
        message = f"The value '{channel}' is not valid; channels are {_CHANNELS}."
        raise InvalidRequest(((f"{path}.notificationChannel", message),))

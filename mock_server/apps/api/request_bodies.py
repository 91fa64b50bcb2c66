"""Readers of request bodies and query parameters.

Apps read JSON documents with System.Text.Json and multipart parts with Newtonsoft.Json. In the
rule set ``documented``, a ``notification`` part is read as strictly as a JSON document, and an
undefined channel number is rejected.
Source: docs/reference/apps.md sections 1.6, 1.7, 2.2 and 2.3.
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

_BODY_PARAMETER: Final = "instansiationInstance"
_TEXT_JSON: Final = "text/json"
_PARTY_ID_PARAMETER: Final = "instanceOwnerPartyId"
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


async def read_instantiation(request: ApiRequest) -> Document:
    """Return the document of a request to ``/instances/create``.

    Raises:
        UnsupportedMediaType: if the content type is not JSON.
        InvalidRequest: if the document is invalid.
        PlatformServerError: if the body is not in the declared charset.
    """
    content_type = request.http_request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind != _TEXT_JSON and not is_json(content_type):
        raise UnsupportedMediaType
    body = await read_body(request.http_request)
    document = parse_body(body, schemas.INSTANTIATION, _BODY_PARAMETER)
    _raise_if_invalid(list(missing_fields(document, _INSTANTIATION)))
    _check_channel(request, document.get("notification"), "$.notification")
    return document


def read_template(request: ApiRequest, part: Part | None) -> Document | None:
    """Return the instance template of a multipart request.

    Raises:
        PlatformServerError: if Newtonsoft.Json fails on it.
    """
    return _read_with_newtonsoft(request, part, schemas.INSTANCE)


def read_notification(request: ApiRequest, part: Part | None) -> Document | None:
    """Return the notification of a multipart request.

    Raises:
        PlatformServerError: if Newtonsoft.Json fails on it, in the rule set ``deployed``.
        InvalidRequest: if it is invalid, in the rule set ``documented``.
    """
    match request.world.settings.rules:
        case RuleSet.DEPLOYED:
            return _read_with_newtonsoft(request, part, schemas.NOTIFICATION)
        case RuleSet.DOCUMENTED:
            return _read_strictly(request, part)


def query_party_id(request: ApiRequest) -> int | None:
    """Return the party id in the query, or None.

    Raises:
        InvalidRequest: if it is not an integer.
    """
    values = request.query_values(_PARTY_ID_PARAMETER)
    try:
        return bind_integer(values, Target(nullable=True)) if values else None
    except BindingError as error:
        raise InvalidRequest(((_PARTY_ID_PARAMETER, str(error)),)) from None


def query_flag(request: ApiRequest, name: str) -> bool:
    """Return a boolean query parameter; False if it is missing.

    Raises:
        InvalidRequest: if it is not a boolean.
    """
    values = request.query_values(name)
    try:
        return bool(values and bind_boolean(values, Target()))
    except BindingError as error:
        raise InvalidRequest(((name, str(error)),)) from None


def _read_with_newtonsoft(
    request: ApiRequest, part: Part | None, schema: ObjectType
) -> Document | None:
    text = None if part is None else part.json()
    if text is None:
        return None
    try:
        document: Document | None = read_newtonsoft(text, schema, request.world.clock.now())
    except NewtonsoftError as failure:
        raise PlatformServerError(f"Newtonsoft.Json fails on a part: {failure}") from None
    return document


def _read_strictly(request: ApiRequest, part: Part | None) -> Document | None:
    if part is None or part.json() is None:
        return None
    try:
        document: Document = read_json(part.content, schemas.NOTIFICATION)
    except EmptyBody:
        return None
    except ReadError as error:
        raise InvalidRequest(((error.path, error.message),)) from None
    _raise_if_invalid(list(missing_fields(document, _NOTIFICATION)))
    _check_channel(request, document, "$")
    return document


def _raise_if_invalid(errors: list[Error]) -> None:
    if errors:
        raise InvalidRequest(errors)


def _check_channel(request: ApiRequest, notification: Document | None, path: str) -> None:
    channel = (notification or {}).get("notificationChannel", NotificationChannel.EMAIL.value)
    if (
        request.world.settings.rules is RuleSet.DOCUMENTED
        and channel not in NOTIFICATION_CHANNEL_NAMES
    ):
        message = f"The value '{channel}' is not valid; channels are {_CHANNELS}."
        raise InvalidRequest(((f"{path}.notificationChannel", message),))

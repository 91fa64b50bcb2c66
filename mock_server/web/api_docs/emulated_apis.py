"""Correspondence and apps described, from their tables of endpoints and their request types.

What they answer is not described beyond its status: it is what the recordings hold.
Source: spec/correspondence.md section 1, spec/altinn-app.md section 1.
"""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from pydantic.alias_generators import to_pascal

from mock_server.apps.api import request_schemas as apps
from mock_server.apps.api.endpoints import instances, instantiation
from mock_server.apps.api.routes import ENDPOINTS as APPS
from mock_server.correspondence.api import request_schemas as correspondence
from mock_server.correspondence.api.endpoints import attachments, initialization, messages
from mock_server.correspondence.api.routes import ENDPOINTS as CORRESPONDENCE
from mock_server.correspondence.domain.enums import CORRESPONDENCE_STATUS_NAMES, CorrespondenceRole
from mock_server.domain.enums import RuleSet
from mock_server.dotnet.aspnet.routing import Route
from mock_server.dotnet.schema import ObjectType
from mock_server.web.api_docs.examples import EXAMPLES
from mock_server.web.api_docs.notifications_schemas import (
    REFERENCE,
    object_schema,
    reference,
    schema_name,
)
from mock_server.web.api_docs.openapi_30 import to_openapi_31
from mock_server.web.api_docs.operations import Json, content, parameter, summary_of

TOKEN: Final = "bearerAuth"
_GUID: Final[Json] = {"type": "string", "format": "uuid"}
_MOMENT: Final[Json] = {"type": "string", "format": "date-time"}
_BINARY: Final[Json] = {"type": "string", "contentMediaType": "application/octet-stream"}
_ROLES: Final = [to_pascal(role.name.lower()) for role in CorrespondenceRole]
_VARIABLES: Final[Mapping[str, Json]] = {
    "correspondenceId": _GUID,
    "attachmentId": _GUID,
    "guid": _GUID,
    "party": {"type": "integer", "format": "int32"},
}
_QUERIES: Final[Mapping[Any, list[Json]]] = {
    messages.list_messages: [
        parameter("resourceId", "query", required=True),
        parameter("role", "query", {"type": "string", "enum": _ROLES}, required=True),
        parameter("onBehalfOf", "query"),
        parameter("from", "query", _MOMENT),
        parameter("to", "query", _MOMENT),
        parameter(
            "status",
            "query",
            {"type": "string", "enum": list(CORRESPONDENCE_STATUS_NAMES.values())},
        ),
        parameter("sendersReference", "query"),
        parameter("idempotentKey", "query", _GUID),
        parameter("altinn2CorrespondenceId", "query", {"type": "integer", "format": "int32"}),
    ],
    instantiation.create_from_parts: [
        parameter("instanceOwnerPartyId", "query", {"type": "integer"})
    ],
    instances.delete_instance: [parameter("hard", "query", {"type": "boolean"})],
    instances.check_condition: [parameter("code", "query", required=True)],
}
_DOCUMENTS: Final[Mapping[Any, tuple[ObjectType]]] = {
    attachments.initialize_attachment: (correspondence.INITIALIZE_ATTACHMENT,),
    initialization.initialize_from_json: (correspondence.INITIALIZE[RuleSet.DOCUMENTED],),
    instantiation.create_simplified: (apps.INSTANTIATION,),
}
_INSIDE_PARTS: Final[Mapping[Any, tuple[ObjectType, ...]]] = {
    instantiation.create_from_parts: (apps.INSTANCE, apps.NOTIFICATION),
}
_OTHER_BODIES: Final[Mapping[Any, Json]] = {
    attachments.upload_attachment: content(_BINARY, "application/octet-stream"),
    initialization.initialize_from_form: content(
        {
            "type": "object",
            "description": "The members of the JSON document, each as a field of its path, such as"
            " Correspondence.Content.MessageTitle and Recipients[0]; the files.",
            "properties": {"attachments": {"type": "array", "items": _BINARY}},
            "additionalProperties": {"type": "string"},
        },
        "multipart/form-data",
    ),
    instantiation.create_from_parts: content(
        {
            "type": "object",
            "description": "Template and notification as JSON; every other part is data.",
            "properties": {
                "instance": reference(schema_name(apps.INSTANCE)),
                "notification": reference(schema_name(apps.NOTIFICATION)),
            },
            "additionalProperties": _BINARY,
        },
        "multipart/form-data",
    ),
}
_CREATED: Final = frozenset({instantiation.create_simplified, instantiation.create_from_parts})


def correspondence_api() -> tuple[Json, Json]:
    """Return the paths of Correspondence, and the named schemas of its requests."""
    return _described("Correspondence", CORRESPONDENCE)


def apps_api() -> tuple[Json, Json]:
    """Return the paths of apps, and the named schemas of their requests."""
    return _described("Apps", APPS)


def _described(tag: str, table: Iterable[Route[Any]]) -> tuple[Json, Json]:
    paths: Json = {}
    schemas: Json = {}
    for route in table:
        answer = route.target.handler
        is_open = getattr(route.target, "is_anonymous", False)
        operation = _operation(tag, route.path, answer, is_open=is_open)
        paths.setdefault(route.path, {})[route.method.lower()] = operation
        for record in (*_DOCUMENTS.get(answer, ()), *_INSIDE_PARTS.get(answer, ())):
            object_schema(record, (), schemas)
    named = {f"{tag}.{name}": schema for name, schema in schemas.items()}
    # Two of the APIs have classes of one name.
    return _pointing(paths, tag), _pointing(named, tag)


def _pointing(part: Json, tag: str) -> Json:
    """Return *part* with its references pointing to the schemas of one API."""
    text = json.dumps(part).replace(f'"{REFERENCE}', f'"{REFERENCE}{tag}.')
    read: Json = to_openapi_31(json.loads(text))
    return read


def _operation(tag: str, path: str, answer: Any, *, is_open: bool) -> Json:
    parameters = [*_path_variables(path), *_QUERIES.get(answer, [])]
    statuses = [201 if answer in _CREATED else 200, 400, *([] if is_open else [401, 403])]
    return {
        "tags": [tag],
        "summary": summary_of(answer),
        **({"parameters": parameters} if parameters else {}),
        **_request_body(path, answer),
        "responses": _responses(statuses),
        **({} if is_open else {"security": [{TOKEN: []}]}),
    }


def _path_variables(path: str) -> Iterable[Json]:
    for segment in path.split("/"):
        if segment.startswith("{"):
            name = segment[1:-1]
            yield parameter(name, "path", _VARIABLES.get(name))


def _request_body(path: str, answer: Any) -> Json:
    if answer in _OTHER_BODIES:
        return {"requestBody": {"required": True, **_OTHER_BODIES[answer]}}
    if answer not in _DOCUMENTS:
        return {}
    (record,) = _DOCUMENTS[answer]
    body = content(reference(schema_name(record)), example=EXAMPLES[path])
    return {"requestBody": {"required": True, **body}}


def _responses(statuses: Iterable[int]) -> Json:
    return {str(status): {"description": HTTPStatus(status).phrase} for status in statuses}

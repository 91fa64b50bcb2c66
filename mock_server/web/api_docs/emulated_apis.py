"""OpenAPI of Correspondence and apps, from their endpoint tables and request types.

Responses are described by their status codes only.
Source: docs/reference/correspondence.md section 1, docs/reference/apps.md section 1.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic.alias_generators import to_pascal

from mock_server.apps.api import request_schemas as apps
from mock_server.apps.api.endpoints import instances, instantiation
from mock_server.apps.api.routes import ENDPOINTS as APPS
from mock_server.correspondence.api import request_schemas as correspondence
from mock_server.correspondence.api.endpoints import (
    attachments,
    forwarding,
    initialization,
    messages,
)
from mock_server.correspondence.api.routes import ENDPOINTS as CORRESPONDENCE
from mock_server.correspondence.domain.enums import CORRESPONDENCE_STATUS_NAMES, CorrespondenceRole
from mock_server.domain.enums import RuleSet
from mock_server.dotnet.aspnet.routing import Route
from mock_server.dotnet.schema import ObjectType
from mock_server.web.api_docs.emulated_responses import SCHEMAS, described_responses
from mock_server.web.api_docs.examples import EXAMPLES
from mock_server.web.api_docs.notifications_schemas import (
    REFERENCE,
    object_schema,
    reference,
    schema_name,
)
from mock_server.web.api_docs.operation_ids import operation_id
from mock_server.web.api_docs.operations import (
    Json,
    content,
    parameter,
    summary_of,
    to_openapi_31,
)

TOKEN: Final = "bearerAuth"
_GUID: Final[Json] = {"type": "string", "format": "uuid"}
_DATE_TIME: Final[Json] = {"type": "string", "format": "date-time"}
_BINARY: Final[Json] = {"type": "string", "contentMediaType": "application/octet-stream"}
_ROLES: Final = [to_pascal(role.name.lower()) for role in CorrespondenceRole]
_PATH_PARAMETERS: Final[Mapping[str, Json]] = {
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
        parameter("from", "query", _DATE_TIME),
        parameter("to", "query", _DATE_TIME),
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
_JSON_BODIES: Final[Mapping[Any, tuple[ObjectType]]] = {
    attachments.initialize_attachment: (correspondence.INITIALIZE_ATTACHMENT,),
    forwarding.forward: (correspondence.FORWARD,),
    initialization.initialize_from_json: (correspondence.INITIALIZE[RuleSet.DOCUMENTED],),
    instantiation.create_simplified: (apps.INSTANTIATION,),
}
_MULTIPART_DOCUMENTS: Final[Mapping[Any, tuple[ObjectType, ...]]] = {
    instantiation.create_from_parts: (apps.INSTANCE, apps.NOTIFICATION),
}
_OTHER_BODIES: Final[Mapping[Any, Json]] = {
    attachments.upload_attachment: content(_BINARY, "application/octet-stream"),
    initialization.initialize_from_form: content(
        {
            "type": "object",
            "description": "The fields of the JSON document, named by their paths, such as"
            " Correspondence.Content.MessageTitle and Recipients[0], and the files.",
            "properties": {"attachments": {"type": "array", "items": _BINARY}},
            "additionalProperties": {"type": "string"},
        },
        "multipart/form-data",
    ),
    instantiation.create_from_parts: content(
        {
            "type": "object",
            "description": "The instance and the notification as JSON; all other parts are data.",
            "properties": {
                "instance": reference(schema_name(apps.INSTANCE)),
                "notification": reference(schema_name(apps.NOTIFICATION)),
            },
            "additionalProperties": _BINARY,
        },
        "multipart/form-data",
    ),
}


def correspondence_api() -> tuple[Json, Json]:
    """Return the paths and the request schemas of Correspondence."""
    return _describe("Correspondence", CORRESPONDENCE)


def apps_api() -> tuple[Json, Json]:
    """Return the paths and the request schemas of apps."""
    return _describe("Apps", APPS)


def _describe(tag: str, routes: Iterable[Route[Any]]) -> tuple[Json, Json]:
    paths: Json = {}
    schemas: Json = {}
    for route in routes:
        handler = route.target.handler
        is_anonymous = getattr(route.target, "is_anonymous", False)
        operation = {
            "operationId": operation_id(handler, route.method.lower(), route.path),
            **_operation(tag, route.path, handler, is_anonymous=is_anonymous),
        }
        paths.setdefault(route.path, {})[route.method.lower()] = operation
        for record in (*_JSON_BODIES.get(handler, ()), *_MULTIPART_DOCUMENTS.get(handler, ())):
            object_schema(record, (), schemas)
    schemas |= SCHEMAS[tag]
    named = {f"{tag}.{name}": schema for name, schema in schemas.items()}
    # Different APIs have classes of the same name.
    return _with_prefixed_references(paths, tag), _with_prefixed_references(named, tag)


def _with_prefixed_references(part: Json, tag: str) -> Json:
    """Return *part* with references to the schemas of one API, in OpenAPI 3.1."""
    text = json.dumps(part).replace(f'"{REFERENCE}', f'"{REFERENCE}{tag}.')
    converted: Json = to_openapi_31(json.loads(text))
    return converted


def _operation(tag: str, path: str, handler: Any, *, is_anonymous: bool) -> Json:
    parameters = [*_path_parameters(path), *_QUERIES.get(handler, [])]
    return {
        "tags": [tag],
        "summary": summary_of(handler),
        **({"parameters": parameters} if parameters else {}),
        **_request_body(path, handler),
        "responses": described_responses(handler),
        "security": [] if is_anonymous else [{TOKEN: []}],
    }


def _path_parameters(path: str) -> Iterable[Json]:
    for segment in path.split("/"):
        if segment.startswith("{"):
            name = segment[1:-1]
            yield parameter(name, "path", _PATH_PARAMETERS.get(name))


def _request_body(path: str, handler: Any) -> Json:
    if handler in _OTHER_BODIES:
        return {"requestBody": {"required": True, **_OTHER_BODIES[handler]}}
    if handler not in _JSON_BODIES:
        return {}
    (record,) = _JSON_BODIES[handler]
    body = content(reference(schema_name(record)), example=EXAMPLES.get(path))
    return {"requestBody": {"required": True, **body}}

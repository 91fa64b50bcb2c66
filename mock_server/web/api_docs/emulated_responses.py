"""Responses of Correspondence and apps: status codes and bodies, by endpoint.

Source: docs/reference/correspondence.md sections 1.1 to 1.3, 3 and 7; docs/reference/apps.md
sections 1.5 and 1.6. Every response is one that the recordings hold or the source names.
"""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final

from mock_server.apps.api.endpoints import instances, instantiation
from mock_server.correspondence.api.endpoints import (
    attachments,
    downloads,
    forwarding,
    initialization,
    messages,
)
from mock_server.web.api_docs.notifications_schemas import reference
from mock_server.web.api_docs.operations import Json

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
TEXT: Final = "text/plain"
BINARY: Final = "application/octet-stream"

# The bodies of one response by media type; without an entry, the body is empty.
Bodies = Mapping[str, Json]

_TEXT: Final[Json] = {"type": "string"}
_OPTIONAL_TEXT: Final[Json] = {"type": ["string", "null"]}
_FLAG: Final[Json] = {"type": "boolean"}
_OPTIONAL_FLAG: Final[Json] = {"type": ["boolean", "null"]}
_NUMBER: Final[Json] = {"type": "integer"}
_OPTIONAL_NUMBER: Final[Json] = {"type": ["integer", "null"]}
_OBJECT: Final[Json] = {"type": "object"}
_OPTIONAL_OBJECT: Final[Json] = {"type": ["object", "null"]}
_GUID: Final[Json] = {"type": "string", "format": "uuid"}
_DATE_TIME: Final[Json] = {"type": "string", "format": "date-time"}
_OPTIONAL_DATE_TIME: Final[Json] = {"type": ["string", "null"], "format": "date-time"}
_FILE: Final[Json] = {"type": "string", "contentMediaType": BINARY}
_MESSAGES: Final[Json] = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": _TEXT},
}


def _list(item: Json) -> Json:
    return {"type": "array", "items": item}


def _record(fields: Json, optional: Iterable[str] = ()) -> Json:
    return {
        "type": "object",
        "properties": fields,
        "required": [name for name in fields if name not in set(optional)],
        "additionalProperties": False,
    }


def _any_of(*schemas: Json) -> Json:
    return {"anyOf": list(schemas)}


_STATUS: Final = {"status": _TEXT, "statusText": _TEXT, "statusChanged": _DATE_TIME}
_PROBLEM_HEAD: Final = {"type": _TEXT, "title": _TEXT, "status": _NUMBER}
_ATTACHMENT: Final[Json] = {
    "attachmentId": _GUID,
    **_STATUS,
    "correspondenceIds": _list(_GUID),
    "dataType": _TEXT,
    "resourceId": _TEXT,
    "sender": _TEXT,
    "fileName": _TEXT,
    "displayName": _OPTIONAL_TEXT,
    "isEncrypted": _FLAG,
    "checksum": _OPTIONAL_TEXT,
    "sendersReference": _TEXT,
    "expirationInDays": _OPTIONAL_NUMBER,
}
_MESSAGE: Final[Json] = {
    "recipient": _TEXT,
    "correspondenceId": _GUID,
    "content": _record(
        {
            "attachments": _list(_OBJECT),
            "language": _TEXT,
            "messageTitle": _TEXT,
            "messageSummary": _TEXT,
            "messageBody": _TEXT,
        }
    ),
    "created": _DATE_TIME,
    **_STATUS,
    "altinn2CorrespondenceId": _OPTIONAL_NUMBER,
    "published": _OPTIONAL_DATE_TIME,
    "read": _OPTIONAL_DATE_TIME,
    "resourceId": _TEXT,
    "sender": _TEXT,
    "sendersReference": _TEXT,
    "messageSender": _TEXT,
    "requestedPublishTime": _DATE_TIME,
    "dueDateTime": _OPTIONAL_DATE_TIME,
    "externalReferences": _list(_OBJECT),
    "propertyList": {"type": "object", "additionalProperties": _OPTIONAL_TEXT},
    "replyOptions": _list(_record({"linkURL": _TEXT, "linkText": _OPTIONAL_TEXT})),
    "notification": _OPTIONAL_OBJECT,
    "ignoreReservation": _OPTIONAL_FLAG,
    "isConfirmationNeeded": _FLAG,
    "isConfidential": _FLAG,
    "allowForwarding": _FLAG,
}
SCHEMAS: Final[Mapping[str, Json]] = {
    "Correspondence": {
        "Error": _record(
            {
                **_PROBLEM_HEAD,
                "detail": _TEXT,
                "code": _TEXT,
                "traceId": _TEXT,
                "statusDescription": _TEXT,
                "errorCode": _NUMBER,
            }
        ),
        "ValidationError": _record(
            {
                **_PROBLEM_HEAD,
                "code": _TEXT,
                "traceId": _TEXT,
                "statusDescription": _TEXT,
                "validationErrors": _list(
                    _record({"code": _TEXT, "title": _TEXT, "paths": _list(_TEXT)})
                ),
                "errors": _MESSAGES,
            }
        ),
        "ServerError": _record(
            {**_PROBLEM_HEAD, "detail": _TEXT, "instance": _TEXT, "traceId": _TEXT}
        ),
        "Problem": _record({**_PROBLEM_HEAD, "traceId": _TEXT}),
        "TokenNotExchanged": _record({"title": _TEXT, "status": _NUMBER, "detail": _TEXT}),
        "ContentNotKept": _record({**_PROBLEM_HEAD, "detail": _TEXT}),
        "Initialized": _record(
            {
                "correspondences": _list(
                    _record(
                        {
                            "correspondenceId": _GUID,
                            "status": _TEXT,
                            "recipient": _TEXT,
                            "notifications": {"type": ["array", "null"], "items": _OBJECT},
                        }
                    )
                ),
                "attachmentIds": _list(_GUID),
            }
        ),
        "Overview": _record(
            {
                **_MESSAGE,
                "notifications": _list(
                    _record({"notificationOrderId": _OPTIONAL_TEXT, "isReminder": _FLAG})
                ),
            }
        ),
        "Details": _record(
            {
                "statusHistory": _list(_record(_STATUS)),
                "notifications": _list(_OBJECT),
                "systemLabel": _TEXT,
                **_MESSAGE,
            }
        ),
        "Ids": _record({"ids": _list(_GUID)}),
        "Attachment": _record(_ATTACHMENT),
        "AttachmentDetails": _record({"statusHistory": _list(_record(_STATUS)), **_ATTACHMENT}),
        "SendCondition": _record({"sendNotification": _FLAG}),
        "ForwardingCheck": _record({"allowForwarding": _FLAG}),
    },
    "Apps": {
        "CreatedInstance": _record(
            {
                "id": _TEXT,
                "instanceOwner": _OBJECT,
                "appId": _TEXT,
                "org": _TEXT,
                "selfLinks": _record({"apps": _TEXT, "platform": _TEXT}),
                "dueBefore": _OPTIONAL_DATE_TIME,
                "visibleAfter": _OPTIONAL_DATE_TIME,
                "process": _OPTIONAL_OBJECT,
                "status": _OPTIONAL_OBJECT,
                "completeConfirmations": {"type": ["array", "null"]},
                "data": {"type": ["array", "null"]},
                "presentationTexts": _OPTIONAL_OBJECT,
                "dataValues": _OPTIONAL_OBJECT,
                "created": _OPTIONAL_DATE_TIME,
                "createdBy": _OPTIONAL_TEXT,
                "lastChanged": _OPTIONAL_DATE_TIME,
                "lastChangedBy": _OPTIONAL_TEXT,
            }
        ),
        "Process": _record(
            {
                "currentTask": _OPTIONAL_OBJECT,
                "processTasks": {"type": ["array", "null"]},
                "started": _OPTIONAL_DATE_TIME,
                "startEvent": _OPTIONAL_TEXT,
                "ended": _OPTIONAL_DATE_TIME,
                "endEvent": _OPTIONAL_TEXT,
            }
        ),
        "Problem": _record({**_PROBLEM_HEAD, "traceId": _TEXT}),
        "ValidationProblem": _record({**_PROBLEM_HEAD, "errors": _MESSAGES, "traceId": _TEXT}),
        "ReadError": _record({"title": _TEXT, "status": _NUMBER, "detail": _TEXT}),
        "ProcessError": _record(
            {"status": _NUMBER, "detail": _TEXT, "validationIssues": {"type": ["array", "null"]}}
        ),
        "SendCondition": _record({"sendNotification": _FLAG}),
    },
}

_ERROR: Final = reference("Error")
_INVALID: Final = reference("ValidationError")
_SERVER_ERROR: Final[Bodies] = {JSON: _ERROR, PROBLEM: reference("ServerError")}
_EMPTY: Final = MappingProxyType[str, Json]({})
_PROBLEM: Final = reference("Problem")
_INSTANCE: Final = reference("CreatedInstance")
_PROCESS: Final = reference("Process")


def _json(schema: Json) -> Bodies:
    return {JSON: schema}


def _rejections(*, has_body: bool = False, not_acceptable: bool = True) -> dict[int, Bodies]:
    """Return the rejections that the endpoints of Correspondence have in common."""
    responses: dict[int, Bodies] = {
        400: _json(_any_of(_ERROR, _INVALID)),
        401: _json(_ERROR),
        403: _EMPTY,
        404: _json(_ERROR),
        500: _SERVER_ERROR,
    }
    if not_acceptable:
        responses[406] = {TEXT: _TEXT}
    if has_body:
        responses[415] = _json(_PROBLEM)
    return responses


_INITIALIZED: Final[dict[int, Bodies]] = {
    **_rejections(has_body=True),
    200: _json(reference("Initialized")),
    400: _json(_any_of(_ERROR, _INVALID, _TEXT)),
    409: _json(_ERROR),
    413: _EMPTY,
    422: _json(_ERROR),
}
_FOR_RECIPIENT: Final[dict[int, Bodies]] = {403: _json(reference("TokenNotExchanged"))}
_NOT_KEPT: Final[dict[int, Bodies]] = {410: {PROBLEM: reference("ContentNotKept")}}
_DOWNLOAD: Final[dict[int, Bodies]] = {
    **_rejections(not_acceptable=False),
    **_NOT_KEPT,
    400: {PROBLEM: _any_of(_ERROR, _INVALID)},
    401: {PROBLEM: _ERROR},
    404: {PROBLEM: _ERROR},
}
_CHECK: Final[dict[int, Bodies]] = {
    200: _json(reference("SendCondition")),
    400: {PROBLEM: _INVALID},
    401: _EMPTY,
    403: _EMPTY,
}


def _app_problem(schema: Json, *others: Json) -> Bodies:
    """Return the bodies of a problem; the Accept header chooses the media type."""
    as_json = _any_of(schema, *others) if others else schema
    return {JSON: as_json, PROBLEM: schema, "application/problem+xml": _TEXT}


_CREATED: Final[dict[int, Bodies]] = {
    201: _json(_INSTANCE),
    401: _EMPTY,
    403: _app_problem(_PROBLEM, _TEXT),
    404: _json(_TEXT),
    413: _EMPTY,
    500: _json(_any_of(reference("ReadError"), _TEXT)),
}
_OF_AN_INSTANCE: Final[dict[int, Bodies]] = {401: _EMPTY, 404: _app_problem(_PROBLEM)}

RESPONSES: Final[Mapping[Any, Mapping[int, Bodies]]] = {
    attachments.initialize_attachment: {200: _json(_GUID), **_rejections(has_body=True)},
    attachments.upload_attachment: {
        200: _json(reference("Attachment")),
        **_rejections(has_body=True),
        413: _EMPTY,
    },
    attachments.get_attachment: {200: _json(reference("Attachment")), **_rejections()},
    attachments.get_attachment_details: {
        200: _json(reference("AttachmentDetails")),
        **_rejections(),
    },
    attachments.delete_attachment: {204: _EMPTY, **_rejections()},
    initialization.initialize_from_json: _INITIALIZED,
    initialization.initialize_from_form: _INITIALIZED,
    messages.list_messages: {200: _json(reference("Ids")), **_rejections()},
    messages.get_overview: {200: _json(reference("Overview")), **_rejections()},
    messages.get_details: {200: _json(reference("Details")), **_rejections()},
    messages.get_content: {
        200: {TEXT: _TEXT},
        **_DOWNLOAD,
        **_FOR_RECIPIENT,
        406: {TEXT: _TEXT},
    },
    messages.mark_as_read: {200: _json(_GUID), **_rejections(), **_FOR_RECIPIENT},
    messages.confirm: {200: _json(_GUID), **_rejections(), **_FOR_RECIPIENT},
    messages.purge: {200: _json(_GUID), **_rejections()},
    messages.check_reminder: _CHECK,
    messages.check_main: _CHECK,
    downloads.download_as_sender: {200: {BINARY: _FILE}, **_DOWNLOAD},
    downloads.download_as_recipient: {200: {BINARY: _FILE}, **_DOWNLOAD, **_FOR_RECIPIENT},
    downloads.download_all: {200: {"application/zip": _FILE}, **_DOWNLOAD, **_FOR_RECIPIENT},
    forwarding.forward: {200: _json(_GUID), **_rejections(has_body=True), **_FOR_RECIPIENT},
    forwarding.check_forwarding: {200: _json(reference("ForwardingCheck")), **_rejections()},
    instantiation.create_simplified: {
        **_CREATED,
        400: _app_problem(reference("ValidationProblem"), _TEXT),
        415: _app_problem(_PROBLEM),
    },
    instantiation.create_from_parts: {
        **_CREATED,
        400: _app_problem(reference("ValidationProblem"), reference("ReadError"), _TEXT),
    },
    instances.get_instance: {200: _json(_INSTANCE), **_OF_AN_INSTANCE},
    instances.delete_instance: {
        200: _json(_INSTANCE),
        400: _app_problem(reference("ValidationProblem")),
        **_OF_AN_INSTANCE,
    },
    instances.get_process: {200: _json(_PROCESS), **_OF_AN_INSTANCE},
    instances.complete_task: {
        200: _json(_PROCESS),
        **_OF_AN_INSTANCE,
        409: {PROBLEM: reference("ProcessError")},
    },
    instances.complete_process: {200: _json(_PROCESS), **_OF_AN_INSTANCE, 409: _json(_TEXT)},
    instances.check_condition: {
        200: {JSON: reference("SendCondition"), "application/xml": _TEXT},
        401: _app_problem(_PROBLEM),
    },
}


def described_responses(handler: Any) -> Json:
    """Return the responses of an endpoint for its operation."""
    return {
        str(status): {
            "description": HTTPStatus(status).phrase,
            **_content(bodies),
        }
        for status, bodies in sorted(RESPONSES[handler].items())
    }


def _content(bodies: Bodies) -> Json:
    if not bodies:
        return {}
    return {"content": {name: {"schema": schema} for name, schema in bodies.items()}}

"""OpenAPI schemas of the Notifications API: requests from their types, responses by hand.

Source: docs/reference/notifications.md sections 4.2 and 11 to 20.
"""

from collections.abc import Iterable
from typing import Final

from mock_server.domain.enums import (
    CONTENT_TYPE_NAMES,
    EMAIL_RESULTS,
    NOTIFICATION_CHANNEL_NAMES,
    SMS_RESULTS,
    Channel,
    NotificationResult,
    OrderStatus,
)
from mock_server.dotnet.aspnet.annotations import PropertyRule, Requirement
from mock_server.dotnet.schema import (
    BooleanType,
    DateTimeType,
    DictionaryType,
    EnumType,
    GuidType,
    IntegerType,
    ListType,
    ObjectType,
    StringType,
    Type,
    UriType,
)
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.statuses import notification_status_name, order_status_name
from mock_server.web.api_docs.operations import Json

REFERENCE: Final = "#/components/schemas/"


def reference(name: str) -> Json:
    """Return a reference to a named schema."""
    return {"$ref": REFERENCE + name}


def listing(item: Json, *, nullable: bool = True) -> Json:
    """Return the schema of a list."""
    return {"type": "array", "items": item, **({"nullable": True} if nullable else {})}


def schema_name(record: ObjectType) -> str:
    """Return the schema name of a request type: its class without the namespace."""
    return record.clr.rpartition(".")[2]


def schemas() -> Json:
    """Return all schemas, by name."""
    requests: Json = {}
    for body in request_bodies.ALL:
        object_schema(body.schema, body.required, requests)
    return dict(sorted((requests | _RESPONSES).items()))


def object_schema(record: ObjectType, checks: Iterable[PropertyRule], into: Json) -> None:
    """Add the schema of *record*, and the schemas of its nested records, *into* a dictionary."""
    by_member = {check.json: check for check in checks}
    properties = {}
    required = []
    for member in record.members:
        check = by_member.get(member.name)
        for inner in _records(member.type):
            object_schema(inner, check.inner if check else (), into)
        is_required = check is not None and check.requirement is not Requirement.NOTHING
        properties[member.name] = _member_schema(member.type, check, is_required or member.required)
        if member.required or (check is not None and _requires_value(member.type, check)):
            required.append(member.name)
    into[schema_name(record)] = {
        **({"required": sorted(required)} if required else {}),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


def _requires_value(to: Type, check: PropertyRule) -> bool:
    """Return whether *check* requires a member that its class does not require."""
    return check.requirement is Requirement.TEXT or (
        check.requirement is Requirement.NOT_NULL and isinstance(to, ListType)
    )


def _records(to: Type) -> list[ObjectType]:
    if isinstance(to, ListType):
        return _records(to.item)
    return [to] if isinstance(to, ObjectType) else []


def _member_schema(to: Type, check: PropertyRule | None, is_required: bool) -> Json:
    """Return the schema of a member; optional text, URIs and lists are nullable."""
    if isinstance(to, ObjectType):
        return reference(schema_name(to))
    if isinstance(to, DictionaryType):
        return {"type": "object", "additionalProperties": _member_schema(to.value, None, False)}
    if isinstance(to, StringType | UriType | ListType):
        is_non_empty = check is not None and check.requirement is Requirement.TEXT
        minimum = {"minLength": 1} if is_non_empty else {}
        return {**minimum, **_reference_type_schema(to), **_nullable(not is_required)}
    return {**_value_type_schema(to), **_nullable(to.nullable)}


def _reference_type_schema(to: StringType | UriType | ListType) -> Json:
    match to:
        case StringType():
            return {"type": "string"}
        case UriType():
            return {"type": "string", "format": "uri"}
        case ListType():
            return {"type": "array", "items": _member_schema(to.item, None, False)}


def _value_type_schema(to: GuidType | DateTimeType | IntegerType | BooleanType | EnumType) -> Json:
    match to:
        case GuidType():
            return {"type": "string", "format": "uuid"}
        case DateTimeType():
            return {"type": "string", "format": "date-time"}
        case IntegerType():
            return {"type": "integer", "format": "int32"}
        case BooleanType():
            return {"type": "boolean"}
        case EnumType(allow_names=False):
            return {"enum": list(to.members.values()), "type": "integer", "format": "int32"}
        case EnumType():
            return {"enum": list(to.members), "type": "string"}


def _nullable(is_nullable: bool) -> Json:
    return {"nullable": True} if is_nullable else {}


_TEXT: Final = {"type": "string", "nullable": True}
_GUID: Final = {"type": "string", "format": "uuid"}
_DATE_TIME: Final = {"type": "string", "format": "date-time"}
_COUNT: Final = {"type": "integer", "format": "int32"}
_FLAG: Final = {"type": "boolean"}
_CHANNEL: Final = {"enum": list(NOTIFICATION_CHANNEL_NAMES.values()), "type": "string"}
_CONTENT_TYPE: Final = {"enum": list(CONTENT_TYPE_NAMES.values()), "type": "string"}


def _result_names(channel: Channel, results: frozenset[NotificationResult]) -> list[str]:
    return [
        notification_status_name(channel, each) for each in NotificationResult if each in results
    ]


_STATUS_NAMES: Final = {
    "enum": [
        *(order_status_name(each) for each in OrderStatus),
        *_result_names(Channel.SMS, SMS_RESULTS),
        *_result_names(Channel.EMAIL, EMAIL_RESULTS),
    ],
    "type": "string",
}


def _object(required: Iterable[str] = (), /, **properties: Json) -> Json:
    names = sorted(required)
    return {
        **({"required": names} if names else {}),
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }


_ORDER_HEAD: Final[Json] = {
    "id": _TEXT,
    "sendersReference": _TEXT,
    "requestedSendTime": _DATE_TIME,
    "creator": _TEXT,
    "created": _DATE_TIME,
    "notificationChannel": _CHANNEL,
    "ignoreReservation": {"type": "boolean", "nullable": True},
    "resourceId": _TEXT,
    "resourceAction": _TEXT,
}
_CONDITION: Final = {"type": "string", "format": "uri", "nullable": True}
_PROBLEM: Final[Json] = {
    "type": _TEXT,
    "title": _TEXT,
    "status": {"type": "integer", "format": "int32", "nullable": True},
    "traceId": _TEXT,
}


def _summary(entry: str) -> Json:
    return _object(
        orderId=_GUID,
        sendersReference=_TEXT,
        generated=_COUNT,
        succeeded=_COUNT,
        notifications=listing(reference(entry)),
    )


_SUMMARY_ENTRY: Final = _object(
    id=_GUID,
    succeeded=_FLAG,
    recipient=reference("RecipientExt"),
    sendStatus=reference("StatusExt"),
)
_CHANNEL_STATUS: Final = _object(
    links=reference("NotificationResourceLinksExt"), generated=_COUNT, succeeded=_COUNT
)
_SHIPMENT: Final[Json] = {"shipmentId": _GUID, "sendersReference": _TEXT}

_RESPONSES: Final[Json] = {
    "AltinnProblemDetails": {
        "type": "object",
        "properties": {**_PROBLEM, "code": {"type": "string"}, "statusDescription": _TEXT},
        "additionalProperties": {},
    },
    "DashboardDeliveryAttemptExt": _object(
        nationalIdentityNumber=_TEXT,
        organizationNumber=_TEXT,
        channel=_TEXT,
        emailAddress=_TEXT,
        mobileNumber=_TEXT,
        result=_TEXT,
        resultTime={**_DATE_TIME, "nullable": True},
    ),
    "DashboardNotificationExt": _object(
        shipmentId=_GUID,
        creatorName=_TEXT,
        resourceId=_TEXT,
        sendersReference=_TEXT,
        requestedSendTime=_DATE_TIME,
        notificationChannel=_TEXT,
        notificationType=_TEXT,
        deliveryAttempts=listing(reference("DashboardDeliveryAttemptExt")),
    ),
    "EmailNotificationStatusExt": _CHANNEL_STATUS,
    "EmailNotificationSummaryExt": _summary("EmailNotificationWithResultExt"),
    "EmailNotificationWithResultExt": _SUMMARY_ENTRY,
    "IDeliveryManifestExt": _object(
        type=_TEXT, destination=_TEXT, status=_STATUS_NAMES, lastUpdate=_DATE_TIME
    ),
    "InstantNotificationOrderResponseExt": _object(
        ("notification", "notificationOrderId"),
        notificationOrderId=_GUID,
        notification=reference("NotificationOrderChainShipmentExt"),
    ),
    "NotificationDeliveryManifestExt": _object(
        ("lastUpdate", "recipients", "shipmentId", "status", "type"),
        **_SHIPMENT,
        type=_TEXT,
        status=_STATUS_NAMES,
        lastUpdate=_DATE_TIME,
        recipients=listing(reference("IDeliveryManifestExt")),
    ),
    "NotificationLogSummaryExt": _object(
        notificationId=_GUID,
        dialogId=_GUID,
        transmissionId={**_GUID, "nullable": True},
        type=_TEXT,
        channel=_TEXT,
        destination=_TEXT,
        status=_TEXT,
        requestedSendTime=_DATE_TIME,
        lastUpdateTime=_DATE_TIME,
    ),
    "NotificationOrderChainReceiptExt": _object(
        ("shipmentId",),
        **_SHIPMENT,
        reminders=listing(reference("NotificationOrderChainShipmentExt")),
    ),
    "NotificationOrderChainResponseExt": _object(
        ("notification", "notificationOrderId"),
        notificationOrderId=_GUID,
        notification=reference("NotificationOrderChainReceiptExt"),
    ),
    "NotificationOrderChainShipmentExt": _object(("shipmentId",), **_SHIPMENT),
    "NotificationOrderExt": _object(
        **_ORDER_HEAD,
        recipients=listing(reference("RecipientExt")),
        conditionEndpoint=_CONDITION,
        emailTemplate=reference("EmailTemplateExt"),
        smsTemplate=reference("SmsTemplateExt"),
        links=reference("OrderResourceLinksExt"),
    ),
    "NotificationOrderListExt": _object(
        count=_COUNT, orders=listing(reference("NotificationOrderExt"))
    ),
    "NotificationOrderRequestResponseExt": _object(
        orderId={**_GUID, "nullable": True},
        recipientLookup=reference("RecipientLookupResultExt"),
    ),
    "NotificationOrderWithStatusExt": _object(
        **_ORDER_HEAD,
        processingStatus=reference("StatusExt"),
        conditionEndpoint=_CONDITION,
        notificationsStatusSummary=reference("NotificationsStatusSummaryExt"),
    ),
    "NotificationResourceLinksExt": _object(self=_TEXT),
    "NotificationsStatusSummaryExt": _object(
        email=reference("EmailNotificationStatusExt"), sms=reference("SmsNotificationStatusExt")
    ),
    "OrderResourceLinksExt": _object(self=_TEXT, status=_TEXT),
    "RecipientLookupResultExt": _object(
        status={"enum": ["Success", "PartialSuccess", "Failed"], "type": "string"},
        isReserved=listing({"type": "string"}),
        missingContact=listing({"type": "string"}),
    ),
    "SmsNotificationStatusExt": _CHANNEL_STATUS,
    "SmsNotificationSummaryExt": _summary("SmsNotificationWithResultExt"),
    "SmsNotificationWithResultExt": _SUMMARY_ENTRY,
    "StatusExt": _object(status=_TEXT, description=_TEXT, lastUpdate=_DATE_TIME),
    "StatusFeedExt": _object(
        ("recipients", "sequenceNumber"),
        sequenceNumber={"type": "integer", "format": "int64"},
        **_SHIPMENT,
        recipients=listing(reference("StatusFeedRecipientExt")),
        status=_STATUS_NAMES,
        lastUpdate=_DATE_TIME,
        shipmentType=_TEXT,
    ),
    "StatusFeedRecipientExt": _object(
        destination=_TEXT, status=_STATUS_NAMES, lastUpdate=_DATE_TIME
    ),
    "ValidationProblemDetails": {
        "type": "object",
        "properties": {
            **_PROBLEM,
            "errors": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "nullable": True,
            },
        },
        "additionalProperties": {},
    },
}

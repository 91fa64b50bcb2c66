"""OpenAPI of the Notifications API, from its endpoint table and request types.

Source: docs/reference/notifications.md section 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from mock_server.dotnet.aspnet.routing import EVERY_METHOD, Route
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.api_request import Endpoint, Handler
from mock_server.notifications.api.endpoints import (
    dashboard,
    metrics,
    metrics_export,
    notification_log,
    orders_v1,
    registration,
    shipments,
    triggers,
)
from mock_server.notifications.api.request_bodies import RequestBody
from mock_server.notifications.api.routes import ENDPOINTS
from mock_server.web.api_docs.notifications_schemas import (
    listing,
    reference,
    schema_name,
    schemas,
)
from mock_server.web.api_docs.operation_ids import operation_id
from mock_server.web.api_docs.operations import Json, content, parameter, summary_of

_CHAIN: Final = reference("NotificationOrderChainResponseExt")
_INSTANT: Final = reference("InstantNotificationOrderResponseExt")
_V1: Final = reference("NotificationOrderRequestResponseExt")
_STATUS: Final = reference("NotificationOrderWithStatusExt")
_DASHBOARD: Final = listing(reference("DashboardNotificationExt"), nullable=False)
_LOG: Final = listing(reference("NotificationLogSummaryExt"), nullable=False)
_INVALID: Final = reference("ValidationProblemDetails")
_ALTINN: Final = reference("AltinnProblemDetails")

_DATE_TIME: Final = {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class _Operation:
    """The request and the responses of an endpoint; None for a response without a schema."""

    responses: Mapping[int, Json | None]
    body: RequestBody | None = None
    parameters: tuple[Json, ...] = ()
    is_deprecated: bool = False


_ID: Final = (parameter("id", "path", {"type": "string", "format": "uuid"}),)
_PERIOD: Final = (
    parameter("From", "query", _DATE_TIME),
    parameter("To", "query", _DATE_TIME),
)


_DIALOG: Final = (
    parameter("dialogId", "query", {"type": "string", "format": "uuid"}, required=True),
    parameter("transmissionId", "query", {"type": "string", "format": "uuid"}),
)


def _v1_order(body: RequestBody) -> _Operation:
    return _Operation({202: _V1, 400: _INVALID}, body, is_deprecated=True)


def _v1_read(schema: Json, *, has_conflict: bool = False) -> _Operation:
    responses: dict[int, Json | None] = {200: schema, 404: None}
    return _Operation(
        responses | ({409: None} if has_conflict else {}), parameters=_ID, is_deprecated=True
    )


def _instant(body: RequestBody, *, is_deprecated: bool = False) -> _Operation:
    responses = {201: _INSTANT, 200: _INSTANT, 400: _INVALID, 503: _ALTINN}
    return _Operation(responses, body, is_deprecated=is_deprecated)


def _dashboard(header: str) -> _Operation:
    number = parameter(header, "header", required=True)
    return _Operation({200: _DASHBOARD, 400: _INVALID}, parameters=(number, *_PERIOD))


_OPERATIONS: Final[dict[Handler, _Operation]] = {
    registration.register_order: _v1_order(request_bodies.ORDER),
    registration.register_email_order: _v1_order(request_bodies.EMAIL_ORDER),
    registration.register_sms_order: _v1_order(request_bodies.SMS_ORDER),
    orders_v1.list_orders_by_reference: _Operation(
        {200: reference("NotificationOrderListExt")},
        parameters=(parameter("sendersReference", "query", required=True),),
        is_deprecated=True,
    ),
    orders_v1.get_order: _v1_read(reference("NotificationOrderExt")),
    orders_v1.get_order_status: _v1_read(_STATUS),
    orders_v1.cancel_order: _v1_read(_STATUS, has_conflict=True),
    orders_v1.get_email_summary: _v1_read(reference("EmailNotificationSummaryExt")),
    orders_v1.get_sms_summary: _v1_read(reference("SmsNotificationSummaryExt")),
    registration.register_order_chain: _Operation(
        {201: _CHAIN, 200: _CHAIN, 400: _INVALID, 422: _ALTINN}, request_bodies.CHAIN
    ),
    registration.register_composed_email: _Operation(
        {201: _CHAIN, 200: _CHAIN, 400: _INVALID}, request_bodies.COMPOSED
    ),
    registration.send_instant: _instant(request_bodies.INSTANT, is_deprecated=True),
    registration.send_instant_sms: _instant(request_bodies.INSTANT_SMS),
    registration.send_instant_email: _instant(request_bodies.INSTANT_EMAIL),
    shipments.get_shipment: _Operation(
        {200: reference("NotificationDeliveryManifestExt"), 404: _ALTINN}, parameters=_ID
    ),
    shipments.get_status_feed: _Operation(
        {200: listing(reference("StatusFeedExt"), nullable=False), 400: _INVALID},
        parameters=(
            parameter("Seq", "query", {"type": "integer", "format": "int64", "minimum": 0}),
            parameter("PageSize", "query", {"type": "integer", "format": "int32"}),
            parameter("OrderBy", "query", {"type": "string", "enum": ["Asc", "Desc"]}),
        ),
    ),
    dashboard.list_person_notifications: _dashboard("NationalIdentityNumber"),
    dashboard.list_organization_notifications: _dashboard("OrganizationNumber"),
    dashboard.list_email_notifications: _dashboard("EmailAddress"),
    dashboard.list_phone_notifications: _dashboard("PhoneNumber"),
    dashboard.list_shipment_notifications: _dashboard("ShipmentId"),
    notification_log.get_log: _Operation({200: _LOG, 400: _INVALID}, parameters=_DIALOG),
    notification_log.get_end_user_log: _Operation(
        {200: _LOG, 400: _INVALID, 401: None, 403: None}, parameters=_DIALOG
    ),
    triggers.get_send_condition: _Operation(
        {200: None}, parameters=(parameter("conditionMet", "query", {"type": "boolean"}),)
    ),
    metrics_export.export_sms: _Operation({200: None, 401: None}),
    metrics_export.export_emails: _Operation({200: None, 401: None}),
    metrics.count_monthly_metrics: _Operation({200: None, 400: _INVALID}),
}
_MONTH_FORM: Final = content(
    {
        "type": "object",
        "properties": {
            "month": {"type": "integer", "format": "int32"},
            "year": {"type": "integer", "format": "int32"},
        },
    },
    "multipart/form-data",
)


def document() -> Json:
    """Return the OpenAPI 3.0 document of the Notifications API."""
    paths: Json = {}
    for route in ENDPOINTS:
        method = "get" if route.method == EVERY_METHOD else route.method.lower()
        paths.setdefault(route.path, {})[method] = _operation(route)
    return {
        "openapi": "3.0.4",
        "info": {"title": "Altinn Notifications", "version": "v1"},
        "paths": paths,
        "components": {
            "schemas": schemas(),
            "securitySchemes": {
                "bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
            },
        },
    }


def _operation(route: Route[Endpoint]) -> Json:
    endpoint = route.target
    operation = _OPERATIONS.get(endpoint.handler, _Operation({200: None}))
    responses = {**operation.responses, **({401: None, 403: None} if endpoint.policy else {})}
    return {
        "operationId": operation_id(endpoint.handler, route.method.lower(), route.path),
        "summary": summary_of(endpoint.handler),
        **({"deprecated": True} if operation.is_deprecated else {}),
        **({"parameters": list(operation.parameters)} if operation.parameters else {}),
        **_request_body(endpoint.handler, operation.body),
        "responses": {
            str(status): _response(status, schema) for status, schema in sorted(responses.items())
        },
        "security": [{"bearerAuth": [endpoint.policy.value]}] if endpoint.policy else [],
    }


def _request_body(handler: Handler, body: RequestBody | None) -> Json:
    if handler is metrics.count_monthly_metrics:
        return {"requestBody": _MONTH_FORM}
    if body is None:
        return {}
    return {"requestBody": content(reference(schema_name(body.schema)))}


def _response(status: int, schema: Json | None) -> Json:
    description = {"description": HTTPStatus(status).phrase}
    return description if schema is None else {**description, **content(schema)}

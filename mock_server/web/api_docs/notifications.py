"""This API described: generated from the table of endpoints and the types of its documents.

Source: spec/notifications-api.md, section 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from mock_server.dotnet.aspnet.routing import EVERY_METHOD, Route
from mock_server.notifications.api import request_bodies
from mock_server.notifications.api.api_request import Endpoint, Handler
from mock_server.notifications.api.endpoints import (
    dashboard,
    metrics,
    metrics_export,
    registration,
    shipments,
    triggers,
)
from mock_server.notifications.api.endpoints import orders_v1 as reading
from mock_server.notifications.api.request_bodies import RequestBody
from mock_server.notifications.api.routes import ENDPOINTS
from mock_server.web.api_docs.notifications_schemas import (
    listing,
    reference,
    schema_name,
    schemas,
)

Json = dict[str, Any]

_CHAIN: Final = reference("NotificationOrderChainResponseExt")
_INSTANT: Final = reference("InstantNotificationOrderResponseExt")
_V1: Final = reference("NotificationOrderRequestResponseExt")
_STATUS: Final = reference("NotificationOrderWithStatusExt")
_DASHBOARD: Final = listing(reference("DashboardNotificationExt"), nullable=False)
_INVALID: Final = reference("ValidationProblemDetails")
_ALTINN: Final = reference("AltinnProblemDetails")

_TEXT: Final = {"type": "string"}
_INSTANT_OF_TIME: Final = {"type": "string", "format": "date-time"}


@dataclass(frozen=True, slots=True)
class _Operation:
    """What an endpoint takes and answers; None for an answer without a document of ours."""

    answers: Mapping[int, Json | None]
    body: RequestBody | None = None
    parameters: tuple[Json, ...] = ()
    is_deprecated: bool = False


def _parameter(name: str, place: str, schema: Json, *, required: bool = False) -> Json:
    return {
        "name": name,
        "in": place,
        **({"required": True} if required else {}),
        "schema": schema,
    }


_ID: Final = (_parameter("id", "path", {"type": "string", "format": "uuid"}, required=True),)
_PERIOD: Final = (
    _parameter("From", "query", _INSTANT_OF_TIME),
    _parameter("To", "query", _INSTANT_OF_TIME),
)


def _legacy(body: RequestBody) -> _Operation:
    return _Operation({202: _V1, 400: _INVALID}, body, is_deprecated=True)


def _read(answer: Json, *, cancels: bool = False) -> _Operation:
    answers: dict[int, Json | None] = {200: answer, 404: None}
    return _Operation(
        answers | ({409: None} if cancels else {}), parameters=_ID, is_deprecated=True
    )


def _instant(body: RequestBody, *, is_deprecated: bool = False) -> _Operation:
    answers = {201: _INSTANT, 200: _INSTANT, 400: _INVALID, 503: _ALTINN}
    return _Operation(answers, body, is_deprecated=is_deprecated)


def _dashboard(header: str) -> _Operation:
    named = _parameter(header, "header", _TEXT, required=True)
    return _Operation({200: _DASHBOARD, 400: _INVALID}, parameters=(named, *_PERIOD))


_OPERATIONS: Final[dict[Handler, _Operation]] = {
    registration.register_order: _legacy(request_bodies.ORDER),
    registration.register_email_order: _legacy(request_bodies.EMAIL_ORDER),
    registration.register_sms_order: _legacy(request_bodies.SMS_ORDER),
    reading.list_orders_by_reference: _Operation(
        {200: reference("NotificationOrderListExt")},
        parameters=(_parameter("sendersReference", "query", _TEXT, required=True),),
        is_deprecated=True,
    ),
    reading.get_order: _read(reference("NotificationOrderExt")),
    reading.get_order_status: _read(_STATUS),
    reading.cancel_order: _read(_STATUS, cancels=True),
    reading.get_email_summary: _read(reference("EmailNotificationSummaryExt")),
    reading.get_sms_summary: _read(reference("SmsNotificationSummaryExt")),
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
            _parameter("Seq", "query", {"type": "integer", "format": "int64", "minimum": 0}),
            _parameter("PageSize", "query", {"type": "integer", "format": "int32"}),
            _parameter("OrderBy", "query", {"type": "string", "enum": ["Asc", "Desc"]}),
        ),
    ),
    dashboard.list_person_notifications: _dashboard("NationalIdentityNumber"),
    dashboard.list_organization_notifications: _dashboard("OrganizationNumber"),
    triggers.get_send_condition: _Operation(
        {200: None}, parameters=(_parameter("conditionMet", "query", {"type": "boolean"}),)
    ),
    metrics_export.export_sms: _Operation({200: None, 401: None}),
    metrics_export.export_emails: _Operation({200: None, 401: None}),
    metrics.count_monthly_metrics: _Operation({200: None, 400: _INVALID}),
}
_MONTH_FORM: Final = {
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "month": {"type": "integer", "format": "int32"},
                    "year": {"type": "integer", "format": "int32"},
                },
            }
        }
    }
}


def document() -> Json:
    """Return the OpenAPI document of this API."""
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
    known = _OPERATIONS.get(endpoint.handler, _Operation({200: None}))
    answers = {**known.answers, **({401: None, 403: None} if endpoint.policy else {})}
    return {
        "summary": _summary(endpoint.handler),
        **({"deprecated": True} if known.is_deprecated else {}),
        **({"parameters": list(known.parameters)} if known.parameters else {}),
        **_request_body(endpoint.handler, known.body),
        "responses": {
            str(status): _response(status, schema) for status, schema in sorted(answers.items())
        },
        **({"security": [{"bearerAuth": [endpoint.policy.value]}]} if endpoint.policy else {}),
    }


def _summary(answer: Handler) -> str:
    first_line = (answer.__doc__ or "").partition("\n")[0]
    return first_line.partition(": ")[2] or first_line


def _request_body(answer: Handler, body: RequestBody | None) -> Json:
    if answer is metrics.count_monthly_metrics:
        return {"requestBody": _MONTH_FORM}
    if body is None:
        return {}
    schema = reference(schema_name(body.schema))
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def _response(status: int, schema: Json | None) -> Json:
    described = {"description": HTTPStatus(status).phrase}
    if schema is None:
        return described
    return {**described, "content": {"application/json": {"schema": schema}}}

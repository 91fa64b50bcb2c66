"""The endpoint table: method, path, handler, authorization policy.

Source: docs/reference/notifications.md section 1.
"""

from typing import Final

from mock_server.domain.enums import RuleSet
from mock_server.dotnet.aspnet.routing import EVERY_METHOD, Route, RouteTable
from mock_server.dotnet.guids import parse_guid
from mock_server.notifications.api.api_request import Endpoint, Handler
from mock_server.notifications.api.authorization import AuthorizationPolicy
from mock_server.notifications.api.endpoints.dashboard import (
    list_email_notifications,
    list_organization_notifications,
    list_person_notifications,
    list_phone_notifications,
    list_shipment_notifications,
)
from mock_server.notifications.api.endpoints.metrics import count_monthly_metrics, get_metrics_page
from mock_server.notifications.api.endpoints.metrics_export import export_emails, export_sms
from mock_server.notifications.api.endpoints.notification_log import get_end_user_log, get_log
from mock_server.notifications.api.endpoints.orders_v1 import (
    cancel_order,
    get_email_summary,
    get_order,
    get_order_status,
    get_sms_summary,
    list_orders_by_reference,
)
from mock_server.notifications.api.endpoints.registration import (
    register_composed_email,
    register_email_order,
    register_order,
    register_order_chain,
    register_sms_order,
    send_instant,
    send_instant_email,
    send_instant_sms,
)
from mock_server.notifications.api.endpoints.shipments import get_shipment, get_status_feed
from mock_server.notifications.api.endpoints.triggers import (
    get_health,
    get_send_condition,
    run_trigger,
)
from mock_server.notifications.engine.triggers import Sweep

API: Final = "/notifications/api/v1"

_CREATE: Final = AuthorizationPolicy.CREATE
_SHIPMENT_ID: Final = {"id": parse_guid}


def _post(path: str, handler: Handler, policy: AuthorizationPolicy = _CREATE) -> Route[Endpoint]:
    return Route("POST", API + path, Endpoint(handler, policy, consumes_json=True))


def _get(path: str, handler: Handler, policy: AuthorizationPolicy = _CREATE) -> Route[Endpoint]:
    return Route("GET", API + path, Endpoint(handler, policy))


def _trigger(name: str, sweep: Sweep) -> Route[Endpoint]:
    return Route("POST", f"{API}/trigger/{name}", Endpoint(run_trigger(sweep), consumes_json=True))


_DASHBOARD: Final = "/future/dashboard/recipients/notifications"

ENDPOINTS: Final[tuple[Route[Endpoint], ...]] = (
    _post("/orders", register_order),
    _post("/orders/email", register_email_order),
    _post("/orders/sms", register_sms_order),
    _get("/orders", list_orders_by_reference),
    _get("/orders/{id}", get_order),
    _get("/orders/{id}/status", get_order_status),
    Route("PUT", f"{API}/orders/{{id}}/cancel", Endpoint(cancel_order, _CREATE)),
    _get("/orders/{id}/notifications/email", get_email_summary),
    _get("/orders/{id}/notifications/sms", get_sms_summary),
    _post("/future/orders", register_order_chain),
    _post("/future/orders/instant", send_instant),
    _post("/future/orders/instant/sms", send_instant_sms),
    _post("/future/orders/instant/email", send_instant_email),
    _post(
        "/future/orders/composed-email", register_composed_email, AuthorizationPolicy.COMPOSED_EMAIL
    ),
    Route("GET", f"{API}/future/shipment/{{id}}", Endpoint(get_shipment, _CREATE), _SHIPMENT_ID),
    Route(
        "GET", f"{API}/future/shipment/feed", Endpoint(get_status_feed, _CREATE, consumes_json=True)
    ),
    _get(f"{_DASHBOARD}/nin", list_person_notifications, AuthorizationPolicy.SUPPORT_DASHBOARD),
    _get(
        f"{_DASHBOARD}/orgnumber",
        list_organization_notifications,
        AuthorizationPolicy.SUPPORT_DASHBOARD,
    ),
    _get(f"{_DASHBOARD}/email", list_email_notifications, AuthorizationPolicy.SUPPORT_DASHBOARD),
    _get(
        f"{_DASHBOARD}/phonenumber",
        list_phone_notifications,
        AuthorizationPolicy.SUPPORT_DASHBOARD,
    ),
    _get(
        f"{_DASHBOARD}/shipmentid",
        list_shipment_notifications,
        AuthorizationPolicy.SUPPORT_DASHBOARD,
    ),
    _get("/future/log", get_log),
    Route("GET", f"{API}/future/enduser/log", Endpoint(get_end_user_log)),
    Route("GET", f"{API}/metrics", Endpoint(get_metrics_page)),
    Route("POST", f"{API}/metrics", Endpoint(count_monthly_metrics)),
    Route("POST", f"{API}/metrics/sms", Endpoint(export_sms)),
    Route("POST", f"{API}/metrics/email", Endpoint(export_emails)),
    _trigger("pastdueorders", Sweep.PAST_DUE),
    _trigger("sendemail", Sweep.EMAIL),
    _trigger("sendsms", Sweep.SMS_DAYTIME),
    _trigger("sendsmsdaytime", Sweep.SMS_DAYTIME),
    _trigger("sendsmsanytime", Sweep.SMS_ANYTIME),
    _trigger("terminateexpirednotifications", Sweep.TERMINATION),
    _trigger("deleteoldstatusfeedrecords", Sweep.FEED_CLEAN_UP),
    Route("GET", f"{API}/tests/sendcondition", Endpoint(get_send_condition, consumes_json=True)),
    Route(EVERY_METHOD, "/health", Endpoint(get_health)),
)

# By its documents, the API also knows a shipment whose id is no GUID: it does not exist.
_MALFORMED_SHIPMENT_ID: Final = _get("/future/shipment/{id}", get_shipment)

ROUTES: Final = {
    RuleSet.DOCUMENTED: RouteTable((*ENDPOINTS, _MALFORMED_SHIPMENT_ID)),
    RuleSet.DEPLOYED: RouteTable(ENDPOINTS),
}

"""The table of endpoints: method, path, function, who may call it.

Source: spec/notifications-api.md, section 1.
"""

from typing import Final

from mock_server.dotnet.aspnet.routing import EVERY_METHOD, Route, RouteTable
from mock_server.dotnet.guids import parse_guid
from mock_server.notifications.api.api_request import Endpoint, Handler
from mock_server.notifications.api.authorization import AuthorizationPolicy
from mock_server.notifications.api.endpoints.dashboard import (
    read_organization_notifications,
    read_person_notifications,
)
from mock_server.notifications.api.endpoints.metrics import count_month, show_metrics
from mock_server.notifications.api.endpoints.metrics_export import export_emails, export_sms
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
    answer_send_condition,
    get_health,
    run_trigger,
)
from mock_server.notifications.engine.triggers import Sweep

API: Final = "/notifications/api/v1"

_CREATE: Final = AuthorizationPolicy.CREATE
_SHIPMENT_ID: Final = {"id": parse_guid}


def _posted(path: str, answer: Handler, policy: AuthorizationPolicy = _CREATE) -> Route[Endpoint]:
    return Route("POST", API + path, Endpoint(answer, policy, consumes_json=True))


def _read(path: str, answer: Handler, policy: AuthorizationPolicy = _CREATE) -> Route[Endpoint]:
    return Route("GET", API + path, Endpoint(answer, policy))


def _triggered(name: str, sweep: Sweep) -> Route[Endpoint]:
    return Route("POST", f"{API}/trigger/{name}", Endpoint(run_trigger(sweep), consumes_json=True))


_DASHBOARD: Final = "/future/dashboard/recipients/notifications"

ENDPOINTS: Final[tuple[Route[Endpoint], ...]] = (
    _posted("/orders", register_order),
    _posted("/orders/email", register_email_order),
    _posted("/orders/sms", register_sms_order),
    _read("/orders", list_orders_by_reference),
    _read("/orders/{id}", get_order),
    _read("/orders/{id}/status", get_order_status),
    Route("PUT", f"{API}/orders/{{id}}/cancel", Endpoint(cancel_order, _CREATE)),
    _read("/orders/{id}/notifications/email", get_email_summary),
    _read("/orders/{id}/notifications/sms", get_sms_summary),
    _posted("/future/orders", register_order_chain),
    _posted("/future/orders/instant", send_instant),
    _posted("/future/orders/instant/sms", send_instant_sms),
    _posted("/future/orders/instant/email", send_instant_email),
    _posted(
        "/future/orders/composed-email", register_composed_email, AuthorizationPolicy.COMPOSED_EMAIL
    ),
    Route("GET", f"{API}/future/shipment/{{id}}", Endpoint(get_shipment, _CREATE), _SHIPMENT_ID),
    Route(
        "GET", f"{API}/future/shipment/feed", Endpoint(get_status_feed, _CREATE, consumes_json=True)
    ),
    _read(f"{_DASHBOARD}/nin", read_person_notifications, AuthorizationPolicy.SUPPORT_DASHBOARD),
    _read(
        f"{_DASHBOARD}/orgnumber",
        read_organization_notifications,
        AuthorizationPolicy.SUPPORT_DASHBOARD,
    ),
    Route("GET", f"{API}/metrics", Endpoint(show_metrics)),
    Route("POST", f"{API}/metrics", Endpoint(count_month)),
    Route("POST", f"{API}/metrics/sms", Endpoint(export_sms)),
    Route("POST", f"{API}/metrics/email", Endpoint(export_emails)),
    _triggered("pastdueorders", Sweep.PAST_DUE),
    _triggered("sendemail", Sweep.EMAIL),
    _triggered("sendsms", Sweep.SMS_DAYTIME),
    _triggered("sendsmsdaytime", Sweep.SMS_DAYTIME),
    _triggered("sendsmsanytime", Sweep.SMS_ANYTIME),
    _triggered("terminateexpirednotifications", Sweep.TERMINATION),
    _triggered("deleteoldstatusfeedrecords", Sweep.FEED_CLEAN_UP),
    Route("GET", f"{API}/tests/sendcondition", Endpoint(answer_send_condition, consumes_json=True)),
    Route(EVERY_METHOD, "/health", Endpoint(get_health)),
)

ROUTES: Final = RouteTable(ENDPOINTS)

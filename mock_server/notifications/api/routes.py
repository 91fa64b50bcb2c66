"""The table of endpoints: method, path, function, who may call it.

Source: spec/notifications-api.md, section 1.
"""

from typing import Final

from mock_server.dotnet.aspnet.routing import EVERY_METHOD, Route, Routes
from mock_server.dotnet.guids import guid_of
from mock_server.notifications.api.api_request import Answer, Endpoint
from mock_server.notifications.api.authorization import Policy
from mock_server.notifications.api.endpoints.dashboard import (
    read_organization_notifications,
    read_person_notifications,
)
from mock_server.notifications.api.endpoints.metrics import count_month, show_metrics
from mock_server.notifications.api.endpoints.metrics_export import export_emails, export_sms
from mock_server.notifications.api.endpoints.orders_v1 import (
    cancel_order,
    read_email_summary,
    read_order,
    read_orders_by_reference,
    read_sms_summary,
    read_status,
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
from mock_server.notifications.api.endpoints.shipments import read_feed, read_shipment
from mock_server.notifications.api.endpoints.triggers import (
    answer_send_condition,
    report_health,
    trigger,
)
from mock_server.notifications.engine.triggers import Sweep

API: Final = "/notifications/api/v1"

_CREATE: Final = Policy.CREATE
_SHIPMENT_ID: Final = {"id": guid_of}


def _posted(path: str, answer: Answer, policy: Policy = _CREATE) -> Route[Endpoint]:
    return Route("POST", API + path, Endpoint(answer, policy, consumes_json=True))


def _read(path: str, answer: Answer, policy: Policy = _CREATE) -> Route[Endpoint]:
    return Route("GET", API + path, Endpoint(answer, policy))


def _triggered(name: str, sweep: Sweep) -> Route[Endpoint]:
    return Route("POST", f"{API}/trigger/{name}", Endpoint(trigger(sweep), consumes_json=True))


_DASHBOARD: Final = "/future/dashboard/recipients/notifications"

TABLE: Final[tuple[Route[Endpoint], ...]] = (
    _posted("/orders", register_order),
    _posted("/orders/email", register_email_order),
    _posted("/orders/sms", register_sms_order),
    _read("/orders", read_orders_by_reference),
    _read("/orders/{id}", read_order),
    _read("/orders/{id}/status", read_status),
    Route("PUT", f"{API}/orders/{{id}}/cancel", Endpoint(cancel_order, _CREATE)),
    _read("/orders/{id}/notifications/email", read_email_summary),
    _read("/orders/{id}/notifications/sms", read_sms_summary),
    _posted("/future/orders", register_order_chain),
    _posted("/future/orders/instant", send_instant),
    _posted("/future/orders/instant/sms", send_instant_sms),
    _posted("/future/orders/instant/email", send_instant_email),
    _posted("/future/orders/composed-email", register_composed_email, Policy.COMPOSED_EMAIL),
    Route("GET", f"{API}/future/shipment/{{id}}", Endpoint(read_shipment, _CREATE), _SHIPMENT_ID),
    Route("GET", f"{API}/future/shipment/feed", Endpoint(read_feed, _CREATE, consumes_json=True)),
    _read(f"{_DASHBOARD}/nin", read_person_notifications, Policy.SUPPORT_DASHBOARD),
    _read(f"{_DASHBOARD}/orgnumber", read_organization_notifications, Policy.SUPPORT_DASHBOARD),
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
    Route(EVERY_METHOD, "/health", Endpoint(report_health)),
)

ROUTES: Final = Routes(TABLE)

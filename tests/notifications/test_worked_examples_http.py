"""Worked examples 5, 6, 9, 62, 63, 83, 84, 87 and 98, which need HTTP requests.

Source: docs/reference/time-and-delivery.md section 13.
"""

import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import NotificationResult, RuleSet
from mock_server.domain.instant import MINUTE, SECOND, parse_instant
from mock_server.notifications.engine.delivery import receive_delivery_report
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from mock_server.world.advance import advance
from mock_server.world.external_calls import Pause
from mock_server.world.outcomes import NO_REPORT, OutcomeRule
from mock_server.world.world import World

EMAIL = {"emailAddress": "a@example.com", "emailSettings": {"subject": "Emne", "body": "Hei"}}
SMS = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei", "sendingTimePolicy": "Anytime"}}
KEY = {"X-API-Key": "injected-at-deploy-time"}


def api_and_world(now: str) -> tuple[TestClient, World]:
    emulator: Emulator = create_app(Configuration.read(clock=now, rules=RuleSet.DEPLOYED))
    base = "http://mock/notifications/api/v1"
    return TestClient(emulator, base_url=base), emulator.worlds.get("default")


def advance_by(world: World, duration: int) -> None:
    for external_call in advance(world, world.clock.now() + duration):
        assert isinstance(external_call, Pause), external_call


def post_chain(api: TestClient, key: str = "1", **members: Any) -> str:
    order = {"idempotencyId": key, "recipient": {"recipientEmail": EMAIL}, **members}
    shipment: str = api.post("/future/orders", json=order).json()["notification"]["shipmentId"]
    return shipment


@pytest.mark.parametrize(
    ("path", "order", "key", "message"),
    [
        pytest.param(
            "/orders/email",
            {
                "requestedSendTime": "2026-01-14T08:54:59Z",
                "recipients": [{"emailAddress": "a@example.com"}],
                "subject": "Emne",
                "body": "Hei",
            },
            "RequestedSendTime",
            "Send time must be in the future. Leave blank to send immediately.",
            id="5",
        ),
        pytest.param(
            "/future/orders",
            {
                "idempotencyId": "1",
                "requestedSendTime": "2026-01-14T08:59:59Z",
                "recipient": {"recipientEmail": EMAIL},
            },
            "RequestedSendTime",
            "RequestedSendTime must be greater than or equal to now.",
            id="6",
        ),
    ],
)
def test_a_send_time_in_the_past_is_rejected(path: str, order: Any, key: str, message: str):
    api, _ = api_and_world("2026-01-14T09:00:00Z")

    response = api.post(path, json=order)

    assert (response.status_code, response.json()["errors"]) == (400, {key: [message]})


def test_9_a_processed_order_is_completed_in_v1_and_processed_as_a_shipment():
    api, world = api_and_world("2026-01-14T09:00:00Z")
    world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    shipment = post_chain(api)

    advance_by(world, MINUTE)

    status = api.get(f"/orders/{shipment}/status").json()["processingStatus"]
    assert status["status"] == "Completed"
    assert status["description"] == (
        "Order processing is done. Notifications have been successfully generated."
    )
    assert api.get(f"/future/shipment/{shipment}").json()["status"] == "Order_Processed"


@pytest.mark.parametrize(
    ("main", "reminder"),
    [
        pytest.param("2026-03-28T10:00:00+01:00", "2026-03-29T09:00:00Z", id="62-summer-time"),
        pytest.param("2026-10-24T12:00:00+02:00", "2026-10-25T10:00:00Z", id="63-winter-time"),
    ],
)
def test_a_delay_of_a_day_is_24_hours_across_daylight_saving(main: str, reminder: str):
    api, _ = api_and_world("2026-01-14T09:00:00Z")
    reminder_json = {"delayDays": 1, "recipient": {"recipientEmail": EMAIL}}
    order = {
        "idempotencyId": "1",
        "requestedSendTime": main,
        "recipient": {"recipientEmail": EMAIL},
        "reminders": [reminder_json],
    }

    (shipment,) = api.post("/future/orders", json=order).json()["notification"]["reminders"]

    send_time = api.get(f"/orders/{shipment['shipmentId']}").json()["requestedSendTime"]
    assert send_time == reminder


def test_83_and_84_an_sms_counts_as_successful_only_while_accepted():
    api, world = api_and_world("2026-01-14T09:00:00Z")
    world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    shipment = post_chain(api, recipient={"recipientSms": SMS})
    advance_by(world, MINUTE)

    def succeeded_counts() -> tuple[int, int]:
        summary = api.get(f"/orders/{shipment}/status").json()["notificationsStatusSummary"]
        listed = api.get(f"/orders/{shipment}/notifications/sms").json()
        return summary["sms"]["succeeded"], listed["succeeded"]

    accepted = succeeded_counts()
    (message,) = world.outbox.all()
    receive_delivery_report(world, message.id, NotificationResult.DELIVERED)

    assert (accepted, succeeded_counts()) == ((1, 1), (0, 1))


@pytest.mark.parametrize(
    ("query", "entries"),
    [("?pageSize=0", 1), ("", 500), ("?pageSize=1000", 500)],
)
def test_87_a_page_of_the_feed_has_one_to_five_hundred_entries(query: str, entries: int):
    api, world = api_and_world("2026-01-14T09:00:00Z")
    for number in range(600):
        post_chain(api, str(number))
    advance_by(world, 5 * SECOND)

    assert len(api.get(f"/future/shipment/feed{query}").json()) == entries


def test_98_the_export_has_the_notifications_with_a_final_result_of_that_day():
    parquet = pytest.importorskip("pyarrow.parquet")
    api, world = api_and_world("2026-01-14T23:00:00Z")
    world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    for key in ("1", "2"):
        post_chain(api, key, recipient={"recipientSms": SMS}, sendersReference=key)
    advance_by(world, MINUTE)
    first, second = world.outbox.all()
    advance_by(world, parse_instant("2026-01-14T23:59:59Z") - world.clock.now())
    receive_delivery_report(world, first.id, NotificationResult.DELIVERED)
    advance_by(world, SECOND)
    receive_delivery_report(world, second.id, NotificationResult.DELIVERED)

    response = api.post("/metrics/sms", headers=KEY)

    assert (
        "20260114_sms_notifications_Production.parquet" in response.headers["content-disposition"]
    )
    rows = parquet.read_table(io.BytesIO(response.content)).to_pylist()
    assert [row["SendersReference"] for row in rows] == ["1"]

"""Worked examples 5, 6, 9, 62, 63, 83, 84, 87 and 98: those that only show on the wire.

Source: spec/processing-and-timing.md section 13; the others are beside this file.
"""

import io
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import NotificationResult
from mock_server.domain.instant import MINUTE, SECOND, parse_instant
from mock_server.notifications.engine.delivery import receive_delivery_report
from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration
from mock_server.world.advance import advance
from mock_server.world.outcomes import NO_REPORT, OutcomeRule
from mock_server.world.world import World

EMAIL = {"emailAddress": "a@example.com", "emailSettings": {"subject": "Emne", "body": "Hei"}}
SMS = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei", "sendingTimePolicy": "Anytime"}}
KEY = {"X-API-Key": "injected-at-deploy-time"}


def standing_at(now: str) -> tuple[TestClient, World]:
    emulator: Emulator = create_app(Configuration.read(clock=now))
    base = "http://mock/notifications/api/v1"
    return TestClient(emulator, base_url=base), emulator.worlds.get("default")


def pass_time(world: World, duration: int) -> None:
    for question in advance(world, world.clock.now() + duration):
        raise AssertionError(question)


def chain(api: TestClient, key: str = "1", **members: Any) -> str:
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
def test_a_time_that_has_passed_is_refused(path: str, order: Any, key: str, message: str):
    api, _ = standing_at("2026-01-14T09:00:00Z")

    answer = api.post(path, json=order)

    assert (answer.status_code, answer.json()["errors"]) == (400, {key: [message]})


def test_9_a_processed_order_is_completed_in_v1_and_processed_as_a_shipment():
    api, world = standing_at("2026-01-14T09:00:00Z")
    world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    shipment = chain(api)

    pass_time(world, MINUTE)

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
def test_a_day_of_delay_is_24_hours_whatever_the_wall_clock_does(main: str, reminder: str):
    api, _ = standing_at("2026-01-14T09:00:00Z")
    later = {"delayDays": 1, "recipient": {"recipientEmail": EMAIL}}
    order = {
        "idempotencyId": "1",
        "requestedSendTime": main,
        "recipient": {"recipientEmail": EMAIL},
        "reminders": [later],
    }

    (shipment,) = api.post("/future/orders", json=order).json()["notification"]["reminders"]

    found = api.get(f"/orders/{shipment['shipmentId']}").json()["requestedSendTime"]
    assert found == reminder


def test_83_and_84_an_sms_counts_as_long_as_it_is_accepted():
    api, world = standing_at("2026-01-14T09:00:00Z")
    world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    shipment = chain(api, recipient={"recipientSms": SMS})
    pass_time(world, MINUTE)

    def counted() -> tuple[int, int]:
        summary = api.get(f"/orders/{shipment}/status").json()["notificationsStatusSummary"]
        listed = api.get(f"/orders/{shipment}/notifications/sms").json()
        return summary["sms"]["succeeded"], listed["succeeded"]

    accepted = counted()
    (message,) = world.outbox.all()
    receive_delivery_report(world, message.id, NotificationResult.DELIVERED)

    assert (accepted, counted()) == ((1, 1), (0, 1))


@pytest.mark.parametrize(
    ("query", "entries"),
    [("?pageSize=0", 1), ("", 500), ("?pageSize=1000", 500)],
)
def test_87_a_page_of_the_feed_holds_one_to_five_hundred(query: str, entries: int):
    api, world = standing_at("2026-01-14T09:00:00Z")
    for number in range(600):
        chain(api, str(number))
    pass_time(world, 5 * SECOND)

    assert len(api.get(f"/future/shipment/feed{query}").json()) == entries


def test_98_the_file_of_a_day_holds_what_became_final_on_it():
    parquet = pytest.importorskip("pyarrow.parquet")
    api, world = standing_at("2026-01-14T23:00:00Z")
    world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    for key in ("1", "2"):
        chain(api, key, recipient={"recipientSms": SMS}, sendersReference=key)
    pass_time(world, MINUTE)
    first, second = world.outbox.all()
    pass_time(world, parse_instant("2026-01-14T23:59:59Z") - world.clock.now())
    receive_delivery_report(world, first.id, NotificationResult.DELIVERED)
    pass_time(world, SECOND)
    receive_delivery_report(world, second.id, NotificationResult.DELIVERED)

    answer = api.post("/metrics/sms", headers=KEY)

    assert "20260114_sms_notifications_Production.parquet" in answer.headers["content-disposition"]
    rows = parquet.read_table(io.BytesIO(answer.content)).to_pylist()
    assert [row["SendersReference"] for row in rows] == ["1"]

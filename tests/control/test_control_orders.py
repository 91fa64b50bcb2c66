"""The list of orders. Source: docs/control-api.md, Orders."""

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import OrderSource
from mock_server.domain.instant import parse_instant
from mock_server.world.orders import InternalOrder
from tests.control.control_client import MONDAY, ControlClient


def test_an_order_is_listed_with_its_request(control: ControlClient):
    shipment = control.email(sendersReference="ref", requestedSendTime="2026-01-05T12:00:00Z")

    document = control.get("/orders")

    (order,) = document["orders"]
    assert document["count"] == 1
    assert order == {
        "shipmentId": shipment,
        "type": "Notification",
        "status": "Order_Registered",
        "requestedSendTime": "2026-01-05T12:00:00Z",
        "orderChainId": order["orderChainId"],
        "source": "notifications",
        "creator": "ttd",
        "onBehalfOf": "ttd",
        "createdAt": MONDAY,
        "warnings": [],
        "request": {
            "idempotencyId": "id-0",
            "recipient": {
                "recipientEmail": {
                    "emailAddress": "ola@example.com",
                    "emailSettings": {"subject": "Emne", "body": "Innhold"},
                }
            },
            "sendersReference": "ref",
            "requestedSendTime": "2026-01-05T12:00:00Z",
        },
        "reminders": [],
    }


def test_orders_are_listed_oldest_first_with_their_status(control: ControlClient):
    first = control.email()
    control.advance("PT5M")
    second = control.email(requestedSendTime="2026-01-06T12:00:00Z")

    orders = control.get("/orders")["orders"]

    assert [(each["shipmentId"], each["status"]) for each in orders] == [
        (first, "Order_Completed"),
        (second, "Order_Registered"),
    ]


def test_a_reminder_is_listed_with_its_order(control: ControlClient):
    settings = {"emailAddress": "ola@example.com", "emailSettings": {"subject": "a", "body": "b"}}
    shipment = control.email(
        reminders=[{"delayDays": 7, "recipient": {"recipientEmail": settings}}]
    )

    (order,) = control.get("/orders")["orders"]

    (reminder,) = order["reminders"]
    assert order["shipmentId"] == shipment != reminder["shipmentId"]
    assert (reminder["type"], reminder["status"]) == ("Reminder", "Order_Registered")
    assert reminder["requestedSendTime"] == "2026-01-12T10:00:00Z"
    assert len(order["request"]["reminders"]) == 1


@pytest.mark.parametrize("status", [400, 503, None])
def test_a_rejected_order_of_an_app_is_listed(
    server: TestClient, control: ControlClient, status: int | None
):
    first = control.email()
    control.advance("PT5M")
    world = server.app.worlds.get(control.prefix.removeprefix("/w/"))  # type: ignore[attr-defined]
    world.orders.internal_orders.append(
        InternalOrder(
            source=OrderSource.APP,
            creator="ttd",
            request='{"requestedSendTime": "2026-01-05T10:00:05Z"}',
            created_at=parse_instant("2026-01-05T10:00:01Z"),
            status=status,
            order_id=None,
            chain_id=None,
        )
    )

    accepted, rejected = control.get("/orders")["orders"]

    assert accepted["shipmentId"] == first
    assert rejected == {
        "shipmentId": None,
        "type": "Notification",
        "status": None,
        "requestedSendTime": "2026-01-05T10:00:05Z",
        "orderChainId": None,
        "source": "app",
        "creator": "ttd",
        "onBehalfOf": "ttd",
        "createdAt": "2026-01-05T10:00:01Z",
        "warnings": [],
        "request": {"requestedSendTime": "2026-01-05T10:00:05Z"},
        "reminders": [],
        "rejectedStatus": status,
    }

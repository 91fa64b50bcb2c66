"""What was asked for. Source: design/control-api.md, Orders."""

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import OrderSource
from mock_server.domain.instant import parse_instant
from mock_server.world.orders import InternalOrder
from tests.control.caller import MONDAY, Caller


def test_an_order_is_shown_as_it_was_asked_for(caller: Caller):
    shipment = caller.email(sendersReference="ref", requestedSendTime="2026-01-05T12:00:00Z")

    listed = caller.get("/orders")

    (order,) = listed["orders"]
    assert listed["count"] == 1
    assert order == {
        "shipmentId": shipment,
        "type": "Notification",
        "status": "Order_Registered",
        "requestedSendTime": "2026-01-05T12:00:00Z",
        "orderChainId": order["orderChainId"],
        "source": "notifications",
        "creator": "ttd",
        "createdAt": MONDAY,
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


def test_orders_are_listed_oldest_first_with_where_they_stand(caller: Caller):
    first = caller.email()
    caller.advance("PT5M")
    second = caller.email(requestedSendTime="2026-01-06T12:00:00Z")

    orders = caller.get("/orders")["orders"]

    assert [(each["shipmentId"], each["status"]) for each in orders] == [
        (first, "Order_Completed"),
        (second, "Order_Registered"),
    ]


def test_a_reminder_stands_with_the_order_that_it_reminds_of(caller: Caller):
    settings = {"emailAddress": "ola@example.com", "emailSettings": {"subject": "a", "body": "b"}}
    shipment = caller.email(reminders=[{"delayDays": 7, "recipient": {"recipientEmail": settings}}])

    (order,) = caller.get("/orders")["orders"]

    (reminder,) = order["reminders"]
    assert order["shipmentId"] == shipment != reminder["shipmentId"]
    assert (reminder["type"], reminder["status"]) == ("Reminder", "Order_Registered")
    assert reminder["requestedSendTime"] == "2026-01-12T10:00:00Z"
    assert len(order["request"]["reminders"]) == 1


@pytest.mark.parametrize("status", [400, 503, None])
def test_an_order_that_an_app_posted_in_vain_is_listed_as_refused(
    server: TestClient, caller: Caller, status: int | None
):
    first = caller.email()
    caller.advance("PT5M")
    world = server.app.worlds.get(caller.prefix.removeprefix("/w/"))  # type: ignore[attr-defined]
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

    taken, refused = caller.get("/orders")["orders"]

    assert taken["shipmentId"] == first
    assert refused == {
        "shipmentId": None,
        "type": "Notification",
        "status": None,
        "requestedSendTime": "2026-01-05T10:00:05Z",
        "orderChainId": None,
        "source": "app",
        "creator": "ttd",
        "createdAt": "2026-01-05T10:00:01Z",
        "request": {"requestedSendTime": "2026-01-05T10:00:05Z"},
        "reminders": [],
        "rejectedStatus": status,
    }

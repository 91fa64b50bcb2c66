# ruff: noqa: E501  (the expected texts are not wrapped)
"""The scenario runner: saved values, comparisons and failure messages."""

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.scenarios.runner import ScenarioReport
from mock_server.server.app import Emulator

RunSteps = Callable[..., ScenarioReport]
ORDERS = "/notifications/api/v1/future/orders"


def order(to: str = "ola@example.com", subject: str = "Brev", **more: Any) -> dict[str, Any]:
    settings = {"subject": subject, "body": "Hei"}
    recipient = {"recipientEmail": {"emailAddress": to, "emailSettings": settings}}
    body = {"idempotencyId": f"{to} {subject}", "recipient": recipient, **more}
    return {"method": "POST", "path": ORDERS, "body": body}


def difference(report: ScenarioReport) -> str:
    assert not report.passed
    return report.steps[-1].difference or ""


def lines(text: str) -> str:
    return dedent(text).strip("\n")


def test_saved_values_are_inserted_in_paths_bodies_and_expectations(run_steps: RunSteps):
    report = run_steps(
        {"request": order(), "expect": {"status": 201}, "save": {"id": "notification.shipmentId"}},
        {
            "request": {"method": "GET", "path": "/notifications/api/v1/future/shipment/{id}"},
            "expect": {"json": {"shipmentId": "{id}", "recipients": []}},
        },
        {"request": order(subject="Om {id}", sendersReference="{id}")},
        {"advance": "PT0S"},
        {"expect": {"inbox": [{"subject": "Brev"}, {"text": "Om {id}"}]}},
    )

    assert [step.difference for step in report.steps] == [None] * 5


def test_an_inbox_expectation_starts_after_the_previous_one(run_steps: RunSteps):
    report = run_steps(
        {"request": order(subject="Ett")},
        {"advance": "PT0S", "expect": {"inbox": [{"subject": {"equals": "Ett"}}]}},
        {"expect": {"inbox": []}},
        {"request": order(subject="To")},
        {"advance": "PT1M", "expect": {"inbox": [{"subject": {"matches": "^T"}}]}},
    )

    assert report.passed


def test_a_request_can_use_an_issued_token(run_steps: RunSteps):
    token = {"scopes": ["altinn:serviceowner/notifications.create"], "org": "skd"}
    report = run_steps(
        {"request": order(), "expect": {"status": 401}},
        {"request": {**order(), "token": token}, "expect": {"status": 201}},
        {"request": {"method": "GET", "path": "/_mock/orders"}, "expect": {"json": {"count": 1}}},
        settings={"auth": "strict"},
    )

    assert report.passed


def test_a_missing_message_is_explained(run_steps: RunSteps):
    report = run_steps(
        {"request": order(requestedSendTime="2026-01-06T11:00:00+01:00")},
        {"advance": "PT1H"},
        {"expect": {"inbox": [{"to": "ola@example.com"}]}},
    )

    assert difference(report) == lines(
        """
        Expected 1 entry in inbox, found 0.
            1. missing: a message to ola@example.com
            pending: a matching message is due at 2026-01-06 11:00; the clock is at 2026-01-05 12:00. Did the test advance the clock?
                e-mail to ola@example.com 'Brev': its send time is 2026-01-06 11:00 Norwegian time, so it will be picked up at 2026-01-06 11:00 in rule set documented [notDue; rule pick-up]
        """
    )


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (
            {"request": order(), "expect": {"status": 202}},
            "Expected status 202, got 201 with",
        ),
        (
            {"request": order(), "expect": {"json": {"notification.reminders": [1]}}},
            "The response JSON differs.\n    notification.reminders: expected a list of 1, got",
        ),
        (
            {"request": order(), "expect": {"json": {"notification.x": "y", "notFound": True}}},
            "The response JSON differs.\n    notification.x: expected 'y', got no such field\n"
            "    notFound: expected true, got no such field",
        ),
        ({"request": order(to="nobody")}, f"POST {ORDERS} responded 400"),
        (
            {"request": {"method": "GET", "path": "/x/{shipmnet}"}},
            "/x/{shipmnet}: no step has saved 'shipmnet' (saved: none)",
        ),
        (
            {"request": order(), "save": {"id": "notification.shipmntId"}},
            "Cannot save 'id': the response has no 'notification.shipmntId'",
        ),
        (
            {"report": {"to": "a@b.no", "result": "Failed_Bounced"}},
            "No sent message to report on: a message to a@b.no.",
        ),
        ({"advance": "2025-01-01T00:00:00Z"}, "POST /_mock/clock/advance was rejected with 409"),
        (
            {"expect": {"suppressed": [{"reason": "reserved"}]}},
            "Expected 1 entry in suppressed, found 0.\n"
            "    1. missing: a message with reason 'reserved'",
        ),
    ],
    ids=[
        "status",
        "list",
        "members",
        "rejected",
        "not-saved",
        "not-found",
        "no-message",
        "backwards",
        "suppressed",
    ],
)
def test_a_failed_step_reports_the_difference(run_steps: RunSteps, step: dict[str, Any], text: str):
    report = run_steps({"advance": "PT0S"}, step, {"advance": "PT0S"})

    assert difference(report).startswith(text)
    assert [each.passed for each in report.steps] == [True, False]


def test_a_failed_setup_is_reported_as_step_0(run_steps: RunSteps, app: Emulator):
    report = run_steps(
        {"advance": "PT0S"}, settings={"smsWindow": {"opens": "17:00", "closes": "09:00"}}
    )

    assert [(step.index, step.title) for step in report.steps] == [(0, "setup")]
    assert "'closes' (09:00) must be later than 'opens' (17:00)" in difference(report)
    assert app.worlds.by_name.keys() == {"test"}


def test_a_step_can_change_parts_of_the_setup(run_steps: RunSteps):
    person = {"nationalIdentityNumber": "08900499559", "name": "Kari", "email": "kari@example.com"}
    condition = {"url": "https://example.com/c", "answers": [{"json": {"sendNotification": True}}]}
    never = {"url": "https://example.com/c", "answers": [{"json": {"sendNotification": False}}]}
    report = run_steps(
        {"change": {"directory": {"persons": [person]}, "settings": {"environment": "tt02"}}},
        {"change": {"conditions": [condition], "whitelist": ["+4799999999"]}},
        {"request": order(conditionEndpoint="https://example.com/c")},
        {"change": {"outcomes": [{"result": "Failed_Bounced"}]}},
        {"advance": "PT1M", "expect": {"inbox": [{"result": "Failed_Bounced"}]}},
        {
            "request": {"method": "GET", "path": "/_mock/whitelist"},
            "expect": {"json": {"enabled": True, "numbers": ["+4799999999"]}},
        },
        conditions=[never],
        directory="empty",
    )

    assert [step.difference for step in report.steps] == [None] * 6


def test_the_endpoint_runs_a_scenario_in_a_new_world(app: Emulator):
    scenario = {"description": "Once", "steps": [{"request": order()}, {"expect": {"inbox": [{}]}}]}

    with TestClient(app) as client:
        response = client.post("/_mock/scenarios/run", json=scenario).json()
        default = client.get("/_mock/orders").json()
        worlds = [each["name"] for each in client.get("/_mock/worlds").json()]

    assert response["passed"] is False
    assert [(each["index"], each["passed"]) for each in response["steps"]] == [
        (1, True),
        (2, False),
    ]
    assert "Expected 1 entry in inbox, found 0." in response["steps"][1]["difference"]
    assert [each["kind"] for each in response["timeline"]] == ["orderPickedUp", "messageSent"]
    assert all(each["coming"] for each in response["timeline"])
    assert default["count"] == 0
    assert worlds == ["default"]


def test_the_endpoint_runs_a_scenario_in_the_world_of_its_path(app: Emulator):
    scenario = {"description": "Once", "steps": [{"request": order()}]}

    with TestClient(app) as client:
        response = client.post("/w/mine/_mock/scenarios/run", json=scenario).json()
        orders = client.get("/w/mine/_mock/orders").json()

    assert response["passed"] is True
    assert orders["count"] == 1


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"{", "Expecting property name"),
        (b'{"description": "x", "step": []}', "unknown key 'step'; did you mean 'steps'?"),
        (b"[]", "expected a valid dictionary"),
    ],
    ids=["no-json", "misspelt", "list"],
)
def test_the_endpoint_rejects_an_invalid_scenario(app: Emulator, body: bytes, detail: str):
    with TestClient(app) as client:
        response = client.post("/_mock/scenarios/run", content=body)

    assert response.status_code == 400
    assert detail in response.json()["detail"]

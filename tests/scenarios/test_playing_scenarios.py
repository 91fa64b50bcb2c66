# ruff: noqa: E501  (the texts stand here as they are printed)
"""Playing a scenario: what is saved and inserted, what is compared, and what a failure says."""

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.scenarios.runner import ScenarioReport
from mock_server.server.app import Emulator

Play = Callable[..., ScenarioReport]
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


def test_what_was_saved_is_inserted_in_paths_bodies_and_expectations(play: Play):
    report = play(
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


def test_the_inbox_is_looked_at_from_the_last_look_on(play: Play):
    report = play(
        {"request": order(subject="Ett")},
        {"advance": "PT0S", "expect": {"inbox": [{"subject": {"equals": "Ett"}}]}},
        {"expect": {"inbox": []}},
        {"request": order(subject="To")},
        {"advance": "PT1M", "expect": {"inbox": [{"subject": {"matches": "^T"}}]}},
    )

    assert report.passed


def test_a_token_is_asked_for_and_sent(play: Play):
    token = {"scopes": ["altinn:serviceowner/notifications.create"], "org": "skd"}
    report = play(
        {"request": order(), "expect": {"status": 401}},
        {"request": {**order(), "token": token}, "expect": {"status": 201}},
        {"request": {"method": "GET", "path": "/_mock/orders"}, "expect": {"json": {"count": 1}}},
        settings={"auth": "strict"},
    )

    assert report.passed


def test_a_message_that_is_missing_is_explained(play: Play):
    report = play(
        {"request": order(requestedSendTime="2026-01-06T11:00:00+01:00")},
        {"advance": "PT1H"},
        {"expect": {"inbox": [{"to": "ola@example.com"}]}},
    )

    assert difference(report) == lines(
        """
        Expected 1 entry in inbox, found 0.
            1. missing: a message to ola@example.com
            pending: a matching message is due at 2026-01-06 10:59; the clock is at 2026-01-05 12:00. Did the test advance the clock?
                e-mail to ola@example.com 'Brev': its send time is 2026-01-06 11:00 Norwegian time, so it will be picked up at 2026-01-06 10:59 [notDue]
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
            "The answer's JSON differs.\n    notification.reminders: wanted a list of 1, got",
        ),
        (
            {"request": order(), "expect": {"json": {"notification.x": "y", "notFound": True}}},
            "The answer's JSON differs.\n    notification.x: wanted 'y', got no such field\n"
            "    notFound: wanted true, got no such field",
        ),
        ({"request": order(to="nobody")}, f"POST {ORDERS} was answered 400"),
        (
            {"request": {"method": "GET", "path": "/x/{shipmnet}"}},
            "/x/{shipmnet} needs 'shipmnet', which no step has saved (nothing so far)",
        ),
        (
            {"request": order(), "save": {"id": "notification.shipmntId"}},
            "Nothing to save as 'id': the answer has no 'notification.shipmntId'",
        ),
        (
            {"report": {"to": "a@b.no", "result": "Failed_Bounced"}},
            "No sent message to report on: a message to a@b.no.",
        ),
        ({"advance": "2025-01-01T00:00:00Z"}, "POST /_mock/clock/advance was turned down with 409"),
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
        "refused",
        "not-saved",
        "not-there",
        "no-message",
        "backwards",
        "suppressed",
    ],
)
def test_a_step_that_fails_says_how(play: Play, step: dict[str, Any], text: str):
    report = play({"advance": "PT0S"}, step, {"advance": "PT0S"})

    assert difference(report).startswith(text)
    assert [each.passed for each in report.steps] == [True, False]


def test_a_stage_that_cannot_be_set_is_step_nought(play: Play, app: Emulator):
    report = play(
        {"advance": "PT0S"}, settings={"smsWindow": {"opens": "17:00", "closes": "09:00"}}
    )

    assert [(step.index, step.title) for step in report.steps] == [(0, "the stage")]
    assert "it would close (09:00) before it opens" in difference(report)
    assert app.worlds.by_name.keys() == {"test"}


def test_parts_can_be_changed_on_the_way(play: Play):
    person = {"nationalIdentityNumber": "08900499559", "name": "Kari", "email": "kari@example.com"}
    condition = {"url": "https://example.com/c", "answers": [{"json": {"sendNotification": True}}]}
    never = {"url": "https://example.com/c", "answers": [{"json": {"sendNotification": False}}]}
    report = play(
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


def test_over_http_in_a_world_of_its_own(app: Emulator):
    scenario = {"description": "Once", "steps": [{"request": order()}, {"expect": {"inbox": [{}]}}]}

    with TestClient(app) as client:
        answer = client.post("/_mock/scenarios/run", json=scenario).json()
        default = client.get("/_mock/orders").json()
        worlds = [each["name"] for each in client.get("/_mock/worlds").json()]

    assert answer["passed"] is False
    assert [(each["index"], each["passed"]) for each in answer["steps"]] == [(1, True), (2, False)]
    assert "Expected 1 entry in inbox, found 0." in answer["steps"][1]["difference"]
    assert [each["kind"] for each in answer["timeline"]] == ["orderPickedUp", "messageSent"]
    assert all(each["coming"] for each in answer["timeline"])
    assert default["count"] == 0
    assert worlds == ["default"]


def test_over_http_in_the_world_that_the_path_names(app: Emulator):
    scenario = {"description": "Once", "steps": [{"request": order()}]}

    with TestClient(app) as client:
        answer = client.post("/w/mine/_mock/scenarios/run", json=scenario).json()
        orders = client.get("/w/mine/_mock/orders").json()

    assert answer["passed"] is True
    assert orders["count"] == 1


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"{", "Expecting property name"),
        (b'{"description": "x", "step": []}', "there is no 'step' here; did you mean 'steps'?"),
        (b"[]", "write a valid dictionary"),
    ],
    ids=["no-json", "misspelt", "list"],
)
def test_a_document_that_is_no_scenario_is_refused(app: Emulator, body: bytes, detail: str):
    with TestClient(app) as client:
        answer = client.post("/_mock/scenarios/run", content=body)

    assert answer.status_code == 400
    assert detail in answer.json()["detail"]

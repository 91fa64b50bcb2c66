"""Snapshots of a world. Source: docs/control-api.md, State."""

import pytest
from starlette.testclient import TestClient

from tests.control.control_client import MONDAY, ControlClient

PATHS = ("/clock", "/settings", "/directory", "/orders", "/inbox", "/outcomes", "/pending")


@pytest.fixture
def busy(control: ControlClient) -> ControlClient:
    control.send("PATCH", "/settings", {"deliveryDelay": "PT1H"})
    control.send("POST", "/outcomes", {"result": "Failed_Bounced", "times": 3})
    control.email(sendersReference="r", reminders=[])
    control.sms(requestedSendTime="2026-01-05T20:00:00Z")
    control.advance("PT5M")
    return control


def test_a_snapshot_restored_in_another_world_continues_the_same_way(
    server: TestClient, busy: ControlClient
):
    other = ControlClient(server, busy.prefix + "-copy")

    assert other.send("PUT", "/snapshot", busy.get("/snapshot")) is None

    for by in ("PT0S", "PT2H", "P2D"):
        assert other.advance(by) == busy.advance(by)
        assert [other.get(path) for path in PATHS] == [busy.get(path) for path in PATHS]
    assert other.email() == busy.email()


def test_a_snapshot_restores_its_own_world(busy: ControlClient):
    snapshot = busy.get("/snapshot")
    before = [busy.get(path) for path in PATHS]
    busy.advance("P7D")

    busy.send("PUT", "/snapshot", snapshot)

    assert [busy.get(path) for path in PATHS] == before
    assert busy.get("/snapshot") == snapshot


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "not a snapshot of a world; use an unchanged document from GET /_mock/snapshot"),
        ([], "the request body: expected an object, got []"),
        ({"format": "altinn-notifications-mock world", "version": 0}, "Take a new snapshot"),
        ({"format": "altinn-notifications-mock world", "version": 1}, "Take a new snapshot"),
        (
            {"format": "altinn-notifications-mock world", "version": 2, "world": "w"},
            "invalid snapshot, at state",
        ),
    ],
)
def test_an_invalid_snapshot_changes_nothing(busy: ControlClient, body: object, message: str):
    before = busy.get("/snapshot")

    status, detail = busy.rejected("PUT", "/snapshot", body)

    assert status == 400
    assert message in detail
    assert busy.get("/snapshot") == before
    assert busy.get("/clock")["now"] > MONDAY

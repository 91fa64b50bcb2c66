"""A world written down and put back over HTTP. Source: design/control-api.md, State."""

import pytest
from starlette.testclient import TestClient

from tests.control.caller import MONDAY, Caller

LOOKS = ("/clock", "/settings", "/directory", "/orders", "/inbox", "/outcomes", "/pending")


@pytest.fixture
def busy(caller: Caller) -> Caller:
    caller.done("PATCH", "/settings", {"deliveryDelay": "PT1H"})
    caller.done("POST", "/outcomes", {"result": "Failed_Bounced", "times": 3})
    caller.email(sendersReference="r", reminders=[])
    caller.sms(requestedSendTime="2026-01-05T20:00:00Z")
    caller.advance("PT5M")
    return caller


def test_a_world_put_back_elsewhere_looks_the_same_and_has_the_same_future(
    server: TestClient, busy: Caller
):
    other = Caller(server, busy.prefix + "-copy")

    assert other.done("PUT", "/snapshot", busy.get("/snapshot")) is None

    for by in ("PT0S", "PT2H", "P2D"):
        assert other.advance(by) == busy.advance(by)
        assert [other.get(path) for path in LOOKS] == [busy.get(path) for path in LOOKS]
    assert other.email() == busy.email()


def test_a_world_can_go_back_to_where_it_was(busy: Caller):
    snapshot = busy.get("/snapshot")
    before = [busy.get(path) for path in LOOKS]
    busy.advance("P7D")

    busy.done("PUT", "/snapshot", snapshot)

    assert [busy.get(path) for path in LOOKS] == before
    assert busy.get("/snapshot") == snapshot


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ({}, "not a snapshot of a world; use an unchanged document from GET /_mock/snapshot"),
        ([], "the body: write an object, not []"),
        ({"format": "altinn-notifications-mock world", "version": 0}, "Take a new snapshot"),
        ({"format": "altinn-notifications-mock world", "version": 1}, "Take a new snapshot"),
        (
            {"format": "altinn-notifications-mock world", "version": 2, "world": "w"},
            "invalid snapshot, at state",
        ),
    ],
)
def test_what_is_no_snapshot_changes_nothing(busy: Caller, body: object, advice: str):
    before = busy.get("/snapshot")

    status, said = busy.refused("PUT", "/snapshot", body)

    assert status == 400
    assert advice in said
    assert busy.get("/snapshot") == before
    assert busy.get("/clock")["now"] > MONDAY

"""Checkpoints and forks of a world. Source: docs/control-api.md, Clock."""

from typing import Any

from tests.control.control_client import MONDAY, ControlClient


def state_of(control: ControlClient) -> dict[str, Any]:
    state: dict[str, Any] = control.get("/snapshot")["state"]
    return state


def restore(control: ControlClient, checkpoint: dict[str, Any]) -> None:
    response = control.request("POST", f"/checkpoints/{checkpoint['id']}/restore")
    assert response.status_code == 204, response.text


def test_a_move_of_a_frozen_clock_can_be_undone_and_repeated(control: ControlClient):
    control.send("POST", "/reset", {"now": MONDAY})
    control.email("ola@example.com")
    before = state_of(control)
    control.advance("PT5M")
    after = state_of(control)
    (checkpoint,) = control.get("/checkpoints")

    restore(control, checkpoint)
    restored = state_of(control)
    control.advance("PT5M")

    assert {**checkpoint, "id": ""} == {
        "id": "",
        "name": None,
        "at": MONDAY,
        "orders": 1,
        "messages": 0,
    }
    assert restored == before
    assert state_of(control) == after != before


def test_a_named_checkpoint_stays_until_it_is_deleted(control: ControlClient):
    control.email()
    named = control.send("POST", "/checkpoints", {"name": "before the deadline"})
    for _ in range(25):
        control.advance("PT1M")

    checkpoints = control.get("/checkpoints")
    control.send("DELETE", f"/checkpoints/{named['id']}")

    assert checkpoints[0] == named
    assert [each["name"] for each in checkpoints] == ["before the deadline"] + 20 * [None]
    assert control.get("/checkpoints") == checkpoints[1:]


def test_restoring_deletes_later_checkpoints(control: ControlClient):
    control.email()
    first = control.send("POST", "/checkpoints", {"name": "first"})
    control.advance("PT1M")
    control.send("POST", "/checkpoints", {"name": "later"})

    restore(control, first)

    remaining = control.get("/checkpoints")
    assert remaining[0] == first
    assert [each["name"] for each in remaining] == ["first", None]
    assert {each["messages"] for each in remaining} == {0}


def test_a_move_that_was_refused_adds_no_checkpoint(control: ControlClient):
    control.email()
    control.advance("PT1H")

    response = control.request("PUT", "/clock", json={"now": MONDAY})

    assert response.status_code == 409
    assert len(control.get("/checkpoints")) == 1


def test_an_unknown_checkpoint_is_refused(control: ControlClient):
    restored = control.request("POST", "/checkpoints/unknown/restore")
    deleted = control.request("DELETE", "/checkpoints/unknown")

    assert restored.status_code == deleted.status_code == 404
    assert "GET /_mock/checkpoints" in restored.json()["detail"]


def test_a_world_with_a_running_clock_has_checkpoints_on_request(control: ControlClient):
    control.send("PUT", "/clock", {"mode": "running"})
    control.email("ola@example.com")
    checkpoint = control.send("POST", "/checkpoints")
    control.email("kari@example.com")

    restore(control, checkpoint)

    assert control.get("/orders")["count"] == checkpoint["orders"] == 1


def test_a_fork_continues_exactly_as_its_origin(control: ControlClient):
    control.email("ola@example.com")
    control.advance("PT5M")
    control.email("kari@example.com")

    name = f"{control.prefix.removeprefix('/w/')}-fork"
    forked = control.send("POST", "/fork", {"world": name})
    copy = ControlClient(control.client, f"/w/{name}")
    now = copy.get("/clock")["now"]
    for world in (control, copy):
        world.advance("P1D")
        world.email("per@example.com")

    assert forked == {"world": name, "now": now}
    assert state_of(copy) == state_of(control)
    assert control.get("/inbox")["count"] == 2


def test_a_fork_to_an_existing_world_is_refused(control: ControlClient):
    control.send("POST", "/fork", {"world": "taken"})

    response = control.request("POST", "/fork", json={"world": "taken"})

    assert response.status_code == 409
    assert "another name" in response.json()["detail"]

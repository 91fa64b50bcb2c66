"""Worlds and their reset. Source: docs/control-api.md, Worlds."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.control.control_client import MONDAY, ControlClient

SETUP = {
    "now": "2026-06-15T08:00:00Z",
    "mode": "frozen",
    "settings": {"environment": "tt02", "deliveryDelay": "PT5M"},
    "directory": {"persons": [{"nationalIdentityNumber": "08900499559", "name": "Ola"}]},
}


def listed(control: ControlClient) -> dict[str, object]:
    name = control.prefix.removeprefix("/w/")
    (world,) = [each for each in control.get("/worlds") if each["name"] == name]
    entry: dict[str, object] = world
    return entry


def test_a_world_is_listed_with_its_counts(control: ControlClient):
    control.email()
    control.advance("PT5M")

    assert listed(control) == {
        "name": control.prefix.removeprefix("/w/"),
        "now": "2026-01-05T10:05:00Z",
        "orders": 1,
        "messages": 1,
        "createdAt": MONDAY,
    }


def test_two_worlds_share_nothing(server: TestClient, control: ControlClient):
    other = ControlClient(server, control.prefix + "-other")
    control.email()
    control.advance("PT5M")
    control.send("PUT", "/directory", {})
    control.send("PUT", "/faults", [{"dependency": "profile"}])
    control.send("PUT", "/whitelist", {"numbers": ["+4740000001"]})

    assert other.get("/clock")["now"] == MONDAY
    assert other.get("/inbox")["count"] == other.get("/orders")["count"] == 0
    assert other.get("/directory")["persons"] != []
    assert other.get("/faults") == other.get("/whitelist")["numbers"] == []


def test_a_deleted_world_is_created_again_on_next_use(control: ControlClient):
    control.email()
    control.advance("P1D")

    control.send("DELETE", "")

    assert control.prefix.removeprefix("/w/") not in [
        each["name"] for each in control.get("/worlds")
    ]
    assert control.get("/clock")["now"] == MONDAY
    assert control.get("/orders")["count"] == control.get("/inbox")["count"] == 0


def test_a_reset_world_equals_a_new_world(control: ControlClient):
    before = {path: control.get(path) for path in ("/clock", "/settings", "/directory", "/faults")}
    control.email()
    control.advance("P1D")
    control.send("PATCH", "/settings", {"environment": "tt02"})
    control.send("PUT", "/directory", {})
    control.send("PUT", "/faults", [{"dependency": "profile"}])

    control.send("POST", "/reset")

    assert {path: control.get(path) for path in before} == before
    assert control.get("/orders")["count"] == control.get("/inbox")["count"] == 0


def test_a_reset_world_generates_the_same_ids(control: ControlClient):
    first = control.email()

    control.send("POST", "/reset")

    assert control.email() == first


def test_one_reset_sets_up_a_world(control: ControlClient):
    control.send("POST", "/reset", SETUP)

    assert control.get("/clock")["now"] == "2026-06-15T08:00:00Z"
    assert control.get("/settings")["environment"] == "tt02"
    assert control.get("/settings")["deliveryDelay"] == "PT5M"
    assert [each["name"] for each in control.get("/directory")["persons"]] == ["Ola"]
    assert control.get("/directory")["organizations"] == []
    assert listed(control)["createdAt"] == "2026-06-15T08:00:00Z"


@pytest.mark.parametrize(("directory", "people"), [("empty", False), ("default", True)])
def test_a_reset_can_use_the_empty_or_the_default_directory(
    control: ControlClient, directory: str, people: bool
):
    control.send("POST", "/reset", {"directory": directory})

    assert bool(control.get("/directory")["persons"]) is people


def test_a_reset_can_start_the_clock(control: ControlClient):
    control.send("POST", "/reset", {"now": "2026-06-15T08:00:00Z", "mode": "running"})

    assert control.get("/clock")["mode"] == "running"


def test_a_reset_keeps_the_named_parts(control: ControlClient):
    control.send("POST", "/reset", SETUP)
    control.send("PUT", "/whitelist", {"numbers": ["+4740000001"]})

    control.send("POST", "/reset", {"keep": ["directory", "whitelist", "settings"]})

    assert control.get("/clock")["now"] == MONDAY
    assert [each["name"] for each in control.get("/directory")["persons"]] == ["Ola"]
    assert control.get("/whitelist") == {
        "enabled": True,
        "unlisted": "simulate",
        "numbers": ["+4740000001"],
    }
    assert control.get("/settings")["environment"] == "tt02"


def test_a_reset_applies_settings_to_kept_settings(control: ControlClient):
    control.send("PATCH", "/settings", {"environment": "tt02", "rules": "deployed"})

    control.send("POST", "/reset", {"keep": ["settings"], "settings": {"rules": "documented"}})

    settings = control.get("/settings")
    assert (settings["environment"], settings["rules"]) == ("tt02", "documented")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"time": MONDAY}, "unknown field 'time'"),
        ({"now": "now"}, "now: 'now' is not an instant"),
        ({"mode": "fast"}, "mode: expected 'running' or 'frozen'"),
        ({"directory": "full"}, "directory: expected 'default' or 'empty', got 'full'"),
        ({"directory": {"people": []}}, "unknown field 'directory.people'; expected one of apps"),
        (
            {"directory": {"persons": [{}]}},
            "missing field 'directory.persons.0.nationalIdentityNumber'",
        ),
        ({"settings": {"environmnt": "tt02"}}, "did you mean 'environment'?"),
        (
            {"settings": {"smsWindow": {"opens": "18:00"}}},
            "smsWindow: 'closes' (17:00) must be later than 'opens' (18:00)",
        ),
        ({"keep": ["orders"]}, "keep.0: expected 'directory', 'whitelist' or 'settings'"),
        ([], "the request body: expected an object"),
    ],
)
def test_an_invalid_reset_changes_nothing(control: ControlClient, body: object, message: str):
    control.email()
    control.advance("PT5M")

    status, detail = control.rejected("POST", "/reset", body)

    assert status == 400
    assert message in detail
    assert control.get("/orders")["count"] == control.get("/inbox")["count"] == 1


def test_a_server_is_ready(control: ControlClient):
    assert control.get("/ready")["status"] == "ready"


def test_a_world_is_kept_after_a_restart_until_it_is_deleted(tmp_path: Path):
    @contextmanager
    def restarted() -> Iterator[ControlClient]:
        app = create_app(Configuration.read(clock=MONDAY, data=tmp_path))
        with TestClient(app) as client:
            yield ControlClient(client, "/w/A.b")

    with restarted() as control:
        control.email("ola@example.com")
        control.advance("PT5M")
        control.email("kari@example.com")
    with restarted() as control:
        assert [each["to"] for each in control.get("/inbox")["messages"]] == ["ola@example.com"]
        assert control.get("/orders")["count"] == 2
        control.advance("PT5M")
        ids = {each["id"] for each in control.get("/inbox")["messages"]}
    with restarted() as control:
        assert {each["id"] for each in control.get("/inbox")["messages"]} == ids
        control.send("POST", "/reset")
        control.send("DELETE", "")
    with restarted() as control:
        worlds = control.get("/worlds")

    assert len(ids) == 2
    assert worlds == []
    assert {each.name for each in tmp_path.iterdir()} == {"signing-key.pem", "worlds.db"}

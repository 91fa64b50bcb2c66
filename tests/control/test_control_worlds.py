"""Worlds share nothing; one call sets a stage. Source: design/control-api.md, Worlds."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration
from tests.control.caller import MONDAY, Caller

STAGE = {
    "now": "2026-06-15T08:00:00Z",
    "mode": "frozen",
    "settings": {"environment": "tt02", "deliveryDelay": "PT5M"},
    "directory": {"persons": [{"nationalIdentityNumber": "08900499559", "name": "Ola"}]},
}


def listed(caller: Caller) -> dict[str, object]:
    name = caller.prefix.removeprefix("/w/")
    (world,) = [each for each in caller.get("/worlds") if each["name"] == name]
    found: dict[str, object] = world
    return found


def test_a_world_is_listed_with_what_is_in_it(caller: Caller):
    caller.email()
    caller.advance("PT5M")

    assert listed(caller) == {
        "name": caller.prefix.removeprefix("/w/"),
        "now": "2026-01-05T10:05:00Z",
        "orders": 1,
        "messages": 1,
        "createdAt": MONDAY,
    }


def test_two_worlds_share_nothing(server: TestClient, caller: Caller):
    other = Caller(server, caller.prefix + "-other")
    caller.email()
    caller.advance("PT5M")
    caller.done("PUT", "/directory", {})
    caller.done("PUT", "/faults", [{"dependency": "profile"}])
    caller.done("PUT", "/whitelist", {"numbers": ["+4740000001"]})

    assert other.get("/clock")["now"] == MONDAY
    assert other.get("/inbox")["count"] == other.get("/orders")["count"] == 0
    assert other.get("/directory")["persons"] != []
    assert other.get("/faults") == other.get("/whitelist")["numbers"] == []


def test_a_forgotten_world_starts_afresh_at_its_next_use(caller: Caller):
    caller.email()
    caller.advance("P1D")

    caller.done("DELETE", "")

    assert caller.prefix.removeprefix("/w/") not in [each["name"] for each in caller.get("/worlds")]
    assert caller.get("/clock")["now"] == MONDAY
    assert caller.get("/orders")["count"] == caller.get("/inbox")["count"] == 0


def test_a_reset_world_is_as_just_created(caller: Caller):
    before = {path: caller.get(path) for path in ("/clock", "/settings", "/directory", "/faults")}
    caller.email()
    caller.advance("P1D")
    caller.done("PATCH", "/settings", {"environment": "tt02"})
    caller.done("PUT", "/directory", {})
    caller.done("PUT", "/faults", [{"dependency": "profile"}])

    caller.done("POST", "/reset")

    assert {path: caller.get(path) for path in before} == before
    assert caller.get("/orders")["count"] == caller.get("/inbox")["count"] == 0


def test_a_reset_world_makes_the_same_ids_again(caller: Caller):
    first = caller.email()

    caller.done("POST", "/reset")

    assert caller.email() == first


def test_one_call_sets_the_stage(caller: Caller):
    caller.done("POST", "/reset", STAGE)

    assert caller.get("/clock")["now"] == "2026-06-15T08:00:00Z"
    assert caller.get("/settings")["environment"] == "tt02"
    assert caller.get("/settings")["deliveryDelay"] == "PT5M"
    assert [each["name"] for each in caller.get("/directory")["persons"]] == ["Ola"]
    assert caller.get("/directory")["organizations"] == []
    assert listed(caller)["createdAt"] == "2026-06-15T08:00:00Z"


@pytest.mark.parametrize(("directory", "people"), [("empty", False), ("default", True)])
def test_a_stage_has_nobody_or_the_usual_people(caller: Caller, directory: str, people: bool):
    caller.done("POST", "/reset", {"directory": directory})

    assert bool(caller.get("/directory")["persons"]) is people


def test_a_world_can_begin_running(caller: Caller):
    caller.done("POST", "/reset", {"now": "2026-06-15T08:00:00Z", "mode": "running"})

    assert caller.get("/clock")["mode"] == "running"


def test_what_is_to_be_kept_outlives_a_reset(caller: Caller):
    caller.done("POST", "/reset", STAGE)
    caller.done("PUT", "/whitelist", {"numbers": ["+4740000001"]})

    caller.done("POST", "/reset", {"keep": ["directory", "whitelist", "settings"]})

    assert caller.get("/clock")["now"] == MONDAY
    assert [each["name"] for each in caller.get("/directory")["persons"]] == ["Ola"]
    assert caller.get("/whitelist") == {"enabled": True, "numbers": ["+4740000001"]}
    assert caller.get("/settings")["environment"] == "tt02"


def test_new_settings_come_on_top_of_kept_ones(caller: Caller):
    caller.done("PATCH", "/settings", {"environment": "tt02", "rules": "deployed"})

    caller.done("POST", "/reset", {"keep": ["settings"], "settings": {"rules": "documented"}})

    settings = caller.get("/settings")
    assert (settings["environment"], settings["rules"]) == ("tt02", "documented")


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ({"time": MONDAY}, "'time' is not known"),
        ({"now": "now"}, "now: 'now' is not an instant"),
        ({"mode": "fast"}, "mode: write 'running' or 'frozen'"),
        ({"directory": "full"}, "directory: write 'default' or 'empty', not 'full'"),
        ({"directory": {"people": []}}, "'directory.people' is not known; write one of apps"),
        (
            {"directory": {"persons": [{}]}},
            "persons.0.nationalIdentityNumber' is missing",
        ),
        ({"settings": {"environmnt": "tt02"}}, "did you mean 'environment'?"),
        ({"settings": {"smsWindow": {"opens": "18:00"}}}, "smsWindow: it would close (17:00)"),
        ({"keep": ["orders"]}, "keep.0: write 'directory', 'whitelist' or 'settings'"),
        ([], "the body: write an object"),
    ],
)
def test_a_stage_that_makes_no_sense_changes_nothing(caller: Caller, body: object, advice: str):
    caller.email()
    caller.advance("PT5M")

    status, said = caller.refused("POST", "/reset", body)

    assert status == 400
    assert advice in said
    assert caller.get("/orders")["count"] == caller.get("/inbox")["count"] == 1


def test_a_server_is_ready(caller: Caller):
    assert caller.get("/ready")["status"] == "ready"


def test_what_has_left_comes_back_after_a_restart_until_the_world_is_reset(tmp_path: Path):
    def restarted() -> Caller:
        app = create_app(Configuration.read(clock=MONDAY, data=tmp_path))
        return Caller(TestClient(app), "/w/A.b")

    first = restarted()
    first.email("ola@example.com")
    first.advance("PT5M")

    second = restarted()
    assert [each["to"] for each in second.get("/inbox")["messages"]] == ["ola@example.com"]
    assert second.get("/orders")["count"] == 0
    second.email("kari@example.com")
    second.advance("PT5M")
    ids = {each["id"] for each in restarted().get("/inbox")["messages"]}
    second.done("POST", "/reset")

    assert len(ids) == 2
    assert restarted().get("/inbox")["count"] == 0
    assert list(tmp_path.iterdir()) == []

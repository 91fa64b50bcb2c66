"""The clock of a world. Source: design/control-api.md, Clock."""

import pytest

from tests.control.caller import MONDAY, Caller

WITHOUT_EVENTS = {"nextEventAt": None, "pendingEvents": 0}


def test_a_frozen_clock_stands_where_the_world_began(caller: Caller):
    assert caller.get("/clock") == {
        "now": MONDAY,
        "mode": "frozen",
        "speed": 1.0,
        **WITHOUT_EVENTS,
    }


def test_the_clock_tells_when_something_will_happen(caller: Caller):
    caller.email(requestedSendTime="2026-01-05T12:00:00Z")

    clock = caller.get("/clock")

    assert clock["nextEventAt"] == "2026-01-05T11:59:00Z"
    assert clock["pendingEvents"] == 1


@pytest.mark.parametrize(
    ("by", "now"),
    [
        ("PT0S", "2026-01-05T10:00:00Z"),
        ("P7D", "2026-01-12T10:00:00Z"),
        ("P1W", "2026-01-12T10:00:00Z"),
        ("P1DT2H3M4.5S", "2026-01-06T12:03:04.5Z"),
        (90, "2026-01-05T10:01:30Z"),
        (0.25, "2026-01-05T10:00:00.25Z"),
    ],
)
def test_time_passes_by_a_duration_or_seconds(caller: Caller, by: object, now: str):
    answer = caller.done("POST", "/clock/advance", {"by": by})

    assert answer == {"now": now, "events": [], "messages": []}
    assert caller.get("/clock")["now"] == now


def test_an_advance_tells_what_happened_on_the_way_and_when(caller: Caller):
    shipment = caller.email()

    answer = caller.done("POST", "/clock/advance", {"to": "2026-01-05T10:05:00Z"})

    (message,) = answer["messages"]
    assert answer["now"] == "2026-01-05T10:05:00Z"
    assert message == caller.get(f"/inbox/{message['id']}")
    assert [event["kind"] for event in answer["events"]][:2] == ["orderPickedUp", "messageSent"]
    assert {event["shipmentId"] for event in answer["events"]} == {shipment}
    sent = next(event for event in answer["events"] if event["kind"] == "messageSent")
    assert sent["messageId"] == message["id"]
    assert sent["at"] == message["sentAt"]
    assert "correspondenceId" not in sent


def test_what_is_due_at_this_instant_happens_with_an_advance_of_nothing(caller: Caller):
    caller.email(requestedSendTime="2026-01-05T12:00:00Z")
    caller.done("POST", "/clock/advance", {"to": "2026-01-05T11:58:59.9999999Z"})

    answer = caller.done("POST", "/clock/advance", {"to": "2026-01-05T11:59:00Z"})

    assert answer["events"][0]["kind"] == "orderPickedUp"
    assert caller.advance("PT0S")["events"] == []


def test_time_passes_until_the_next_event_only(caller: Caller):
    caller.email(requestedSendTime="2026-01-05T12:00:00Z")

    answer = caller.done("POST", "/clock/advance", {"until": "nextEvent"})

    assert answer["now"] == "2026-01-05T11:59:00Z"
    assert answer["events"][0]["kind"] == "orderPickedUp"
    assert {event["at"] for event in answer["events"]} == {answer["now"]}


def test_time_stands_when_there_is_no_next_event(caller: Caller):
    answer = caller.done("POST", "/clock/advance", {"until": "nextEvent"})

    assert answer == {"now": MONDAY, "events": [], "messages": []}


def test_time_passes_until_only_clean_up_is_left(caller: Caller):
    caller.sms(requestedSendTime="2026-01-05T20:00:00Z")

    answer = caller.done("POST", "/clock/advance", {"until": "idle"})

    (message,) = answer["messages"]
    assert message["sentAt"] == answer["now"] == "2026-01-06T08:01:00Z"
    assert caller.get("/clock")["pendingEvents"] == 1


def test_a_world_that_never_comes_to_rest_is_named(caller: Caller):
    caller.person_email("08900499559", requestedSendTime="2026-01-05T12:00:00Z")
    caller.done("PUT", "/faults", [{"dependency": "profile"}])

    status, advice = caller.refused("POST", "/clock/advance", {"until": "idle"})

    assert status == 409
    assert "does not become idle" in advice


def test_the_clock_can_be_set_forward_and_let_run(caller: Caller):
    clock = caller.done(
        "PUT", "/clock", {"now": "2026-01-06T11:00:00+01:00", "mode": "running", "speed": 60}
    )

    assert clock["mode"] == "running"
    assert clock["speed"] == 60
    assert clock["now"] >= "2026-01-06T10:00:00Z"


def test_setting_the_clock_lets_everything_on_the_way_happen(caller: Caller):
    caller.email()

    caller.done("PUT", "/clock", {"now": "2026-01-05T11:00:00Z"})

    (message,) = caller.get("/inbox")["messages"]
    assert message["sentAt"] < "2026-01-05T10:05:00Z"


def test_a_clock_goes_back_as_long_as_nothing_has_been_ordered(caller: Caller):
    assert caller.done("PUT", "/clock", {"now": "2020-01-01T00:00:00Z"})["now"].startswith("2020")

    caller.email()

    status, advice = caller.refused("PUT", "/clock", {"now": "2019-01-01T00:00:00Z"})
    assert status == 409
    assert "cannot be set back" in advice


@pytest.mark.parametrize(
    ("body", "status", "advice"),
    [
        ({}, 400, "say how far in one way"),
        ({"by": "P1D", "to": "2026-01-06T10:00:00Z"}, 400, "say how far in one way"),
        ({"by": "a while"}, 400, "by: 'a while' is not a duration; expected for example PT5M"),
        ({"by": "-PT5M"}, 400, "not a duration"),
        ({"by": -1}, 400, "0 or more"),
        ({"by": True}, 400, "not a duration"),
        ({"by": "P1M"}, 400, "not a duration"),
        ({"by": "P99999999999W"}, 400, "is too long"),
        ({"by": "P9000Y"}, 400, "not a duration"),
        ({"by": "P3000000D"}, 400, "the year 9999"),
        (
            {"to": "tomorrow"},
            400,
            "to: 'tomorrow' is not an instant; expected for example 2026-01-05T10",
        ),
        ({"to": 5}, 400, "to: 5 is not an instant"),
        ({"to": "2026-01-05T09:59:59Z"}, 409, "cannot be set back"),
        ({"until": "lunch"}, 400, "until: write 'nextEvent' or 'idle', not 'lunch'"),
        ({"untl": "idle"}, 400, "'untl' is not known; did you mean 'until'?"),
        ([], 400, "the body: write an object, not []"),
    ],
)
def test_an_advance_that_makes_no_sense_is_refused(
    caller: Caller, body: object, status: int, advice: str
):
    assert caller.refused("POST", "/clock/advance", body)[0] == status
    assert advice in caller.refused("POST", "/clock/advance", body)[1]
    assert caller.get("/clock")["now"] == MONDAY


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ({"mode": "fast"}, "mode: write 'running' or 'frozen', not 'fast'"),
        ({"speed": 0}, "speed: write greater than 0, not 0"),
        ({"speed": "fast"}, "speed: write a valid number"),
        ({"time": MONDAY}, "'time' is not known"),
        ({"now": "2026-01-06T10:00:00Z", "mode": 1}, "mode"),
    ],
)
def test_a_change_of_the_clock_that_makes_no_sense_is_refused(
    caller: Caller, body: object, advice: str
):
    before = caller.get("/clock")

    status, said = caller.refused("PUT", "/clock", body)

    assert status == 400
    assert advice in said
    assert caller.get("/clock") == before

"""The clock of a world. Source: docs/control-api.md, Clock."""

import pytest

from tests.control.control_client import MONDAY, ControlClient

NOTHING = {"events": 0, "emails": 0, "sms": 0}
WITHOUT_EVENTS = {"nextEventAt": None, "nextMessageAt": None, "pendingEvents": 0}


def test_a_new_world_has_a_frozen_clock(control: ControlClient):
    assert control.get("/clock") == {
        "now": MONDAY,
        "mode": "frozen",
        "speed": 1.0,
        **WITHOUT_EVENTS,
    }


def test_the_clock_shows_the_next_event(control: ControlClient):
    control.email(requestedSendTime="2026-01-05T12:00:00Z")

    clock = control.get("/clock")

    assert clock["nextEventAt"] == "2026-01-05T12:00:00Z"
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
def test_the_clock_advances_by_a_duration_or_seconds(control: ControlClient, by: object, now: str):
    result = control.send("POST", "/clock/advance", {"by": by})

    assert result == {"now": now, "events": [], "messages": [], "counts": NOTHING}
    assert control.get("/clock")["now"] == now


def test_an_advance_returns_events_and_messages(control: ControlClient):
    shipment = control.email()

    result = control.send("POST", "/clock/advance", {"to": "2026-01-05T10:05:00Z"})

    (message,) = result["messages"]
    assert result["now"] == "2026-01-05T10:05:00Z"
    assert message == control.get(f"/inbox/{message['id']}")
    assert [event["kind"] for event in result["events"]][:2] == ["orderPickedUp", "messageSent"]
    assert {event["shipmentId"] for event in result["events"]} == {shipment}
    sent = next(event for event in result["events"] if event["kind"] == "messageSent")
    assert sent["messageId"] == message["id"]
    assert sent["at"] == message["sentAt"]
    assert "correspondenceId" not in sent


def test_an_advance_includes_events_at_its_target(control: ControlClient):
    control.email(requestedSendTime="2026-01-05T12:00:00Z")
    control.send("POST", "/clock/advance", {"to": "2026-01-05T11:59:59.9999999Z"})

    result = control.send("POST", "/clock/advance", {"to": "2026-01-05T12:00:00Z"})

    assert result["events"][0]["kind"] == "orderPickedUp"
    assert control.advance("PT0S")["events"] == []


def test_the_clock_advances_to_the_next_event(control: ControlClient):
    control.email(requestedSendTime="2026-01-05T12:00:00Z")

    result = control.send("POST", "/clock/advance", {"until": "nextEvent"})

    assert result["now"] == "2026-01-05T12:00:00Z"
    assert result["events"][0]["kind"] == "orderPickedUp"
    assert {event["at"] for event in result["events"]} == {result["now"]}


def test_the_clock_does_not_advance_without_a_next_event(control: ControlClient):
    result = control.send("POST", "/clock/advance", {"until": "nextEvent"})

    assert result == {"now": MONDAY, "events": [], "messages": [], "counts": NOTHING}


def test_counts_alone_can_be_returned(control: ControlClient):
    control.email()
    control.sms()

    result = control.send("POST", "/clock/advance", {"by": "PT5M", "answer": "counts"})

    counts = {"events": len(control.get("/timeline")["events"]), "emails": 1, "sms": 1}
    assert result == {"now": "2026-01-05T10:05:00Z", "counts": counts}


@pytest.mark.parametrize("until", ["nextMessage", "next-message"])
def test_the_clock_advances_to_the_next_message(control: ControlClient, until: str):
    control.sms(requestedSendTime="2026-01-05T20:00:00Z")
    control.email(requestedSendTime="2026-01-07T12:00:00Z")
    expected = control.get("/clock")["nextMessageAt"]

    first = control.send("POST", "/clock/advance", {"until": until})
    second = control.send("POST", "/clock/advance", {"until": until})

    assert [each["channel"] for each in first["messages"]] == ["sms"]
    assert first["messages"][0]["sentAt"] == first["now"] == expected == "2026-01-06T08:01:00Z"
    assert [each["channel"] for each in second["messages"]] == ["email"]
    assert control.get("/clock")["nextMessageAt"] is None


def test_a_message_whose_condition_is_not_met_is_passed_over(control: ControlClient):
    rule = {"url": "https://example.com/c", "answers": [{"json": {"sendNotification": False}}]}
    control.send("PUT", "/conditions", [rule])
    control.email(
        conditionEndpoint="https://example.com/c", requestedSendTime="2026-01-05T12:00:00Z"
    )
    control.email(requestedSendTime="2026-01-07T12:00:00Z")

    result = control.send("POST", "/clock/advance", {"until": "nextMessage"})

    assert result["now"] == "2026-01-07T12:00:00Z"
    assert len(result["messages"]) == 1


def test_without_a_pending_message_the_clock_does_not_advance(control: ControlClient):
    control.email()
    control.advance("PT5M")

    result = control.send("POST", "/clock/advance", {"until": "nextMessage"})

    assert result["now"] == "2026-01-05T10:05:00Z"


def test_a_clean_up_is_not_the_next_event(control: ControlClient):
    control.email()
    control.send("POST", "/clock/advance", {"until": "idle"})

    clock = control.get("/clock")

    assert (clock["pendingEvents"], clock["nextEventAt"]) == (1, None)


def test_the_clock_advances_until_idle(control: ControlClient):
    control.sms(requestedSendTime="2026-01-05T20:00:00Z")

    result = control.send("POST", "/clock/advance", {"until": "idle"})

    (message,) = result["messages"]
    assert message["sentAt"] == result["now"] == "2026-01-06T08:01:00Z"
    assert control.get("/clock")["pendingEvents"] == 1


def test_a_world_that_does_not_become_idle_is_an_error(control: ControlClient):
    control.person_email("08900499559", requestedSendTime="2026-01-05T12:00:00Z")
    control.send("PUT", "/faults", [{"dependency": "profile"}])

    status, detail = control.rejected("POST", "/clock/advance", {"until": "idle"})

    assert status == 409
    assert "does not become idle" in detail


def test_the_clock_can_be_moved_forward_and_run(control: ControlClient):
    clock = control.send(
        "PUT", "/clock", {"now": "2026-01-06T11:00:00+01:00", "mode": "running", "speed": 60}
    )

    assert clock["mode"] == "running"
    assert clock["speed"] == 60
    assert clock["now"] >= "2026-01-06T10:00:00Z"


def test_moving_the_clock_forward_runs_due_events(control: ControlClient):
    control.email()

    control.send("PUT", "/clock", {"now": "2026-01-05T11:00:00Z"})

    (message,) = control.get("/inbox")["messages"]
    assert message["sentAt"] < "2026-01-05T10:05:00Z"


def test_the_clock_can_move_back_only_before_the_first_order(control: ControlClient):
    assert control.send("PUT", "/clock", {"now": "2020-01-01T00:00:00Z"})["now"].startswith("2020")

    control.email()

    status, detail = control.rejected("PUT", "/clock", {"now": "2019-01-01T00:00:00Z"})
    assert status == 409
    assert "cannot be set back" in detail


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 400, "expected exactly one of"),
        ({"by": "P1D", "to": "2026-01-06T10:00:00Z"}, 400, "expected exactly one of"),
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
        ({"to": 5}, 400, "to: 5 is not a valid instant"),
        ({"to": "2026-01-05T09:59:59Z"}, 409, "cannot be set back"),
        (
            {"until": "lunch"},
            400,
            "until: expected 'nextEvent', 'nextMessage' or 'idle', got 'lunch'",
        ),
        ({"untl": "idle"}, 400, "unknown field 'untl'; did you mean 'until'?"),
        ([], 400, "the request body: expected an object, got []"),
    ],
)
def test_an_invalid_advance_is_rejected(
    control: ControlClient, body: object, status: int, message: str
):
    assert control.rejected("POST", "/clock/advance", body)[0] == status
    assert message in control.rejected("POST", "/clock/advance", body)[1]
    assert control.get("/clock")["now"] == MONDAY


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"mode": "fast"}, "mode: expected 'running' or 'frozen', got 'fast'"),
        ({"speed": 0}, "speed: expected a value greater than 0, got 0"),
        ({"speed": "fast"}, "speed: expected a valid number"),
        ({"time": MONDAY}, "unknown field 'time'"),
        ({"now": "2026-01-06T10:00:00Z", "mode": 1}, "mode"),
    ],
)
def test_an_invalid_clock_update_is_rejected(control: ControlClient, body: object, message: str):
    before = control.get("/clock")

    status, detail = control.rejected("PUT", "/clock", body)

    assert status == 400
    assert message in detail
    assert control.get("/clock") == before

"""What a world waits for, and sweeps that are run one by one at a standstill.

Source: design/control-api.md, Clock; spec/processing-and-timing.md sections 1.6, 6.5 and 12.
"""

from dataclasses import replace
from datetime import time

import pytest

from mock_server.domain.enums import OrderStatus
from mock_server.domain.errors import ClockBackwardsError
from mock_server.domain.instant import format_instant
from mock_server.notifications.engine.sending import schedule_daytime_sms
from mock_server.world import status_feed
from tests.world.stage import (
    NOT_MET,
    SA,
    SD,
    D,
    E,
    P,
    Stage,
    X,
    email_to,
    sms_to,
)

AT = "2026-01-14T10:00:00Z"


def coming(stage: Stage) -> tuple[str | None, str | None, int]:
    world = stage.world
    following, busy = world.next_event_at(), world.next_activity_at()
    return (
        None if following is None else format_instant(following),
        None if busy is None else format_instant(busy),
        world.pending_events(),
    )


def test_an_empty_world_waits_for_nothing():
    assert coming(Stage(AT)) == (None, None, 0)


def test_what_has_lapsed_is_not_waited_for():
    stage = Stage("2026-01-14T09:00:00Z")
    stage.one(email_to(at=AT))

    stage.at("2026-01-14T09:59:00Z", P, E)

    assert coming(stage) == ("2026-04-15T02:00:00Z", None, 1)
    stage.to("2026-01-14T09:59:00Z")
    assert stage.left() == [("a@example.com", "2026-01-14T09:59:00Z")]


def test_a_clean_up_that_comes_first_does_not_hide_what_is_waited_for():
    stage = Stage("2026-01-14T10:00:00Z")
    stage.one(email_to(at=AT))
    stage.to(AT)
    stage.one(email_to(at="2026-06-01T10:00:00Z"))

    assert coming(stage) == ("2026-04-15T02:00:00Z", "2026-06-01T09:59:00Z", 2)


def test_a_clean_up_that_finds_nothing_is_not_waited_for():
    stage = Stage("2026-01-01T00:00:00Z")
    stage.one(email_to(at="2026-01-01T00:00:00Z"))
    stage.to("2026-01-01T00:00:00Z")

    stage.at("2026-04-01T00:00:00Z", D)

    assert stage.feed() == []
    assert coming(stage) == (None, None, 0)


def test_a_clean_up_of_many_takes_several_sweeps(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(status_feed, "CLEANUP_BATCH_SIZE", 2)
    stage = Stage("2026-01-01T03:00:00Z")
    for _ in range(5):
        stage.one(email_to(at="2026-01-01T03:00:00Z"))
    stage.to("2026-01-01T03:00:00Z")
    left = []

    for minute in ("02:55", "03:00", "03:05", "03:10"):
        stage.to(f"2026-04-01T{minute}:00Z")
        left.append(len(stage.feed()))

    assert left == [5, 3, 1, 0]


def test_time_goes_forward_only():
    stage = Stage(AT)

    with pytest.raises(ClockBackwardsError, match="cannot go back"):
        stage.to("2026-01-14T09:59:59Z")


def test_two_sweeps_of_the_same_kind_are_one():
    stage = Stage(AT)
    for _ in range(3):
        stage.one(sms_to(at="2026-01-14T10:00:30Z", sending_time_policy=1))
    stage.at(AT, P)

    assert coming(stage)[2] == 1


def test_sweeps_at_a_standstill_do_one_thing_each():
    stage = Stage("2026-01-14T10:00:20Z")
    order = stage.one(sms_to(at="2026-01-14T10:00:20Z", sending_time_policy=1))
    seen = []

    for sweep in (SA, P, SD, E, X, D, SA):
        stage.at("2026-01-14T10:00:20Z", sweep)
        seen.append((order.status.value, [each.result.value for each in order.notifications]))

    assert seen == [
        ("Registered", []),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Completed", ["Delivered"]),
    ]


def test_a_sweep_at_a_standstill_asks_conditions_and_takes_the_earliest_first():
    stage = Stage("2026-01-14T09:00:00Z")
    stage.answers = [NOT_MET]
    later = stage.one(email_to(at=AT, condition_endpoint="https://c.example.com/later"))
    sooner = stage.one(
        email_to(at="2026-01-14T09:30:00Z", condition_endpoint="https://c.example.com/sooner")
    )

    stage.at(AT, P)

    assert stage.asked == ["https://c.example.com/sooner", "https://c.example.com/later"]
    assert {sooner.status, later.status} == {OrderStatus.SEND_CONDITION_NOT_MET}


def test_a_window_that_opens_earlier_lets_waiting_sms_leave_earlier():
    stage = Stage("2026-01-14T18:00:00Z")
    stage.one(sms_to(at="2026-01-14T18:00:00Z"))
    stage.at("2026-01-14T18:00:00Z", P, SD)
    stage.world.settings = replace(stage.world.settings, sms_window_opens=time(6))

    schedule_daytime_sms(stage.world)
    stage.to("2026-01-15T12:00:00Z")

    assert stage.left() == [("+4799999999", "2026-01-15T05:01:00Z")]


def test_a_window_that_opens_later_holds_waiting_sms_back():
    stage = Stage("2026-01-14T18:00:00Z")
    stage.one(sms_to(at="2026-01-14T18:00:00Z"))
    stage.at("2026-01-14T18:00:00Z", P)
    stage.world.settings = replace(stage.world.settings, sms_window_opens=time(12))

    stage.to("2026-01-15T12:00:00Z")

    assert stage.left() == [("+4799999999", "2026-01-15T11:01:00Z")]

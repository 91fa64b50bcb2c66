"""The schedule of a world, and sweeps that are triggered while the clock is frozen.

Source: docs/control-api.md, Clock; docs/reference/time-and-delivery.md sections 1.6, 6.5 and 12.
"""

from dataclasses import replace
from datetime import time

import pytest

from mock_server.domain.enums import OrderStatus
from mock_server.domain.errors import ClockBackwardsError
from mock_server.domain.instant import format_optional_instant
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


def upcoming(stage: Stage) -> tuple[str | None, str | None, int]:
    """Return the next event, the next activity and the number of pending events."""
    world = stage.world
    return (
        format_optional_instant(world.next_event_at()),
        format_optional_instant(world.next_activity_at()),
        world.pending_events(),
    )


def test_an_empty_world_has_no_events():
    assert upcoming(Stage(AT)) == (None, None, 0)


def test_a_job_that_has_nothing_to_do_is_no_event():
    stage = Stage("2026-01-14T09:00:00Z")
    stage.one(email_to(at=AT))

    stage.at("2026-01-14T09:59:00Z", P, E)

    assert upcoming(stage) == ("2026-04-15T02:00:00Z", None, 1)
    stage.to("2026-01-14T09:59:00Z")
    assert stage.left() == [("a@example.com", "2026-01-14T09:59:00Z")]


def test_the_next_activity_is_not_a_clean_up():
    stage = Stage("2026-01-14T10:00:00Z")
    stage.one(email_to(at=AT))
    stage.to(AT)
    stage.one(email_to(at="2026-06-01T10:00:00Z"))

    assert upcoming(stage) == ("2026-04-15T02:00:00Z", "2026-06-01T09:59:00Z", 2)


def test_a_clean_up_without_entries_is_no_event():
    stage = Stage("2026-01-01T00:00:00Z")
    stage.one(email_to(at="2026-01-01T00:00:00Z"))
    stage.to("2026-01-01T00:00:00Z")

    stage.at("2026-04-01T00:00:00Z", D)

    assert stage.feed() == []
    assert upcoming(stage) == (None, None, 0)


def test_a_clean_up_of_many_entries_takes_several_runs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(status_feed, "CLEANUP_BATCH_SIZE", 2)
    stage = Stage("2026-01-01T03:00:00Z")
    for _ in range(5):
        stage.one(email_to(at="2026-01-01T03:00:00Z"))
    stage.to("2026-01-01T03:00:00Z")
    remaining = []

    for minute in ("02:55", "03:00", "03:05", "03:10"):
        stage.to(f"2026-04-01T{minute}:00Z")
        remaining.append(len(stage.feed()))

    assert remaining == [5, 3, 1, 0]


def test_the_clock_cannot_be_set_back():
    stage = Stage(AT)

    with pytest.raises(ClockBackwardsError, match="cannot be set back"):
        stage.to("2026-01-14T09:59:59Z")


def test_sweeps_of_the_same_kind_at_the_same_instant_are_one_event():
    stage = Stage(AT)
    for _ in range(3):
        stage.one(sms_to(at="2026-01-14T10:00:30Z", sending_time_policy=1))
    stage.at(AT, P)

    assert upcoming(stage)[2] == 1


def test_a_triggered_sweep_does_only_its_own_work():
    stage = Stage("2026-01-14T10:00:20Z")
    order = stage.one(sms_to(at="2026-01-14T10:00:20Z", sending_time_policy=1))
    states = []

    for sweep in (SA, P, SD, E, X, D, SA):
        stage.at("2026-01-14T10:00:20Z", sweep)
        states.append((order.status.value, [each.result.value for each in order.notifications]))

    assert states == [
        ("Registered", []),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Processed", ["New"]),
        ("Completed", ["Delivered"]),
    ]


def test_a_triggered_sweep_checks_conditions_and_picks_up_the_earliest_order_first():
    stage = Stage("2026-01-14T09:00:00Z")
    stage.answers = [NOT_MET]
    later = stage.one(email_to(at=AT, condition_endpoint="https://c.example.com/later"))
    sooner = stage.one(
        email_to(at="2026-01-14T09:30:00Z", condition_endpoint="https://c.example.com/sooner")
    )

    stage.at(AT, P)

    assert stage.asked == ["https://c.example.com/sooner", "https://c.example.com/later"]
    assert {sooner.status, later.status} == {OrderStatus.SEND_CONDITION_NOT_MET}


def test_pending_sms_are_sent_earlier_when_the_window_opens_earlier():
    stage = Stage("2026-01-14T18:00:00Z")
    stage.one(sms_to(at="2026-01-14T18:00:00Z"))
    stage.at("2026-01-14T18:00:00Z", P, SD)
    stage.world.settings = replace(stage.world.settings, sms_window_opens=time(6))

    schedule_daytime_sms(stage.world)
    stage.to("2026-01-15T12:00:00Z")

    assert stage.left() == [("+4799999999", "2026-01-15T05:01:00Z")]


def test_pending_sms_are_sent_later_when_the_window_opens_later():
    stage = Stage("2026-01-14T18:00:00Z")
    stage.one(sms_to(at="2026-01-14T18:00:00Z"))
    stage.at("2026-01-14T18:00:00Z", P)
    stage.world.settings = replace(stage.world.settings, sms_window_opens=time(12))

    stage.to("2026-01-15T12:00:00Z")

    assert stage.left() == [("+4799999999", "2026-01-15T11:01:00Z")]

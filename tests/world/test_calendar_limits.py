"""The SMS window at unusual times, and the limits of the calendar: the years 1 and 9999.

Source: docs/reference/time-and-delivery.md sections 3.3 and 3.4.
"""

from datetime import time

import pytest

from mock_server.domain.enums import Dependency, NotificationChannel, RuleSet
from mock_server.domain.errors import UsageError
from mock_server.domain.instant import MAX_INSTANT, format_instant, parse_instant
from mock_server.domain.timing import SmsWindow, email_expiry, sms_expiry
from mock_server.world.advance import advance
from mock_server.world.faults import FaultRule
from mock_server.world.outcomes import NO_REPORT, OutcomeRule
from tests.world.stage import (
    INCONCLUSIVE,
    Stage,
    email_to,
    sms_to,
    to_person,
)

LAST_DAY = "9999-12-31T10:00:00Z"


@pytest.mark.parametrize(
    ("opens", "closes", "at", "sweep"),
    [
        pytest.param(
            time(2, 10),
            time(2, 50),
            "2026-03-29T00:00:00Z",
            "2026-03-30T00:11:00Z",
            id="in-the-daylight-saving-gap",
        ),
        pytest.param(
            time(9), time(9, 0, 30), "2026-01-14T00:00:00Z", None, id="shorter-than-a-minute"
        ),
        pytest.param(time(9), time(17), "9999-12-31T20:00:00Z", None, id="end-of-the-calendar"),
        pytest.param(
            time(9), time(17), "9999-12-31T10:00:30Z", "9999-12-31T10:01:00Z", id="last-sweeps"
        ),
    ],
)
def test_the_first_sweep_inside_a_window(opens: time, closes: time, at: str, sweep: str | None):
    first = SmsWindow(opens, closes).first_sweep(parse_instant(at))

    assert (None if first is None else format_instant(first)) == sweep


@pytest.mark.parametrize("rules", RuleSet)
@pytest.mark.parametrize("policy", [None, 1, 2])
def test_an_expiry_is_at_the_end_of_the_calendar_at_the_latest(policy: int | None, rules: RuleSet):
    requested = parse_instant("9999-12-30T20:00:00Z")

    assert sms_expiry(requested, policy, SmsWindow(), rules) == MAX_INSTANT
    assert email_expiry(requested) == MAX_INSTANT


def test_the_clock_cannot_be_advanced_beyond_the_calendar():
    stage = Stage(LAST_DAY)

    with pytest.raises(UsageError, match="beyond the year 9999"):
        stage.drive(advance(stage.world, MAX_INSTANT + 1))

    assert format_instant(stage.world.clock.now()) == LAST_DAY


@pytest.mark.parametrize("kind", ["sent", "unreported", "retried", "failing", "daytime", "instant"])
def test_jobs_after_the_end_of_the_calendar_are_dropped(kind: str):
    last_minute = "9999-12-31T23:59:00Z"
    stage = Stage(last_minute)
    stage.answers = [INCONCLUSIVE]
    if kind == "unreported":
        stage.world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    if kind == "failing":
        fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY)
        stage.world.faults.rules.append(fault)
    endpoint = "https://c.example.com" if kind == "retried" else None
    if kind == "instant":
        stage.instant(email_to(at=last_minute))
    elif kind == "daytime":
        stage.one(sms_to(at=last_minute))
    else:
        stage.one(email_to(at=last_minute, condition_endpoint=endpoint))

    stage.drive(advance(stage.world, MAX_INSTANT))

    assert stage.world.next_event_at() is None
    assert stage.world.clock.now() == MAX_INSTANT


def test_messages_are_sent_at_the_beginning_of_the_calendar():
    stage = Stage("0001-01-01T00:00:00Z")
    stage.person(email="ola@example.com", email_verified_at=0)
    stage.one(to_person(NotificationChannel.EMAIL, at="0001-01-01T00:00:00Z"))
    stage.one(sms_to(at="0001-01-01T00:00:00Z"))

    stage.to("0001-01-02T00:00:00Z")

    assert [to for to, _ in stage.left()] == ["ola@example.com", "+4799999999"]

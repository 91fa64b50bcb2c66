"""Worked examples 26 to 66: the SMS window, expiry, nights, reminders.

Source: docs/reference/time-and-delivery.md section 13.
"""

import pytest

from mock_server.domain.enums import OrderStatus, RuleSet, SendingTimePolicy
from mock_server.domain.instant import DAY, format_instant, parse_instant
from mock_server.domain.timing import SmsWindow, email_expiry, sms_expiry
from tests.world.stage import NOT_MET, SA, SD, P, Stage, email_to, expiry, sms_to, standing

ANYTIME, DAYTIME = SendingTimePolicy.ANYTIME, SendingTimePolicy.DAYTIME


@pytest.mark.parametrize(
    ("at", "is_sent"),
    [
        pytest.param("2026-01-14T08:00:00.000Z", False, id="26-nine-sharp"),
        pytest.param("2026-01-14T08:00:00.001Z", True, id="27-a-millisecond-later"),
        pytest.param("2026-01-14T15:59:59Z", True, id="28-last-second"),
        pytest.param("2026-01-14T16:00:00Z", False, id="29-five-sharp"),
        pytest.param("2026-03-28T07:30:00Z", False, id="30-day-before-summer-time"),
        pytest.param("2026-03-29T07:00:00Z", False, id="31-nine-sharp-in-summer-time"),
        pytest.param("2026-03-29T07:01:00Z", True, id="32-first-sunday-of-summer-time"),
        pytest.param("2026-03-29T15:00:00Z", False, id="33-five-sharp-in-summer-time"),
        pytest.param("2026-10-24T07:30:00Z", True, id="34-last-day-of-summer-time"),
        pytest.param("2026-10-25T07:30:00Z", False, id="35-half-past-eight-again"),
        pytest.param("2026-10-25T08:01:00Z", True, id="36-first-minute-of-winter-time"),
        pytest.param("2026-10-25T15:59:00Z", True, id="37-last-minute-of-winter-time"),
    ],
)
def test_a_daytime_sms_is_sent_only_inside_the_window(at: str, is_sent: bool):
    stage = Stage("2026-01-01T08:00:00Z")
    requested = format_instant(parse_instant(at) - DAY // 2)
    stage.one(sms_to(at=requested))

    stage.at(at, P, SD)

    assert stage.left() == ([("+4799999999", format_instant(parse_instant(at)))] if is_sent else [])


@pytest.mark.parametrize(
    ("policy", "sweep", "at", "is_sent"),
    [
        pytest.param(None, SA, "2026-01-14T10:00:00Z", False, id="38-v1-is-not-for-any-time"),
        pytest.param(None, SD, "2026-01-14T10:00:00Z", True, id="39-v1-is-sent-in-daytime"),
        pytest.param(ANYTIME, SA, "2026-01-14T22:00:00Z", True, id="40-any-time-is-at-night"),
    ],
)
def test_the_sending_time_policy_selects_the_sweep(
    policy: int | None, sweep, at: str, is_sent: bool
):
    stage = Stage("2026-01-14T09:00:00Z")
    stage.v1(sms_to(at="2026-01-14T09:30:00Z", sending_time_policy=policy))

    stage.at(at, P, sweep)

    assert bool(stage.left()) is is_sent


@pytest.mark.parametrize(
    ("requested", "policy", "expires"),
    [
        pytest.param("2026-01-14T16:30:00Z", None, "2026-01-16T16:30:00Z", id="42-v1"),
        pytest.param("2026-01-14T16:30:00Z", DAYTIME, "2026-01-17T08:00:00Z", id="43-evening"),
        pytest.param("2026-01-14T16:30:00Z", ANYTIME, "2026-01-16T16:30:00Z", id="44-anytime"),
        pytest.param("2026-01-14T06:30:00Z", DAYTIME, "2026-01-16T08:00:00Z", id="45-morning"),
        pytest.param("2026-01-14T08:00:00Z", DAYTIME, "2026-01-17T08:00:00Z", id="46-nine-sharp"),
        pytest.param("2026-01-14T08:00:01Z", DAYTIME, "2026-01-16T08:00:01Z", id="47-past-nine"),
        pytest.param("2026-03-27T06:00:00Z", DAYTIME, "2026-03-29T07:00:00Z", id="48-49-hours"),
        pytest.param("2026-03-28T16:00:00Z", DAYTIME, "2026-03-31T07:00:00Z", id="49-63-hours"),
        pytest.param("2026-03-29T01:30:00Z", DAYTIME, "2026-03-31T07:00:00Z", id="50-that-night"),
        pytest.param("2026-03-29T15:30:00Z", DAYTIME, "2026-04-01T07:00:00Z", id="51-that-day"),
        pytest.param("2026-10-23T06:00:00Z", DAYTIME, "2026-10-25T08:00:00Z", id="52-50-hours"),
        pytest.param("2026-10-24T18:00:00Z", DAYTIME, "2026-10-27T08:00:00Z", id="53-evening"),
        pytest.param("2026-10-25T00:30:00Z", DAYTIME, "2026-10-27T08:00:00Z", id="54-first-half"),
        pytest.param("2026-10-25T01:30:00Z", DAYTIME, "2026-10-27T08:00:00Z", id="54-second-half"),
        pytest.param("2026-10-24T10:00:00Z", DAYTIME, "2026-10-26T10:00:00Z", id="55-inside"),
    ],
)
def test_the_expiry_of_an_sms_depends_on_its_policy(
    requested: str, policy: int | None, expires: str
):
    expiry_of_sms = sms_expiry(parse_instant(requested), policy, SmsWindow(), RuleSet.DEPLOYED)

    assert format_instant(expiry_of_sms) == expires


def test_41_an_email_expires_after_48_hours():
    assert (
        format_instant(email_expiry(parse_instant("2026-03-28T12:00:00Z")))
        == "2026-03-30T12:00:00Z"
    )


def test_57_an_early_pick_up_sends_an_sms_inside_the_window():
    stage = Stage("2026-01-14T08:00:00Z")
    order = stage.one(sms_to(at="2026-01-14T16:00:00Z"))

    stage.to("2026-01-14T16:00:00Z")

    assert stage.left() == [("+4799999999", "2026-01-14T15:59:00Z")]
    assert expiry(order) == "2026-01-17T08:00:00Z"


@pytest.mark.parametrize(
    ("requested", "sent_at"),
    [
        pytest.param("2026-01-14T16:01:00Z", "2026-01-15T08:01:00Z", id="58-a-minute-too-late"),
        pytest.param("2026-03-28T19:00:00Z", "2026-03-29T07:01:00Z", id="59-into-summer-time"),
        pytest.param("2026-10-24T19:00:00Z", "2026-10-25T08:01:00Z", id="60-into-winter-time"),
        pytest.param("2026-01-17T09:00:00Z", "2026-01-17T08:59:00Z", id="61-saturdays-count"),
    ],
)
def test_an_evening_sms_is_sent_the_next_morning(requested: str, sent_at: str):
    stage = Stage("2026-01-01T08:00:00Z")
    stage.one(sms_to(at=requested))

    stage.to("2027-01-01T08:00:00Z")

    assert stage.left() == [("+4799999999", sent_at)]


def test_64_a_reminder_is_sent_by_its_own_norwegian_time():
    stage = Stage("2026-10-01T08:00:00Z")
    main = sms_to(at="2026-10-20T09:30:00+02:00")
    _, reminder = stage.chain(main, sms_to(at="2026-10-27T07:30:00Z"))

    stage.to("2026-11-01T08:00:00Z")

    assert stage.left()[1] == ("+4799999999", "2026-10-27T08:01:00Z")
    assert expiry(reminder) == "2026-10-29T08:00:00Z"


def test_65_a_reminder_can_be_sent_before_its_main_order():
    stage = Stage("2026-01-14T09:00:00Z")
    main, reminder = stage.chain(
        email_to(at="2026-01-20T09:00:00Z"), email_to(at="2026-01-15T09:00:00Z")
    )

    stage.to("2026-01-15T08:59:00Z")

    assert standing(reminder) == (OrderStatus.COMPLETED, "2026-01-15T08:59:00Z")
    assert main.status is OrderStatus.REGISTERED


def test_66_a_stopped_main_order_does_not_stop_its_reminder():
    stage = Stage("2026-01-13T09:00:00Z")
    stage.answers = [NOT_MET]
    main, reminder = stage.chain(
        email_to(at="2026-01-14T09:00:00Z", condition_endpoint="https://c.example.com"),
        email_to(at="2026-01-15T09:00:00Z"),
    )

    stage.to("2026-01-15T09:00:00Z")

    assert main.status is OrderStatus.SEND_CONDITION_NOT_MET
    assert standing(reminder) == (OrderStatus.COMPLETED, "2026-01-15T08:59:00Z")

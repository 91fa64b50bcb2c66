"""Worked examples 1 to 25: pick-up, cancellation, conditions, failing dependencies.

They are those of the rule set ``deployed``; test_documented_timing.py has those of ``documented``.

Source: docs/reference/time-and-delivery.md section 13. Gateways respond within the sweep here, so
for examples that end with ``Sending`` the send time is compared.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import (
    Dependency,
    NotificationChannel,
    NotificationResult,
    OrderStatus,
    RuleSet,
)
from mock_server.domain.errors import CannotBeCancelled
from mock_server.domain.instant import DAY, format_instant, parse_instant
from mock_server.notifications.engine.registration import cancel
from mock_server.world.conditions import parse_condition_response
from mock_server.world.external_calls import SendConditionResult
from mock_server.world.faults import FaultRule
from tests.world.stage import (
    CREATOR,
    INCONCLUSIVE,
    MET,
    NIN,
    NOT_MET,
    E,
    P,
    Stage,
    X,
    email_to,
    expiry,
    sms_to,
    standing,
    to_person,
)

URL = "https://condition.example.com/c"


def stage_with_order(created: str = "2026-01-13T12:00:00Z", at: str = "2026-01-14T09:00:00Z"):
    stage = Stage(created)
    return stage, stage.one(email_to(at=at))


def test_1_an_order_stays_registered_until_a_minute_before_its_send_time():
    stage, order = stage_with_order()

    stage.at("2026-01-14T08:58:59Z", P)

    assert standing(order) == (OrderStatus.REGISTERED, "2026-01-13T12:00:00Z")
    assert order.notifications == []


def test_2_an_order_is_processed_a_minute_before_its_send_time():
    stage, order = stage_with_order()

    stage.at("2026-01-14T08:59:00Z", P)

    assert standing(order) == (OrderStatus.PROCESSED, "2026-01-14T08:59:00Z")
    assert [each.result for each in order.notifications] == [NotificationResult.NEW]


def test_3_the_email_is_sent_a_minute_before_its_send_time():
    stage, _ = stage_with_order()

    stage.at("2026-01-14T08:59:00Z", P, E)

    assert stage.left() == [("a@example.com", "2026-01-14T08:59:00Z")]


def test_4_an_order_for_five_minutes_ago_is_processed_at_once():
    stage = Stage("2026-01-14T09:00:00Z")
    order = stage.v1(email_to(at="2026-01-14T08:55:00Z"))

    stage.at("2026-01-14T09:00:00Z", P)

    assert order.status is OrderStatus.PROCESSED


def test_7_the_expiry_counts_from_the_requested_send_time():
    stage = Stage("2026-01-14T09:00:20Z")
    order = stage.one(email_to(at="2026-01-14T09:00:20Z"))

    stage.at("2026-01-14T09:01:00Z", P)

    assert expiry(order) == "2026-01-16T09:00:20Z"


def test_8_one_sweep_picks_up_every_batch():
    stage = Stage("2026-01-14T08:00:00Z")
    orders = [stage.v1(email_to(at="2026-01-14T09:00:00Z")) for _ in range(120)]

    stage.at("2026-01-14T09:00:00Z", P)

    assert {order.status for order in orders} == {OrderStatus.PROCESSED}


def test_10_an_order_can_be_cancelled_until_five_minutes_before():
    stage = Stage("2026-01-14T08:00:00Z")
    order = stage.v1(email_to(at="2026-01-14T12:00:00Z"))
    stage.at("2026-01-14T11:54:59.999Z")

    cancel(stage.world, order.id, CREATOR)
    stage.at("2026-01-14T11:59:00Z", P)

    assert standing(order) == (OrderStatus.CANCELLED, "2026-01-14T11:54:59.999Z")
    assert stage.feed() == []


def test_11_exactly_five_minutes_before_is_too_late():
    stage = Stage("2026-01-14T08:00:00Z")
    order = stage.v1(email_to(at="2026-01-14T12:00:00Z"))
    stage.at("2026-01-14T11:55:00Z")

    with pytest.raises(CannotBeCancelled):
        cancel(stage.world, order.id, CREATOR)

    assert order.status is OrderStatus.REGISTERED


def test_12_cancelling_again_changes_nothing():
    stage = Stage("2026-01-14T08:00:00Z")
    order = stage.v1(email_to(at="2026-01-14T12:00:00Z"))
    stage.at("2026-01-14T11:00:00Z")
    cancel(stage.world, order.id, CREATOR)
    stage.at("2026-01-14T13:00:00Z")

    cancel(stage.world, order.id, CREATOR)

    assert standing(order) == (OrderStatus.CANCELLED, "2026-01-14T11:00:00Z")


def test_13_a_processed_order_cannot_be_cancelled():
    stage = Stage("2026-01-14T08:00:00Z")
    order = stage.v1(email_to(at="2026-01-14T12:00:00Z"))
    stage.at("2026-01-14T11:59:00Z", P)
    stage.at("2026-01-14T11:59:30Z")

    with pytest.raises(CannotBeCancelled):
        cancel(stage.world, order.id, CREATOR)


def chain_with_reminder():
    stage = Stage("2026-01-14T08:00:00Z")
    main = email_to(at="2026-01-14T12:00:00Z")
    reminder = email_to(at="2026-01-17T12:00:00Z")
    return stage, *stage.chain(main, reminder)


def test_14_cancelling_the_main_order_does_not_cancel_the_reminder():
    stage, main, reminder = chain_with_reminder()
    stage.at("2026-01-14T10:00:00Z")

    cancel(stage.world, main.id, CREATOR)
    stage.at("2026-01-17T11:59:00Z", P)

    assert main.status is OrderStatus.CANCELLED
    assert reminder.status is OrderStatus.PROCESSED


def test_15_a_reminder_is_cancelled_separately():
    stage, main, reminder = chain_with_reminder()
    stage.at("2026-01-17T11:54:00Z")

    cancel(stage.world, reminder.id, CREATOR)

    assert reminder.status is OrderStatus.CANCELLED
    assert main.status is OrderStatus.REGISTERED


def with_condition(*answers: SendConditionResult, rules: RuleSet = RuleSet.DEPLOYED):
    stage = Stage("2026-01-14T08:00:00Z", rules)
    stage.answers = list(answers)
    order_request = email_to(at="2026-01-14T10:00:00Z", condition_endpoint=URL)
    return stage, stage.one(order_request)


def test_17_a_condition_that_is_not_met_stops_the_order():
    stage, order = with_condition(NOT_MET)

    stage.at("2026-01-14T09:59:00Z", P)

    assert standing(order) == (OrderStatus.SEND_CONDITION_NOT_MET, "2026-01-14T09:59:00Z")
    assert stage.feed() == [(order.id, "SendConditionNotMet", [])]


def test_18_an_order_with_an_inconclusive_condition_stays_in_processing():
    stage, order = with_condition(INCONCLUSIVE)

    stage.at("2026-01-14T09:59:00Z", P)

    assert standing(order) == (OrderStatus.PROCESSING, "2026-01-14T08:00:00Z")
    assert stage.asked == [URL]


def test_19_a_condition_not_met_at_the_second_attempt_stops_the_order():
    stage, order = with_condition(INCONCLUSIVE, NOT_MET)

    stage.to("2026-01-14T10:00:00Z")

    assert standing(order) == (OrderStatus.SEND_CONDITION_NOT_MET, "2026-01-14T10:00:00Z")
    assert stage.asked == [URL, URL]


def test_20_an_order_is_sent_after_a_second_inconclusive_condition():
    stage, order = with_condition(INCONCLUSIVE)

    stage.to("2026-01-14T10:00:00Z")

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T10:00:00Z")
    assert stage.left() == [("a@example.com", "2026-01-14T10:00:00Z")]


@pytest.mark.parametrize(
    ("rules", "first", "second"),
    [(RuleSet.DEPLOYED, "09:59", "10:00"), (RuleSet.DOCUMENTED, "10:00", "10:01")],
)
def test_the_second_attempt_is_a_minute_after_the_first_wherever_the_clock_stops(
    rules: RuleSet, first: str, second: str
):
    stage, order = with_condition(INCONCLUSIVE, rules=rules)

    for seconds in range(0, 60, 20):
        stage.to(f"2026-01-14T{first}:{seconds:02}Z")
    before = order.status
    stage.to(f"2026-01-14T{second}:00Z")

    assert before is OrderStatus.PROCESSING
    assert standing(order) == (OrderStatus.COMPLETED, f"2026-01-14T{second}:00Z")


def test_21_an_order_between_its_attempts_cannot_be_cancelled():
    stage, order = with_condition(INCONCLUSIVE)
    stage.to("2026-01-14T09:59:30Z")

    with pytest.raises(CannotBeCancelled):
        cancel(stage.world, order.id, CREATOR)


@pytest.mark.parametrize(
    ("status", "body", "met"),
    [
        pytest.param(200, '{"sendNotification": true}', True, id="true"),
        pytest.param(202, '{"sendNotification": false, "x": 1}', False, id="false-beside-others"),
        pytest.param(200, '{"sendNotification": null}', None, id="null"),
        pytest.param(200, '{"SendNotification": true}', None, id="different-case"),
        pytest.param(200, '{"sendNotification": "true"}', None, id="text"),
        pytest.param(200, "", None, id="empty"),
        pytest.param(200, "  ", None, id="blank"),
        pytest.param(200, "null", None, id="literal-null"),
        pytest.param(200, "[true]", None, id="list"),
        pytest.param(200, "no", None, id="not-json"),
        pytest.param(200, '{"sendNotification": true, "x": NaN}', None, id="not-a-number"),
        pytest.param(200, "[" * 100_000, None, id="nested-too-deeply"),
        pytest.param(200, '{"x": ' + "9" * 5_000 + "}", None, id="a-number-of-5000-digits"),
        pytest.param(404, '{"sendNotification": false}', None, id="not-found"),
    ],
)
def test_22_only_a_boolean_in_a_successful_response_is_conclusive(
    status: int, body: str, met: bool | None
):
    assert parse_condition_response(status, body, RuleSet.DEPLOYED).met is met


def test_a_connection_that_fails_is_tried_four_times():
    stage, order = with_condition(SendConditionResult(None, "no connection", is_unreachable=True))

    stage.at("2026-01-14T09:59:00Z", P)

    assert stage.asked == [URL] * 4
    assert order.status is OrderStatus.PROCESSING


def test_a_condition_endpoint_that_becomes_reachable_is_conclusive():
    unreachable = SendConditionResult(None, "no connection", is_unreachable=True)
    stage, order = with_condition(unreachable, MET)

    stage.at("2026-01-14T09:59:00Z", P)

    assert order.status is OrderStatus.PROCESSED


def with_failing_profile(times: int | None):
    stage = Stage("2026-01-14T08:00:00Z")
    stage.person(email="ola@example.com")
    order = stage.one(to_person(NotificationChannel.EMAIL, at="2026-01-14T10:00:00Z"))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE, times=times))
    return stage, order


def test_23_an_order_is_registered_again_after_a_dependency_fails_twice():
    stage, order = with_failing_profile(2)

    stage.to("2026-01-14T10:00:00Z")

    assert standing(order) == (OrderStatus.REGISTERED, "2026-01-14T10:00:00Z")


def test_24_the_next_sweep_starts_with_a_first_attempt():
    stage, order = with_failing_profile(2)

    stage.to("2026-01-14T10:01:00Z")

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T10:01:00Z")
    assert expiry(order) == "2026-01-16T10:00:00Z"


def test_25_a_notification_created_after_its_expiry_stays_new():
    stage, order = with_failing_profile(None)
    stage.to("2026-01-16T12:00:30Z")
    stage.world.faults.rules.clear()

    stage.to("2026-01-16T12:05:00Z")
    stage.at("2026-02-16T12:00:00Z", E, X)

    assert order.status is OrderStatus.PROCESSED
    assert [each.result for each in order.notifications] == [NotificationResult.NEW]
    assert stage.left() == []


def test_a_dependency_that_fails_once_delays_the_order_by_a_minute():
    stage, order = with_failing_profile(1)

    stage.to("2026-01-14T12:00:00Z")

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T10:00:00Z")


def test_a_stale_address_is_not_used():
    stage = Stage("2026-01-14T08:00:00Z")
    stage.person(email="ola@example.com")
    order = stage.one(to_person(NotificationChannel.EMAIL, at="2026-01-14T10:00:00Z"))
    limit = parse_instant("2024-07-14T09:59:00Z")
    person = stage.world.directory.persons[NIN]

    stage.world.directory.persons[NIN] = replace(person, email_verified_at=limit - DAY)
    stage.to("2026-01-14T10:00:00Z")

    assert [each.result for each in order.notifications] == [
        NotificationResult.RECIPIENT_NOT_IDENTIFIED
    ]


def test_an_sms_without_a_window_is_never_sent_and_the_clock_still_advances():
    stage = Stage("2026-01-14T08:00:00Z")
    opens = stage.world.settings.sms_window_opens
    stage.world.settings = replace(stage.world.settings, sms_window_closes=opens)
    stage.one(sms_to(at="2026-01-14T10:00:00Z"))

    stage.to("2027-01-14T10:00:00Z")

    assert stage.left() == []
    assert format_instant(stage.world.clock.now()) == "2027-01-14T10:00:00Z"

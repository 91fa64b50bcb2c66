"""What is on its way, why it has not left, and when it will: each reason once.

Source: spec/processing-and-timing.md 3.2, 3.3, 3.8, 10.3.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import Dependency, NotificationChannel, SendingTimePolicy
from mock_server.domain.instant import DAY, MINUTE, format_instant, parse_instant
from mock_server.domain.orders import EmailTemplate
from mock_server.explain.pending import pending_messages
from mock_server.world.advance import advance
from mock_server.world.faults import FaultRule
from tests.world.stage import INCONCLUSIVE, NIN, Stage, email_to, sms_to, to_person

MORNING = "2026-01-14T09:00:00Z"
EVENING = "2026-01-14T19:00:00Z"


def seen(stage: Stage) -> list[tuple[str, str, str | None]]:
    return [
        (each.aim.to, each.reason.value, each.expected_at and format_instant(each.expected_at))
        for each in pending_messages(stage.world)
    ]


def because(stage: Stage) -> list[str]:
    return [f"{each.because} ({each.rule})" for each in pending_messages(stage.world)]


def test_nothing_is_held_back_in_a_fresh_world():
    assert seen(Stage(MORNING)) == []


def test_an_order_whose_time_has_not_come():
    stage = Stage(MORNING)
    stage.one(email_to(at="2026-01-14T12:00:00Z"))

    assert seen(stage) == [("a@example.com", "notDue", "2026-01-14T11:59:00Z")]
    assert because(stage) == [
        "its send time is 2026-01-14 13:00 in Norway, so it is taken up 2026-01-14 12:59 in"
        " Norway (pick-up)"
    ]


def test_an_order_that_the_next_sweep_takes_up():
    stage = Stage("2026-01-14T09:00:20Z")
    stage.one(email_to(at="2026-01-14T09:00:20Z"))

    assert seen(stage) == [("a@example.com", "awaitingSweep", "2026-01-14T09:01:00Z")]


def test_an_sms_in_the_evening_before_and_after_it_was_taken_up():
    stage = Stage(EVENING)
    stage.one(sms_to(at=EVENING))
    morning = [("+4799999999", "outsideSmsWindow", "2026-01-15T08:01:00Z")]

    before = seen(stage)
    stage.to("2026-01-14T19:10:00Z")

    assert before == seen(stage) == morning
    assert because(stage) == ["daytime SMS leave between 09:00 and 17:00 in Norway (sms-window)"]


def test_an_sms_that_may_leave_at_any_time_does_not_wait_for_morning():
    stage = Stage(EVENING)
    stage.one(sms_to(at=EVENING, sending_time_policy=SendingTimePolicy.ANYTIME))

    assert seen(stage) == [("+4799999999", "awaitingSweep", EVENING)]


def test_a_window_that_never_opens():
    stage = Stage(EVENING)
    settings = stage.world.settings
    stage.world.settings = replace(settings, sms_window_closes=settings.sms_window_opens)
    stage.one(sms_to(at=EVENING))
    stage.to("2026-01-14T19:10:00Z")

    assert seen(stage) == [("+4799999999", "outsideSmsWindow", None)]


def test_main_order_and_reminder_stand_in_the_order_of_leaving():
    stage = Stage(MORNING)
    stage.chain(
        email_to("second@example.com", at="2026-01-14T12:00:00Z"),
        email_to("first@example.com", at="2026-01-14T10:00:00Z"),
    )

    assert [to for to, _, _ in seen(stage)] == ["first@example.com", "second@example.com"]


def test_a_person_is_looked_up_and_named_in_the_text():
    stage = Stage(MORNING)
    stage.person(name="Kari", email="kari@example.com", mobile_number="+4791111111")
    email = EmailTemplate(sender="a@b.no", subject="Hei $recipientName$", body="Hei")
    stage.one(to_person(NotificationChannel.EMAIL_AND_SMS, at=MORNING, email=email))

    aims = [each.aim for each in pending_messages(stage.world)]

    assert [each.to for each in aims] == ["kari@example.com", "+4791111111"]
    assert (aims[0].subject, aims[0].national_identity_number) == ("Hei Kari", NIN)


def test_looking_changes_nothing():
    stage = Stage(MORNING)
    stage.person(email="kari@example.com")
    order = stage.one(to_person(NotificationChannel.EMAIL, at=MORNING))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE, times=1))

    assert seen(stage) == seen(stage)

    assert stage.world.faults.rules[0].times == 1
    assert order.notifications == []
    assert len(stage.world.outbox) == 0


def test_a_condition_that_gave_nothing_usable():
    stage = Stage(MORNING)
    stage.answers = [INCONCLUSIVE]
    stage.one(email_to(at=MORNING, condition_endpoint="https://example.com/c"))
    stage.to("2026-01-14T09:00:30Z")

    assert seen(stage) == [("a@example.com", "conditionInconclusive", "2026-01-14T09:01:00Z")]
    assert because(stage) == [
        "status 500; the order will be retried in one minute (condition-inconclusive)"
    ]


@pytest.mark.parametrize(
    ("failures", "at", "leaves", "rule"),
    [
        pytest.param(1, "09:00:30", "09:01:00", "dependency-failed", id="first-try"),
        pytest.param(2, "09:01:30", "09:02:00", "dependency-failed-twice", id="second-try"),
    ],
)
def test_a_dependency_that_failed(failures: int, at: str, leaves: str, rule: str):
    stage = Stage(MORNING)
    stage.person(email="kari@example.com")
    stage.one(to_person(NotificationChannel.EMAIL, at=MORNING))
    fault = FaultRule(dependency=Dependency.PROFILE, times=failures)
    stage.world.faults.rules.append(fault)

    stage.to(f"2026-01-14T{at}Z")

    assert seen(stage) == [("kari@example.com", "dependencyFailed", f"2026-01-14T{leaves}Z")]
    assert because(stage)[0].endswith(f"({rule})")


def test_a_gateway_that_asked_for_a_pause_holds_all_email():
    stage = Stage(MORNING)
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=429, times=1)
    stage.world.faults.rules.append(fault)
    stage.one(email_to(at=MORNING))
    stage.to(MORNING)

    assert seen(stage) == [("a@example.com", "emailRateLimited", "2026-01-14T09:01:00Z")]


def test_an_sms_that_the_gateway_did_not_take_is_given_again():
    stage = Stage(MORNING)
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.SMS_GATEWAY, times=1))
    stage.one(sms_to(at=MORNING))
    stage.to(MORNING)

    assert seen(stage) == [("+4799999999", "dependencyFailed", "2026-01-14T09:05:00Z")]


def test_what_has_left_is_not_held_back_any_more():
    stage = Stage(MORNING)
    stage.one(email_to(at=MORNING))
    stage.to(MORNING)

    assert seen(stage) == []


@pytest.mark.parametrize("minutes", [0, 1, 17, 481, 5_000])
def test_what_is_foretold_is_what_happens(minutes: int):
    stage = Stage(MORNING)
    stage.person(name="Kari", email="kari@example.com", mobile_number="+4791111111")
    at = format_instant(parse_instant(MORNING) + minutes * MINUTE)
    stage.chain(
        to_person(
            NotificationChannel.EMAIL_AND_SMS, at=at, sending_time_policy=SendingTimePolicy.DAYTIME
        ),
        sms_to(at=format_instant(parse_instant(at) + DAY)),
    )

    foretold = sorted(
        (each.expected_at or 0, each.aim.to) for each in pending_messages(stage.world)
    )
    stage.drive(advance(stage.world, parse_instant(at) + 4 * DAY))

    assert foretold == sorted((each.sent_at, each.to) for each in stage.world.outbox.all())


def test_the_document_has_what_the_control_api_promises():
    stage = Stage(MORNING)
    order = stage.one(email_to(at="2026-01-14T12:00:00Z", senders_reference="ref"))

    document = pending_messages(stage.world)[0].document()

    assert {name: document[name] for name in ("shipmentId", "channel", "to", "text", "reason")} == {
        "shipmentId": order.id,
        "channel": "email",
        "to": "a@example.com",
        "text": "Innhold",
        "reason": "notDue",
    }
    assert document["expectedSendTime"] == "2026-01-14T11:59:00Z"
    assert document["sendersReference"] == "ref"

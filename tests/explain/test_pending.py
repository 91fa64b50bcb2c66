"""What is on its way, why it has not left, and when it will: each reason once.

Source: docs/reference/time-and-delivery.md sections 3.2, 3.3, 3.8, 10.3.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import Dependency, NotificationChannel, RuleSet, SendingTimePolicy
from mock_server.domain.instant import DAY, MINUTE, format_instant, parse_instant
from mock_server.domain.orders import EmailTemplate
from mock_server.explain.next_message import next_message_at
from mock_server.explain.pending import pending_messages
from mock_server.world.advance import advance
from mock_server.world.faults import FaultRule
from tests.world.stage import INCONCLUSIVE, NIN, Stage, email_to, sms_to, to_person

MORNING = "2026-01-14T09:00:00Z"
EVENING = "2026-01-14T19:00:00Z"


def pending(stage: Stage) -> list[tuple[str, str, str | None]]:
    """Return the pending messages; the first one is the next message of the world."""
    expected = [each.expected_at for each in pending_messages(stage.world) if each.expected_at]
    first = max(min(expected), stage.world.clock.now()) if expected else None
    assert next_message_at(stage.world) == first
    return [
        (each.message.to, each.reason.value, each.expected_at and format_instant(each.expected_at))
        for each in pending_messages(stage.world)
    ]


def explanations(stage: Stage) -> list[str]:
    return [f"{each.because} ({each.rule})" for each in pending_messages(stage.world)]


def test_a_fresh_world_has_no_pending_messages():
    assert pending(Stage(MORNING)) == []


@pytest.mark.parametrize(
    ("rules", "pick_up", "in_norway", "rule"),
    [
        (RuleSet.DOCUMENTED, "2026-01-14T12:00:00Z", "13:00", "pick-up"),
        (RuleSet.DEPLOYED, "2026-01-14T11:59:00Z", "12:59", "pick-up-early"),
    ],
)
def test_an_order_before_its_send_time_is_not_due(
    rules: RuleSet, pick_up: str, in_norway: str, rule: str
):
    stage = Stage(MORNING, rules)
    stage.one(email_to(at="2026-01-14T12:00:00Z"))

    assert pending(stage) == [("a@example.com", "notDue", pick_up)]
    assert explanations(stage) == [
        "its send time is 2026-01-14 13:00 Norwegian time, so it will be picked up at"
        f" 2026-01-14 {in_norway} in rule set {rules} ({rule})"
    ]


def test_a_due_order_awaits_the_next_sweep():
    stage = Stage("2026-01-14T09:00:20Z")
    stage.one(email_to(at="2026-01-14T09:00:20Z"))

    assert pending(stage) == [("a@example.com", "awaitingSweep", "2026-01-14T09:01:00Z")]


def test_a_daytime_sms_in_the_evening_is_outside_the_sms_window():
    stage = Stage(EVENING)
    stage.one(sms_to(at=EVENING))
    morning = [("+4799999999", "outsideSmsWindow", "2026-01-15T08:01:00Z")]

    before = pending(stage)
    stage.to("2026-01-14T19:10:00Z")

    assert before == pending(stage) == morning
    assert explanations(stage) == [
        "daytime SMS are sent between 09:00 and 17:00 Norwegian time (sms-window)"
    ]


def test_an_anytime_sms_in_the_evening_awaits_the_next_sweep():
    stage = Stage(EVENING)
    stage.one(sms_to(at=EVENING, sending_time_policy=SendingTimePolicy.ANYTIME))

    assert pending(stage) == [("+4799999999", "awaitingSweep", EVENING)]


def test_an_sms_window_that_never_opens_gives_no_send_time():
    stage = Stage(EVENING)
    settings = stage.world.settings
    stage.world.settings = replace(settings, sms_window_closes=settings.sms_window_opens)
    stage.one(sms_to(at=EVENING))
    stage.to("2026-01-14T19:10:00Z")

    assert pending(stage) == [("+4799999999", "outsideSmsWindow", None)]


def test_pending_messages_are_sorted_by_send_time():
    stage = Stage(MORNING)
    stage.chain(
        email_to("second@example.com", at="2026-01-14T12:00:00Z"),
        email_to("first@example.com", at="2026-01-14T10:00:00Z"),
    )

    assert [to for to, _, _ in pending(stage)] == ["first@example.com", "second@example.com"]


def test_contact_points_and_names_of_persons_are_looked_up():
    stage = Stage(MORNING)
    stage.person(name="Kari", email="kari@example.com", mobile_number="+4791111111")
    email = EmailTemplate(sender="a@b.no", subject="Hei $recipientName$", body="Hei")
    stage.one(to_person(NotificationChannel.EMAIL_AND_SMS, at=MORNING, email=email))

    messages = [each.message for each in pending_messages(stage.world)]

    assert [each.to for each in messages] == ["kari@example.com", "+4791111111"]
    assert (messages[0].subject, messages[0].national_identity_number) == ("Hei Kari", NIN)


def test_listing_pending_messages_changes_nothing():
    stage = Stage(MORNING)
    stage.person(email="kari@example.com")
    order = stage.one(to_person(NotificationChannel.EMAIL, at=MORNING))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE, times=1))

    assert pending(stage) == pending(stage)

    assert stage.world.faults.rules[0].times == 1
    assert order.notifications == []
    assert len(stage.world.outbox) == 0


def test_an_inconclusive_condition_is_retried():
    stage = Stage(MORNING)
    stage.answers = [INCONCLUSIVE]
    stage.one(email_to(at=MORNING, condition_endpoint="https://example.com/c"))
    stage.to("2026-01-14T09:00:30Z")

    assert pending(stage) == [("a@example.com", "conditionInconclusive", "2026-01-14T09:01:00Z")]
    assert explanations(stage) == [
        "status 500; the order will be retried in one minute (condition-inconclusive)"
    ]


@pytest.mark.parametrize(
    ("failures", "at", "expected_at", "rule"),
    [
        pytest.param(1, "09:00:30", "09:01:00", "dependency-failed", id="first-try"),
        pytest.param(2, "09:01:30", "09:02:00", "dependency-failed-twice", id="second-try"),
    ],
)
def test_an_order_is_retried_after_a_dependency_failed(
    failures: int, at: str, expected_at: str, rule: str
):
    stage = Stage(MORNING)
    stage.person(email="kari@example.com")
    stage.one(to_person(NotificationChannel.EMAIL, at=MORNING))
    fault = FaultRule(dependency=Dependency.PROFILE, times=failures)
    stage.world.faults.rules.append(fault)

    stage.to(f"2026-01-14T{at}Z")

    assert pending(stage) == [
        ("kari@example.com", "dependencyFailed", f"2026-01-14T{expected_at}Z")
    ]
    assert explanations(stage)[0].endswith(f"({rule})")


def test_a_rate_limit_delays_all_email():
    stage = Stage(MORNING)
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=429, times=1)
    stage.world.faults.rules.append(fault)
    stage.one(email_to(at=MORNING))
    stage.to(MORNING)

    assert pending(stage) == [("a@example.com", "emailRateLimited", "2026-01-14T09:01:00Z")]


def test_an_sms_that_the_gateway_did_not_accept_is_sent_again():
    stage = Stage(MORNING)
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.SMS_GATEWAY, times=1))
    stage.one(sms_to(at=MORNING))
    stage.to(MORNING)

    assert pending(stage) == [("+4799999999", "dependencyFailed", "2026-01-14T09:05:00Z")]


def test_a_sent_message_is_not_pending():
    stage = Stage(MORNING)
    stage.one(email_to(at=MORNING))
    stage.to(MORNING)

    assert pending(stage) == []


@pytest.mark.parametrize("minutes", [0, 1, 17, 481, 5_000])
def test_messages_are_sent_at_the_expected_send_time(minutes: int):
    stage = Stage(MORNING)
    stage.person(name="Kari", email="kari@example.com", mobile_number="+4791111111")
    at = format_instant(parse_instant(MORNING) + minutes * MINUTE)
    stage.chain(
        to_person(
            NotificationChannel.EMAIL_AND_SMS, at=at, sending_time_policy=SendingTimePolicy.DAYTIME
        ),
        sms_to(at=format_instant(parse_instant(at) + DAY)),
    )

    expected = sorted(
        (each.expected_at or 0, each.message.to) for each in pending_messages(stage.world)
    )
    stage.drive(advance(stage.world, parse_instant(at) + 4 * DAY))

    assert expected == sorted((each.sent_at, each.to) for each in stage.world.outbox.all())


def test_the_document_has_the_fields_of_the_control_api():
    stage = Stage(MORNING)
    order = stage.one(email_to(at="2026-01-14T12:00:00Z", senders_reference="ref"))

    document = pending_messages(stage.world)[0].document()

    assert {name: document[name] for name in ("shipmentId", "channel", "to", "body", "reason")} == {
        "shipmentId": order.id,
        "channel": "email",
        "to": "a@example.com",
        "body": "Innhold",
        "reason": "notDue",
    }
    assert document["expectedSendTime"] == "2026-01-14T11:59:00Z"
    assert document["sendersReference"] == "ref"


def test_the_next_message_can_be_that_of_a_later_order():
    stage = Stage(MORNING)
    stage.person(is_reserved=True, email="kari@example.com")
    for minute in range(20):
        at = format_instant(parse_instant(MORNING) + minute * MINUTE)
        stage.one(to_person(NotificationChannel.EMAIL, at=at))
    stage.one(sms_to(at="2026-01-14T20:00:00Z"))
    later = stage.one(email_to(at="2026-01-14T21:00:00Z"))

    assert pending(stage)[0] == ("a@example.com", "notDue", "2026-01-14T20:59:00Z")
    assert later.status == "Registered"

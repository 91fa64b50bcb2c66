"""Worked examples 16, 56 and 67 to 97: expiry, completion, the feed, gateways.

Source: docs/reference/time-and-delivery.md section 13. Examples that need HTTP requests are in
test_worked_examples_http.py.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import (
    Channel,
    Dependency,
    NotificationChannel,
    NotificationResult,
    OrderStatus,
)
from mock_server.domain.errors import CannotBeCancelled, ConflictError
from mock_server.domain.instant import HOUR, SECOND, format_instant, parse_instant
from mock_server.domain.orders import EmailTemplate, Recipient, SmsTemplate
from mock_server.domain.timing import first_feed_cleanup
from mock_server.notifications.engine.delivery import UnmatchedReportRetry, receive_delivery_report
from mock_server.notifications.engine.registration import cancel
from mock_server.world.advance import advance
from mock_server.world.dead_delivery_reports import EXPIRED, NOT_FOUND
from mock_server.world.directory import OrganizationUser, Permit, Resource
from mock_server.world.faults import FaultRule
from mock_server.world.outcomes import NO_REPORT, OutcomeRule
from mock_server.world.schedule import Phase
from tests.world.stage import (
    CREATOR,
    ORGANIZATION,
    SD,
    D,
    E,
    P,
    Stage,
    X,
    both,
    email_to,
    expiry,
    results,
    run,
    sms_to,
    standing,
    to_organization,
    to_person,
)


def stage_without_reports(now: str = "2026-01-14T08:00:00Z") -> Stage:
    """Return a stage whose gateways accept every message and report no result."""
    stage = Stage(now)
    stage.world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
    return stage


def message_id(stage: Stage, index: int = -1) -> str:
    return list(stage.world.outbox.all())[index].id


def instant(stage: Stage, seconds: int):
    now = format_instant(stage.world.clock.now())
    return stage.instant(sms_to(at=now, sending_time_policy=1, time_to_live=seconds * SECOND))


def test_16_an_instant_order_cannot_be_cancelled():
    stage = Stage("2026-01-14T10:00:00Z")
    order = instant(stage, 3600)
    stage.at("2026-01-14T10:00:01Z")

    with pytest.raises(CannotBeCancelled):
        cancel(stage.world, order.id, CREATOR)


def test_56_an_instant_sms_expires_with_its_time_to_live():
    stage = Stage("2026-01-14T10:00:00Z")

    order = instant(stage, 60)

    assert expiry(order) == "2026-01-14T10:01:00Z"
    assert order.status is OrderStatus.PROCESSED
    assert [each.result for each in order.notifications] == [NotificationResult.SENDING]


def stage_with_succeeded_email():
    stage = stage_without_reports()
    order = stage.one(email_to(at="2026-01-14T09:00:00Z"))
    stage.at("2026-01-14T09:00:00Z", P, E)
    return stage, order


def test_67_a_notification_is_not_terminated_until_five_minutes_after_expiry():
    stage, order = stage_with_succeeded_email()

    stage.at("2026-01-16T09:00:00Z", X)
    stage.at("2026-01-16T09:05:00Z", X)

    assert [each.result for each in order.notifications] == [NotificationResult.SUCCEEDED]


def test_68_the_next_quarter_hour_terminates_it():
    stage, order = stage_with_succeeded_email()

    stage.at("2026-01-16T09:15:00Z", X)

    assert results(order.notifications) == [("a@example.com", "Failed_TTL", "2026-01-16T09:15:00Z")]
    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-16T09:15:00Z")
    assert stage.feed() == [(order.id, "Completed", ["Failed_TTL"])]


def test_68_advancing_the_clock_terminates_it_too():
    stage = stage_without_reports()
    order = stage.one(email_to(at="2026-01-14T09:00:00Z"))

    stage.to("2027-01-01T00:00:00Z")

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-16T09:15:00Z")


def test_69_a_report_just_before_expiry_is_accepted():
    stage, order = stage_with_succeeded_email()
    stage.at("2026-01-16T08:59:59.999Z")

    receive_delivery_report(stage.world, message_id(stage), NotificationResult.DELIVERED)

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-16T08:59:59.999Z")


def test_70_a_report_at_expiry_becomes_a_dead_delivery_report():
    stage, order = stage_with_succeeded_email()
    stage.at("2026-01-16T09:00:00Z")
    now = stage.world.clock.now()

    UnmatchedReportRetry(
        message_id(stage), Channel.EMAIL, NotificationResult.DELIVERED, now, 0
    ).run(stage.world)
    stage.at("2026-01-16T09:15:00Z", X)

    (report,) = stage.world.dead_delivery_reports
    assert (report.reason, report.attempts) == (EXPIRED, 1)
    assert [each.result for each in order.notifications] == [NotificationResult.TTL]


def test_71_a_daytime_sms_is_terminated_15_minutes_after_its_expiry():
    stage = stage_without_reports("2026-03-28T12:00:00Z")
    order = stage.one(sms_to(at="2026-03-28T16:00:00Z"))
    stage.to("2026-03-28T16:00:00Z")

    stage.at("2026-03-31T07:05:00Z", X)
    before = order.notifications[0].result
    stage.at("2026-03-31T07:15:00Z", X)

    assert (before, order.notifications[0].result) == (
        NotificationResult.ACCEPTED,
        NotificationResult.TTL,
    )


def test_72_a_report_for_an_instant_sms_after_its_time_to_live_is_rejected():
    stage = stage_without_reports("2026-01-14T10:00:00Z")
    order = instant(stage, 60)
    stage.to("2026-01-14T10:01:30Z")

    with pytest.raises(ConflictError, match="has expired"):
        receive_delivery_report(stage.world, message_id(stage), NotificationResult.DELIVERED)
    stage.to("2026-01-14T10:15:00Z")

    assert results(order.notifications) == [("+4799999999", "Failed_TTL", "2026-01-14T10:15:00Z")]


def test_73_a_sweep_terminates_a_hundred_notifications_oldest_expiry_first():
    stage = stage_without_reports()
    orders = [stage.one(email_to(at="2026-01-14T09:00:00Z")) for _ in range(250)]
    stage.at("2026-01-14T09:00:00Z", P, E)
    completed = []

    for at in ("2026-01-17T09:00:00Z", "2026-01-17T09:15:00Z", "2026-01-17T09:30:00Z"):
        stage.at(at, X)
        completed.append(sum(order.status is OrderStatus.COMPLETED for order in orders))

    assert completed == [100, 200, 250]
    assert orders[99].changed_at < orders[100].changed_at


def test_73_advancing_the_clock_terminates_a_hundred_each_quarter_hour():
    stage = stage_without_reports()
    orders = [stage.one(email_to(at="2026-01-14T09:00:00Z")) for _ in range(250)]

    stage.to("2026-01-17T09:00:00Z")

    assert [format_instant(orders[each].changed_at)[11:16] for each in (0, 100, 249)] == [
        "09:15",
        "09:30",
        "09:45",
    ]


def test_74_the_last_final_notification_completes_the_order_with_one_feed_entry():
    stage = stage_without_reports()
    order = stage.v1(
        both(
            "2026-01-14T09:00:00Z",
            NotificationChannel.EMAIL,
            Recipient(email="a@x.no"),
            Recipient(email="b@x.no"),
        )
    )
    stage.at("2026-01-14T09:00:00Z", P, E)
    receive_delivery_report(stage.world, message_id(stage, 0), NotificationResult.DELIVERED)

    stage.at("2026-01-16T09:15:00Z", X)

    assert stage.feed() == [(order.id, "Completed", ["Delivered", "Failed_TTL"])]


def test_75_a_notification_stuck_in_sending_is_never_terminated():
    stage = Stage("2026-01-14T08:00:00Z")
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.SMS_GATEWAY))
    order = stage.one(sms_to(at="2026-01-14T09:00:00Z"))

    stage.to("2026-01-20T09:00:00Z")

    assert order.status is OrderStatus.PROCESSED
    assert [each.result for each in order.notifications] == [NotificationResult.SENDING]


def test_76_an_order_completes_with_its_last_report():
    stage = stage_without_reports()
    stage.person(email="ola@example.com", mobile_number="+4799999999")
    order = stage.one(to_person(NotificationChannel.EMAIL_AND_SMS, at="2026-01-14T09:00:00Z"))
    stage.to("2026-01-14T10:00:00Z")
    receive_delivery_report(stage.world, message_id(stage, 0), NotificationResult.DELIVERED)
    status_before = order.status
    stage.to("2026-01-14T10:02:00Z")

    receive_delivery_report(stage.world, message_id(stage, 1), NotificationResult.DELIVERED)

    assert status_before is OrderStatus.PROCESSED
    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T10:02:00Z")
    assert stage.feed() == [(order.id, "Completed", ["Delivered", "Delivered"])]


def test_77_a_feed_entry_is_listed_after_more_than_two_seconds():
    stage = Stage("2026-01-14T10:00:00Z")
    stage.one(email_to(at="2026-01-14T10:00:00Z"))
    stage.to("2026-01-14T10:00:00Z")
    feed, created = stage.world.status_feed, parse_instant("2026-01-14T10:00:00Z")

    def visible(milliseconds: int) -> int:
        now = created + milliseconds * SECOND // 1000
        return len(feed.read(CREATOR, now, seq=0, page_size=500, descending=False))

    assert (visible(2000), visible(2001)) == (0, 1)


def test_78_an_order_to_a_reserved_person_is_completed_at_once():
    stage = Stage("2026-01-14T08:00:00Z")
    stage.person(email="ola@example.com", is_reserved=True)
    order = stage.one(to_person(NotificationChannel.EMAIL_PREFERRED, at="2026-01-14T10:00:00Z"))

    stage.at("2026-01-14T09:59:00Z", P)

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T09:59:00Z")
    assert results(order.notifications) == [
        ("", "Failed_RecipientReserved", "2026-01-14T09:59:00Z")
    ]
    assert stage.feed() == [(order.id, "Completed", ["Failed_RecipientReserved"])]


def test_79_an_order_that_ignores_reservations_is_sent():
    stage = Stage("2026-01-14T08:00:00Z")
    stage.person(email="ola@example.com", is_reserved=True)
    order_request = to_person(
        NotificationChannel.EMAIL, at="2026-01-14T10:00:00Z", ignore_reservation=True
    )
    order = stage.one(order_request)

    stage.at("2026-01-14T09:59:00Z", P)

    assert [each.result for each in order.notifications] == [NotificationResult.NEW]


def test_80_a_preferred_channel_uses_both_addresses_of_a_v1_recipient():
    stage = Stage("2026-01-14T08:00:00Z")
    recipient = Recipient(email="a@x.no", mobile="+4799999999")
    order = stage.v1(both("2026-01-14T09:00:00Z", NotificationChannel.EMAIL_PREFERRED, recipient))

    stage.at("2026-01-14T09:00:00Z", P)

    assert [each.channel for each in order.notifications] == [Channel.EMAIL, Channel.SMS]


def test_81_the_channel_without_an_address_fails():
    stage = Stage("2026-01-14T08:00:00Z")
    stage.person(email="ola@example.com")
    order = stage.one(to_person(NotificationChannel.EMAIL_AND_SMS, at="2026-01-14T09:00:00Z"))

    stage.at("2026-01-14T09:00:00Z", P)

    assert [each.result for each in order.notifications] == [
        NotificationResult.NEW,
        NotificationResult.RECIPIENT_NOT_IDENTIFIED,
    ]
    assert order.status is OrderStatus.PROCESSED


def test_82_a_user_with_an_official_email_address_gets_an_sms():
    stage = Stage("2026-01-14T08:00:00Z")
    user = OrganizationUser(user_id=1, email="A@x.no", mobile_number="+4799999999")
    stage.organization(user, email_list=("a@x.no",))
    stage.world.directory.resources["r"] = Resource(resource_id="r", permits=(Permit(user_id=1),))
    order = stage.one(
        to_organization(
            NotificationChannel.EMAIL_PREFERRED,
            at="2026-01-14T09:00:00Z",
            resource_id="urn:altinn:resource:r",
        )
    )

    stage.at("2026-01-14T09:00:00Z", P)

    assert [each.to for each in order.notifications] == ["a@x.no", "+4799999999"]


def test_85_a_report_after_completion_changes_only_the_notification():
    stage = Stage("2026-01-14T10:00:00Z")
    order = stage.one(email_to(at="2026-01-14T10:00:00Z"))
    stage.to("2026-01-14T10:05:00Z")

    receive_delivery_report(stage.world, message_id(stage), NotificationResult.BOUNCED)

    assert results(order.notifications)[0][1:] == ("Failed_Bounced", "2026-01-14T10:05:00Z")
    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T10:00:00Z")
    assert stage.feed() == [(order.id, "Completed", ["Delivered"])]


def with_entries(count: int) -> Stage:
    stage = Stage("2026-01-14T10:00:00Z")
    for _ in range(count):
        stage.one(email_to(at="2026-01-14T10:00:00Z"))
    stage.to("2026-01-14T11:00:00Z")
    return stage


@pytest.mark.parametrize(
    ("seq", "descending", "page_size", "numbers"),
    [
        pytest.param(1, False, 500, [2, 3], id="after"),
        pytest.param(0, True, 2, [3, 2], id="newest"),
        pytest.param(2, True, 500, [1], id="before"),
        pytest.param(3, False, 500, [], id="nothing-after-the-last"),
    ],
)
def test_86_the_feed_is_read_in_both_directions(seq, descending, page_size, numbers):
    stage = with_entries(3)
    now = stage.world.clock.now()

    page = stage.world.status_feed.read(
        CREATOR, now, seq=seq, page_size=page_size, descending=descending
    )

    assert [each.sequence_number for each in page] == numbers


@pytest.mark.parametrize(
    ("at", "remaining"),
    [
        pytest.param("2026-03-31T23:59:59Z", 1, id="a-second-too-early"),
        pytest.param("2026-04-01T00:00:00Z", 0, id="ninety-days"),
    ],
)
def test_88_the_clean_up_deletes_entries_that_are_ninety_days_old(at: str, remaining: int):
    stage = Stage("2026-01-01T00:00:00Z")
    stage.one(email_to(at="2026-01-01T00:00:00Z"))
    stage.to("2026-01-01T00:00:00Z")

    stage.at(at, D)

    assert len(stage.feed()) == remaining


@pytest.mark.parametrize(
    ("created", "deleted"),
    [
        pytest.param("2026-01-01T00:00:00Z", "2026-04-01T02:00:00Z", id="before-the-hours"),
        pytest.param("2026-01-01T03:01:00Z", "2026-04-01T03:05:00Z", id="within"),
        pytest.param("2026-01-01T05:55:00Z", "2026-04-01T05:55:00Z", id="last"),
        pytest.param("2026-01-01T05:55:01Z", "2026-04-02T02:00:00Z", id="after"),
    ],
)
def test_the_clean_up_runs_at_night(created: str, deleted: str):
    assert format_instant(first_feed_cleanup(parse_instant(created))) == deleted


def with_email_fault(status: int | None) -> Stage:
    stage = Stage("2026-01-14T09:00:00Z")
    fault = FaultRule(
        dependency=Dependency.EMAIL_GATEWAY, status=status, close=status is None, times=1
    )
    stage.world.faults.rules.append(fault)
    stage.one(email_to(at="2026-01-14T10:00:00Z"))
    return stage


@pytest.mark.parametrize("status", [429, 503, None], ids=["89-429", "90-503", "no-response"])
def test_a_transient_error_pauses_all_email_for_a_minute(status: int | None):
    stage = with_email_fault(status)
    stage.at("2026-01-14T10:00:00Z", P, E)
    other = stage.one(email_to("b@example.com", at="2026-01-14T10:00:00Z"))

    stage.at("2026-01-14T10:00:59Z", P, E)
    before = stage.left(), other.notifications[0].result
    stage.at("2026-01-14T10:01:00Z", E)

    assert before == ([], NotificationResult.NEW)
    assert [to for to, _ in stage.left()] == ["a@example.com", "b@example.com"]


def test_the_pause_ends_by_itself():
    stage = with_email_fault(503)

    stage.to("2026-01-14T11:00:00Z")

    assert stage.left() == [("a@example.com", "2026-01-14T10:00:00Z")]


@pytest.mark.parametrize(
    ("status", "result"),
    [(413, NotificationResult.PAYLOAD_TOO_LARGE), (400, NotificationResult.FAILED)],
)
def test_an_email_that_the_gateway_rejects_fails(status: int, result: NotificationResult):
    stage = with_email_fault(status)

    stage.to("2026-01-14T11:00:00Z")

    assert stage.left() == []
    assert stage.feed()[0][2] == [result.value]


def test_91_a_report_with_an_unknown_reference_is_retried_seven_times():
    stage = Stage("2026-01-14T10:00:00Z")
    now = stage.world.clock.now()
    stage.world.schedule.add(
        now,
        Phase.GATEWAY,
        UnmatchedReportRetry("x", Channel.EMAIL, NotificationResult.DELIVERED, now, 0),
    )

    stage.to("2026-01-14T11:00:00Z")

    (report,) = stage.world.dead_delivery_reports
    assert (report.reason, report.attempts) == (NOT_FOUND, 7)
    assert (format_instant(report.first_seen), format_instant(report.last_attempt)) == (
        "2026-01-14T10:00:00Z",
        "2026-01-14T10:05:16Z",
    )


def test_92_an_early_report_is_applied_when_its_message_exists():
    stage, order = stage_with_succeeded_email()
    now = stage.world.clock.now()
    message = stage.world.messages.pop(reference := message_id(stage))
    stage.world.schedule.add(
        now,
        Phase.GATEWAY,
        UnmatchedReportRetry(reference, Channel.EMAIL, NotificationResult.DELIVERED, now, 0),
    )
    stage.to("2026-01-14T09:01:00Z")

    stage.world.messages[reference] = message
    stage.to("2026-01-14T10:00:00Z")

    assert results(order.notifications)[0][1:] == ("Delivered", "2026-01-14T09:01:16Z")


def test_93_an_sms_is_submitted_five_times_to_a_failing_gateway():
    stage = Stage("2026-01-14T09:00:00Z")
    fault = FaultRule(dependency=Dependency.SMS_GATEWAY, times=1000)
    stage.world.faults.rules.append(fault)
    order = stage.one(sms_to(at="2026-01-14T10:00:00Z"))

    stage.to("2026-01-14T12:00:00Z")

    assert fault.times == 995
    assert [
        format_instant(each.at)[11:16]
        for each in stage.world.event_log.decisions[order.notifications[0].id]
    ] == [
        "09:59",
        "10:04",
        "10:14",
        "10:29",
        "10:59",
    ]
    assert order.notifications[0].result is NotificationResult.SENDING


@pytest.mark.parametrize(
    ("order_request", "result"),
    [
        pytest.param(sms_to(at="2026-01-14T10:00:00Z"), "Failed_InvalidRecipient", id="94"),
        pytest.param(email_to(at="2026-01-14T10:00:00Z"), "Failed_InvalidEmailFormat", id="email"),
    ],
)
def test_a_message_that_the_gateway_rejects_completes_the_order(order_request, result: str):
    stage = Stage("2026-01-14T09:00:00Z")
    stage.world.outcomes.rules.append(OutcomeRule(result=result))
    order = stage.one(order_request)

    stage.to("2026-01-14T10:00:00Z")

    assert stage.feed() == [(order.id, "Completed", [result])]


def test_95_a_composed_email_with_an_invalid_attachment_fails():
    stage = Stage("2026-01-14T09:00:00Z")
    stage.world.outcomes.rules.append(OutcomeRule(result="Failed_InvalidSasUrl"))
    order = stage.composed(email_to(at="2026-01-14T10:00:00Z"))

    stage.to("2026-01-14T10:00:00Z")

    assert stage.feed() == [(order.id, "Completed", ["Failed_InvalidSasUrl"])]


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        pytest.param("Hei $recipientName$ $recipientNumber$", "Hei KARI NORDMANN ", id="96"),
        pytest.param("$recipientNumber$", "$recipientNumber$", id="97-nothing-remaining"),
        pytest.param("Hei", "Hei", id="no-keyword"),
    ],
)
def test_keywords_are_replaced_when_the_order_is_processed(body: str, sent: str):
    stage = Stage("2026-01-14T09:00:00Z")
    stage.person(name="KARI NORDMANN", mobile_number="99999999")
    order_request = to_person(NotificationChannel.SMS, at="2026-01-14T10:00:00Z")
    stage.one(replace(order_request, sms=SmsTemplate(sender="Altinn", body=body)))

    stage.at("2026-01-14T10:00:00Z", P, SD)
    stage.to("2026-01-14T10:00:00Z")

    assert [each.body for each in stage.world.outbox.all()] == [sent]


def test_a_failing_register_delays_an_order_with_keywords():
    stage = Stage("2026-01-14T09:00:00Z")
    stage.organization(name="Bedrift AS", email_list=("post@x.no",))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.REGISTER, times=1))
    template = EmailTemplate(sender="x", subject="Til $recipientName$", body="$recipientNumber$")
    stage.one(
        replace(
            to_organization(NotificationChannel.EMAIL, at="2026-01-14T10:00:00Z"), email=template
        )
    )

    stage.to("2026-01-14T11:00:00Z")

    (message,) = stage.world.outbox.all()
    assert (message.subject, message.body) == ("Til Bedrift AS", ORGANIZATION)
    assert format_instant(message.sent_at) == "2026-01-14T10:00:00Z"


def test_an_unprocessable_order_is_stuck():
    stage = Stage("2026-01-14T09:00:00Z")
    order = stage.v1(
        both("2026-01-14T10:00:00Z", NotificationChannel.EMAIL_AND_SMS, Recipient(email="a@x.no"))
    )

    stage.to("2027-01-14T10:00:00Z")

    assert order.status is OrderStatus.PROCESSING
    assert order.stuck_reason is not None


def test_an_idle_world_has_nothing_scheduled():
    stage = Stage("2026-01-14T09:00:00Z")
    stage.one(email_to(at="2026-01-14T10:00:00Z"))
    run(advance(stage.world, stage.world.clock.now() + 2 * HOUR), lambda _: None)

    assert stage.world.next_activity_at() is None
    assert stage.world.next_event_at() == parse_instant("2026-04-15T02:00:00Z")

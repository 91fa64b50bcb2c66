"""Planned outcomes and faults of the gateways, delivery reports, and instant orders.

Source: docs/reference/time-and-delivery.md sections 2.1, 2.4, 2.5, 10.2, 10.3.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import Channel, Dependency, NotificationResult, OrderStatus
from mock_server.domain.errors import ConflictError, NotFoundError, TemporaryNetworkFailure
from mock_server.domain.instant import DAY, MINUTE, SECOND, format_instant
from mock_server.domain.orders import Order, OrderRequest
from mock_server.notifications.engine.delivery import UnmatchedReportRetry, receive_delivery_report
from mock_server.notifications.engine.instant_orders import receive_instant_response
from mock_server.world.dead_delivery_reports import EXPIRED
from mock_server.world.faults import FaultRule
from mock_server.world.outcomes import NO_REPORT, OutcomeRule
from tests.world.stage import NOT_MET, E, P, Stage, email_to, results, sms_to, standing

AT = "2026-01-14T10:00:00Z"


def stage_with_outcomes(*outcomes: OutcomeRule) -> Stage:
    stage = Stage(AT)
    stage.world.outcomes.rules += outcomes
    return stage


def inbox(stage: Stage) -> list[tuple[str, NotificationResult | None, bool]]:
    return [
        (format_instant(each.sent_at), each.result, each.reached)
        for each in stage.world.outbox.all()
    ]


def test_a_permanent_transient_error_is_retried_every_minute_until_the_email_expires():
    stage = stage_with_outcomes(OutcomeRule(result="Failed_TransientError"))
    order = stage.one(email_to(at=AT))

    stage.to("2026-01-14T10:03:30Z")
    early = results(order.notifications)
    stage.to("2026-02-14T10:00:00Z")

    assert early == [("a@example.com", "New", "2026-01-14T10:03:00Z")]
    assert results(order.notifications) == [("a@example.com", "Sending", "2026-01-16T10:00:00Z")]
    assert order.status is OrderStatus.PROCESSED
    assert stage.left() == []
    (report,) = stage.world.dead_delivery_reports
    assert (report.reason, report.result) == (EXPIRED, NotificationResult.TRANSIENT_ERROR)
    assert report.message == (
        f"Email status update skipped: NotificationId='{order.notifications[0].id}'"
        " has expired (past TTL)"
    )


def test_a_gateway_error_after_expiry_is_rejected():
    stage = stage_with_outcomes()
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=503))
    order = stage.one(email_to(at=AT))

    stage.to("2026-02-14T10:00:00Z")

    assert results(order.notifications) == [("a@example.com", "Sending", "2026-01-16T10:00:00Z")]
    assert order.status is OrderStatus.PROCESSED


def test_a_transient_error_outcome_does_not_pause_other_emails():
    stage = stage_with_outcomes(OutcomeRule(result="Failed_TransientError", to="a@*", times=1))
    stage.one(email_to(at=AT))
    stage.one(email_to("b@example.com", at=AT))

    stage.to("2026-01-14T10:05:00Z")

    assert stage.left() == [("b@example.com", AT), ("a@example.com", "2026-01-14T10:01:00Z")]


def test_a_composed_email_is_requeued_as_composed():
    stage = stage_with_outcomes()
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=429, times=1)
    stage.world.faults.rules.append(fault)
    stage.composed(email_to(at=AT))

    stage.at(AT, P, E)

    assert len(stage.world.send_queues.composed) == 1
    stage.to("2026-01-14T10:01:00Z")
    assert stage.left() == [("a@example.com", "2026-01-14T10:01:00Z")]


@pytest.mark.parametrize("result", ["Failed_Bounced", "Failed_TransientError", "Succeeded"])
def test_an_email_only_result_does_not_apply_to_sms(result: str):
    stage = stage_with_outcomes(OutcomeRule(result=result))
    order = stage.one(sms_to(at=AT, sending_time_policy=1))

    stage.to(AT)

    assert results(order.notifications) == [("+4799999999", "Delivered", AT)]


@pytest.mark.parametrize(
    ("order_request", "result"),
    [
        pytest.param(email_to(at=AT), "Succeeded", id="email"),
        pytest.param(sms_to(at=AT, sending_time_policy=1), "Accepted", id="sms"),
    ],
)
@pytest.mark.parametrize("after", [None, 30 * SECOND], ids=["at-once", "later"])
def test_an_accepted_message_without_a_report_expires(
    order_request: OrderRequest, result: str, after: int | None
):
    stage = stage_with_outcomes(OutcomeRule(result=result, after=after))
    order = stage.one(order_request)

    stage.to("2026-01-14T11:00:00Z")
    before = [each.result.value for each in order.notifications]
    stage.to("2026-02-14T10:00:00Z")

    assert before == [result]
    assert [each.result for each in order.notifications] == [NotificationResult.TTL]
    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-16T10:15:00Z")


def test_a_report_is_delayed_by_its_rule_or_by_the_world():
    stage = stage_with_outcomes(OutcomeRule(result="Failed_Bounced", to="a@*", after=90 * SECOND))
    stage.world.settings = replace(stage.world.settings, delivery_delay=20 * SECOND)
    ruled = stage.one(email_to(at=AT))
    other = stage.one(email_to("b@example.com", at=AT))

    stage.to("2026-01-14T11:00:00Z")

    assert results(ruled.notifications)[0][1:] == ("Failed_Bounced", "2026-01-14T10:01:30Z")
    assert results(other.notifications)[0][1:] == ("Delivered", "2026-01-14T10:00:20Z")


def test_a_report_after_expiry_is_rejected_and_the_email_is_terminated():
    stage = stage_with_outcomes(OutcomeRule(result="Delivered", after=2 * DAY))
    order = stage.one(email_to(at=AT))

    stage.to("2026-02-14T10:00:00Z")

    assert results(order.notifications)[0][1:] == ("Failed_TTL", "2026-01-16T10:15:00Z")
    (report,) = stage.world.dead_delivery_reports
    assert (report.reason, report.result) == (EXPIRED, NotificationResult.DELIVERED)
    assert report.reference == order.notifications[0].message_id
    decisions = stage.world.event_log.decisions[order.notifications[0].id]
    assert [each.rule for each in decisions] == ["result-after-expiry"]


def test_an_sms_claimed_at_its_expiry_is_sent_and_its_response_is_rejected():
    stage = stage_with_outcomes()
    order = stage.one(sms_to(at=AT, sending_time_policy=1))
    stage.at(AT, P)

    stage.world.clock.move_to(order.notifications[0].expires_at)
    stage.to(format_instant(stage.world.clock.now()))

    assert inbox(stage) == [("2026-01-16T10:00:00Z", None, True)]
    assert results(order.notifications)[0][1] == "Sending"


def test_a_rule_matches_a_part_of_the_text():
    stage = stage_with_outcomes(OutcomeRule(result="Failed", text="Innhold", times=2))
    email = stage.one(email_to(at=AT))
    sms = stage.one(sms_to(at=AT, sending_time_policy=1))

    stage.to(AT)

    assert results(email.notifications)[0][1] == "Failed"
    assert results(sms.notifications)[0][1] == "Delivered"
    assert [each.times for each in stage.world.outcomes.rules] == [1]


def test_a_used_up_rule_is_removed():
    stage = stage_with_outcomes(OutcomeRule(result="Failed", times=1))
    orders = [stage.one(email_to(at=AT)) for _ in range(2)]

    stage.to(AT)

    assert [results(each.notifications)[0][1] for each in orders] == ["Failed", "Delivered"]
    assert stage.world.outcomes.rules == []


@pytest.mark.parametrize("to", ["+4799999999", "99999999", "+47 9*", "+47*9"])
def test_a_rule_matches_every_spelling_of_an_address(to: str):
    stage = stage_with_outcomes(OutcomeRule(result="Failed_BarredReceiver", to=to.replace(" ", "")))
    order = stage.one(sms_to(at=AT, sending_time_policy=1))

    stage.to(AT)

    assert results(order.notifications)[0][1] == "Failed_BarredReceiver"


def test_an_sms_that_the_gateway_accepts_at_the_second_attempt_is_sent_then():
    stage = stage_with_outcomes()
    fault = FaultRule(dependency=Dependency.SMS_GATEWAY, close=True, times=1)
    stage.world.faults.rules.append(fault)
    order = stage.one(sms_to(at=AT, sending_time_policy=1))

    stage.to("2026-01-14T11:00:00Z")

    assert inbox(stage) == [("2026-01-14T10:05:00Z", NotificationResult.DELIVERED, True)]
    (decision,) = stage.world.event_log.decisions[order.notifications[0].id]
    assert decision.because == "the SMS gateway did not respond"


# --- delivery reports


def stage_without_report(order_request: OrderRequest) -> tuple[Stage, Order, str]:
    stage = stage_with_outcomes(OutcomeRule(result=NO_REPORT))
    order = stage.one(order_request)
    stage.to(AT)
    (message,) = stage.world.outbox.all()
    return stage, order, message.id


def test_a_report_can_overwrite_another_and_make_an_email_await_a_report_again():
    stage, order, message_id = stage_without_report(email_to(at=AT))
    receive_delivery_report(stage.world, message_id, NotificationResult.DELIVERED)
    completed = standing(order)
    stage.to("2026-01-14T10:10:00Z")

    receive_delivery_report(stage.world, message_id, NotificationResult.SUCCEEDED)
    stage.to("2026-02-14T10:00:00Z")

    assert results(order.notifications)[0][1:] == ("Failed_TTL", "2026-01-16T10:15:00Z")
    assert standing(order) == completed
    assert stage.feed() == [(order.id, "Completed", ["Delivered"])]


@pytest.mark.parametrize(
    "result",
    [
        NotificationResult.NEW,
        NotificationResult.SENDING,
        NotificationResult.TRANSIENT_ERROR,
        NotificationResult.BARRED_RECEIVER,
    ],
)
def test_a_result_that_cannot_be_reported_is_rejected(result: NotificationResult):
    stage, order, message_id = stage_without_report(email_to(at=AT))

    with pytest.raises(ConflictError, match="cannot be reported for email"):
        receive_delivery_report(stage.world, message_id, result)

    assert [each.result for each in order.notifications] == [NotificationResult.SUCCEEDED]


def test_deleted_messages_get_no_reports_and_still_expire():
    stage, order, message_id = stage_without_report(email_to(at=AT))
    stage.world.clear_messages()

    with pytest.raises(NotFoundError, match="no sent message with id"):
        receive_delivery_report(stage.world, message_id, NotificationResult.DELIVERED)
    stage.to("2026-02-14T10:00:00Z")

    assert len(stage.world.outbox) == 0
    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-16T10:15:00Z")


def test_a_scheduled_report_applies_although_its_message_was_deleted():
    stage = stage_with_outcomes(OutcomeRule(result="Failed_Bounced", after=MINUTE))
    order = stage.one(email_to(at=AT))
    stage.to(AT)
    stage.world.clear_messages()

    stage.to("2026-01-14T11:00:00Z")

    assert results(order.notifications)[0][1:] == ("Failed_Bounced", "2026-01-14T10:01:00Z")
    assert inbox(stage) == []


def test_a_report_for_a_message_whose_order_failed_is_rejected():
    stage = stage_with_outcomes()
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.SMS_GATEWAY, status=500))
    with pytest.raises(TemporaryNetworkFailure):
        stage.instant(sms_to(at=AT, time_to_live=MINUTE))
    (message,) = stage.world.outbox.all()

    with pytest.raises(ConflictError, match="has no notification"):
        receive_delivery_report(stage.world, message.id, NotificationResult.DELIVERED)
    now = stage.world.clock.now()
    UnmatchedReportRetry(message.id, Channel.SMS, NotificationResult.DELIVERED, now, 0).run(
        stage.world
    )

    assert (message.result, stage.world.dead_delivery_reports) == (None, [])


# --- instant orders


def test_an_instant_order_without_a_gateway_connection_sends_no_message():
    stage = stage_with_outcomes()
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, close=True)
    stage.world.faults.rules.append(fault)

    with pytest.raises(TemporaryNetworkFailure):
        stage.instant(email_to(at=AT))

    assert inbox(stage) == []
    assert list(stage.world.orders.all()) == []


def test_an_instant_email_with_a_transient_error_is_sent_again_in_the_next_sweep():
    stage = stage_with_outcomes(OutcomeRule(result="Failed_TransientError", times=1))
    order = stage.instant(email_to(at=AT))
    first = order.notifications[0].message_id
    assert first is not None

    stage.to(AT)
    between = results(order.notifications)
    stage.to("2026-01-14T10:05:00Z")

    assert between == [("a@example.com", "New", AT)]
    assert inbox(stage) == [
        (AT, NotificationResult.TRANSIENT_ERROR, False),
        ("2026-01-14T10:01:00Z", NotificationResult.DELIVERED, True),
    ]
    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T10:01:00Z")
    with pytest.raises(ConflictError, match="another message was sent instead"):
        receive_delivery_report(stage.world, first, NotificationResult.DELIVERED)


def test_an_instant_email_with_a_transient_error_misses_the_sweep_of_the_same_instant():
    stage = stage_with_outcomes(OutcomeRule(result="Failed_TransientError", times=1))
    stage.one(email_to("b@example.com", at=AT))
    stage.instant(email_to(at=AT))

    stage.to("2026-01-14T10:05:00Z")

    assert stage.left() == [
        ("a@example.com", AT),
        ("b@example.com", AT),
        ("a@example.com", "2026-01-14T10:01:00Z"),
    ]


def test_the_response_to_an_instant_message_precedes_orders_of_the_same_instant():
    stage = stage_with_outcomes()
    ordinary = stage.one(email_to(at=AT))
    instant = stage.instant(email_to(at=AT))

    stage.to(AT)

    completed = "Completed", [NotificationResult.DELIVERED]
    assert stage.feed() == [(instant.id, *completed), (ordinary.id, *completed)]


def test_the_response_to_an_instant_message_precedes_conditions_of_the_same_instant():
    stage = stage_with_outcomes()
    stage.answers = [NOT_MET]
    ordinary = stage.one(email_to(at=AT, condition_endpoint="https://c.example.com"))
    instant = stage.instant(email_to(at=AT))

    stage.to(AT)

    assert [shipment for shipment, _, _ in stage.feed()] == [instant.id, ordinary.id]


@pytest.mark.parametrize(
    ("order_request", "outcome"),
    [
        pytest.param(email_to(at=AT), "Failed_InvalidEmailFormat", id="email"),
        pytest.param(sms_to(at=AT, time_to_live=MINUTE), "Failed_InvalidRecipient", id="sms"),
    ],
)
def test_a_rejected_instant_message_completes_its_order(order_request: OrderRequest, outcome: str):
    stage = stage_with_outcomes(OutcomeRule(result=outcome))
    order = stage.instant(order_request)
    status = order.status

    stage.to(AT)

    assert status is OrderStatus.PROCESSED
    assert stage.feed() == [(order.id, "Completed", [outcome])]


def test_the_response_to_an_instant_message_is_processed_once():
    stage = stage_with_outcomes()
    order = stage.instant(email_to(at=AT))
    assert stage.world.pending_events() == 1
    receive_instant_response(stage.world, order.id)
    events = len(stage.world.event_log.events)

    receive_instant_response(stage.world, order.id)

    assert len(stage.world.event_log.events) == events
    assert order.status is OrderStatus.COMPLETED
    assert stage.world.next_activity_at() is None

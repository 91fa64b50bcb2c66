"""Senders, lengths, results and lifetimes: what the documents say and what the service does.

Source: docs/rule-sets.md.
"""

from dataclasses import replace
from typing import Any

import pytest

from mock_server.domain.enums import (
    Dependency,
    Environment,
    NotificationResult,
    OrderStatus,
    RuleSet,
)
from mock_server.domain.errors import ConflictError
from mock_server.domain.instant import DAY, format_instant
from mock_server.domain.orders import Order, SmsTemplate
from mock_server.explain.suppressed import suppressed_messages
from mock_server.notifications.engine.delivery import receive_delivery_report
from mock_server.world.faults import FaultRule
from mock_server.world.outcomes import NO_REPORT, OutcomeRule
from tests.world.stage import P, Stage, email_to, expiry, sms_to

NOON = "2026-01-14T11:00:00Z"
DOCUMENTED, DEPLOYED = RuleSet.DOCUMENTED, RuleSet.DEPLOYED


def stage_with(rules: RuleSet, *outcomes: OutcomeRule, fault: FaultRule | None = None) -> Stage:
    stage = Stage(NOON, rules)
    stage.world.outcomes.rules += outcomes
    if fault is not None:
        stage.world.faults.rules.append(fault)
    return stage


def result_of(order: Order) -> str:
    return order.notifications[0].result.value


@pytest.mark.parametrize(
    ("rules", "sender"), [(DOCUMENTED, "Digitaliser"), (DEPLOYED, "Digitaliseringsdirektoratet")]
)
def test_a_sender_name_is_shown_with_eleven_characters(rules: RuleSet, sender: str):
    stage = stage_with(rules)
    template = SmsTemplate(sender="Digitaliseringsdirektoratet", body="Hei")
    order = stage.one(sms_to(at=NOON, sms=template))

    stage.to(NOON)

    (message,) = stage.world.outbox.all()
    assert message.sender == sender
    assert order.request.sms == template
    assert message.warnings == (
        "the sender name 'Digitaliseringsdirektoratet' has 27 characters; phones show 11",
    )


@pytest.mark.parametrize("rules", RuleSet)
@pytest.mark.parametrize("sender", ["Altinn Post", "+479999999999"])
def test_a_short_name_and_a_number_are_shown_whole(rules: RuleSet, sender: str):
    stage = stage_with(rules)
    stage.one(sms_to(at=NOON, sms=SmsTemplate(sender=sender, body="Hei")))

    stage.to(NOON)

    (message,) = stage.world.outbox.all()
    assert (message.sender, message.warnings) == (sender, ())


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        pytest.param("a" * 2_144, 2_144, id="16-segments"),
        pytest.param("a" * 2_145 + "END", 2_144, id="one-character-too-many"),
        pytest.param("ø" * 400, 357, id="six-characters-each"),
        pytest.param("\N{GRINNING FACE}" * 200, 178, id="twelve-characters-each"),
    ],
)
def test_a_long_sms_is_cut_to_16_segments(body: str, sent: int):
    bodies = {}
    for rules in RuleSet:
        stage = stage_with(rules)
        stage.one(sms_to(at=NOON, sms=SmsTemplate(sender="Altinn", body=body)))
        stage.to(NOON)
        (message,) = stage.world.outbox.all()
        bodies[rules] = message.body
        assert message.segments == 16
        is_cut = any("the rest may be cut off" in each for each in message.warnings)
        assert is_cut is (sent < len(body))

    assert bodies == {DOCUMENTED: body[:sent], DEPLOYED: body}


@pytest.mark.parametrize(
    ("rules", "environment", "email", "sms"),
    [
        (DOCUMENTED, Environment.PRODUCTION, "noreply@altinn.no", "Altinn"),
        (DOCUMENTED, Environment.TT02, "noreply-tt02@altinn.no", "Altinn-test"),
        (DEPLOYED, Environment.PRODUCTION, "noreply@altinn.cloud", "Altinn"),
        (DEPLOYED, Environment.TT02, "noreply@altinn.cloud", "Altinn"),
    ],
)
def test_default_senders_follow_rule_set_and_environment(
    rules: RuleSet, environment: Environment, email: str, sms: str
):
    settings = Stage(NOON, rules).world.settings
    in_environment = replace(settings, environment=environment)
    configured = replace(
        in_environment, default_email_from_address="a@b.no", default_sms_sender="Digdir"
    )

    assert (in_environment.email_sender, in_environment.sms_sender) == (email, sms)
    assert (configured.email_sender, configured.sms_sender) == ("a@b.no", "Digdir")


def test_a_final_result_stays_under_documented():
    stage = stage_with(DOCUMENTED)
    order = stage.one(email_to(at=NOON))
    stage.to(NOON)
    (message,) = stage.world.outbox.all()

    with pytest.raises(ConflictError, match="the result Delivered is final"):
        receive_delivery_report(stage.world, message.id, NotificationResult.BOUNCED)

    assert result_of(order) == "Delivered"
    decisions = stage.world.event_log.decisions[order.notifications[0].id]
    assert [(each.summary, each.rule) for each in decisions] == [
        ("the result Failed_Bounced was rejected", "result-final")
    ]


def test_a_later_report_replaces_a_result_under_deployed():
    stage = stage_with(DEPLOYED)
    order = stage.one(email_to(at=NOON))
    stage.to(NOON)
    (message,) = stage.world.outbox.all()

    receive_delivery_report(stage.world, message.id, NotificationResult.BOUNCED)

    assert result_of(order) == "Failed_Bounced"


@pytest.mark.parametrize("rules", RuleSet)
def test_the_first_report_after_none_is_applied(rules: RuleSet):
    stage = stage_with(rules, OutcomeRule(result=NO_REPORT))
    order = stage.one(email_to(at=NOON))
    stage.to(NOON)
    (message,) = stage.world.outbox.all()

    receive_delivery_report(stage.world, message.id, NotificationResult.BOUNCED)

    assert (result_of(order), order.status) == ("Failed_Bounced", OrderStatus.COMPLETED)


@pytest.mark.parametrize(
    "busy",
    [
        pytest.param({"outcome": OutcomeRule(result="Failed_TransientError", times=1)}, id="says"),
        pytest.param(
            {"fault": FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=503, times=1)},
            id="fails",
        ),
        pytest.param(
            {"fault": FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=429, times=1)},
            id="is-busy",
        ),
        pytest.param(
            {"fault": FaultRule(dependency=Dependency.EMAIL_GATEWAY, close=True, times=1)},
            id="does-not-answer",
        ),
    ],
)
def test_a_transient_error_is_final_under_documented_and_retried_under_deployed(
    busy: dict[str, Any],
):
    became = {}
    for rules in RuleSet:
        outcomes = [replace(busy["outcome"])] if "outcome" in busy else []
        fault = replace(busy["fault"]) if "fault" in busy else None
        stage = stage_with(rules, *outcomes, fault=fault)
        order = stage.one(email_to(at=NOON))
        stage.to("2026-01-14T12:00:00Z")
        became[rules] = result_of(order), order.status, len(stage.left()), len(stage.feed())

    assert became == {
        DOCUMENTED: ("Failed_TransientError", OrderStatus.COMPLETED, 0, 1),
        DEPLOYED: ("Delivered", OrderStatus.COMPLETED, 1, 1),
    }


def test_a_transient_error_is_explained_as_a_failure_under_documented():
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=503, times=1)
    stage = stage_with(DOCUMENTED, fault=fault)
    stage.one(email_to(at=NOON))

    stage.to(NOON)

    (suppressed,) = suppressed_messages(stage.world)
    assert (suppressed.reason, suppressed.rule) == ("notificationFailed", "transient-error")
    assert suppressed.because == "the e-mail gateway responded 503"


def test_other_email_waits_a_minute_after_a_transient_error():
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=429, times=1)
    stage = stage_with(DOCUMENTED, fault=fault)
    stage.one(email_to(at=NOON))
    stage.to(NOON)
    stage.one(email_to("b@example.com", at=NOON))

    stage.to("2026-01-14T12:00:00Z")

    assert stage.left() == [("b@example.com", "2026-01-14T11:01:00Z")]


@pytest.mark.parametrize(
    ("rules", "became"),
    [
        (DOCUMENTED, ("Failed_TTL", OrderStatus.COMPLETED, "2026-01-16T11:15:00Z")),
        (DEPLOYED, ("Sending", OrderStatus.PROCESSED, NOON)),
    ],
)
def test_an_sms_that_no_gateway_takes_is_terminated_under_documented(
    rules: RuleSet, became: tuple[str, OrderStatus, str]
):
    stage = stage_with(rules, fault=FaultRule(dependency=Dependency.SMS_GATEWAY))
    order = stage.one(sms_to(at=NOON))

    stage.to("2026-02-14T11:00:00Z")

    assert (result_of(order), order.status, format_instant(order.changed_at)) == became
    assert len(stage.feed()) == (rules is DOCUMENTED)


@pytest.mark.parametrize("rules", RuleSet)
def test_an_email_that_expires_before_a_sweep_is_terminated_under_documented(rules: RuleSet):
    stage = stage_with(rules)
    order = stage.one(email_to(at=NOON))
    stage.at(NOON, P)

    stage.world.send_queues.rate_limited_until = stage.world.clock.now() + 3 * DAY
    stage.to("2026-01-20T11:00:00Z")

    assert stage.left() == []
    assert result_of(order) == ("Failed_TTL" if rules is DOCUMENTED else "New")


@pytest.mark.parametrize(
    ("requested", "documented", "deployed"),
    [
        pytest.param(
            "2026-06-15T16:00:00Z", "2026-06-17T16:00:00Z", "2026-06-18T07:00:00Z", id="evening"
        ),
        pytest.param(
            "2026-06-15T04:00:00Z", "2026-06-17T04:00:00Z", "2026-06-17T07:00:00Z", id="morning"
        ),
        pytest.param("2026-06-15T10:00:00Z", "2026-06-17T10:00:00Z", "2026-06-17T10:00:00Z"),
    ],
)
def test_every_sms_lives_48_hours_under_documented(requested: str, documented: str, deployed: str):
    for rules, expires in ((DOCUMENTED, documented), (DEPLOYED, deployed)):
        stage = Stage("2026-06-15T03:00:00Z", rules)
        stage.world.outcomes.rules.append(OutcomeRule(result=NO_REPORT))
        order = stage.one(sms_to(at=requested))
        stage.to("2026-06-16T12:00:00Z")
        assert expiry(order) == expires

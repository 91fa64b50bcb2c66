"""Suppressed messages: each reason once, with its rule.

Source: docs/reference/time-and-delivery.md sections 1.5, 2.6, 3.6, 3.8, 4.5;
docs/reference/contacts-and-tokens.md section 4.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import Dependency, Environment, NotificationChannel, OrderSource
from mock_server.domain.orders import Recipient
from mock_server.explain.suppressed import suppressed_messages
from mock_server.notifications.engine.registration import cancel
from mock_server.world.faults import FaultRule
from mock_server.world.orders import InternalOrder
from tests.world.stage import CREATOR, NIN, NOT_MET, E, P, Stage, both, email_to, sms_to, to_person

MORNING = "2026-01-14T09:00:00Z"
NOON = "2026-01-14T11:00:00Z"


def suppressed(stage: Stage) -> list[tuple[str, str, str]]:
    return [
        (each.message.to, each.reason.value, each.rule) for each in suppressed_messages(stage.world)
    ]


def because(stage: Stage) -> str:
    return suppressed_messages(stage.world)[0].because


def test_a_pending_or_sent_message_is_not_suppressed():
    stage = Stage(MORNING)
    stage.one(email_to(at=MORNING))

    assert suppressed(stage) == []
    stage.to(NOON)
    assert suppressed(stage) == []


def test_the_message_to_a_reserved_person_is_suppressed():
    stage = Stage(MORNING)
    stage.person(email="kari@example.com", is_reserved=True)
    stage.one(to_person(NotificationChannel.EMAIL, at=MORNING))
    stage.to(MORNING)

    assert suppressed(stage) == [("", "reserved", "reserved")]
    assert suppressed_messages(stage.world)[0].message.national_identity_number == NIN


def test_the_message_to_a_person_without_an_address_is_suppressed():
    stage = Stage(MORNING)
    stage.person(email="kari@example.com")
    stage.one(to_person(NotificationChannel.EMAIL_AND_SMS, at=MORNING))
    stage.to(MORNING)

    assert suppressed(stage) == [("", "noContactPoint", "no-contact-point")]
    assert [each.message.channel for each in suppressed_messages(stage.world)] == ["sms"]


def test_the_message_of_an_order_whose_condition_is_not_met_is_suppressed():
    stage = Stage(MORNING)
    stage.answers = [NOT_MET]
    stage.one(email_to(at=MORNING, condition_endpoint="https://example.com/c"))
    stage.to(MORNING)

    assert suppressed(stage) == [("a@example.com", "conditionNotMet", "condition-not-met")]
    assert because(stage) == (
        "its condition is not met: https://example.com/c: sendNotification is false"
    )


def test_the_message_of_a_cancelled_order_is_suppressed():
    stage = Stage(MORNING)
    order = stage.one(sms_to(at=NOON))
    cancel(stage.world, order.id, CREATOR)

    assert suppressed(stage) == [("+4799999999", "cancelled", "cancelled")]


def test_a_notification_that_expires_before_its_sweep_is_suppressed():
    stage = Stage(MORNING)
    stage.one(email_to(at=MORNING))
    stage.at(MORNING, P)
    stage.at("2026-01-16T09:01:00Z", E)

    assert suppressed(stage) == [("a@example.com", "expired", "expired-before-sending")]


def test_an_sms_to_a_number_that_is_not_whitelisted_is_suppressed():
    stage = Stage(MORNING)
    stage.world.settings = replace(stage.world.settings, environment=Environment.TT02)
    stage.world.whitelist.add("+4740000001")
    stage.chain(sms_to("+4740000001", at=MORNING), sms_to("+4740000002", at=MORNING))
    stage.to(MORNING)

    assert suppressed(stage) == [("+4740000002", "notWhitelisted", "whitelist")]
    assert because(stage).startswith("+4740000002 is not on the whitelist")


def test_the_message_of_a_stuck_order_is_suppressed():
    stage = Stage(MORNING)
    stage.v1(both(MORNING, NotificationChannel.EMAIL_AND_SMS, Recipient(email="a@example.com")))
    stage.to(MORNING)

    assert suppressed(stage) == [("a@example.com", "stuck", "stuck-order")]


def test_an_sms_that_the_gateway_never_accepts_is_suppressed():
    stage = Stage(MORNING)
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.SMS_GATEWAY))
    stage.one(sms_to(at=MORNING))
    stage.to(NOON)

    assert suppressed(stage) == [("+4799999999", "stuck", "sms-gateway-given-up")]


def test_an_email_that_the_gateway_rejects_is_suppressed():
    stage = Stage(MORNING)
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=413, times=1)
    stage.world.faults.rules.append(fault)
    stage.one(email_to(at=MORNING))
    stage.to(MORNING)

    assert suppressed(stage) == [("a@example.com", "notificationFailed", "gateway-refused")]


@pytest.mark.parametrize(
    ("status", "response"),
    [
        (400, "the Notifications API responded 400 to the order"),
        (422, "the Notifications API responded 422 to the order"),
        (None, "the Notifications API did not respond to the order"),
    ],
)
def test_the_messages_of_a_rejected_app_order_are_suppressed(status: int | None, response: str):
    stage = Stage(MORNING)
    stage.person(email="kari@example.com", mobile_number="+4791111111")
    stage.world.orders.internal_orders.append(
        InternalOrder(
            source=OrderSource.APP,
            creator="ttd",
            request=APP_ORDER,
            created_at=stage.world.clock.now(),
            status=status,
            order_id=None,
            chain_id=None,
            instance_id="50011/1",
        )
    )

    assert suppressed(stage) == [
        ("kari@example.com", "orderRefused", "order-refused"),
        ("+4791111111", "orderRefused", "order-refused"),
        ("kari@example.com", "orderRefused", "order-refused"),
    ]
    assert [each.message.kind for each in suppressed_messages(stage.world)][-1] == "Reminder"
    assert because(stage) == response


APP_ORDER = """{
  "idempotencyId": "1",
  "recipient": {"recipientPerson": {
    "nationalIdentityNumber": "08900499559", "channelSchema": "EmailAndSms",
    "emailSettings": {"subject": "Nytt skjema", "body": "Hei"},
    "smsSettings": {"body": "Hei", "sendingTimePolicy": "Anytime"}}},
  "reminders": [{"delayDays": 7, "recipient": {"recipientPerson": {
    "nationalIdentityNumber": "08900499559", "channelSchema": 0,
    "emailSettings": {"subject": "Hei", "body": "Hei"}}}}]
}"""

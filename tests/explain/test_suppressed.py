"""What will never leave, or never arrive, and by which rule: each reason once.

Source: spec/processing-and-timing.md 1.5, 2.6, 3.6, 3.8, 4.5; spec/contacts-and-authorization.md 4.
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


def seen(stage: Stage) -> list[tuple[str, str, str]]:
    return [
        (each.aim.to, each.reason.value, each.rule) for each in suppressed_messages(stage.world)
    ]


def because(stage: Stage) -> str:
    return suppressed_messages(stage.world)[0].because


def test_nothing_is_suppressed_while_all_is_well():
    stage = Stage(MORNING)
    stage.one(email_to(at=MORNING))

    assert seen(stage) == []
    stage.to(NOON)
    assert seen(stage) == []


def test_a_reserved_person():
    stage = Stage(MORNING)
    stage.person(email="kari@example.com", is_reserved=True)
    stage.one(to_person(NotificationChannel.EMAIL, at=MORNING))
    stage.to(MORNING)

    assert seen(stage) == [("", "reserved", "reserved")]
    assert suppressed_messages(stage.world)[0].aim.national_identity_number == NIN


def test_a_person_without_the_address_that_is_asked_for():
    stage = Stage(MORNING)
    stage.person(email="kari@example.com")
    stage.one(to_person(NotificationChannel.EMAIL_AND_SMS, at=MORNING))
    stage.to(MORNING)

    assert seen(stage) == [("", "noContactPoint", "no-contact-point")]
    assert [each.aim.channel for each in suppressed_messages(stage.world)] == ["sms"]


def test_an_order_whose_condition_is_not_met():
    stage = Stage(MORNING)
    stage.answers = [NOT_MET]
    stage.one(email_to(at=MORNING, condition_endpoint="https://example.com/c"))
    stage.to(MORNING)

    assert seen(stage) == [("a@example.com", "conditionNotMet", "condition-not-met")]
    assert because(stage) == (
        "its condition is not met: https://example.com/c: sendNotification is false"
    )


def test_a_cancelled_order():
    stage = Stage(MORNING)
    order = stage.one(sms_to(at=NOON))
    cancel(stage.world, order.id, CREATOR)

    assert seen(stage) == [("+4799999999", "cancelled", "cancelled")]


def test_a_notification_that_expired_before_a_sweep_could_take_it():
    stage = Stage(MORNING)
    stage.one(email_to(at=MORNING))
    stage.at(MORNING, P)
    stage.at("2026-01-16T09:01:00Z", E)

    assert seen(stage) == [("a@example.com", "expired", "expired-before-sending")]


def test_a_number_that_is_not_on_the_list_of_the_test_environment():
    stage = Stage(MORNING)
    stage.world.settings = replace(stage.world.settings, environment=Environment.TT02)
    stage.world.whitelist.add("+4740000001")
    stage.chain(sms_to("+4740000001", at=MORNING), sms_to("+4740000002", at=MORNING))
    stage.to(MORNING)

    assert seen(stage) == [("+4740000002", "notWhitelisted", "whitelist")]
    assert because(stage).startswith("+4740000002 is not on the whitelist")


def test_an_order_that_is_stuck():
    stage = Stage(MORNING)
    stage.v1(both(MORNING, NotificationChannel.EMAIL_AND_SMS, Recipient(email="a@example.com")))
    stage.to(MORNING)

    assert seen(stage) == [("a@example.com", "stuck", "stuck-order")]


def test_an_sms_that_the_gateway_never_took():
    stage = Stage(MORNING)
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.SMS_GATEWAY))
    stage.one(sms_to(at=MORNING))
    stage.to(NOON)

    assert seen(stage) == [("+4799999999", "stuck", "sms-gateway-given-up")]


def test_an_email_that_the_gateway_turned_down():
    stage = Stage(MORNING)
    fault = FaultRule(dependency=Dependency.EMAIL_GATEWAY, status=413, times=1)
    stage.world.faults.rules.append(fault)
    stage.one(email_to(at=MORNING))
    stage.to(MORNING)

    assert seen(stage) == [("a@example.com", "notificationFailed", "gateway-refused")]


@pytest.mark.parametrize("status", [400, 422, None])
def test_an_order_of_an_app_that_was_not_taken(status: int | None):
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

    assert seen(stage) == [
        ("kari@example.com", "orderRefused", "order-refused"),
        ("+4791111111", "orderRefused", "order-refused"),
        ("kari@example.com", "orderRefused", "order-refused"),
    ]
    assert [each.aim.kind for each in suppressed_messages(stage.world)][-1] == "Reminder"
    assert because(stage) == f"the Notifications API answered {status or 'nothing'} to the order"


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

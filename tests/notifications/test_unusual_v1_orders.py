"""Unusual orders that API v1 accepts: orders without notifications, stuck orders, duplicates.

Source: docs/reference/time-and-delivery.md sections 1.5, 2.6 and 4.6,
docs/reference/notifications.md section 27; otherwise Altinn's source code.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import (
    Dependency,
    NotificationChannel,
    NotificationResult,
    OrderStatus,
)
from mock_server.domain.orders import OrderRequest, Recipient
from mock_server.world.faults import FaultRule
from tests.world.stage import NIN, ORGANIZATION, P, Stage, both, results, standing

AT = "2026-01-14T10:00:00Z"
ADDRESS = Recipient(email="a@x.no", mobile="+4799999999")
PERSON = Recipient(national_identity_number=NIN)


def stage_with_contacts() -> Stage:
    stage = Stage("2026-01-14T09:00:00Z")
    stage.person(name="OLA NORDMANN", email="ola@example.com", mobile_number="+4740000001")
    stage.organization(name="Bedrift AS", email_list=("post@x.no",))
    return stage


def v1_order(channel: int, *recipients: Recipient, **details: object) -> OrderRequest:
    return replace(
        both(AT, NotificationChannel.EMAIL, *recipients), notification_channel=channel, **details
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", [5, -1, 2_147_483_647])
def test_an_order_on_an_undefined_channel_has_no_notifications(channel: int):
    stage = stage_with_contacts()
    order = stage.v1(v1_order(channel, ADDRESS, PERSON))

    stage.to(AT)

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T09:59:00Z")
    assert stage.feed() == [(order.id, "Completed", [])]


def test_an_order_without_recipients_is_completed_at_once():
    stage = stage_with_contacts()
    order = stage.v1(v1_order(NotificationChannel.EMAIL_AND_SMS))

    stage.to(AT)

    assert order.status is OrderStatus.COMPLETED


@pytest.mark.parametrize(
    ("recipients", "details"),
    [
        pytest.param([ADDRESS], {}, id="only-an-address"),
        pytest.param([PERSON, Recipient()], {}, id="an-empty-recipient"),
        pytest.param([PERSON], {"sms": None}, id="no-sms-text"),
        pytest.param([], {"sms": None}, id="no-sms-text-and-no-recipients"),
    ],
)
def test_an_email_and_sms_order_that_lacks_an_identity_or_a_text_is_stuck(
    recipients: list[Recipient], details: dict[str, object]
):
    stage = stage_with_contacts()
    order = stage.v1(v1_order(NotificationChannel.EMAIL_AND_SMS, *recipients, **details))

    stage.to("2027-01-14T10:00:00Z")

    assert standing(order) == (OrderStatus.PROCESSING, "2026-01-14T09:00:00Z")
    assert order.stuck_reason is not None
    assert order.notifications == []


def test_an_order_is_stuck_only_after_the_lookup_succeeds():
    stage = stage_with_contacts()
    order = stage.v1(v1_order(NotificationChannel.EMAIL_AND_SMS, PERSON, ADDRESS))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE, times=1))

    stage.to("2026-01-14T09:59:30Z")
    before_retry = order.stuck_reason
    stage.to(AT)

    assert before_retry is None
    assert order.stuck_reason is not None


def test_an_email_without_a_text_stays_in_sending_and_the_sms_is_sent():
    stage = stage_with_contacts()
    order = stage.v1(v1_order(NotificationChannel.EMAIL_AND_SMS, PERSON, email=None))
    stage.at(AT, P)
    before = [each.result for each in order.notifications]

    stage.to("2026-01-20T10:00:00Z")

    assert before == [NotificationResult.NEW, NotificationResult.NEW]
    assert [each.result for each in order.notifications] == [
        NotificationResult.SENDING,
        NotificationResult.DELIVERED,
    ]
    assert [to for to, _ in stage.left()] == ["+4740000001"]
    assert order.status is OrderStatus.PROCESSED


def test_an_email_and_sms_recipient_with_an_address_is_not_looked_up():
    stage = stage_with_contacts()
    order = stage.v1(v1_order(NotificationChannel.EMAIL_AND_SMS, replace(PERSON, email="own@x.no")))

    stage.at(AT, P)

    assert results(order.notifications) == [
        ("own@x.no", "New", AT),
        ("", "Failed_RecipientNotIdentified", AT),
    ]


@pytest.mark.parametrize(
    ("channel", "addresses"),
    [
        pytest.param(
            NotificationChannel.EMAIL, ["ola@example.com", "ola@example.com"], id="email-twice"
        ),
        pytest.param(NotificationChannel.SMS, ["+4740000001", "+4740000001"], id="sms-twice"),
        pytest.param(NotificationChannel.EMAIL_PREFERRED, ["ola@example.com"], id="preferred-once"),
        pytest.param(NotificationChannel.SMS_PREFERRED, ["+4740000001"], id="sms-preferred-once"),
        pytest.param(
            NotificationChannel.EMAIL_AND_SMS, ["ola@example.com", "+4740000001"], id="both-once"
        ),
    ],
)
def test_the_same_person_twice_is_notified_once_except_on_single_channels(
    channel: NotificationChannel, addresses: list[str]
):
    stage = stage_with_contacts()
    order = stage.v1(v1_order(channel, PERSON, PERSON))

    stage.at(AT, P)

    assert [each.to for each in order.notifications] == addresses


def test_the_last_entry_of_a_repeated_person_is_used_on_both_channels():
    stage = stage_with_contacts()
    first, last = replace(PERSON, email="first@x.no"), replace(PERSON, email="last@x.no")
    organization = Recipient(organization_number=ORGANIZATION)
    order = stage.v1(v1_order(NotificationChannel.EMAIL_AND_SMS, first, organization, last))

    stage.at(AT, P)

    assert [each.to for each in order.notifications] == ["last@x.no", "post@x.no", "", ""]


def test_the_same_address_twice_is_notified_twice():
    stage = stage_with_contacts()
    order = stage.v1(v1_order(NotificationChannel.EMAIL_PREFERRED, ADDRESS, ADDRESS))

    stage.at(AT, P)

    assert [each.to for each in order.notifications] == [
        "a@x.no",
        "a@x.no",
        "+4799999999",
        "+4799999999",
    ]


def test_all_kinds_of_identity_are_looked_up_concurrently():
    stage = stage_with_contacts()
    recipients = (PERSON, Recipient(organization_number=ORGANIZATION))
    order = stage.v1(v1_order(NotificationChannel.EMAIL, *recipients))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE, times=2))

    stage.to(AT)

    assert stage.world.faults.rules == []
    assert standing(order) == (OrderStatus.COMPLETED, AT)


def test_names_are_looked_up_once_for_each_channel():
    stage = stage_with_contacts()
    greeting = v1_order(NotificationChannel.EMAIL_AND_SMS, PERSON)
    assert greeting.email is not None
    assert greeting.sms is not None
    greeting = replace(
        greeting,
        email=replace(greeting.email, subject="Til $recipientName$"),
        sms=replace(greeting.sms, body="Hei $recipientName$"),
    )
    order = stage.v1(greeting)
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.REGISTER, times=2))

    stage.to(AT)

    assert stage.world.faults.rules == []
    assert standing(order) == (OrderStatus.COMPLETED, AT)
    assert [(each.subject, each.body) for each in stage.world.outbox.all()] == [
        ("Til OLA NORDMANN", "Innhold"),
        (None, "Hei OLA NORDMANN"),
    ]


@pytest.mark.parametrize("recipient", [ADDRESS, PERSON], ids=["address", "person"])
def test_names_are_not_looked_up_without_a_keyword_or_an_identity(recipient: Recipient):
    stage = stage_with_contacts()
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.REGISTER))
    unnamed = v1_order(NotificationChannel.EMAIL, recipient)
    assert unnamed.email is not None
    if recipient is ADDRESS:
        unnamed = replace(unnamed, email=replace(unnamed.email, body="Til $recipientName$"))
    order = stage.v1(unnamed)

    stage.at(AT, P)

    assert order.status is OrderStatus.PROCESSED


def test_a_keyword_is_kept_if_register_has_no_entry():
    stage = stage_with_contacts()
    order = stage.v1(
        v1_order(
            NotificationChannel.EMAIL_AND_SMS,
            Recipient(organization_number="910764452", mobile="+4799999999"),
        )
    )
    assert order.request.sms is not None
    order.request = replace(
        order.request, sending_time_policy=1, sms=replace(order.request.sms, body="$recipientName$")
    )

    stage.to(AT)

    assert [each.body for each in stage.world.outbox.all()] == ["$recipientName$"]

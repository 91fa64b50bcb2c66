"""Orders that the older API takes and that become nothing, get stuck or become odd things.

Source: spec/processing-and-timing.md sections 1.5, 2.6 and 4.6, spec/verified-notifications.md
section 13; what the platform's sources do where these leave it open.
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


def staged() -> Stage:
    stage = Stage("2026-01-14T09:00:00Z")
    stage.person(name="OLA NORDMANN", email="ola@example.com", mobile_number="+4740000001")
    stage.organization(name="Bedrift AS", email_list=("post@x.no",))
    return stage


def draft(channel: int, *recipients: Recipient, **details: object) -> OrderRequest:
    return replace(
        both(AT, NotificationChannel.EMAIL, *recipients), notification_channel=channel, **details
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("channel", [5, -1, 2_147_483_647])
def test_an_order_on_an_undefined_channel_becomes_nothing(channel: int):
    stage = staged()
    order = stage.v1(draft(channel, ADDRESS, PERSON))

    stage.to(AT)

    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T09:59:00Z")
    assert stage.feed() == [(order.id, "Completed", [])]


def test_an_order_to_nobody_is_completed_at_once():
    stage = staged()
    order = stage.v1(draft(NotificationChannel.EMAIL_AND_SMS))

    stage.to(AT)

    assert order.status is OrderStatus.COMPLETED


@pytest.mark.parametrize(
    ("recipients", "details"),
    [
        pytest.param([ADDRESS], {}, id="only-an-address"),
        pytest.param([PERSON, Recipient()], {}, id="nothing-at-all-among-others"),
        pytest.param([PERSON], {"sms": None}, id="no-sms-text"),
        pytest.param([], {"sms": None}, id="no-sms-text-and-no-recipients"),
    ],
)
def test_both_channels_get_stuck_over_what_they_lack(
    recipients: list[Recipient], details: dict[str, object]
):
    stage = staged()
    order = stage.v1(draft(NotificationChannel.EMAIL_AND_SMS, *recipients, **details))

    stage.to("2027-01-14T10:00:00Z")

    assert standing(order) == (OrderStatus.PROCESSING, "2026-01-14T09:00:00Z")
    assert order.stuck_reason is not None
    assert order.notifications == []


def test_an_order_that_would_get_stuck_waits_for_a_failing_register_first():
    stage = staged()
    order = stage.v1(draft(NotificationChannel.EMAIL_AND_SMS, PERSON, ADDRESS))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE, times=1))

    stage.to("2026-01-14T09:59:30Z")
    waiting = order.stuck_reason
    stage.to(AT)

    assert waiting is None
    assert order.stuck_reason is not None


def test_an_email_without_a_text_stays_in_sending_and_the_sms_leaves():
    stage = staged()
    order = stage.v1(draft(NotificationChannel.EMAIL_AND_SMS, PERSON, email=None))
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


def test_on_both_channels_an_address_beside_an_identity_keeps_it_from_being_looked_up():
    stage = staged()
    order = stage.v1(draft(NotificationChannel.EMAIL_AND_SMS, replace(PERSON, email="own@x.no")))

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
def test_the_same_person_twice(channel: NotificationChannel, addresses: list[str]):
    stage = staged()
    order = stage.v1(draft(channel, PERSON, PERSON))

    stage.at(AT, P)

    assert [each.to for each in order.notifications] == addresses


def test_of_the_same_person_named_twice_on_both_channels_the_last_counts():
    stage = staged()
    first, last = replace(PERSON, email="first@x.no"), replace(PERSON, email="last@x.no")
    organization = Recipient(organization_number=ORGANIZATION)
    order = stage.v1(draft(NotificationChannel.EMAIL_AND_SMS, first, organization, last))

    stage.at(AT, P)

    assert [each.to for each in order.notifications] == ["last@x.no", "post@x.no", "", ""]


def test_the_same_address_twice_is_sent_to_twice():
    stage = staged()
    order = stage.v1(draft(NotificationChannel.EMAIL_PREFERRED, ADDRESS, ADDRESS))

    stage.at(AT, P)

    assert [each.to for each in order.notifications] == [
        "a@x.no",
        "a@x.no",
        "+4799999999",
        "+4799999999",
    ]


def test_every_kind_of_identity_is_asked_about_at_once():
    stage = staged()
    recipients = (PERSON, Recipient(organization_number=ORGANIZATION))
    order = stage.v1(draft(NotificationChannel.EMAIL, *recipients))
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.PROFILE, times=2))

    stage.to(AT)

    assert stage.world.faults.rules == []
    assert standing(order) == (OrderStatus.COMPLETED, AT)


def test_names_are_asked_for_once_for_each_medium():
    stage = staged()
    greeting = draft(NotificationChannel.EMAIL_AND_SMS, PERSON)
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
def test_names_are_not_asked_for_where_nothing_would_come_of_it(recipient: Recipient):
    stage = staged()
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.REGISTER))
    unnamed = draft(NotificationChannel.EMAIL, recipient)
    assert unnamed.email is not None
    if recipient is ADDRESS:
        unnamed = replace(unnamed, email=replace(unnamed.email, body="Til $recipientName$"))
    order = stage.v1(unnamed)

    stage.at(AT, P)

    assert order.status is OrderStatus.PROCESSED


def test_what_register_does_not_hold_leaves_the_keyword_as_it_is():
    stage = staged()
    order = stage.v1(
        draft(
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

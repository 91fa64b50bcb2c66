"""The order that an app builds, as documented and as deployed.

Source: Altinn's guide to notifications on instantiation; docs/reference/apps.md sections 2.8, 3.1,
3.2, 4.5 and 4.7.
"""

from typing import Any

import pytest

from mock_server.apps.domain.notification import (
    CustomEmail,
    CustomSms,
    CustomText,
    InstantiationNotification,
    Reminder,
    SendTime,
    UtcOffsetStyle,
)
from mock_server.apps.domain.order import InstanceContext, MissingTextError, build_order
from mock_server.apps.domain.owners import InstanceOwner, UnidentifiedOwnerError
from mock_server.domain.enums import RuleSet
from mock_server.domain.instant import parse_instant

DOCUMENTED, DEPLOYED = RuleSet.DOCUMENTED, RuleSet.DEPLOYED
ENDPOINT = "https://ttd.apps.altinn.no:443/ttd/my-app/condition?code=x"
PERSON = InstanceOwner(party_id="50011", person_number="08900499559")
APP_NAME = CustomText(nb="$appName$", nn="$appName$", en="$appName$")


def build(
    notification: InstantiationNotification | None = None,
    rules: RuleSet = DOCUMENTED,
    owner: InstanceOwner = PERSON,
    titles: dict[str, str] | None = None,
) -> dict[str, Any]:
    context = InstanceContext(
        instance_id="50011/guid",
        app_id="ttd/my-app",
        owner=owner,
        owner_name="Ola Nordmann",
        language="nb",
        due=None,
        condition_endpoint=ENDPOINT,
        service_owner_names={"nb": "Testdepartementet"},
        titles=titles or {},
        at=parse_instant("2026-01-05T10:00:00.5Z"),
    )
    return build_order(notification or InstantiationNotification(), context, rules)


def recipient(document: dict[str, Any]) -> dict[str, Any]:
    (only,) = document["recipient"].values()
    return dict(only)


def test_an_order_contains_instance_id_and_app_resource():
    document = build()

    assert document["idempotencyId"] == "50011/guid-init"
    assert document["sendersReference"] == "app-50011/guid"
    assert recipient(document)["resourceId"] == "urn:altinn:resource:app_ttd_my-app"


def test_the_default_send_time_is_five_minutes_later_with_an_offset():
    assert build()["requestedSendTime"] == "2026-01-05T10:05:00.5+00:00"


@pytest.mark.parametrize(
    ("offset_style", "expected"),
    [
        (UtcOffsetStyle.UTC, "2026-02-01T09:00:00Z"),
        (UtcOffsetStyle.OFFSET, "2026-02-01T09:00:00+00:00"),
        (UtcOffsetStyle.NONE, "2026-02-01T09:00:00"),
    ],
)
def test_a_send_time_keeps_its_offset_style(offset_style: UtcOffsetStyle, expected: str):
    notification = InstantiationNotification(
        requested_send_time=SendTime(parse_instant("2026-02-01T09:00:00Z"), offset_style)
    )

    assert build(notification)["requestedSendTime"] == expected


@pytest.mark.parametrize(
    ("rules", "allows_after_work_hours", "number"),
    [
        pytest.param(DOCUMENTED, False, 2, id="daytime as documented"),
        pytest.param(DOCUMENTED, True, 1, id="anytime as documented"),
        pytest.param(DEPLOYED, False, 1, id="daytime as deployed: read as anytime"),
        pytest.param(DEPLOYED, True, 0, id="anytime as deployed: rejected"),
    ],
)
def test_the_sending_time_policy_number_depends_on_the_rule_set(
    rules: RuleSet, allows_after_work_hours: bool, number: int
):
    notification = InstantiationNotification(allow_after_work_hours=allows_after_work_hours)

    assert recipient(build(notification, rules))["smsSettings"]["sendingTimePolicy"] == number


def test_a_deployed_app_always_has_a_condition_endpoint_a_documented_one_only_for_later_messages():
    later = InstantiationNotification(reminders=(Reminder(send_after_days=7),))

    assert build(rules=DEPLOYED)["conditionEndpoint"] == ENDPOINT
    assert "conditionEndpoint" not in build()
    assert build(later)["conditionEndpoint"] == ENDPOINT
    assert build(later)["reminders"][0]["conditionEndpoint"] == ENDPOINT


@pytest.mark.parametrize(
    ("rules", "times"),
    [
        (RuleSet.DOCUMENTED, {"requestedSendTime": "2026-01-05T10:05:00.5+00:00"}),
        (RuleSet.DEPLOYED, {}),
    ],
)
def test_a_documented_reminder_without_a_time_has_that_of_the_main_message(
    rules: RuleSet, times: dict[str, str]
):
    order = build(InstantiationNotification(reminders=(Reminder(),)), rules)

    [reminder] = order["reminders"]
    names = ("delayDays", "requestedSendTime")
    assert {name: reminder[name] for name in names if name in reminder} == times


def test_a_self_identified_owner_always_has_email_as_preferred_channel():
    owner = InstanceOwner(
        party_id="1", external_identifier="urn:altinn:person:idporten-email:a@b.no"
    )

    document = build(InstantiationNotification(notification_channel=1), owner=owner)

    assert document["recipient"]["recipientExternalIdentity"]["channelSchema"] == 2


def test_an_organisation_takes_precedence_over_a_person():
    owner = InstanceOwner(person_number="08900499559", organisation_number="991825827")

    assert list(build(owner=owner)["recipient"]) == ["recipientOrganization"]


def test_an_owner_without_identifier_is_an_error():
    with pytest.raises(UnidentifiedOwnerError):
        build(owner=InstanceOwner(party_id="1"))


def test_the_app_name_token_is_the_documented_title_or_the_deployed_app_id():
    notification = InstantiationNotification(
        custom_email=CustomEmail(subject=APP_NAME, body=APP_NAME)
    )
    titles = {"nb": "Min app", "en": "My app"}

    assert (
        recipient(build(notification, DOCUMENTED, titles=titles))["emailSettings"]["subject"]
        == "Min app"
    )
    assert recipient(build(notification, DOCUMENTED))["emailSettings"]["subject"] == "my-app"
    assert (
        recipient(build(notification, DEPLOYED, titles=titles))["emailSettings"]["subject"]
        == "my-app"
    )


def test_a_reminder_has_the_main_texts_unless_it_has_custom_texts():
    custom_sms = CustomSms(sender_name="Minne", text=APP_NAME)
    notification = InstantiationNotification(
        custom_sms=CustomSms(sender_name="Etat", text=APP_NAME),
        reminders=(Reminder(send_after_days=1), Reminder(send_after_days=2, custom_sms=custom_sms)),
    )

    documented = [recipient(each)["smsSettings"] for each in build(notification)["reminders"]]
    deployed = [
        recipient(each)["smsSettings"] for each in build(notification, DEPLOYED)["reminders"]
    ]

    assert [(each["sender"], each["body"]) for each in documented] == [
        ("Etat", "my-app"),
        ("Minne", "my-app"),
    ]
    assert [(each["sender"], each["body"]) for each in deployed] == [
        ("Etat", "my-app"),
        ("Minne", "$appName$"),
    ]


def test_missing_reminders_are_null():
    assert build()["reminders"] is None


@pytest.mark.parametrize(
    "notification",
    [
        pytest.param(
            InstantiationNotification(
                custom_sms=CustomSms(sender_name="S", text=CustomText(nb=None, nn="n", en="e"))
            ),
            id="the text in the selected language",
        ),
        pytest.param(
            InstantiationNotification(custom_email=CustomEmail(subject=None, body=APP_NAME)),
            id="a subject",
        ),
        pytest.param(InstantiationNotification(reminders=(None,)), id="a reminder"),
    ],
)
def test_a_missing_text_is_an_error_when_the_order_is_built(
    notification: InstantiationNotification,
):
    with pytest.raises(MissingTextError):
        build(notification, DEPLOYED)


def test_a_deployed_app_submits_a_reminder_with_missing_texts():
    incomplete_sms = CustomSms(sender_name=None, text=CustomText(nb=None, nn="n", en="e"))
    notification = InstantiationNotification(
        reminders=(Reminder(send_after_days=1, custom_sms=incomplete_sms),)
    )

    (reminder,) = build(notification, DEPLOYED)["reminders"]

    assert recipient(reminder)["smsSettings"] == {"body": None, "sendingTimePolicy": 1}

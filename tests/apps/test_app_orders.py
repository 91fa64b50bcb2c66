"""The order that an app builds, by the seed and as deployed.

Source: seeds/003; spec/altinn-app.md sections 2.8, 3.1, 3.2, 4.5 and 4.7.
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


def order(
    asked: InstantiationNotification | None = None,
    rules: RuleSet = DOCUMENTED,
    owner: InstanceOwner = PERSON,
    titles: dict[str, str] | None = None,
) -> dict[str, Any]:
    occasion = InstanceContext(
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
    return build_order(asked or InstantiationNotification(), occasion, rules)


def recipient(document: dict[str, Any]) -> dict[str, Any]:
    (only,) = document["recipient"].values()
    return dict(only)


def test_an_order_names_its_instance_three_times():
    document = order()

    assert document["idempotencyId"] == "50011/guid-init"
    assert document["sendersReference"] == "app-50011/guid"
    assert recipient(document)["resourceId"] == "urn:altinn:resource:app_ttd_my-app"


def test_without_a_send_time_it_is_for_five_minutes_later_written_with_an_offset():
    assert order()["requestedSendTime"] == "2026-01-05T10:05:00.5+00:00"


@pytest.mark.parametrize(
    ("zone", "written"),
    [
        (UtcOffsetStyle.UTC, "2026-02-01T09:00:00Z"),
        (UtcOffsetStyle.OFFSET, "2026-02-01T09:00:00+00:00"),
        (UtcOffsetStyle.NONE, "2026-02-01T09:00:00"),
    ],
)
def test_a_send_time_keeps_its_kind_of_zone(zone: UtcOffsetStyle, written: str):
    asked = InstantiationNotification(
        requested_send_time=SendTime(parse_instant("2026-02-01T09:00:00Z"), zone)
    )

    assert order(asked)["requestedSendTime"] == written


@pytest.mark.parametrize(
    ("rules", "is_allowed", "number"),
    [
        pytest.param(DOCUMENTED, False, 2, id="daytime, the number that Notifications knows"),
        pytest.param(DOCUMENTED, True, 1, id="anytime, the number that Notifications knows"),
        pytest.param(DEPLOYED, False, 1, id="daytime as deployed: read as anytime"),
        pytest.param(DEPLOYED, True, 0, id="anytime as deployed: refused"),
    ],
)
def test_the_sending_time_policy_has_the_numbers_of_its_rule_set(
    rules: RuleSet, is_allowed: bool, number: int
):
    asked = InstantiationNotification(allow_after_work_hours=is_allowed)

    assert recipient(order(asked, rules))["smsSettings"]["sendingTimePolicy"] == number


def test_the_deployed_app_always_asks_to_be_asked_the_seeds_only_when_it_sends_later():
    later = InstantiationNotification(reminders=(Reminder(send_after_days=7),))

    assert order(rules=DEPLOYED)["conditionEndpoint"] == ENDPOINT
    assert "conditionEndpoint" not in order()
    assert order(later)["conditionEndpoint"] == ENDPOINT
    assert order(later)["reminders"][0]["conditionEndpoint"] == ENDPOINT


def test_a_self_identified_owner_is_always_written_to_by_email_first():
    owner = InstanceOwner(
        party_id="1", external_identifier="urn:altinn:person:idporten-email:a@b.no"
    )

    document = order(InstantiationNotification(notification_channel=1), owner=owner)

    assert document["recipient"]["recipientExternalIdentity"]["channelSchema"] == 2


def test_an_organisation_is_addressed_before_a_person():
    owner = InstanceOwner(person_number="08900499559", organisation_number="991825827")

    assert list(order(owner=owner)["recipient"]) == ["recipientOrganization"]


def test_an_owner_without_identifier_gets_no_order():
    with pytest.raises(UnidentifiedOwnerError):
        order(owner=InstanceOwner(party_id="1"))


def test_the_title_stands_for_the_app_by_the_seed_and_its_id_as_deployed():
    asked = InstantiationNotification(custom_email=CustomEmail(subject=APP_NAME, body=APP_NAME))
    titles = {"nb": "Min app", "en": "My app"}

    assert (
        recipient(order(asked, DOCUMENTED, titles=titles))["emailSettings"]["subject"] == "Min app"
    )
    assert recipient(order(asked, DOCUMENTED))["emailSettings"]["subject"] == "my-app"
    assert recipient(order(asked, DEPLOYED, titles=titles))["emailSettings"]["subject"] == "my-app"


def test_a_reminder_has_the_main_texts_unless_it_brings_its_own():
    own = CustomSms(sender_name="Minne", text=APP_NAME)
    asked = InstantiationNotification(
        custom_sms=CustomSms(sender_name="Etat", text=APP_NAME),
        reminders=(Reminder(send_after_days=1), Reminder(send_after_days=2, custom_sms=own)),
    )

    documented = [recipient(each)["smsSettings"] for each in order(asked)["reminders"]]
    deployed = [recipient(each)["smsSettings"] for each in order(asked, DEPLOYED)["reminders"]]

    assert [(each["sender"], each["body"]) for each in documented] == [
        ("Etat", "my-app"),
        ("Minne", "my-app"),
    ]
    assert [(each["sender"], each["body"]) for each in deployed] == [
        ("Etat", "my-app"),
        ("Minne", "$appName$"),
    ]


def test_no_reminders_are_written_as_null():
    assert order()["reminders"] is None


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(
            InstantiationNotification(
                custom_sms=CustomSms(sender_name="S", text=CustomText(nb=None, nn="n", en="e"))
            ),
            id="the text in the language selected",
        ),
        pytest.param(
            InstantiationNotification(custom_email=CustomEmail(subject=None, body=APP_NAME)),
            id="a subject",
        ),
        pytest.param(InstantiationNotification(reminders=(None,)), id="a reminder"),
    ],
)
def test_what_the_lenient_reader_let_through_fails_when_the_order_is_built(
    asked: InstantiationNotification,
):
    with pytest.raises(MissingTextError):
        order(asked, DEPLOYED)


def test_a_reminder_with_holes_is_posted_with_them_as_deployed():
    holes = CustomSms(sender_name=None, text=CustomText(nb=None, nn="n", en="e"))
    asked = InstantiationNotification(reminders=(Reminder(send_after_days=1, custom_sms=holes),))

    (reminder,) = order(asked, DEPLOYED)["reminders"]

    assert recipient(reminder)["smsSettings"] == {"body": None, "sendingTimePolicy": 1}

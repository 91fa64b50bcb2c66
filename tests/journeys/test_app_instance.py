"""Tests of an app instance from creation to notification, reminder and completion.

Source: Altinn's guides to notifications in apps; docs/reference/apps.md.
"""

from typing import Any

import httpx
import pytest

from client_fixtures import Altinn, Inbox

OLA = "08900499559"
FIRM = "310244007"
REMINDED = {
    "notificationChannel": 2,
    "reminders": [{"sendAfterDays": 7}],
    "customEmail": {
        "subject": {"nb": "$appName$ venter", "nn": "$appName$ ventar", "en": "$appName$ waits"},
        "body": {"nb": "Hei $instanceOwnerName$", "nn": "Hei", "en": "Hello"},
    },
    "customSms": {"senderName": "Etat", "text": {"nb": "$appName$", "nn": "s", "en": "s"}},
}


def create(altinn: Altinn, owner: dict[str, str], notification: dict[str, Any]) -> dict[str, Any]:
    """Create an instance of the app ttd/skjema as its service owner."""
    response = httpx.post(
        f"{altinn.app_url('ttd', 'skjema')}/instances/create",
        json={"instanceOwner": owner, "notification": notification},
        headers=altinn.auth(),
    )
    assert response.status_code == 201, response.text
    instance: dict[str, Any] = response.json()
    return instance


def submit_form(altinn: Altinn, instance: dict[str, Any]) -> None:
    """Complete the process of an instance, as its owner does by submitting the form."""
    url = f"{altinn.app_url('ttd', 'skjema')}/instances/{instance['id']}/process/completeProcess"
    assert httpx.put(url, headers=altinn.auth()).status_code == 200


def test_an_owner_who_submits_the_form_gets_no_reminder(altinn: Altinn, altinn_inbox: Inbox):
    instance = create(altinn, {"personNumber": OLA}, REMINDED)
    altinn.advance(minutes=5)
    first = altinn_inbox.expect_email(to="ola@example.com", subject="Testskjema venter")
    assert (first.body, first.instance_id) == ("Hei Ola Nordmann", instance["id"])

    altinn.advance(days=3)
    submit_form(altinn, instance)

    altinn_inbox.expect_nothing(kind="Reminder")
    altinn.advance(days=5)
    altinn_inbox.expect_never(kind="Reminder")
    assert [each["reason"] for each in altinn.suppressed()] == ["conditionNotMet"]


def test_an_owner_who_does_not_submit_the_form_gets_a_reminder_with_the_same_subject(
    altinn: Altinn, altinn_inbox: Inbox
):
    create(altinn, {"personNumber": OLA}, REMINDED)

    altinn.advance(days=8)

    assert altinn_inbox.expect_email(kind="Reminder").subject == "Testskjema venter"


def test_users_of_an_organisation_are_notified_if_they_opted_in_and_have_access(
    altinn: Altinn, altinn_inbox: Inbox
):
    for user_id, name, resources in (
        (1, "valgt", ["app_ttd_skjema"]),
        (2, "alt", ["*"]),
        (3, "annet", ["app_ttd_annet"]),
        (4, "uten.tilgang", ["app_ttd_skjema"]),
    ):
        altinn.organization_user(
            organization=FIRM,
            user_id=user_id,
            email=f"{name}@fjordogfjell.example.com",
            resources=resources,
        )
    permits = [{"userId": user_id, "actions": ["read"]} for user_id in (1, 2, 3)]
    altinn.resource("app_ttd_skjema", title={"nb": "Skjema"}, permits=permits)

    create(altinn, {"organisationNumber": FIRM}, {"notificationChannel": 0})
    altinn.advance(minutes=5)

    assert sorted(each.to.partition("@")[0] for each in altinn_inbox.emails) == [
        "alt",
        "post",
        "valgt",
    ]


@pytest.mark.altinn(rules="deployed")
def test_deployed_the_title_daytime_and_deletion_have_no_effect(
    altinn: Altinn, altinn_inbox: Inbox
):
    altinn.advance(hours=11)
    instance = create(altinn, {"personNumber": OLA}, {**REMINDED, "notificationChannel": 1})
    url = f"{altinn.app_url('ttd', 'skjema')}/instances/{instance['id']}?hard=true"
    assert httpx.delete(url, headers=altinn.auth()).status_code == 200

    altinn.advance(minutes=5)

    sms = altinn_inbox.expect_sms(to="+4799999999", containing="skjema")
    assert sms.sent_at.hour == 21
    because = "\n".join(each["because"] for each in altinn.explain(instance["id"]))
    assert "writes Daytime as sendingTimePolicy 1" in because


@pytest.mark.altinn(rules="deployed")
def test_deployed_a_completed_process_stops_the_message(altinn: Altinn, altinn_inbox: Inbox):
    instance = create(altinn, {"personNumber": OLA}, {"notificationChannel": 0})
    submit_form(altinn, instance)

    altinn.advance(minutes=5)

    altinn_inbox.expect_never()

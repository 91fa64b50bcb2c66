"""Tests of Altinn's guide to notifications on instantiation, sentence by sentence.

Each test creates an instance from JSON and from a multipart form. Source: Altinn's guide to
notifications on instantiation; docs/reference/apps.md.
"""

import copy
from typing import Any

import pytest

from tests.seeds.clients import KARI, NUMBER, OLA, OTHER_NUMBER, AppSender, Json

ORGANISATION: Json = {"organisationNumber": OTHER_NUMBER}
ONLY_MOBILE: Json = {"personNumber": OLA}


def texts(text: str) -> Json:
    """Return a custom text in three languages."""
    return {"nb": f"nb: {text}", "nn": f"nn: {text}", "en": f"en: {text}"}


SMS: Json = {"senderName": "MyOrg", "text": texts("$appName$")}
EMAIL: Json = {"subject": texts("emne"), "body": texts("tekst")}
# The example with custom texts in the guide.
EXAMPLE: Json = {
    "notificationChannel": 4,
    "customSms": {
        "senderName": "MyOrg",
        "text": {
            "nb": "$appName$ er klar for $instanceOwnerName$",
            "nn": "$appName$ er klar for $instanceOwnerName$",
            "en": "$appName$ is ready for $instanceOwnerName$",
        },
    },
    "customEmail": {
        "subject": {
            "nb": "$appName$ - ny instans opprettet",
            "nn": "$appName$ - ny instans oppretta",
            "en": "$appName$ - new instance created",
        },
        "body": {
            "nb": "Hei $instanceOwnerName$, en ny instans av $appName$ er opprettet for deg.",
            "nn": "Hei $instanceOwnerName$, ei ny instans av $appName$ er oppretta for deg.",
            "en": (
                "Hello $instanceOwnerName$, a new instance of $appName$ has been created for you."
            ),
        },
    },
}


def channels(apps: AppSender) -> list[str]:
    return sorted(each["channel"] for each in apps.inbox())


@pytest.mark.parametrize(
    ("notification", "expected"),
    [
        ({}, ["email", "sms"]),
        ({"notificationChannel": 0}, ["email"]),
        ({"notificationChannel": 1}, ["sms"]),
        ({"notificationChannel": 2}, ["email"]),
        ({"notificationChannel": 3}, ["sms"]),
        ({"notificationChannel": 4}, ["email", "sms"]),
    ],
)
def test_a_channel_is_a_number_and_both_are_the_default(
    apps: AppSender, notification: Json, expected: list[str]
):
    apps.create(notification)

    assert channels(apps) == expected


@pytest.mark.parametrize(
    ("channel", "owner", "to"),
    [(2, ONLY_MOBILE, "+4790000003"), (3, ORGANISATION, "post@fjord.no")],
)
def test_a_preferred_channel_has_a_fallback(apps: AppSender, channel: int, owner: Json, to: str):
    apps.create({"notificationChannel": channel}, owner)

    assert apps.addresses() == [to]


@pytest.mark.parametrize("channel", ["Email", "0", 5, -1])
def test_any_other_channel_is_rejected(apps: AppSender, channel: Any):
    assert apps.post({"notificationChannel": channel}).status_code == 400
    assert apps.orders() == []


def without(path: str) -> Json:
    """Return the example of the guide without the member at *path*."""
    document = copy.deepcopy(EXAMPLE)
    *parents, name = path.split(".")
    parent = document
    for each in parents:
        parent = parent[each]
    del parent[name]
    return document


@pytest.mark.parametrize(
    "path",
    [
        "customSms.senderName",
        "customSms.text",
        *(f"customSms.text.{language}" for language in ("nb", "nn", "en")),
        "customEmail.subject",
        "customEmail.body",
        *(f"customEmail.subject.{language}" for language in ("nb", "nn", "en")),
        *(f"customEmail.body.{language}" for language in ("nb", "nn", "en")),
    ],
)
def test_a_required_text_that_is_missing_is_rejected(apps: AppSender, path: str):
    assert apps.post(without(path)).status_code == 400
    assert apps.orders() == []


@pytest.mark.parametrize(("missing", "default"), [("customSms", "sms"), ("customEmail", "email")])
def test_a_missing_custom_message_has_the_default_text(apps: AppSender, missing: str, default: str):
    apps.create(without(missing))

    bodies = {each["channel"]: each["body"] for each in apps.inbox()}
    assert "The Norwegian Test Department has created a new form (skjema)" in bodies[default]
    assert "The form" in bodies["email" if default == "sms" else "sms"]


def test_the_default_email_is_that_of_the_guide(apps: AppSender):
    apps.create({"notificationChannel": 0})

    [email] = apps.inbox()
    assert email["subject"] == "New form created in Altinn"
    assert email["body"] == (
        "The Norwegian Test Department has created a new form (skjema) for KARI NORDMANN with"
        f" social security number {KARI} - open your Altinn inbox to view the form."
    )


@pytest.mark.parametrize(
    ("language", "sms", "subject", "body"),
    [
        (
            "nb",
            "Skjemaet er klar for FJORD AS",
            "Skjemaet - ny instans opprettet",
            "Hei FJORD AS, en ny instans av Skjemaet er opprettet for deg.",
        ),
        (
            "en",
            "The form is ready for FJORD AS",
            "The form - new instance created",
            "Hello FJORD AS, a new instance of The form has been created for you.",
        ),
    ],
)
def test_the_example_with_custom_texts_comes_out_to_the_letter(
    apps: AppSender, language: str, sms: str, subject: str, body: str
):
    apps.create({**EXAMPLE, "language": language}, ORGANISATION)

    [order] = apps.orders()
    recipient = order["request"]["recipient"]["recipientOrganization"]
    assert recipient["smsSettings"]["sender"] == "MyOrg"
    assert recipient["smsSettings"]["body"] == sms
    [email] = apps.inbox()
    assert (email["subject"], email["body"]) == (subject, body)


@pytest.mark.parametrize(
    ("owner", "language", "expected"),
    [
        (ORGANISATION, "nn", "nn: emne"),
        (ORGANISATION, "en", "en: emne"),
        (ORGANISATION, None, "nb: emne"),
        (ORGANISATION, "fr", "nb: emne"),
        ({"personNumber": KARI}, "nn", "en: emne"),
    ],
)
def test_only_an_organisation_gets_the_language_asked_for(
    apps: AppSender, owner: Json, language: str | None, expected: str
):
    apps.create({"notificationChannel": 0, "customEmail": EMAIL, "language": language}, owner)

    assert [each["subject"] for each in apps.inbox()] == [expected]


@pytest.mark.parametrize(
    ("token", "person", "organisation"),
    [
        ("$appName$", "The form", "Skjemaet"),
        ("$instanceOwnerName$", "KARI NORDMANN", "FJORD AS"),
        ("$serviceOwnerName$", "The Norwegian Test Department", "Testdepartementet"),
        ("$orgNumber$", "", OTHER_NUMBER),
        ("$socialSecurityNumber$", KARI, ""),
        ("$dueDate$", "24-12-2025", "24-12-2025"),
    ],
)
def test_a_token_is_replaced(apps: AppSender, token: str, person: str, organisation: str):
    notification = {
        "notificationChannel": 0,
        "customEmail": {"subject": texts("x"), "body": texts(f"[{token}]")},
    }
    due = "2025-12-24T12:00:00Z"
    apps.create(notification, dueBefore=due)
    apps.create(notification, ORGANISATION, dueBefore=due)

    assert [each["body"] for each in apps.inbox()] == [f"en: [{person}]", f"nb: [{organisation}]"]


def test_without_a_due_date_its_token_is_empty(apps: AppSender):
    body = texts("[$dueDate$]")
    custom = {"subject": texts("x"), "body": body}
    apps.create({"notificationChannel": 0, "customEmail": custom})

    assert [each["body"] for each in apps.inbox()] == ["en: []"]


def test_addresses_come_from_the_profile_and_the_register(apps: AppSender):
    apps.create({"notificationChannel": 0})
    apps.create({"notificationChannel": 0}, ORGANISATION)

    assert apps.addresses() == ["kari@a.no", "post@fjord.no"]


def test_an_organisations_people_hear_of_an_app_that_they_may_read(apps: AppSender):
    apps.create({"notificationChannel": 0}, {"organisationNumber": NUMBER})

    assert apps.addresses() == ["alle@astrolog.no", "post@astrolog.no", "valgt@astrolog.no"]


def test_changed_contact_details_count(apps: AppSender):
    person = {"nationalIdentityNumber": KARI, "name": "KARI NORDMANN", "email": "ny@a.no"}
    apps.control("PATCH", "/directory", {"persons": [person]})
    apps.create({"notificationChannel": 0})

    assert apps.addresses() == ["ny@a.no"]


def test_in_test_an_sms_reaches_only_whitelisted_numbers(apps: AppSender):
    apps.control("PATCH", "/settings", {"environment": "tt02"})
    apps.control("PUT", "/whitelist", {"enabled": True, "numbers": ["+4790000002"]})
    apps.create({"notificationChannel": 1})
    apps.create({"notificationChannel": 1}, ONLY_MOBILE)

    assert {each["to"]: each["reached"] for each in apps.inbox()} == {
        "+4790000002": True,
        "+4790000003": False,
    }


def test_without_a_notification_nothing_is_sent(apps: AppSender):
    apps.create(None)

    assert apps.orders() == []


def test_a_reminder_without_a_time_follows_the_message(apps: AppSender):
    apps.create({"notificationChannel": 0, "reminders": [{}]})

    assert [each["kind"] for each in apps.inbox()] == ["Notification", "Reminder"]

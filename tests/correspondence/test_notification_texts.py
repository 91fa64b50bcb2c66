"""Tests of the texts of orders: templates in three languages, the sender's texts, and keywords.

Source: docs/reference/correspondence.md section 8.2, examples X55 to X60.
"""

from typing import Any

import pytest

from tests.correspondence.service import PERSON, Json, Service, message

SENDER_NAME = "Digitaliseringsdirektoratet"
NB_EMAIL = (
    f"Hei. Astrolog Nær har mottatt en ny melding fra {SENDER_NAME}. {{}} Logg deg inn i Altinn for"
    " å se denne meldingen."
)


def generic(channel: str = "Email", **more: Any) -> Json:
    template = "GenericAltinnMessage"
    return {"notificationTemplate": template, "notificationChannel": channel, **more}


def send_and_get_order(service: Service, notification: Json, **changes: Any) -> Json:
    """Send a message with the notification and return the request of its only order."""
    service.send_and_run_jobs(message(notification, **changes))
    [order] = service.order_requests()
    return order


def email_of(order: Json) -> tuple[str, str]:
    [recipient] = order["recipient"].values()
    return recipient["emailSettings"]["subject"], recipient["emailSettings"]["body"]


def sms_of(order: Json) -> str:
    [recipient] = order["recipient"].values()
    text: str = recipient["smsSettings"]["body"]
    return text


def test_the_generic_template_has_two_spaces_in_place_of_a_missing_text(service: Service):
    order = send_and_get_order(service, generic())

    assert email_of(order) == ("En melding har blitt mottatt i Altinn", NB_EMAIL.format(""))


def test_the_senders_texts_are_inserted_into_the_generic_template(service: Service):
    texts = {"emailSubject": "- vedtak", "emailBody": "Vedtaket er klart."}
    order = send_and_get_order(service, generic(**texts))

    assert email_of(order) == (
        "En melding har blitt mottatt i Altinn - vedtak",
        NB_EMAIL.format("Vedtaket er klart."),
    )


def test_the_message_sender_replaces_the_name_of_the_resource_owner(service: Service):
    english = {"language": "en"}
    order = send_and_get_order(service, generic("Sms"), messageSender="Skatt Øst", content=english)

    assert sms_of(order) == (
        "Hello. Astrolog Nær has received a new message from Skatt Øst."
        "  Log in to Altinn to see this message."
    )


def test_a_reminder_has_its_own_texts(service: Service):
    notification = generic("Sms", sendReminder=True, reminderSmsBody="Hugs frist.")
    order = send_and_get_order(service, notification, content={"language": "nn"})

    [reminder] = order["reminders"]
    assert sms_of(reminder) == (
        "Hei. Dette er ei påminning om at Astrolog Nær har motteke ei ny melding frå"
        f" {SENDER_NAME}. Hugs frist. Logg deg inn i Altinn for å sjå denne meldinga."
    )


def test_keywords_are_replaced_and_texts_are_trimmed(service: Service):
    notification = {
        "notificationTemplate": "CustomMessage",
        "notificationChannel": "Email",
        "emailSubject": "Ny: $messageTitle$",
        "emailBody": " Fra $sendersName$ ",
    }

    assert email_of(send_and_get_order(service, notification)) == ("Ny: test", f"Fra {SENDER_NAME}")


def test_keywords_of_notifications_are_replaced_by_notifications(documented: Service):
    notification = {
        "notificationTemplate": "CustomMessage",
        "notificationChannel": "Email",
        "emailSubject": "Emne",
        "emailBody": "Hei $recipientName$ ($recipientNumber$)",
    }

    order = send_and_get_order(documented, notification)
    documented.advance("PT10M")

    assert email_of(order) == ("Emne", "Hei $recipientName$ ($recipientNumber$)")
    assert documented.inbox()[0]["body"] == "Hei ASTROLOG NÆR (310244007)"


def test_the_message_can_contain_the_name_of_the_recipient(service: Service):
    message_id = service.send(
        message(recipients=[PERSON], content={"messageTitle": "Til {{recipientName}}"})
    )

    assert service.overview(message_id)["content"]["messageTitle"] == "Til Kari Nordmann"


@pytest.mark.parametrize(
    "channel", ["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"]
)
@pytest.mark.parametrize(
    ("language", "main", "reminder"),
    [
        ("nb", "Hei. Astrolog Nær har mottatt", "Hei. Dette er en påminnelse om"),
        ("nn", "Hei. Astrolog Nær har motteke", "Hei. Dette er ei påminning om"),
        ("en", "Hello. Astrolog Nær has received", "Hello. This is a reminder that"),
    ],
)
def test_email_and_sms_have_texts_in_every_language(
    service: Service, channel: str, language: str, main: str, reminder: str
):
    order = send_and_get_order(
        service, generic(channel, sendReminder=True), content={"language": language}
    )

    for each, start in ((order, main), (order["reminders"][0], reminder)):
        assert email_of(each)[1].startswith(start)
        assert sms_of(each).startswith(start)

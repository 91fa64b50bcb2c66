"""The texts of orders: templates in three languages, the sender's own text, what is filled in.

Source: spec/correspondence.md section 8.2, examples X55 to X60.
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


def ordered(service: Service, notification: Json, **changes: Any) -> Json:
    """Return the one order of a message with that notification."""
    service.sent(message(notification, **changes))
    [order] = service.orders()
    return order


def email_of(order: Json) -> tuple[str, str]:
    [recipient] = order["recipient"].values()
    return recipient["emailSettings"]["subject"], recipient["emailSettings"]["body"]


def sms_of(order: Json) -> str:
    [recipient] = order["recipient"].values()
    text: str = recipient["smsSettings"]["body"]
    return text


def test_the_generic_template_leaves_two_blanks_without_a_text_of_ones_own(service: Service):
    order = ordered(service, generic())

    assert email_of(order) == ("En melding har blitt mottatt i Altinn", NB_EMAIL.format(""))


def test_ones_own_texts_stand_in_the_generic_template(service: Service):
    own = {"emailSubject": "- vedtak", "emailBody": "Vedtaket er klart."}
    order = ordered(service, generic(**own))

    assert email_of(order) == (
        "En melding har blitt mottatt i Altinn - vedtak",
        NB_EMAIL.format("Vedtaket er klart."),
    )


def test_the_message_sender_stands_for_the_owner_of_the_resource(service: Service):
    english = {"language": "en"}
    order = ordered(service, generic("Sms"), messageSender="Skatt Øst", content=english)

    assert sms_of(order) == (
        "Hello. Astrolog Nær has received a new message from Skatt Øst."
        "  Log in to Altinn to see this message."
    )


def test_a_reminder_has_texts_of_its_own(service: Service):
    notification = generic("Sms", sendReminder=True, reminderSmsBody="Hugs frist.")
    order = ordered(service, notification, content={"language": "nn"})

    [reminder] = order["reminders"]
    assert sms_of(reminder) == (
        "Hei. Dette er ei påminning om at Astrolog Nær har motteke ei ny melding frå"
        f" {SENDER_NAME}. Hugs frist. Logg deg inn i Altinn for å sjå denne meldinga."
    )


def test_keywords_are_filled_in_and_blanks_around_a_text_go(service: Service):
    notification = {
        "notificationTemplate": "CustomMessage",
        "notificationChannel": "Email",
        "emailSubject": "Ny: $messageTitle$",
        "emailBody": " Fra $sendersName$ ",
    }

    assert email_of(ordered(service, notification)) == ("Ny: test", f"Fra {SENDER_NAME}")


def test_keywords_of_notifications_are_left_for_it(documented: Service):
    notification = {
        "notificationTemplate": "CustomMessage",
        "notificationChannel": "Email",
        "emailSubject": "Emne",
        "emailBody": "Hei $recipientName$ ($recipientNumber$)",
    }

    order = ordered(documented, notification)
    documented.advance("PT10M")

    assert email_of(order) == ("Emne", "Hei $recipientName$ ($recipientNumber$)")
    assert documented.inbox()[0]["body"] == "Hei ASTROLOG NÆR (310244007)"


def test_the_recipients_name_can_stand_in_the_message_itself(service: Service):
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
def test_both_media_have_their_text_in_every_language(
    service: Service, channel: str, language: str, main: str, reminder: str
):
    order = ordered(service, generic(channel, sendReminder=True), content={"language": language})

    for each, start in ((order, main), (order["reminders"][0], reminder)):
        assert email_of(each)[1].startswith(start)
        assert sms_of(each).startswith(start)

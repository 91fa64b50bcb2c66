"""Tests of Altinn's guide to notifications of Correspondence, sentence by sentence.

Each test runs with JSON and with a form. Source: Altinn's guide to notifications in Altinn 3
Correspondence; docs/reference/correspondence.md.
"""

from typing import Any

import pytest

from tests.seeds.clients import (
    KARI,
    NUMBER,
    ONLY_MOBILE,
    ORG,
    OTHER_NUMBER,
    OTHER_ORG,
    OWNER,
    PERSON,
    SHARED_RESOURCE,
    Json,
    MessageSender,
)

NOTIFICATION = "Correspondence.Notification"
TEXTS: Json = {"emailSubject": "Emne", "emailBody": "Tekst", "smsBody": "Kort tekst"}
REMINDER: Json = {
    "reminderEmailSubject": "Emne igjen",
    "reminderEmailBody": "Tekst igjen",
    "reminderSmsBody": "Kort tekst igjen",
}


def custom(channel: str | int = "Email", **more: Any) -> Json:
    template = "CustomMessage"
    return {"notificationTemplate": template, "notificationChannel": channel, **TEXTS, **more}


def generic(channel: str = "Email", **more: Any) -> Json:
    template = "GenericAltinnMessage"
    return {"notificationTemplate": template, "notificationChannel": channel, **more}


def sent(messages: MessageSender) -> list[tuple[str, str]]:
    """Return address and body of what is sent ten minutes later."""
    messages.advance("PT10M")
    return sorted((each["to"], each["body"]) for each in messages.inbox())


@pytest.mark.parametrize("published", [None, "2025-03-09T08:00:00Z"], ids=["now", "yesterday"])
def test_the_order_is_placed_at_once_and_asks_for_five_minutes_later(
    messages: MessageSender, published: str | None
):
    messages.send(custom(), requestedPublishTime=published)

    [order] = messages.orders()
    assert order["requestedSendTime"] == "2025-03-10T08:05:00Z"
    assert order["shipmentId"] is not None


def test_the_order_of_a_later_publication_asks_for_five_minutes_after_it(messages: MessageSender):
    messages.send(custom(), requestedPublishTime="2025-03-11T10:00:00Z")

    assert [each["requestedSendTime"] for each in messages.orders()] == ["2025-03-11T10:05:00Z"]


@pytest.mark.parametrize(
    ("environment", "at"),
    [("production", "2025-03-17T08:05:00Z"), ("tt02", "2025-03-11T08:05:00Z")],
)
def test_a_reminder_follows_after_seven_days_or_after_one_in_test(
    messages: MessageSender, environment: str, at: str
):
    messages.control("PATCH", "/settings", {"environment": environment})
    messages.send(custom(sendReminder=True, **REMINDER))

    [order] = messages.orders()
    assert [each["requestedSendTime"] for each in order["reminders"]] == [at]
    messages.advance("P8D")
    assert [each["body"] for each in messages.inbox()] == ["Tekst", "Tekst igjen"]


def test_no_reminder_follows_once_the_message_is_read(messages: MessageSender):
    message_id = messages.send(custom(sendReminder=True, **REMINDER))
    messages.advance("PT10M")
    path = f"{messages.prefix}/correspondence/api/v1/correspondence/{message_id}/content"
    assert messages.client.get(path).status_code == 200
    messages.advance("P8D")

    assert [each["body"] for each in messages.inbox()] == ["Tekst"]


@pytest.mark.parametrize(
    ("at", "sent_at"),
    [
        ("2025-03-10T12:00:00Z", "2025-03-10T12"),
        ("2025-03-10T18:00:00Z", "2025-03-11T08:01"),
        ("2025-03-10T04:00:00Z", "2025-03-10T08:01"),
    ],
    ids=["in the day", "in the evening", "in the night"],
)
def test_an_sms_is_sent_between_9_and_17(messages: MessageSender, at: str, sent_at: str):
    messages.reset(at)
    messages.send(custom("Sms"))
    messages.advance("P1D")

    [sms] = messages.inbox()
    assert sms["sentAt"].startswith(sent_at)


def test_an_email_is_sent_at_any_time(messages: MessageSender):
    messages.reset("2025-03-10T23:00:00Z")
    messages.send(custom())

    assert sent(messages) == [("post@astrolog.no", "Tekst")]


def test_in_test_an_sms_reaches_only_whitelisted_numbers(messages: MessageSender):
    messages.control("PATCH", "/settings", {"environment": "tt02"})
    whitelist = {"enabled": True, "numbers": ["+4790000001"]}
    messages.control("PUT", "/whitelist", whitelist)
    recipients = [{"mobileNumber": "+4790000009"}]
    messages.send(custom("Sms", customRecipients=recipients))
    messages.advance("PT10M")

    assert {each["to"]: each["reached"] for each in messages.inbox()} == {
        "+4790000001": True,
        "+4790000009": False,
    }


@pytest.mark.parametrize("channel", ["Email", 0, "Sms", 1, "EmailAndSms", 4])
def test_a_channel_is_a_name_or_a_number(messages: MessageSender, channel: str | int):
    messages.send(custom(channel))
    messages.advance("PT10M")

    channels = sorted(each["channel"] for each in messages.inbox())
    assert (
        channels
        == {
            "Email": ["email"],
            0: ["email"],
            "Sms": ["sms"],
            1: ["sms"],
            "EmailAndSms": ["email", "sms"],
            4: ["email", "sms"],
        }[channel]
    )


@pytest.mark.parametrize("template", [0, 1, "CustomMessage", "GenericAltinnMessage"])
def test_a_template_is_a_name_or_a_number(messages: MessageSender, template: str | int):
    messages.send({**custom(), "notificationTemplate": template})

    [(_, body)] = sent(messages)
    is_generic = template in (1, "GenericAltinnMessage")
    assert body.startswith("Hei.") is is_generic


@pytest.mark.parametrize("template", ["CustomText", 7])
def test_an_unknown_template_is_rejected(messages: MessageSender, template: str | int):
    assert messages.post({**custom(), "notificationTemplate": template}).status_code == 400


@pytest.mark.parametrize(("given", "expected"), [("Plain", "Plain"), ("Html", "Html"), (1, "Html")])
def test_an_email_has_the_content_type_asked_for(
    messages: MessageSender, given: str | int, expected: str
):
    reminder = {**REMINDER, "reminderEmailContentType": given}
    messages.send(custom(emailContentType=given, sendReminder=True, **reminder))
    messages.advance("P8D")

    assert [each["contentType"] for each in messages.inbox()] == [expected, expected]


LIMITS = [
    ("emailSubject", 128),
    ("reminderEmailSubject", 128),
    ("emailBody", 10_000),
    ("reminderEmailBody", 10_000),
    ("smsBody", 2_144),
    ("reminderSmsBody", 2_144),
]


@pytest.mark.parametrize(("field", "limit"), LIMITS)
def test_a_text_above_its_limit_is_rejected_with_the_field(
    messages: MessageSender, field: str, limit: int
):
    name = field[0].upper() + field[1:]

    assert messages.post(custom(**{field: "x" * limit})).status_code == 200
    response = messages.post(custom(**{field: "x" * (limit + 1)}))
    assert response.status_code == 400
    errors = {key: texts for key, texts in response.json()["errors"].items() if texts}
    assert errors == {
        f"{NOTIFICATION}.{name}": [
            f"The field {name} must be a string with a maximum length of {limit}."
        ]
    }


@pytest.mark.parametrize(
    ("text", "changes", "expected"),
    [
        ("fra $sendersName$", {}, "fra Testdepartementet"),
        ("fra $sendersName$", {"messageSender": "Skatt Øst"}, "fra Skatt Øst"),
        ("til $correspondenceRecipientName$", {}, "til Astrolog Nær"),
        ("til $recipientName$", {}, "til Astrolog Nær"),
        ("nr. $recipientNumber$", {}, f"nr. {NUMBER}"),
        ("nr. $recipientNumber$.", {"recipients": (PERSON,)}, "nr. ."),
        ("til $recipientName$", {"recipients": (PERSON,)}, "til Kari Nordmann"),
    ],
)
def test_keywords_are_replaced(messages: MessageSender, text: str, changes: Json, expected: str):
    messages.send(custom(emailBody=text), **changes)

    [(_, body)] = sent(messages)
    assert body.lower() == expected.lower()


def test_an_organisations_people_hear_of_the_resource(messages: MessageSender):
    """Those hear who have an address, chose the resource or none, and may read it."""
    messages.send(custom(), resourceId=SHARED_RESOURCE)
    messages.send(custom(), resourceId=SHARED_RESOURCE, recipients=(PERSON,))
    messages.advance("PT10M")

    assert messages.addresses() == [
        "alle@astrolog.no",
        "kari@a.no",
        "post@astrolog.no",
        "valgt@astrolog.no",
    ]


def test_a_custom_recipient_reads_the_name_of_the_correspondence_recipient(
    messages: MessageSender,
):
    recipients = [{"organizationNumber": f"0192:{OTHER_NUMBER}"}]
    text = "$correspondenceRecipientName$ og $recipientName$"
    messages.send(custom(emailBody=text, customRecipients=recipients))

    bodies = {to: body.lower() for to, body in sent(messages)}
    assert bodies == {
        "post@astrolog.no": "astrolog nær og astrolog nær",
        "post@fjord.no": "astrolog nær og fjord as",
    }


def test_the_number_of_a_direct_recipient_is_not_supported(messages: MessageSender):
    recipients = [{"emailAddress": "a@b.no"}]
    overriding = {"overrideRegisteredContactInformation": True, "customRecipients": recipients}
    messages.send(custom(emailBody="nr. $recipientNumber$", **overriding))
    messages.advance("PT10M")

    [email] = messages.inbox()
    assert email["body"] == "nr. $recipientNumber$"
    assert any("$recipientNumber$" in each for each in email["warnings"])


def test_a_link_gets_a_warning(messages: MessageSender):
    messages.send(custom(emailBody="Se https://vg.no"))
    messages.advance("PT10M")

    [email] = messages.inbox()
    assert any("link" in each for each in email["warnings"])


GENERIC_TEXTS = {
    "nb": (
        "En melding har blitt mottatt i Altinn - viktig",
        "Hei. Astrolog Nær har mottatt en ny melding fra Testdepartementet. Haster. Logg deg inn i"
        " Altinn for å se denne meldingen.",
        "Påminnelse - en melding har blitt mottatt i Altinn - viktig",
    ),
    "nn": (
        "Ein melding har blitt motteke i Altinn - viktig",
        "Hei. Astrolog Nær har motteke ei ny melding frå Testdepartementet. Haster. Logg deg inn i"
        " Altinn for å sjå denne meldinga.",
        "Påminning - ein melding har blitt motteke i Altinn - viktig",
    ),
    "en": (
        "A message has been received in Altinn - viktig",
        "Hello. Astrolog Nær has received a new message from Testdepartementet. Haster. Log in to"
        " Altinn to see this message.",
        "Reminder - a message has been received in Altinn - viktig",
    ),
}


@pytest.mark.parametrize("language", GENERIC_TEXTS)
def test_the_generic_template_is_in_the_language_of_the_message(
    messages: MessageSender, language: str
):
    own = {"emailSubject": "- viktig", "emailBody": "Haster."}
    again = {"reminderEmailSubject": "- viktig", "reminderEmailBody": "Haster."}
    messages.send(generic(sendReminder=True, **own, **again), content={"language": language})
    messages.advance("P8D")

    subject, body, reminder_subject = GENERIC_TEXTS[language]
    main, reminder = messages.inbox()
    assert (main["subject"], main["body"].lower()) == (subject, body.lower())
    assert reminder["subject"] == reminder_subject


def test_a_generic_sms_has_only_the_content(messages: MessageSender):
    messages.send(generic("Sms", smsBody="Haster.", emailSubject="- viktig"))

    [(_, body)] = sent(messages)
    assert body.lower() == GENERIC_TEXTS["nb"][1].lower()


@pytest.mark.parametrize(
    ("channel", "recipient", "to"),
    [
        ("EmailPreferred", PERSON, "kari@a.no"),
        ("EmailPreferred", ONLY_MOBILE, "+4790000003"),
        ("SmsPreferred", PERSON, "+4790000002"),
        ("SmsPreferred", OTHER_ORG, "post@fjord.no"),
    ],
)
def test_a_preferred_channel_has_a_fallback(
    messages: MessageSender, channel: str, recipient: str, to: str
):
    messages.send(custom(channel), recipients=(recipient,))

    assert [each for each, _ in sent(messages)] == [to]


def test_the_reminder_can_use_another_channel(messages: MessageSender):
    reminder = {"sendReminder": True, "reminderNotificationChannel": "Sms", **REMINDER}
    messages.send(custom("Email", **reminder))
    messages.advance("P8D")

    assert [(each["channel"], each["body"]) for each in messages.inbox()] == [
        ("email", "Tekst"),
        ("sms", "Kort tekst igjen"),
    ]


def test_the_order_of_a_message_that_is_deleted_in_time_is_deleted(messages: MessageSender):
    message_id = messages.send(custom(), requestedPublishTime="2025-03-11T10:00:00Z")
    path = f"{messages.prefix}/correspondence/api/v1/correspondence/{message_id}/purge"
    assert messages.client.delete(path).status_code == 200
    messages.advance("P3D")

    assert [each["status"] for each in messages.orders()] == ["Order_Cancelled"]
    assert messages.inbox() == []


def test_the_message_is_published_without_an_address_and_its_details_show_it(
    messages: MessageSender,
):
    person = "urn:altinn:person:identifier-no:13896396174"
    message_id = messages.send(custom(), recipients=(person,))
    messages.advance("PT10M")

    path = f"{messages.prefix}/correspondence/api/v1/correspondence/{message_id}/details"
    details = messages.client.get(path).json()
    assert details["status"] == "Published"
    [notification] = details["notifications"]
    detail = notification["notificationStatusDetails"]["email"]
    assert detail["sendStatus"]["status"] == "Email_Failed_RecipientNotIdentified"


TO_MANY = [
    {"organizationNumber": f"0192:{OTHER_NUMBER}"},
    {"nationalIdentityNumber": KARI},
    {"emailAddress": "a@b.no"},
    {"mobileNumber": "+46701234567"},
]
CUSTOM_FORMS = {
    "customRecipients": (
        {"customRecipients": TO_MANY[:3]},
        ["a@b.no", "kari@a.no", "post@fjord.no"],
    ),
    "customRecipient": ({"customRecipient": TO_MANY[2]}, ["a@b.no"]),
    "customNotificationRecipients": (
        {
            "customNotificationRecipients": [
                {"recipientToOverride": ORG, "recipients": TO_MANY[2:3]}
            ]
        },
        ["a@b.no"],
    ),
}


@pytest.mark.parametrize("form", CUSTOM_FORMS)
def test_custom_recipients_are_in_addition_to_the_recipient(messages: MessageSender, form: str):
    notification, addresses = CUSTOM_FORMS[form]
    messages.send(custom(**notification))
    messages.advance("PT10M")

    assert messages.addresses() == sorted([*addresses, "post@astrolog.no"])


@pytest.mark.parametrize("form", CUSTOM_FORMS)
def test_custom_recipients_can_replace_the_recipient(messages: MessageSender, form: str):
    notification, addresses = CUSTOM_FORMS[form]
    messages.send(custom(overrideRegisteredContactInformation=True, **notification))
    messages.advance("PT10M")

    assert messages.addresses() == sorted(addresses)


def test_without_custom_recipients_the_recipient_is_not_replaced(messages: MessageSender):
    response = messages.post(custom(overrideRegisteredContactInformation=True))

    assert (response.status_code, response.json()["errorCode"]) == (400, 3022)


def test_false_is_the_default_of_the_flag(messages: MessageSender):
    recipients = {"customRecipients": [{"emailAddress": "a@b.no"}]}
    messages.send(custom(overrideRegisteredContactInformation=False, **recipients))
    messages.send(custom(**recipients))
    messages.advance("PT10M")

    assert messages.addresses().count("a@b.no") == 2
    assert messages.addresses().count("post@astrolog.no") == 2


@pytest.mark.parametrize("number", ["+46701234567", "+447911123456", "+4790000009"])
def test_an_sms_goes_to_national_and_international_numbers(messages: MessageSender, number: str):
    recipients = {"customRecipients": [{"mobileNumber": number}]}
    messages.send(custom("Sms", overrideRegisteredContactInformation=True, **recipients))

    assert sent(messages) == [(number, "Kort tekst")]


def test_the_channel_does_not_apply_to_a_direct_address(messages: MessageSender):
    recipients = {"customRecipients": [{"emailAddress": "a@b.no"}]}
    messages.send(custom("Sms", **recipients))
    messages.advance("PT10M")

    channels = {each["to"]: each["channel"] for each in messages.inbox()}
    assert channels == {"+4790000001": "sms", "a@b.no": "email"}


ACCEPTED_RECIPIENTS: list[tuple[Json, Json]] = [
    ({"organizationNumber": f"0192:{OTHER_NUMBER}"}, {"orgNumber": OTHER_NUMBER}),
    (
        {"organizationNumber": f"urn:altinn:organizationnumber:{OTHER_NUMBER}"},
        {"orgNumber": OTHER_NUMBER},
    ),
    ({"nationalIdentityNumber": KARI}, {"nationalIdentityNumber": KARI}),
    ({"emailAddress": "user@example.com"}, {"emailAddress": "user@example.com"}),
    ({"mobileNumber": "+4741234567"}, {"phoneNumber": "+4741234567"}),
    ({"mobileNumber": "004741234567"}, {"phoneNumber": "+4741234567"}),
    ({"mobileNumber": "41234567"}, {"phoneNumber": "+4741234567"}),
    ({"mobileNumber": "91234567"}, {"phoneNumber": "+4791234567"}),
]


@pytest.mark.parametrize(("recipient", "in_order"), ACCEPTED_RECIPIENTS)
def test_a_custom_recipient_is_accepted_in_a_documented_format(
    messages: MessageSender, recipient: Json, in_order: Json
):
    overriding = {"overrideRegisteredContactInformation": True, "customRecipients": [recipient]}
    messages.send(custom("EmailAndSms", **overriding))

    [order] = messages.main_requests()
    [addressed] = order["recipient"].values()
    assert in_order.items() <= addressed.items()


REJECTED_RECIPIENTS: list[tuple[Json, int | str]] = [
    ({"emailAddress": "user"}, 3011),
    ({"emailAddress": "a@b.no;c@d.no"}, 3011),
    ({"mobileNumber": "12345"}, 3012),
    ({"mobileNumber": "21234567"}, 3012),
    ({"mobileNumber": "+47 tolv"}, 3012),
    ({"organizationNumber": "123"}, "OrganizationNumber"),
    ({"nationalIdentityNumber": "123"}, "NationalIdentityNumber"),
    ({"nationalIdentityNumber": "26818099002"}, "NationalIdentityNumber"),
    ({"emailAddress": "a@b.no", "mobileNumber": "+4790000009"}, 3018),
    ({"organizationNumber": OWNER, "nationalIdentityNumber": KARI}, 3018),
]


@pytest.mark.parametrize(("recipient", "error"), REJECTED_RECIPIENTS)
def test_a_custom_recipient_in_another_format_is_rejected(
    messages: MessageSender, recipient: Json, error: int | str
):
    response = messages.post(custom("EmailAndSms", customRecipients=[recipient]))

    assert response.status_code == 400
    if isinstance(error, int):
        assert response.json()["errorCode"] == error
    else:
        keys = [key for key, texts in response.json()["errors"].items() if texts]
        assert keys == [f"{NOTIFICATION}.CustomRecipients[0].{error}"]


def test_custom_recipients_are_for_one_recipient_only(messages: MessageSender):
    recipients = {"customRecipients": [{"emailAddress": "a@b.no"}]}
    response = messages.post(custom(**recipients), recipients=(ORG, OTHER_ORG))

    assert (response.status_code, response.json()["errorCode"]) == (400, 3017)


@pytest.mark.parametrize("field", [*TEXTS, *REMINDER])
@pytest.mark.parametrize("recipient", [{"emailAddress": "a@b.no"}, {"mobileNumber": "+4790000009"}])
def test_the_recipient_name_is_not_used_with_a_direct_address(
    messages: MessageSender, field: str, recipient: Json
):
    notification = custom("EmailAndSms", customRecipients=[recipient], sendReminder=True)
    texts = {**REMINDER, field: "Hei $recipientName$"}

    response = messages.post({**notification, **texts})

    assert (response.status_code, response.json()["errorCode"]) == (400, 3015)

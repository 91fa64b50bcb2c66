"""Tests of accepted and rejected messages.

Source: docs/reference/correspondence.md section 8.1, examples X01 to X54.
"""

from typing import Any

import pytest

from tests.correspondence.service import (
    ORG,
    PERSON,
    RECIPIENT,
    Json,
    Service,
    error_code,
    errors,
    message,
)

EMAIL_TEXTS = {"emailSubject": "Emne", "emailBody": "Tekst"}
TEXTS = {**EMAIL_TEXTS, "smsBody": "Sms"}
GENERIC = {"notificationTemplate": "GenericAltinnMessage", "notificationChannel": "Email"}
SMS = {"notificationTemplate": "GenericAltinnMessage", "notificationChannel": "Sms"}
CUSTOM_EMAIL = {"emailAddress": "custom@example.com"}


def custom(channel: str = "Email", **more: Any) -> Json:
    return {"notificationTemplate": "CustomMessage", "notificationChannel": channel, **more}


def test_an_accepted_message_has_an_entry_for_its_recipient(service: Service):
    response = service.post(message()).json()

    [entry] = response["correspondences"]
    assert response["attachmentIds"] == []
    assert list(entry) == ["correspondenceId", "status", "recipient", "notifications"]
    assert entry["status"] == "ReadyForPublish"
    assert entry["recipient"] == ORG
    assert entry["notifications"] is None


@pytest.mark.parametrize(
    "notification",
    [
        pytest.param(SMS, id="X02-no-texts-for-the-generic-template"),
        pytest.param({"notificationTemplate": 1, "notificationChannel": 0}, id="X03-numbers"),
        pytest.param(
            {
                "notificationTemplate": "genericaltinnmessage",
                "notificationChannel": "EMAILANDSMS",
            },
            id="X04-names-in-any-case",
        ),
        pytest.param(custom(**EMAIL_TEXTS), id="X13-reminder-texts-only-for-reminders"),
        pytest.param(
            {"notificationChannel": "Email", **EMAIL_TEXTS}, id="X14-template-may-be-left-out"
        ),
        pytest.param(
            custom(
                emailSubject="Emne",
                emailBody="Hei $recipientName$",
                customRecipients=[{"organizationNumber": "310244007"}],
            ),
            id="X32-name-of-an-organisation",
        ),
        pytest.param(
            custom(
                emailSubject="Emne",
                emailBody="Hei $correspondenceRecipientName$",
                customRecipients=[CUSTOM_EMAIL],
            ),
            id="X33-name-of-the-message-recipient",
        ),
        pytest.param(
            {**GENERIC, "customRecipients": [{"emailAddress": '"quoted.user"@example.com'}]},
            id="X35-quoted-address",
        ),
    ],
)
def test_a_valid_notification_is_accepted(service: Service, notification: Json):
    assert service.post(message(notification)).status_code == 200


@pytest.mark.parametrize(
    ("notification", "code"),
    [
        pytest.param(custom(), 3002, id="X05"),
        pytest.param(custom(**EMAIL_TEXTS, sendReminder=True), 3003, id="X06"),
        pytest.param(custom("Sms"), 3004, id="X07"),
        pytest.param(
            custom(**EMAIL_TEXTS, sendReminder=True, reminderNotificationChannel="Sms"),
            3005,
            id="X08",
        ),
        pytest.param(custom("EmailPreferred", **EMAIL_TEXTS), 3006, id="X09"),
        pytest.param(custom("SmsPreferred", **TEXTS, sendReminder=True), 3007, id="X10"),
        pytest.param(custom("EmailAndSms", smsBody="Sms"), 3024, id="X11"),
        pytest.param(custom("EmailAndSms", **TEXTS, sendReminder=True), 3025, id="X12"),
        pytest.param(
            {
                **GENERIC,
                "customRecipients": [
                    {"organizationNumber": "123456789", "nationalIdentityNumber": "01019912345"}
                ],
            },
            3018,
            id="X24",
        ),
        pytest.param(
            {
                **GENERIC,
                "customRecipients": [
                    {"mobileNumber": "12345678", "nationalIdentityNumber": "01019912345"}
                ],
            },
            3018,
            id="X25-before-the-number-is-looked-at",
        ),
        pytest.param({**GENERIC, "customRecipients": [{}]}, 3019, id="X26"),
        pytest.param({**SMS, "customRecipient": {"mobileNumber": "12345678"}}, 3012, id="X27"),
        pytest.param(
            custom(
                "Sms",
                smsBody="Hei $recipientName$",
                customRecipients=[{"mobileNumber": "97661466"}],
            ),
            3015,
            id="X30-before-the-number-is-looked-at",
        ),
        pytest.param(
            custom(
                emailSubject="Emne",
                emailBody="Hei $RECIPIENTNAME$",
                customRecipients=[CUSTOM_EMAIL],
            ),
            3015,
            id="X31-in-any-case",
        ),
        *[
            pytest.param(
                {**GENERIC, "customRecipients": [{"emailAddress": address}]},
                3011,
                id=f"X34-{address}",
            )
            for address in ("not-an-email", "@nodomain.com", "a@b.no;c@d.no")
        ],
        pytest.param(
            {
                **GENERIC,
                "customRecipients": [{"organizationNumber": "123456789", "emailAddress": '""'}],
            },
            3018,
            id="X36-two-identifiers",
        ),
        pytest.param(
            {**GENERIC, "overrideRegisteredContactInformation": True}, 3022, id="X39-none"
        ),
        pytest.param(
            {**GENERIC, "overrideRegisteredContactInformation": True, "customRecipients": []},
            3022,
            id="X39-empty",
        ),
        pytest.param(custom("Sms", customRecipients=[CUSTOM_EMAIL]), 3004, id="X41"),
    ],
)
def test_an_invalid_notification_is_rejected_with_an_error_code(
    service: Service, notification: Json, code: int
):
    response = service.post(message(notification))

    assert error_code(response) == (400, code)
    assert response.json()["title"] == "Bad Request"
    assert service.control("GET", "/orders")["count"] == 0


def test_an_unknown_template_is_rejected_with_a_json_string(service: Service):
    response = service.post(message({"notificationTemplate": 5, "notificationChannel": "Email"}))

    assert (response.status_code, response.json()) == (400, "Invalid notification template")


@pytest.mark.parametrize(
    ("channel", "key", "text"),
    [
        pytest.param(
            9,
            "Correspondence.Notification.NotificationChannel",
            "The NotificationChannel field must be a defined value.",
            id="X16-number",
        ),
        pytest.param(
            "Fax",
            "$.correspondence.notification.notificationChannel",
            "The JSON value could not be converted",
            id="X17-name",
        ),
        pytest.param(
            None,
            "$.correspondence.notification.notificationChannel",
            "The JSON value could not be converted",
            id="X18-null",
        ),
    ],
)
def test_an_unknown_channel_is_a_model_validation_error(
    service: Service, channel: Any, key: str, text: str
):
    notification = {"notificationTemplate": 1, "notificationChannel": channel}

    validation_errors = errors(service.post(message(notification)))

    assert validation_errors[key][0].startswith(text)


@pytest.mark.parametrize(
    ("field", "max_length"), [pytest.param("smsBody", 2144, id="sms"), ("emailBody", 10000)]
)
def test_a_text_has_a_maximum_length(service: Service, field: str, max_length: int):
    name = field[0].upper() + field[1:]
    longest = message({**GENERIC, field: "x" * max_length})
    longer = message({**GENERIC, field: "x" * (max_length + 1)})

    assert service.post(longest).status_code == 200
    assert errors(service.post(longer)) == {
        f"Correspondence.Notification.{name}": [
            f"The field {name} must be a string with a maximum length of {max_length}."
        ]
    }


def test_a_response_contains_all_model_validation_errors(documented: Service):
    notification = {**GENERIC, "emailSubject": "x" * 200, "smsBody": "x" * 3000}

    assert set(errors(documented.post(message(notification)))) == {
        "Correspondence.Notification.EmailSubject",
        "Correspondence.Notification.SmsBody",
    }


def test_custom_recipients_require_a_single_recipient(service: Service):
    notification = {**GENERIC, "customRecipients": [CUSTOM_EMAIL]}
    overriding = {**notification, "overrideRegisteredContactInformation": True}

    for each in (notification, overriding):
        assert error_code(service.post(message(each, recipients=[ORG, PERSON]))) == (400, 3017)


def test_an_organisation_number_requires_a_prefix(service: Service):
    assert list(errors(service.post(message(recipients=["310244007"])))) == ["Recipients"]

    [entry] = service.post(message(recipients=["0192:310244007"])).json()["correspondences"]
    assert entry["recipient"] == ORG


def test_the_language_is_checked_before_the_notification(service: Service):
    response = service.post(message(custom(), content={"language": "nu"}))

    assert error_code(response) == (400, 1023)


def test_a_token_with_read_scope_cannot_send(service: Service):
    response = service.call("POST", "/correspondence", RECIPIENT, json=message())

    assert (response.status_code, response.content) == (403, b"")


def test_an_idempotent_key_can_be_used_once_and_for_one_recipient(service: Service):
    key = "7d1c2b6e-0000-4000-8000-000000000001"
    invalid = message(idempotentKey=key, recipients=[])
    keyed = message(idempotentKey=key)

    assert "Recipients" in errors(service.post(invalid))
    assert error_code(service.post({**keyed, "recipients": [ORG, PERSON]})) == (400, 1047)
    assert service.post(keyed).status_code == 200
    assert error_code(service.post(keyed)) == (409, 1034)


def test_an_unsupported_accept_header_is_rejected(service: Service):
    response = service.post(message(), Accept="text/plain")

    assert response.status_code == 406
    assert response.text == (
        "This endpoint does not support the requested Accept header."
        " Supported Accept headers are: application/json, */*."
    )
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


def form(**changes: str) -> dict[str, str]:
    return {
        "Recipients[0]": ORG,
        "Correspondence.ResourceId": "1",
        "Correspondence.SendersReference": "1",
        "Correspondence.Content.MessageTitle": "test",
        "Correspondence.Content.MessageBody": "test",
        **changes,
    }


def post_form(service: Service, fields: dict[str, str]) -> Any:
    parts = {name: (None, value) for name, value in fields.items()}
    return service.call("POST", "/correspondence/upload", files=parts)


def test_an_empty_form_field_does_not_count_as_an_address(service: Service):
    notification = "Correspondence.Notification."
    fields = {
        f"{notification}NotificationTemplate": "GenericAltinnMessage",
        f"{notification}NotificationChannel": "Email",
        f"{notification}CustomRecipients[0].OrganizationNumber": "123456789",
        f"{notification}CustomRecipients[0].EmailAddress": "",
    }
    empty_in_json = {
        **GENERIC,
        "customRecipients": [{"organizationNumber": "123456789", "emailAddress": ""}],
    }

    assert post_form(service, form(**fields)).status_code == 200
    assert error_code(service.post(message(empty_in_json))) == (400, 3011)


def test_the_field_names_of_a_form_are_case_insensitive(service: Service):
    fields = {
        "correspondence.NOTIFICATION.notificationTemplate": "1",
        "correspondence.NOTIFICATION.notificationChannel": "email",
        "correspondence.NOTIFICATION.customRecipients[0].emailAddress": "custom@example.com",
    }

    assert post_form(service, form(**fields)).status_code == 200
    service.advance("PT0S")
    assert {next(iter(each["recipient"])) for each in service.order_requests()} == {
        "recipientOrganization",
        "recipientEmail",
    }

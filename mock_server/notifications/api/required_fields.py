"""Fields of request bodies that must not be null or blank.

Source: docs/reference/notifications.md section 7.3.
"""

from typing import Final

from mock_server.dotnet.aspnet.annotations import PropertyRule, Requirement


def _text(json: str) -> PropertyRule:
    return PropertyRule(json, Requirement.TEXT)


def _object(json: str, *inner: PropertyRule, name: str | None = None) -> PropertyRule:
    return PropertyRule(json, Requirement.NOT_NULL, inner=inner, class_name=name)


def _optional(json: str, *inner: PropertyRule) -> PropertyRule:
    return PropertyRule(json, inner=inner)


_RECIPIENTS: Final = _object("recipients")

ORDER: Final = (
    _RECIPIENTS,
    _optional("emailTemplate", _object("fromAddress"), _object("subject"), _object("body")),
    _optional("smsTemplate", _object("senderNumber"), _object("body")),
)
EMAIL_ORDER: Final = (_text("subject"), _text("body"), _RECIPIENTS)
SMS_ORDER: Final = (_text("body"), _RECIPIENTS)

_EMAIL: Final = (_text("subject"), _text("body"))
_SMS: Final = (_text("body"),)
_SETTINGS: Final = (_optional("emailSettings", *_EMAIL), _optional("smsSettings", *_SMS))
_RECIPIENT: Final = _object(
    "recipient",
    _optional(
        "recipientEmail",
        _text("emailAddress"),
        _object("emailSettings", *_EMAIL, name="Settings"),
    ),
    _optional("recipientSms", _text("phoneNumber"), _object("smsSettings", *_SMS, name="Settings")),
    _optional("recipientPerson", _text("nationalIdentityNumber"), *_SETTINGS),
    _optional("recipientOrganization", _text("orgNumber"), *_SETTINGS),
    _optional("recipientExternalIdentity", _text("externalIdentity"), *_SETTINGS),
)

CHAIN: Final = (_text("idempotencyId"), _RECIPIENT, _optional("reminders", _RECIPIENT))

COMPOSED: Final = (
    _text("idempotencyId"),
    _object(
        "recipient",
        _text("emailAddress"),
        _object(
            "emailSettings",
            # Altinn validates a class's own properties before inherited ones.
            _optional("attachments", _text("filename"), _text("mimeType"), _object("sasUrl")),
            *_EMAIL,
            name="Settings",
        ),
    ),
)

_SMS_DETAILS: Final = (
    _text("phoneNumber"),
    _object("smsSettings", *_SMS, name="ShortMessageContent"),
)

INSTANT: Final = (
    _text("idempotencyId"),
    _object(
        "recipient",
        _object("recipientSms", *_SMS_DETAILS, name="ShortMessageDeliveryDetails"),
        name="InstantNotificationRecipient",
    ),
)
INSTANT_SMS: Final = (_text("idempotencyId"), _object("recipientSms", *_SMS_DETAILS))
INSTANT_EMAIL: Final = (
    _text("idempotencyId"),
    _object(
        "recipientEmail",
        _text("emailAddress"),
        _object("emailSettings", *_EMAIL),
        name="InstantEmailDetails",
    ),
)

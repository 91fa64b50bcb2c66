"""The .NET request types of the Notifications API.

Source: docs/reference/notifications.md sections 7.1, 7.2, 9 and 11 to 17. Required properties are
in the order in which Altinn lists them when they are missing.
"""

from typing import Final

from mock_server.domain.enums import (
    CONTENT_TYPE_NAMES,
    NOTIFICATION_CHANNEL_NAMES,
    SendingTimePolicy,
)
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    WHOLE,
    BooleanType,
    DateTimeType,
    EnumType,
    IntegerType,
    ListType,
    ObjectType,
    Property,
    UriType,
)

_MODELS: Final = "Altinn.Notifications.Models."

URI: Final = UriType()
CHANNEL: Final = EnumType(
    _MODELS + "NotificationChannelExt",
    {name: int(value) for value, name in NOTIFICATION_CHANNEL_NAMES.items()},
)
CONTENT_TYPE: Final = EnumType(
    _MODELS + "EmailContentTypeExt",
    {name: int(value) for value, name in CONTENT_TYPE_NAMES.items()},
)
POLICY: Final = EnumType(
    _MODELS + "SendingTimePolicyExt",
    {policy.name.capitalize(): int(policy) for policy in SendingTimePolicy},
    unsigned=True,
)

# Orders of API v1.

_RECIPIENT: Final = ObjectType(
    _MODELS + "RecipientExt",
    Property("emailAddress", TEXT),
    Property("mobileNumber", TEXT),
    Property("organizationNumber", TEXT),
    Property("nationalIdentityNumber", TEXT),
    Property("isReserved", BooleanType(nullable=True)),
)
_ORDER_BASE: Final = (
    Property("sendersReference", TEXT),
    Property("requestedSendTime", DateTimeType()),
    Property("conditionEndpoint", URI),
    Property("recipients", ListType(_RECIPIENT)),
    Property("ignoreReservation", BooleanType(nullable=True)),
    Property("resourceId", TEXT),
    Property("resourceAction", TEXT),
)

ORDER: Final = ObjectType(
    _MODELS + "NotificationOrderRequestExt",
    *_ORDER_BASE,
    Property("notificationChannel", EnumType(CHANNEL.clr, CHANNEL.members, nullable=True)),
    Property(
        "emailTemplate",
        ObjectType(
            _MODELS + "EmailTemplateExt",
            Property("fromAddress", TEXT),
            Property("subject", TEXT),
            Property("body", TEXT),
            Property("contentType", CONTENT_TYPE),
        ),
    ),
    Property(
        "smsTemplate",
        ObjectType(
            _MODELS + "SmsTemplateExt", Property("senderNumber", TEXT), Property("body", TEXT)
        ),
    ),
)
EMAIL_ORDER: Final = ObjectType(
    _MODELS + "Email.EmailNotificationOrderRequestExt",
    *_ORDER_BASE,
    Property("subject", TEXT),
    Property("body", TEXT),
    Property("contentType", EnumType(CONTENT_TYPE.clr, CONTENT_TYPE.members, nullable=True)),
)
SMS_ORDER: Final = ObjectType(
    _MODELS + "Sms.SmsNotificationOrderRequestExt",
    *_ORDER_BASE,
    Property("senderNumber", TEXT),
    Property("body", TEXT),
)

# Order chains.

_EMAIL_SETTINGS: Final = (
    Property("senderEmailAddress", TEXT),
    Property("subject", TEXT, required=True),
    Property("body", TEXT, required=True),
    Property("contentType", CONTENT_TYPE),
    Property("sendingTimePolicy", POLICY),
)
_EMAIL_OPTIONS: Final = ObjectType(_MODELS + "Email.EmailSendingOptionsExt", *_EMAIL_SETTINGS)
_SMS_OPTIONS: Final = ObjectType(
    _MODELS + "Sms.SmsSendingOptionsExt",
    Property("sender", TEXT),
    Property("body", TEXT, required=True),
    Property("sendingTimePolicy", POLICY),
)
_LOOKUP_PROPERTIES: Final = (
    Property("channelSchema", CHANNEL, required=True),
    Property("emailSettings", _EMAIL_OPTIONS),
    Property("smsSettings", _SMS_OPTIONS),
    Property("resourceId", TEXT),
    Property("resourceAction", TEXT),
)
_CHAIN_RECIPIENT: Final = ObjectType(
    _MODELS + "NotificationRecipientExt",
    Property(
        "recipientEmail",
        ObjectType(
            _MODELS + "Email.RecipientEmailExt",
            Property("emailAddress", TEXT, required=True),
            Property("emailSettings", _EMAIL_OPTIONS, required=True),
        ),
    ),
    Property(
        "recipientSms",
        ObjectType(
            _MODELS + "Sms.RecipientSmsExt",
            Property("phoneNumber", TEXT, required=True),
            Property("smsSettings", _SMS_OPTIONS, required=True),
        ),
    ),
    Property(
        "recipientPerson",
        ObjectType(
            _MODELS + "Recipient.RecipientPersonExt",
            Property("nationalIdentityNumber", TEXT, required=True),
            *_LOOKUP_PROPERTIES,
            Property("ignoreReservation", FLAG),
            Property("useStaleContactInformation", FLAG),
        ),
    ),
    Property(
        "recipientOrganization",
        ObjectType(
            _MODELS + "Recipient.RecipientOrganizationExt",
            Property("orgNumber", TEXT, required=True),
            *_LOOKUP_PROPERTIES,
        ),
    ),
    Property(
        "recipientExternalIdentity",
        ObjectType(
            _MODELS + "Recipient.RecipientExternalIdentityExt",
            Property("externalIdentity", TEXT, required=True),
            *_LOOKUP_PROPERTIES,
        ),
    ),
)
_CHAIN_BASE: Final = (
    Property("sendersReference", TEXT),
    Property("requestedSendTime", DateTimeType()),
    Property("conditionEndpoint", URI),
    Property(
        "dialogportenAssociation",
        ObjectType(
            _MODELS + "DialogportenIdentifiersExt",
            Property("dialogId", TEXT),
            Property("transmissionId", TEXT),
        ),
    ),
    Property("idempotencyId", TEXT, required=True),
)

CHAIN: Final = ObjectType(
    _MODELS + "NotificationOrderChainRequestExt",
    *_CHAIN_BASE,
    Property("recipient", _CHAIN_RECIPIENT, required=True),
    Property(
        "reminders",
        ListType(
            ObjectType(
                _MODELS + "NotificationReminderExt",
                Property("sendersReference", TEXT),
                Property("conditionEndpoint", URI),
                Property("delayDays", IntegerType(nullable=True)),
                Property("requestedSendTime", DateTimeType(nullable=True)),
                Property("recipient", _CHAIN_RECIPIENT, required=True),
            )
        ),
    ),
)

# Composed e-mail.

_ATTACHMENT: Final = ObjectType(
    _MODELS + "Files.SasFileReferenceExt",
    Property("filename", TEXT, required=True),
    Property("mimeType", TEXT, required=True),
    Property("sasUrl", URI, required=True),
)

COMPOSED: Final = ObjectType(
    _MODELS + "ComposedEmailRequestExt",
    *_CHAIN_BASE,
    Property(
        "recipient",
        ObjectType(
            _MODELS + "Recipient.RecipientComposedEmailExt",
            Property("emailAddress", TEXT, required=True),
            Property(
                "emailSettings",
                ObjectType(
                    _MODELS + "Email.ComposedEmailSendingOptionsExt",
                    *_EMAIL_SETTINGS,
                    Property("attachments", ListType(_ATTACHMENT)),
                ),
                required=True,
            ),
        ),
        required=True,
    ),
)

# Instant orders.

_SMS_DETAILS: Final = ObjectType(
    _MODELS + "Sms.ShortMessageDeliveryDetailsExt",
    Property("phoneNumber", TEXT, required=True),
    Property("timeToLiveInSeconds", WHOLE, required=True),
    Property(
        "smsSettings",
        ObjectType(
            _MODELS + "Sms.ShortMessageContentExt",
            Property("sender", TEXT),
            Property("body", TEXT, required=True),
        ),
        required=True,
    ),
)
_INSTANT_BASE: Final = (
    Property("idempotencyId", TEXT, required=True),
    Property("sendersReference", TEXT),
)

INSTANT: Final = ObjectType(
    _MODELS + "Orders.InstantNotificationOrderRequestExt",
    *_INSTANT_BASE,
    Property(
        "recipient",
        ObjectType(
            _MODELS + "Recipient.InstantNotificationRecipientExt",
            Property("recipientSms", _SMS_DETAILS, required=True),
        ),
        required=True,
    ),
)
INSTANT_SMS: Final = ObjectType(
    _MODELS + "Orders.InstantSmsNotificationOrderRequestExt",
    *_INSTANT_BASE,
    Property("recipientSms", _SMS_DETAILS, required=True),
)
INSTANT_EMAIL: Final = ObjectType(
    _MODELS + "Orders.InstantEmailNotificationOrderRequestExt",
    *_INSTANT_BASE,
    Property(
        "recipientEmail",
        ObjectType(
            _MODELS + "Email.InstantEmailDetailsExt",
            Property("emailAddress", TEXT, required=True),
            Property(
                "emailSettings",
                ObjectType(
                    _MODELS + "Email.InstantEmailContentExt",
                    Property("subject", TEXT, required=True),
                    Property("body", TEXT, required=True),
                    Property("senderEmailAddress", TEXT),
                    Property("contentType", CONTENT_TYPE),
                ),
                required=True,
            ),
        ),
        required=True,
    ),
)

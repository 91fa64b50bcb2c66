"""The request types of the Notifications API, as its JSON reader knows them.

Source: spec/notifications-api.md, sections 7.1, 7.2, 9 and 11 to 17. Required members stand in
the order in which the platform lists them when they are missing.
"""

from typing import Final

from mock_server.domain.enums import (
    CHANNEL_NAMES,
    CONTENT_TYPE_NAMES,
    SendingTimePolicy,
)
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    WHOLE,
    Address,
    Choice,
    Flag,
    Listing,
    Member,
    Moment,
    Record,
    Whole,
)

_MODELS: Final = "Altinn.Notifications.Models."

URI: Final = Address()
CHANNEL: Final = Choice(
    _MODELS + "NotificationChannelExt", {name: int(value) for value, name in CHANNEL_NAMES.items()}
)
CONTENT_TYPE: Final = Choice(
    _MODELS + "EmailContentTypeExt",
    {name: int(value) for value, name in CONTENT_TYPE_NAMES.items()},
)
POLICY: Final = Choice(
    _MODELS + "SendingTimePolicyExt",
    {policy.name.capitalize(): int(policy) for policy in SendingTimePolicy},
    unsigned=True,
)

# The older orders.

_RECIPIENT: Final = Record(
    _MODELS + "RecipientExt",
    Member("emailAddress", TEXT),
    Member("mobileNumber", TEXT),
    Member("organizationNumber", TEXT),
    Member("nationalIdentityNumber", TEXT),
    Member("isReserved", Flag(nullable=True)),
)
_ORDER_BASE: Final = (
    Member("sendersReference", TEXT),
    Member("requestedSendTime", Moment()),
    Member("conditionEndpoint", URI),
    Member("recipients", Listing(_RECIPIENT)),
    Member("ignoreReservation", Flag(nullable=True)),
    Member("resourceId", TEXT),
    Member("resourceAction", TEXT),
)

ORDER: Final = Record(
    _MODELS + "NotificationOrderRequestExt",
    *_ORDER_BASE,
    Member("notificationChannel", Choice(CHANNEL.clr, CHANNEL.members, nullable=True)),
    Member(
        "emailTemplate",
        Record(
            _MODELS + "EmailTemplateExt",
            Member("fromAddress", TEXT),
            Member("subject", TEXT),
            Member("body", TEXT),
            Member("contentType", CONTENT_TYPE),
        ),
    ),
    Member(
        "smsTemplate",
        Record(_MODELS + "SmsTemplateExt", Member("senderNumber", TEXT), Member("body", TEXT)),
    ),
)
EMAIL_ORDER: Final = Record(
    _MODELS + "Email.EmailNotificationOrderRequestExt",
    *_ORDER_BASE,
    Member("subject", TEXT),
    Member("body", TEXT),
    Member("contentType", Choice(CONTENT_TYPE.clr, CONTENT_TYPE.members, nullable=True)),
)
SMS_ORDER: Final = Record(
    _MODELS + "Sms.SmsNotificationOrderRequestExt",
    *_ORDER_BASE,
    Member("senderNumber", TEXT),
    Member("body", TEXT),
)

# Order chains.

_EMAIL_SETTINGS: Final = (
    Member("senderEmailAddress", TEXT),
    Member("subject", TEXT, required=True),
    Member("body", TEXT, required=True),
    Member("contentType", CONTENT_TYPE),
    Member("sendingTimePolicy", POLICY),
)
_EMAIL_OPTIONS: Final = Record(_MODELS + "Email.EmailSendingOptionsExt", *_EMAIL_SETTINGS)
_SMS_OPTIONS: Final = Record(
    _MODELS + "Sms.SmsSendingOptionsExt",
    Member("sender", TEXT),
    Member("body", TEXT, required=True),
    Member("sendingTimePolicy", POLICY),
)
_LOOKED_UP: Final = (
    Member("channelSchema", CHANNEL, required=True),
    Member("emailSettings", _EMAIL_OPTIONS),
    Member("smsSettings", _SMS_OPTIONS),
    Member("resourceId", TEXT),
    Member("resourceAction", TEXT),
)
_SELECTOR: Final = Record(
    _MODELS + "NotificationRecipientExt",
    Member(
        "recipientEmail",
        Record(
            _MODELS + "Email.RecipientEmailExt",
            Member("emailAddress", TEXT, required=True),
            Member("emailSettings", _EMAIL_OPTIONS, required=True),
        ),
    ),
    Member(
        "recipientSms",
        Record(
            _MODELS + "Sms.RecipientSmsExt",
            Member("phoneNumber", TEXT, required=True),
            Member("smsSettings", _SMS_OPTIONS, required=True),
        ),
    ),
    Member(
        "recipientPerson",
        Record(
            _MODELS + "Recipient.RecipientPersonExt",
            Member("nationalIdentityNumber", TEXT, required=True),
            *_LOOKED_UP,
            Member("ignoreReservation", FLAG),
            Member("useStaleContactInformation", FLAG),
        ),
    ),
    Member(
        "recipientOrganization",
        Record(
            _MODELS + "Recipient.RecipientOrganizationExt",
            Member("orgNumber", TEXT, required=True),
            *_LOOKED_UP,
        ),
    ),
    Member(
        "recipientExternalIdentity",
        Record(
            _MODELS + "Recipient.RecipientExternalIdentityExt",
            Member("externalIdentity", TEXT, required=True),
            *_LOOKED_UP,
        ),
    ),
)
_CHAIN_BASE: Final = (
    Member("sendersReference", TEXT),
    Member("requestedSendTime", Moment()),
    Member("conditionEndpoint", URI),
    Member(
        "dialogportenAssociation",
        Record(
            _MODELS + "DialogportenIdentifiersExt",
            Member("dialogId", TEXT),
            Member("transmissionId", TEXT),
        ),
    ),
    Member("idempotencyId", TEXT, required=True),
)

CHAIN: Final = Record(
    _MODELS + "NotificationOrderChainRequestExt",
    *_CHAIN_BASE,
    Member("recipient", _SELECTOR, required=True),
    Member(
        "reminders",
        Listing(
            Record(
                _MODELS + "NotificationReminderExt",
                Member("sendersReference", TEXT),
                Member("conditionEndpoint", URI),
                Member("delayDays", Whole(nullable=True)),
                Member("requestedSendTime", Moment(nullable=True)),
                Member("recipient", _SELECTOR, required=True),
            )
        ),
    ),
)

# Composed e-mail.

_ATTACHMENT: Final = Record(
    _MODELS + "Files.SasFileReferenceExt",
    Member("filename", TEXT, required=True),
    Member("mimeType", TEXT, required=True),
    Member("sasUrl", URI, required=True),
)

COMPOSED: Final = Record(
    _MODELS + "ComposedEmailRequestExt",
    *_CHAIN_BASE,
    Member(
        "recipient",
        Record(
            _MODELS + "Recipient.RecipientComposedEmailExt",
            Member("emailAddress", TEXT, required=True),
            Member(
                "emailSettings",
                Record(
                    _MODELS + "Email.ComposedEmailSendingOptionsExt",
                    *_EMAIL_SETTINGS,
                    Member("attachments", Listing(_ATTACHMENT)),
                ),
                required=True,
            ),
        ),
        required=True,
    ),
)

# Instant messages.

_SMS_DETAILS: Final = Record(
    _MODELS + "Sms.ShortMessageDeliveryDetailsExt",
    Member("phoneNumber", TEXT, required=True),
    Member("timeToLiveInSeconds", WHOLE, required=True),
    Member(
        "smsSettings",
        Record(
            _MODELS + "Sms.ShortMessageContentExt",
            Member("sender", TEXT),
            Member("body", TEXT, required=True),
        ),
        required=True,
    ),
)
_INSTANT_BASE: Final = (
    Member("idempotencyId", TEXT, required=True),
    Member("sendersReference", TEXT),
)

INSTANT: Final = Record(
    _MODELS + "Orders.InstantNotificationOrderRequestExt",
    *_INSTANT_BASE,
    Member(
        "recipient",
        Record(
            _MODELS + "Recipient.InstantNotificationRecipientExt",
            Member("recipientSms", _SMS_DETAILS, required=True),
        ),
        required=True,
    ),
)
INSTANT_SMS: Final = Record(
    _MODELS + "Orders.InstantSmsNotificationOrderRequestExt",
    *_INSTANT_BASE,
    Member("recipientSms", _SMS_DETAILS, required=True),
)
INSTANT_EMAIL: Final = Record(
    _MODELS + "Orders.InstantEmailNotificationOrderRequestExt",
    *_INSTANT_BASE,
    Member(
        "recipientEmail",
        Record(
            _MODELS + "Email.InstantEmailDetailsExt",
            Member("emailAddress", TEXT, required=True),
            Member(
                "emailSettings",
                Record(
                    _MODELS + "Email.InstantEmailContentExt",
                    Member("subject", TEXT, required=True),
                    Member("body", TEXT, required=True),
                    Member("senderEmailAddress", TEXT),
                    Member("contentType", CONTENT_TYPE),
                ),
                required=True,
            ),
        ),
        required=True,
    ),
)

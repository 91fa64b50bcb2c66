"""Schemas of the requests to the Correspondence API, for JSON bodies and forms.

Source: docs/reference/correspondence.md sections 1.4, 1.5, 2.1 and 2.3. Required properties are in
the order in which Altinn reports them when they are missing.
"""

from typing import Final

from mock_server.correspondence.domain.enums import REFERENCE_TYPE_NAMES, NotificationTemplate
from mock_server.domain.enums import CONTENT_TYPE_NAMES, NOTIFICATION_CHANNEL_NAMES, RuleSet
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    BooleanType,
    DateTimeType,
    DictionaryType,
    EnumType,
    GuidType,
    IntegerType,
    ListType,
    ObjectType,
    Property,
)

_MODELS: Final = "Altinn.Correspondence.API.Models."
_ENUMS: Final = _MODELS + "Enums."

_CHANNELS: Final = {name: int(value) for value, name in NOTIFICATION_CHANNEL_NAMES.items()}
_CHANNEL: Final = _ENUMS + "NotificationChannelExt"
_CONTENT_TYPES: Final = {name: int(value) for value, name in CONTENT_TYPE_NAMES.items()}
_CONTENT_TYPE: Final = "Altinn.Correspondence.Core.Models.Enums.EmailContentType"
_TEMPLATES: Final = {
    "CustomMessage": int(NotificationTemplate.CUSTOM_MESSAGE),
    "GenericAltinnMessage": int(NotificationTemplate.GENERIC_ALTINN_MESSAGE),
}
_LOCATIONS: Final = {
    "NewCorrespondenceAttachment": 0,
    "ExistingCorrespondenceAttachment": 1,
    "ExistingExternalStorage": 2,
}
EXTERNAL_STORAGE: Final = 2

_OPTIONAL_DATE_TIME: Final = DateTimeType(nullable=True, with_offset=True)

_RECIPIENT: Final = ObjectType(
    _MODELS + "NotificationRecipientExt",
    Property("emailAddress", TEXT),
    Property("mobileNumber", TEXT),
    Property("organizationNumber", TEXT),
    Property("nationalIdentityNumber", TEXT),
    Property("isReserved", BooleanType(nullable=True)),
)
_CUSTOM_NOTIFICATION_RECIPIENT: Final = ObjectType(
    _MODELS + "CustomNotificationRecipientExt",
    Property("recipientToOverride", TEXT, required=True),
    Property("recipients", ListType(_RECIPIENT), required=True),
)
_ATTACHMENT: Final = (
    Property("fileName", TEXT, required=True),
    Property("displayName", TEXT),
    Property("isEncrypted", FLAG),
    Property("checksum", TEXT),
    Property("sendersReference", TEXT, required=True),
    Property("expirationInDays", IntegerType(nullable=True)),
)
_EXTERNAL_REFERENCE: Final = ObjectType(
    _MODELS + "ExternalReferenceExt",
    Property("referenceValue", TEXT, required=True),
    Property(
        "referenceType",
        EnumType(
            _ENUMS + "ReferenceTypeExt",
            {name: int(value) for value, name in REFERENCE_TYPE_NAMES.items()},
        ),
        required=True,
    ),
)
_REPLY_OPTION: Final = ObjectType(
    _MODELS + "CorrespondenceReplyOptionExt",
    Property("linkURL", TEXT, required=True),
    Property("linkText", TEXT),
)
_CONTENT: Final = ObjectType(
    _MODELS + "InitializeCorrespondenceContentExt",
    Property("language", TEXT),
    Property("messageTitle", TEXT, required=True),
    Property("messageSummary", TEXT),
    Property("messageBody", TEXT, required=True),
    Property(
        "attachments",
        ListType(
            ObjectType(
                _MODELS + "InitializeCorrespondenceAttachmentExt",
                Property("id", GuidType()),
                Property(
                    "dataLocationType",
                    EnumType(_ENUMS + "InitializeAttachmentDataLocationTypeExt", _LOCATIONS),
                ),
                *_ATTACHMENT,
            )
        ),
    ),
)
_NOTIFICATION: Final = (
    Property(
        "notificationTemplate",
        EnumType(_ENUMS + "NotificationTemplateExt", _TEMPLATES, nullable=True),
    ),
    Property("emailSubject", TEXT),
    Property("emailBody", TEXT),
    Property("emailContentType", EnumType(_CONTENT_TYPE, _CONTENT_TYPES)),
    Property("smsBody", TEXT),
    Property("sendReminder", FLAG),
    Property("reminderEmailSubject", TEXT),
    Property("reminderEmailBody", TEXT),
    Property("reminderEmailContentType", EnumType(_CONTENT_TYPE, _CONTENT_TYPES, nullable=True)),
    Property("reminderSmsBody", TEXT),
    Property("notificationChannel", EnumType(_CHANNEL, _CHANNELS)),
    Property("reminderNotificationChannel", EnumType(_CHANNEL, _CHANNELS, nullable=True)),
    Property("sendersReference", TEXT),
    Property("customRecipients", ListType(_RECIPIENT)),
    Property("customRecipient", _RECIPIENT),
    Property("customNotificationRecipients", ListType(_CUSTOM_NOTIFICATION_RECIPIENT)),
    Property("overrideRegisteredContactInformation", FLAG),
)
# The property is documented, but the deployed service no longer supports it.
_SEND_TIME: Final = Property("requestedSendTime", _OPTIONAL_DATE_TIME)


def _initialize(*notification: Property) -> ObjectType:
    return ObjectType(
        _MODELS + "InitializeCorrespondencesExt",
        Property(
            "correspondence",
            ObjectType(
                _MODELS + "BaseCorrespondenceExt",
                Property("resourceId", TEXT, required=True),
                Property("sender", TEXT),
                Property("sendersReference", TEXT, required=True),
                Property("messageSender", TEXT),
                Property("content", _CONTENT),
                Property("requestedPublishTime", _OPTIONAL_DATE_TIME),
                Property("dueDateTime", _OPTIONAL_DATE_TIME),
                Property("externalReferences", ListType(_EXTERNAL_REFERENCE)),
                Property("propertyList", DictionaryType(TEXT)),
                Property("replyOptions", ListType(_REPLY_OPTION)),
                Property(
                    "notification",
                    ObjectType(_MODELS + "InitializeCorrespondenceNotificationExt", *notification),
                ),
                Property("ignoreReservation", BooleanType(nullable=True)),
                Property("isConfirmationNeeded", FLAG),
                Property("isConfidential", FLAG),
                Property("allowForwarding", FLAG),
            ),
            required=True,
        ),
        Property("recipients", ListType(TEXT), required=True),
        Property("existingAttachments", ListType(GuidType())),
        Property("idempotentKey", GuidType(nullable=True)),
    )


INITIALIZE: Final = {
    RuleSet.DOCUMENTED: _initialize(*_NOTIFICATION, _SEND_TIME),
    RuleSet.DEPLOYED: _initialize(*_NOTIFICATION),
}
FORWARD: Final = ObjectType(
    _MODELS + "ForwardCorrespondenceRequestExt",
    Property("forwardTo", TEXT, required=True),
    Property("forwardingText", TEXT),
)
INITIALIZE_ATTACHMENT: Final = ObjectType(
    _MODELS + "InitializeAttachmentExt",
    Property("resourceId", TEXT, required=True),
    Property("sender", TEXT),
    *_ATTACHMENT,
)

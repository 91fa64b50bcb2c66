"""The request types of the Correspondence API, as its JSON reader and its form binder know them.

Source: spec/correspondence.md sections 1.4, 1.5, 2.1 and 2.3. Required members stand in the order
in which the platform lists them when they are missing.
"""

from typing import Final

from mock_server.correspondence.domain.enums import REFERENCE_TYPE_NAMES, Template
from mock_server.domain.enums import CHANNEL_NAMES, CONTENT_TYPE_NAMES, Rules
from mock_server.dotnet.schema import (
    FLAG,
    TEXT,
    Choice,
    Flag,
    Guid,
    Listing,
    Mapping,
    Member,
    Moment,
    Record,
    Whole,
)

_MODELS: Final = "Altinn.Correspondence.API.Models."
_ENUMS: Final = _MODELS + "Enums."

_CHANNELS: Final = {name: int(value) for value, name in CHANNEL_NAMES.items()}
_CHANNEL: Final = _ENUMS + "NotificationChannelExt"
_CONTENT_TYPES: Final = {name: int(value) for value, name in CONTENT_TYPE_NAMES.items()}
_CONTENT_TYPE: Final = "Altinn.Correspondence.Core.Models.Enums.EmailContentType"
_TEMPLATES: Final = {
    "CustomMessage": int(Template.CUSTOM_MESSAGE),
    "GenericAltinnMessage": int(Template.GENERIC_ALTINN_MESSAGE),
}
_LOCATIONS: Final = {
    "NewCorrespondenceAttachment": 0,
    "ExistingCorrespondenceAttachment": 1,
    "ExistingExternalStorage": 2,
}
EXTERNAL_STORAGE: Final = 2

_MAYBE_MOMENT: Final = Moment(nullable=True, with_offset=True)

_RECIPIENT: Final = Record(
    _MODELS + "NotificationRecipientExt",
    Member("emailAddress", TEXT),
    Member("mobileNumber", TEXT),
    Member("organizationNumber", TEXT),
    Member("nationalIdentityNumber", TEXT),
    Member("isReserved", Flag(nullable=True)),
)
_CUSTOM_NOTIFICATION_RECIPIENT: Final = Record(
    _MODELS + "CustomNotificationRecipientExt",
    Member("recipientToOverride", TEXT, required=True),
    Member("recipients", Listing(_RECIPIENT), required=True),
)
_ATTACHMENT: Final = (
    Member("fileName", TEXT, required=True),
    Member("displayName", TEXT),
    Member("isEncrypted", FLAG),
    Member("checksum", TEXT),
    Member("sendersReference", TEXT, required=True),
    Member("expirationInDays", Whole(nullable=True)),
)
_EXTERNAL_REFERENCE: Final = Record(
    _MODELS + "ExternalReferenceExt",
    Member("referenceValue", TEXT, required=True),
    Member(
        "referenceType",
        Choice(
            _ENUMS + "ReferenceTypeExt",
            {name: int(value) for value, name in REFERENCE_TYPE_NAMES.items()},
        ),
        required=True,
    ),
)
_REPLY_OPTION: Final = Record(
    _MODELS + "CorrespondenceReplyOptionExt",
    Member("linkURL", TEXT, required=True),
    Member("linkText", TEXT),
)
_CONTENT: Final = Record(
    _MODELS + "InitializeCorrespondenceContentExt",
    Member("language", TEXT),
    Member("messageTitle", TEXT, required=True),
    Member("messageSummary", TEXT),
    Member("messageBody", TEXT, required=True),
    Member(
        "attachments",
        Listing(
            Record(
                _MODELS + "InitializeCorrespondenceAttachmentExt",
                Member("id", Guid()),
                Member(
                    "dataLocationType",
                    Choice(_ENUMS + "InitializeAttachmentDataLocationTypeExt", _LOCATIONS),
                ),
                *_ATTACHMENT,
            )
        ),
    ),
)
_NOTIFICATION: Final = (
    Member(
        "notificationTemplate",
        Choice(_ENUMS + "NotificationTemplateExt", _TEMPLATES, nullable=True),
    ),
    Member("emailSubject", TEXT),
    Member("emailBody", TEXT),
    Member("emailContentType", Choice(_CONTENT_TYPE, _CONTENT_TYPES)),
    Member("smsBody", TEXT),
    Member("sendReminder", FLAG),
    Member("reminderEmailSubject", TEXT),
    Member("reminderEmailBody", TEXT),
    Member("reminderEmailContentType", Choice(_CONTENT_TYPE, _CONTENT_TYPES, nullable=True)),
    Member("reminderSmsBody", TEXT),
    Member("notificationChannel", Choice(_CHANNEL, _CHANNELS)),
    Member("reminderNotificationChannel", Choice(_CHANNEL, _CHANNELS, nullable=True)),
    Member("sendersReference", TEXT),
    Member("customRecipients", Listing(_RECIPIENT)),
    Member("customRecipient", _RECIPIENT),
    Member("customNotificationRecipients", Listing(_CUSTOM_NOTIFICATION_RECIPIENT)),
    Member("overrideRegisteredContactInformation", FLAG),
)
# The documented service still reads it, the deployed one does not know it any more.
_SEND_TIME: Final = Member("requestedSendTime", _MAYBE_MOMENT)


def _initialize(*notification: Member) -> Record:
    return Record(
        _MODELS + "InitializeCorrespondencesExt",
        Member(
            "correspondence",
            Record(
                _MODELS + "BaseCorrespondenceExt",
                Member("resourceId", TEXT, required=True),
                Member("sender", TEXT),
                Member("sendersReference", TEXT, required=True),
                Member("messageSender", TEXT),
                Member("content", _CONTENT),
                Member("requestedPublishTime", _MAYBE_MOMENT),
                Member("dueDateTime", _MAYBE_MOMENT),
                Member("externalReferences", Listing(_EXTERNAL_REFERENCE)),
                Member("propertyList", Mapping(TEXT)),
                Member("replyOptions", Listing(_REPLY_OPTION)),
                Member(
                    "notification",
                    Record(_MODELS + "InitializeCorrespondenceNotificationExt", *notification),
                ),
                Member("ignoreReservation", Flag(nullable=True)),
                Member("isConfirmationNeeded", FLAG),
                Member("isConfidential", FLAG),
                Member("allowForwarding", FLAG),
            ),
            required=True,
        ),
        Member("recipients", Listing(TEXT), required=True),
        Member("existingAttachments", Listing(Guid())),
        Member("idempotentKey", Guid(nullable=True)),
    )


INITIALIZE: Final = {
    Rules.DOCUMENTED: _initialize(*_NOTIFICATION, _SEND_TIME),
    Rules.DEPLOYED: _initialize(*_NOTIFICATION),
}
INITIALIZE_ATTACHMENT: Final = Record(
    _MODELS + "InitializeAttachmentExt",
    Member("resourceId", TEXT, required=True),
    Member("sender", TEXT),
    *_ATTACHMENT,
)

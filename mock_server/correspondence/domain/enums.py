"""Enumerations of Correspondence, with the names and numbers of its API.

Source: docs/reference/correspondence.md sections 1.4, 1.5, 2.2 and 6.1.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final


class CorrespondenceStatus(IntEnum):
    """The status of a correspondence; the API shows the highest number it has had."""

    INITIALIZED = 0
    READY_FOR_PUBLISH = 1
    PUBLISHED = 2
    FETCHED = 3
    READ = 4
    REPLIED = 5
    CONFIRMED = 6
    PURGED_BY_RECIPIENT = 7
    PURGED_BY_ALTINN = 8
    ARCHIVED = 9
    RESERVED = 10
    FAILED = 11
    ATTACHMENTS_DOWNLOADED = 12
    FORWARDED = 13


CORRESPONDENCE_STATUS_NAMES: Final = {
    CorrespondenceStatus.INITIALIZED: "Initialized",
    CorrespondenceStatus.READY_FOR_PUBLISH: "ReadyForPublish",
    CorrespondenceStatus.PUBLISHED: "Published",
    CorrespondenceStatus.FETCHED: "Fetched",
    CorrespondenceStatus.READ: "Read",
    CorrespondenceStatus.REPLIED: "Replied",
    CorrespondenceStatus.CONFIRMED: "Confirmed",
    CorrespondenceStatus.PURGED_BY_RECIPIENT: "PurgedByRecipient",
    CorrespondenceStatus.PURGED_BY_ALTINN: "PurgedByAltinn",
    CorrespondenceStatus.ARCHIVED: "Archived",
    CorrespondenceStatus.RESERVED: "Reserved",
    CorrespondenceStatus.FAILED: "Failed",
    CorrespondenceStatus.ATTACHMENTS_DOWNLOADED: "AttachmentsDownloaded",
    CorrespondenceStatus.FORWARDED: "Forwarded",
}
PURGED_STATUSES: Final = frozenset(
    {CorrespondenceStatus.PURGED_BY_RECIPIENT, CorrespondenceStatus.PURGED_BY_ALTINN}
)
AVAILABLE_TO_RECIPIENT: Final = frozenset(
    {
        CorrespondenceStatus.PUBLISHED,
        CorrespondenceStatus.FETCHED,
        CorrespondenceStatus.READ,
        CorrespondenceStatus.REPLIED,
        CorrespondenceStatus.CONFIRMED,
        CorrespondenceStatus.ARCHIVED,
        CorrespondenceStatus.RESERVED,
        CorrespondenceStatus.ATTACHMENTS_DOWNLOADED,
        CorrespondenceStatus.FORWARDED,
    }
)
PURGEABLE_BY_SENDER: Final = frozenset(
    {
        CorrespondenceStatus.INITIALIZED,
        CorrespondenceStatus.READY_FOR_PUBLISH,
        CorrespondenceStatus.FAILED,
    }
)
HIDDEN_FROM_SENDER: Final = PURGED_STATUSES | {CorrespondenceStatus.ARCHIVED}
HIDDEN_FROM_RECIPIENT: Final = PURGEABLE_BY_SENDER


class AttachmentStatus(IntEnum):
    """The status of an attachment."""

    INITIALIZED = 0
    UPLOAD_PROCESSING = 1
    PUBLISHED = 2
    PURGED = 3
    FAILED = 4
    EXPIRED = 5


ATTACHMENT_STATUS_NAMES: Final = {
    AttachmentStatus.INITIALIZED: "Initialized",
    AttachmentStatus.UPLOAD_PROCESSING: "UploadProcessing",
    AttachmentStatus.PUBLISHED: "Published",
    AttachmentStatus.PURGED: "Purged",
    AttachmentStatus.FAILED: "Failed",
    AttachmentStatus.EXPIRED: "Expired",
}


class NotificationTemplate(IntEnum):
    """The template of a notification; the last one is for migrated messages only."""

    CUSTOM_MESSAGE = 0
    GENERIC_ALTINN_MESSAGE = 1
    ALTINN2_MESSAGE = 2


class ReferenceType(IntEnum):
    """The type of an external reference; unknown numbers are stored as they are."""

    GENERIC = 0
    ALTINN_APP_INSTANCE = 1
    ALTINN_BROKER_FILE_TRANSFER = 2
    DIALOGPORTEN_DIALOG_ID = 3
    DIALOGPORTEN_PROCESS_ID = 4
    DIALOGPORTEN_TRANSMISSION_ID = 5
    DIALOGPORTEN_TRANSMISSION_TYPE = 6


REFERENCE_TYPE_NAMES: Final[Mapping[int, str]] = {
    ReferenceType.GENERIC: "Generic",
    ReferenceType.ALTINN_APP_INSTANCE: "AltinnAppInstance",
    ReferenceType.ALTINN_BROKER_FILE_TRANSFER: "AltinnBrokerFileTransfer",
    ReferenceType.DIALOGPORTEN_DIALOG_ID: "DialogportenDialogId",
    ReferenceType.DIALOGPORTEN_PROCESS_ID: "DialogportenProcessId",
    ReferenceType.DIALOGPORTEN_TRANSMISSION_ID: "DialogportenTransmissionId",
    ReferenceType.DIALOGPORTEN_TRANSMISSION_TYPE: "DialogportenTransmissionType",
}


class CorrespondenceRole(IntEnum):
    """The role of the caller in a search for correspondences."""

    RECIPIENT = 0
    SENDER = 1
    RECIPIENT_AND_SENDER = 2


class ResourceType(StrEnum):
    """The resource types supported by Correspondence."""

    CORRESPONDENCE_SERVICE = "CorrespondenceService"
    ALTINN_APP = "AltinnApp"
    GENERIC_ACCESS_RESOURCE = "GenericAccessResource"


class Confidentiality(StrEnum):
    """The setting of a resource for confidential messages."""

    NO = "no"
    ALLOWED = "allowed"
    REQUIRED = "required"


class CorrespondenceScope(StrEnum):
    """The token scopes used by Correspondence."""

    WRITE = "altinn:correspondence.write"
    READ = "altinn:correspondence.read"
    SERVICE_OWNER = "altinn:serviceowner"
    FORWARD_CHECK = "altinn:correspondence.forward.check"
    CONDITION_CHECK = "altinn:system/notifications.condition.check"

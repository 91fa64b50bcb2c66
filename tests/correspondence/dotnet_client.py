"""Response models of the .NET client for apps: exact field names, only known enum names.

Source: docs/reference/correspondence.md section 7.3.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)

Status = Literal[
    "Initialized",
    "ReadyForPublish",
    "Published",
    "Fetched",
    "Read",
    "Replied",
    "Confirmed",
    "PurgedByRecipient",
    "PurgedByAltinn",
    "Archived",
    "Reserved",
    "Failed",
    "AttachmentsDownloaded",
]
AttachmentStatus = Literal[
    "Initialized", "UploadProcessing", "Published", "Purged", "Failed", "Expired"
]
Channel = Literal["Email", "Sms", "EmailPreferred", "SmsPreferred", "EmailAndSms"]


def organization(text: str) -> str:
    number = text.rpartition(":")[2]
    remainder = sum(int(a) * b for a, b in zip(number[:8], WEIGHTS, strict=True)) % 11
    assert int(number[8:]) == (11 - remainder) % 11, f"{text} has no control digit"
    return number


def organization_or_person(text: str) -> str:
    return text if len(text.rpartition(":")[2]) == 11 else organization(text)


class CorrespondenceEntry(BaseModel):
    correspondenceId: UUID  # noqa: N815
    status: Status
    recipient: Annotated[str, AfterValidator(organization_or_person)]
    notifications: list[object] | None


class SendCorrespondenceResponse(BaseModel):
    correspondences: list[CorrespondenceEntry]
    attachmentIds: list[UUID] | None  # noqa: N815


class StatusEvent(BaseModel):
    status: Status
    statusText: str  # noqa: N815
    statusChanged: AwareDatetime  # noqa: N815


class SendStatus(BaseModel):
    status: str
    description: str | None
    lastUpdate: AwareDatetime  # noqa: N815


class Recipient(BaseModel):
    emailAddress: str | None  # noqa: N815
    mobileNumber: str | None  # noqa: N815
    organizationNumber: str | None  # noqa: N815
    nationalIdentityNumber: str | None  # noqa: N815
    isReserved: bool | None  # noqa: N815


class Detail(BaseModel):
    id: UUID | None
    succeeded: bool
    recipient: Recipient
    sendStatus: SendStatus  # noqa: N815


class Summary(BaseModel):
    email: Detail | None
    sms: Detail | None
    emails: list[Detail] | None
    smses: list[Detail] | None


class NotificationOrder(BaseModel):
    id: str
    sendersReference: str | None  # noqa: N815
    creator: str
    created: AwareDatetime
    isReminder: bool  # noqa: N815
    notificationChannel: Channel  # noqa: N815
    ignoreReservation: bool | None  # noqa: N815
    resourceId: str | None  # noqa: N815
    processingStatus: SendStatus  # noqa: N815
    notificationStatusDetails: Summary  # noqa: N815


class Content(BaseModel):
    language: Annotated[str, Field(min_length=2, max_length=2)]
    messageTitle: str  # noqa: N815
    messageSummary: str  # noqa: N815
    messageBody: str  # noqa: N815


class GetCorrespondenceStatusResponse(BaseModel):
    statusHistory: list[StatusEvent]  # noqa: N815
    notifications: list[NotificationOrder] | None
    recipient: str
    correspondenceId: UUID  # noqa: N815
    content: Content | None
    created: AwareDatetime
    status: Status
    statusText: str | None  # noqa: N815
    statusChanged: AwareDatetime  # noqa: N815
    resourceId: str  # noqa: N815
    sender: Annotated[str, AfterValidator(organization)]
    sendersReference: str  # noqa: N815
    requestedPublishTime: AwareDatetime | None  # noqa: N815
    dueDateTime: AwareDatetime | None  # noqa: N815
    propertyList: dict[str, str] | None  # noqa: N815
    published: AwareDatetime | None
    isConfirmationNeeded: bool  # noqa: N815
    isConfidential: bool  # noqa: N815


class AttachmentOverviewResponse(BaseModel):
    attachmentId: UUID  # noqa: N815
    status: AttachmentStatus
    statusText: str  # noqa: N815
    statusChanged: AwareDatetime  # noqa: N815
    correspondenceIds: list[UUID] | None  # noqa: N815
    resourceId: str  # noqa: N815
    sendersReference: str  # noqa: N815


class ProblemDetails(BaseModel):
    title: str
    status: int
    detail: str | None = None
    errors: dict[str, list[str]] = {}

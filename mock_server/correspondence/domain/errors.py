"""The errors of Correspondence, with their codes, messages and HTTP statuses.

Source: docs/reference/correspondence.md sections 3.7 and 3.8.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.errors import PlatformError

FORM_FILE_LIMIT: Final = "2GB"
STREAMED_FILE_LIMIT: Final = "50GB"


@dataclass(frozen=True, slots=True)
class ErrorDefinition:
    """An error of Correspondence: code, message and HTTP status."""

    code: int
    message: str
    status: int = 400


class CorrespondenceError(PlatformError):
    """A request rejected with an error code of Correspondence."""

    def __init__(self, error: ErrorDefinition) -> None:
        super().__init__(error.message)
        self.error = error


class FieldError(PlatformError):
    """A request with an invalid field, reported as a model validation error."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class InvalidNotificationTemplate(PlatformError):
    """A request with an unknown notification template; the response is a JSON string."""

    message = "Invalid notification template"


NOT_FOUND: Final = ErrorDefinition(1001, "The requested correspondence was not found", 404)
TITLE_NOT_PLAIN: Final = ErrorDefinition(1002, "Message title must be plain text")
FILES_METADATA_MISMATCH: Final = ErrorDefinition(
    1005, "Mismatch between uploaded files and attachment metadata"
)
DUPLICATE_RECIPIENTS: Final = ErrorDefinition(1006, "Recipients must be unique")
EXISTING_ATTACHMENT_NOT_FOUND: Final = ErrorDefinition(1007, "Existing attachment not found")
DUE_BEFORE_NOW: Final = ErrorDefinition(1008, "DueDateTime cannot be prior to today")
DUE_BEFORE_PUBLICATION: Final = ErrorDefinition(
    1009, "DueDateTime cannot be prior to RequestedPublishTime"
)
PUBLISHED_CANNOT_BE_DELETED: Final = ErrorDefinition(
    1013, "Sender cannot delete correspondence that has been published"
)
ALREADY_PURGED: Final = ErrorDefinition(1014, "Correspondence has already been purged")
DUE_DATE_REQUIRED: Final = ErrorDefinition(
    1016, "DueDateTime is required when confirmation is needed"
)
ATTACHMENT_SENDER_MISMATCH: Final = ErrorDefinition(
    1017, "The sender of the correspondence must be equal the sender of existing attachments"
)
ATTACHMENT_NOT_PUBLISHED: Final = ErrorDefinition(1018, "Attachment is not published")
INVALID_LANGUAGE: Final = ErrorDefinition(
    1023,
    "Invalid language chosen. Supported languages is Norsk bokmål (nb), Nynorsk (nn) and English"
    " (en)",
)
READ_BEFORE_FETCHED: Final = ErrorDefinition(
    1024, "Correspondence must be fetched before it can be read"
)
CONFIRMED_BEFORE_FETCHED: Final = ErrorDefinition(
    1025, "Correspondence must be fetched before it can be confirmed"
)
NOT_CONFIRMED: Final = ErrorDefinition(
    1026,
    "Cannot archive or delete a correspondence which has not been confirmed when confirmation is"
    " required",
)
INVALID_DATE_RANGE: Final = ErrorDefinition(1027, "From date cannot be after to date")
RESERVATION_LOOKUP_FAILED: Final = ErrorDefinition(
    1032, "Contact reservation registry lookup failed", 500
)
DUPLICATE_IDEMPOTENT_KEY: Final = ErrorDefinition(
    1034, "A correspondence with the same idempotent key already exists", 409
)
INVALID_REPLY_OPTION: Final = ErrorDefinition(
    1035, "Reply options must be well-formed URIs and HTTPS with a max length of 255 characters"
)
UNKNOWN_RESOURCE: Final = ErrorDefinition(
    1036, "ResourceId must match an existing resource in the resource registry"
)
TOO_MANY_ATTACHMENTS: Final = ErrorDefinition(
    1038, "A correspondence cannot contain more than 100 attachments in total"
)
SENDER_NOT_PLAIN: Final = ErrorDefinition(1039, "Message sender must be plain text")
ALREADY_READ: Final = ErrorDefinition(1040, "Correspondence is already marked as read")
ALREADY_CONFIRMED: Final = ErrorDefinition(1041, "Correspondence has already been confirmed")
TRANSMISSION_NOT_PURGEABLE: Final = ErrorDefinition(
    1043, "Cannot purge correspondence linked to a Dialogporten Transmission"
)
TRANSMISSION_MULTIPLE_RECIPIENTS: Final = ErrorDefinition(
    1045, "Transmission correspondences only support one recipient"
)
IDEMPOTENT_KEY_MULTIPLE_RECIPIENTS: Final = ErrorDefinition(
    1047, "Idempotency key is not supported for requests with multiple recipients"
)
INVALID_DIALOG_ID: Final = ErrorDefinition(1048, "DialogId must be a valid non-empty GUID")
TRANSMISSION_WITH_ACTIONS: Final = ErrorDefinition(
    1051,
    "Correspondences with GUI actions (ReplyOptions or IsConfirmationNeeded) cannot be sent as"
    " transmissions",
)
TWO_TRANSMISSION_TYPES: Final = ErrorDefinition(
    1052, "Only one DialogportenTransmissionType external reference is allowed"
)
TRANSMISSION_TYPE_ALONE: Final = ErrorDefinition(
    1053,
    "DialogportenTransmissionType external reference requires a DialogportenDialogId external"
    " reference",
)
MUST_BE_CONFIDENTIAL: Final = ErrorDefinition(
    1060,
    "Confidential correspondences (resources with the access package"
    " post-til-virksomheten-med-taushetsbelagt-innhold) cannot be initialized without setting the"
    " 'IsConfidential' flag to true",
)
MUST_NOT_BE_CONFIDENTIAL: Final = ErrorDefinition(
    1061,
    "Correspondences cannot be initialized with 'IsConfidential' flag set to true if the resource"
    " is not confidential",
)
FORWARDING_NOT_ALLOWED_FOR_AUTH_LEVEL: Final = ErrorDefinition(
    1068,
    "Correspondence cannot allow forwarding if the resource for the correspondence has a required"
    " authorization level above 0",
)
FORWARDING_NOT_ALLOWED: Final = ErrorDefinition(1063, "Correspondence does not allow forwarding")
ALREADY_FORWARDED: Final = ErrorDefinition(
    1064, "Correspondence has already been forwarded to the specified recipient"
)
FORWARDED_BEFORE_READ: Final = ErrorDefinition(
    1065, "Correspondence must be read before it can be forwarded"
)
FORWARDING_TEXT_TOO_LONG: Final = ErrorDefinition(
    1066, "Forwarding text cannot exceed 200 characters"
)
FORWARDING_TEXT_NOT_PLAIN: Final = ErrorDefinition(1067, "Forwarding text must be plain text")
TOO_LARGE_TO_FORWARD: Final = ErrorDefinition(
    1069,
    "Correspondence cannot allow forwarding if the total size of attachments exceeds 10 MB",
)

ATTACHMENT_NOT_FOUND: Final = ErrorDefinition(2001, "The requested attachment was not found", 404)
ATTACHMENT_ALREADY_PURGED: Final = ErrorDefinition(2006, "File has already been purged")
ATTACHMENT_OF_CORRESPONDENCE: Final = ErrorDefinition(
    2007, "Attachment cannot be purged as it is linked to at least one existing correspondence"
)
ATTACHMENT_OF_PUBLISHED: Final = ErrorDefinition(
    2016,
    "This attachment is associated with a published correspondence and can no longer be accessed by"
    " service owner",
)
ATTACHMENT_EXPIRED: Final = ErrorDefinition(2018, "File has expired")
DOWNLOAD_OF_PURGED: Final = ErrorDefinition(
    2019, "The attachment has been purged and cannot be downloaded"
)
DOWNLOAD_OF_EXPIRED: Final = ErrorDefinition(
    2020, "The attachment has expired and cannot be downloaded"
)
TOO_LARGE_TO_ARCHIVE: Final = ErrorDefinition(
    2023, "Total size of attachments exceeds the maximum allowed for zip download (25 MB)"
)
ATTACHMENT_IN_USE: Final = ErrorDefinition(
    2003, "Cannot upload attachment to a correspondence that has been created"
)
ALREADY_UPLOADED: Final = ErrorDefinition(2005, "File has already been or is being uploaded")
CHECKSUM_MISMATCH: Final = ErrorDefinition(2008, "Checksum mismatch")
FILENAME_MISSING: Final = ErrorDefinition(2010, "Filename is missing")
FILENAME_TOO_LONG: Final = ErrorDefinition(2011, "Filename is too long")
FILENAME_INVALID: Final = ErrorDefinition(
    2012,
    "Filename contains invalid characters. The ruleset is based on Windows file naming convention"
    " which is defined here:"
    " https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#file-and-directory-names",
)
FILE_TYPE_NOT_ALLOWED: Final = ErrorDefinition(2013, "Filetype not allowed")
FILENAME_RESERVED: Final = ErrorDefinition(
    2021,
    "The filename uses a Windows reserved name. Files cannot be named CON, PRN, AUX, NUL,"
    " COM1-COM9, or LPT1-LPT9 (e.g., 'CON.txt' is not allowed, but 'CONSOLE.txt' is).",
)

TEMPLATE_NOT_FOUND: Final = ErrorDefinition(
    3001, "The requested notification template with the given language was not found", 404
)
EMAIL_TEXT_MISSING: Final = ErrorDefinition(
    3002, "Email body and subject must be provided when sending email notifications"
)
REMINDER_EMAIL_TEXT_MISSING: Final = ErrorDefinition(
    3003,
    "Reminder email body and subject must be provided when sending reminder email notifications",
)
SMS_TEXT_MISSING: Final = ErrorDefinition(
    3004, "SMS body must be provided when sending SMS notifications"
)
REMINDER_SMS_TEXT_MISSING: Final = ErrorDefinition(
    3005, "Reminder SMS body must be provided when sending reminder SMS notifications"
)
PREFERRED_TEXT_MISSING: Final = ErrorDefinition(
    3006, "Email body, subject and SMS body must be provided when sending preferred notifications"
)
REMINDER_PREFERRED_TEXT_MISSING: Final = ErrorDefinition(
    3007,
    "Reminder email body, subject and SMS body must be provided when sending reminder preferred"
    " notifications",
)
INVALID_CUSTOM_EMAIL: Final = ErrorDefinition(3011, "Invalid email provided for custom recipient.")
INVALID_CUSTOM_MOBILE: Final = ErrorDefinition(
    3012,
    "Invalid mobile number provided. Mobile number can contain only '+' and numeric characters, and"
    " it must adhere to the E.164 standard.",
)
CUSTOM_RECIPIENT_NAME_LOOKUP_NOT_ALLOWED: Final = ErrorDefinition(
    3015,
    "Recipient overrides with email or mobile number are not allowed when using notification"
    " recipient name because of name lookup",
)
CUSTOM_WITH_MANY_RECIPIENTS: Final = ErrorDefinition(
    3017, "Custom recipient with multiple recipients is not allowed"
)
CUSTOM_WITH_MANY_IDENTIFIERS: Final = ErrorDefinition(
    3018, "Custom recipient with multiple identifiers is not allowed"
)
CUSTOM_WITHOUT_IDENTIFIER: Final = ErrorDefinition(
    3019, "Custom recipient without identifier is not allowed"
)
OVERRIDE_WITHOUT_CUSTOM: Final = ErrorDefinition(
    3022,
    "OverrideRegisteredContactInformation flag can only be used when CustomRecipients is provided",
)
EMAIL_AND_SMS_TEXT_MISSING: Final = ErrorDefinition(
    3024,
    "Email body, subject and SMS body must be provided when sending email and SMS notifications",
)
REMINDER_EMAIL_AND_SMS_TEXT_MISSING: Final = ErrorDefinition(
    3025,
    "Reminder email body, subject and SMS body must be provided when sending reminder email and SMS"
    " notifications",
)

FORWARD_ADDRESS_TOO_LONG: Final = ErrorDefinition(
    3027, "Email address provided for forwarding correspondence exceeds 1000 characters"
)
FORWARDING_FAILED: Final = ErrorDefinition(
    3028, "Failed to create composed email for correspondence", 500
)

NO_ACCESS: Final = ErrorDefinition(
    4001,
    "You must use an Altinn token, DialogToken or log in to IDPorten as someone with access to the"
    " resource and organization in Altinn Authorization",
    401,
)
CALLER_NOT_IN_REGISTER: Final = ErrorDefinition(
    4002, "Could not retrieve party uuid from lookup in Altinn Register"
)
CALLER_UNKNOWN: Final = ErrorDefinition(4006, "Could not determine caller", 401)
RESOURCE_TYPE_OF_ATTACHMENT: Final = ErrorDefinition(
    4009, "Resource type is not supported. Resource must be of type CorrespondenceService."
)
RESOURCE_TYPE: Final = ErrorDefinition(
    4010,
    "Resource type is not supported. Resource must be of type CorrespondenceService. If creating a"
    " Correspondence as a transmission with reference to an existing DialogId AltinnApp is also"
    " allowed.",
)


def recipients_not_found_error(urns: list[str]) -> ErrorDefinition:
    """Return the error for recipients that are not in the register."""
    return ErrorDefinition(
        1029, f"Could not find partyId for the following recipients: {', '.join(urns)}", 404
    )


def recipient_reserved_error(urn: str) -> ErrorDefinition:
    """Return the error for a single recipient with a reservation."""
    return ErrorDefinition(
        1030,
        f"Recipient {urn} has reserved themselves from public correspondences. Can be overridden"
        " using the 'IgnoreReservation' flag.",
        422,
    )


def attachment_expires_soon_error(hours: int) -> ErrorDefinition:
    """Return the error for an existing attachment that is about to expire."""
    return ErrorDefinition(
        1055,
        f"Existing attachment is expiring within {hours} hour(s) and cannot be attached to a new"
        " correspondence",
    )


def file_size_error(limit: str) -> ErrorDefinition:
    """Return the error for a file that is empty or above *limit*."""
    return ErrorDefinition(2004, f"File must have content and has a max file size of {limit}")


def attachment_lifetime_error(days: int) -> ErrorDefinition:
    """Return the error for an attachment that expires in fewer than *days* days."""
    return ErrorDefinition(2017, f"Attachment expirationTime must be at least {days} days from now")

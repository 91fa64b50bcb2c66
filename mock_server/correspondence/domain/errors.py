"""The errors of Correspondence: code, message and HTTP status of each.

Source: spec/correspondence.md sections 3.7 and 3.8.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.errors import Refusal

LONGEST_FORM_FILE: Final = "2GB"
LONGEST_STREAMED_FILE: Final = "50GB"


@dataclass(frozen=True, slots=True)
class CodedError:
    """One way in which Correspondence says no."""

    code: int
    message: str
    status: int = 400


class Refused(Refusal):
    """A request that Correspondence turns down with one of its own codes."""

    def __init__(self, error: CodedError) -> None:
        super().__init__(error.message)
        self.error = error


class InvalidMember(Refusal):
    """A request of which one member has a wrong form, told like an error of the model."""

    def __init__(self, member: str, message: str) -> None:
        super().__init__(message)
        self.member = member
        self.message = message


class InvalidTemplate(Refusal):
    """A notification template that does not exist: answered as a bare JSON text."""

    message = "Invalid notification template"


NOT_FOUND: Final = CodedError(1001, "The requested correspondence was not found", 404)
TITLE_NOT_PLAIN: Final = CodedError(1002, "Message title must be plain text")
FILES_DO_NOT_MATCH: Final = CodedError(
    1005, "Mismatch between uploaded files and attachment metadata"
)
DUPLICATE_RECIPIENTS: Final = CodedError(1006, "Recipients must be unique")
EXISTING_ATTACHMENT_NOT_FOUND: Final = CodedError(1007, "Existing attachment not found")
DUE_BEFORE_NOW: Final = CodedError(1008, "DueDateTime cannot be prior to today")
DUE_BEFORE_PUBLICATION: Final = CodedError(
    1009, "DueDateTime cannot be prior to RequestedPublishTime"
)
PUBLISHED_CANNOT_BE_DELETED: Final = CodedError(
    1013, "Sender cannot delete correspondence that has been published"
)
ALREADY_PURGED: Final = CodedError(1014, "Correspondence has already been purged")
DUE_DATE_REQUIRED: Final = CodedError(1016, "DueDateTime is required when confirmation is needed")
ANOTHER_SENDERS_ATTACHMENT: Final = CodedError(
    1017, "The sender of the correspondence must be equal the sender of existing attachments"
)
ATTACHMENT_NOT_PUBLISHED: Final = CodedError(1018, "Attachment is not published")
INVALID_LANGUAGE: Final = CodedError(
    1023,
    "Invalid language chosen. Supported languages is Norsk bokmål (nb), Nynorsk (nn) and English"
    " (en)",
)
READ_BEFORE_FETCHED: Final = CodedError(
    1024, "Correspondence must be fetched before it can be read"
)
CONFIRMED_BEFORE_FETCHED: Final = CodedError(
    1025, "Correspondence must be fetched before it can be confirmed"
)
NOT_CONFIRMED: Final = CodedError(
    1026,
    "Cannot archive or delete a correspondence which has not been confirmed when confirmation is"
    " required",
)
INVALID_DATE_RANGE: Final = CodedError(1027, "From date cannot be after to date")
RESERVATIONS_UNKNOWN: Final = CodedError(1032, "Contact reservation registry lookup failed", 500)
KEY_IS_USED: Final = CodedError(
    1034, "A correspondence with the same idempotent key already exists", 409
)
INVALID_REPLY_OPTION: Final = CodedError(
    1035, "Reply options must be well-formed URIs and HTTPS with a max length of 255 characters"
)
UNKNOWN_RESOURCE: Final = CodedError(
    1036, "ResourceId must match an existing resource in the resource registry"
)
TOO_MANY_ATTACHMENTS: Final = CodedError(
    1038, "A correspondence cannot contain more than 100 attachments in total"
)
SENDER_NOT_PLAIN: Final = CodedError(1039, "Message sender must be plain text")
ALREADY_READ: Final = CodedError(1040, "Correspondence is already marked as read")
ALREADY_CONFIRMED: Final = CodedError(1041, "Correspondence has already been confirmed")
TRANSMISSIONS_STAY: Final = CodedError(
    1043, "Cannot purge correspondence linked to a Dialogporten Transmission"
)
TRANSMISSION_TO_MANY: Final = CodedError(
    1045, "Transmission correspondences only support one recipient"
)
KEY_WITH_MANY_RECIPIENTS: Final = CodedError(
    1047, "Idempotency key is not supported for requests with multiple recipients"
)
INVALID_DIALOG_ID: Final = CodedError(1048, "DialogId must be a valid non-empty GUID")
TRANSMISSION_WITH_ACTIONS: Final = CodedError(
    1051,
    "Correspondences with GUI actions (ReplyOptions or IsConfirmationNeeded) cannot be sent as"
    " transmissions",
)
TWO_TRANSMISSION_TYPES: Final = CodedError(
    1052, "Only one DialogportenTransmissionType external reference is allowed"
)
TRANSMISSION_TYPE_ALONE: Final = CodedError(
    1053,
    "DialogportenTransmissionType external reference requires a DialogportenDialogId external"
    " reference",
)
MUST_BE_CONFIDENTIAL: Final = CodedError(
    1060,
    "Confidential correspondences (resources with the access package"
    " post-til-virksomheten-med-taushetsbelagt-innhold) cannot be initialized without setting the"
    " 'IsConfidential' flag to true",
)
MUST_NOT_BE_CONFIDENTIAL: Final = CodedError(
    1061,
    "Correspondences cannot be initialized with 'IsConfidential' flag set to true if the resource"
    " is not confidential",
)
NO_FORWARDING_AT_THIS_LEVEL: Final = CodedError(
    1068,
    "Correspondence cannot allow forwarding if the resource for the correspondence has a required"
    " authorization level above 0",
)
TOO_LARGE_TO_FORWARD: Final = CodedError(
    1069,
    "Correspondence cannot allow forwarding if the total size of attachments exceeds 10 MB",
)

ATTACHMENT_NOT_FOUND: Final = CodedError(2001, "The requested attachment was not found", 404)
ATTACHMENT_IN_USE: Final = CodedError(
    2003, "Cannot upload attachment to a correspondence that has been created"
)
ALREADY_UPLOADED: Final = CodedError(2005, "File has already been or is being uploaded")
CHECKSUM_MISMATCH: Final = CodedError(2008, "Checksum mismatch")
FILENAME_MISSING: Final = CodedError(2010, "Filename is missing")
FILENAME_TOO_LONG: Final = CodedError(2011, "Filename is too long")
FILENAME_INVALID: Final = CodedError(
    2012,
    "Filename contains invalid characters. The ruleset is based on Windows file naming convention"
    " which is defined here:"
    " https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file#file-and-directory-names",
)
FILE_TYPE_NOT_ALLOWED: Final = CodedError(2013, "Filetype not allowed")
FILENAME_RESERVED: Final = CodedError(
    2021,
    "The filename uses a Windows reserved name. Files cannot be named CON, PRN, AUX, NUL,"
    " COM1-COM9, or LPT1-LPT9 (e.g., 'CON.txt' is not allowed, but 'CONSOLE.txt' is).",
)

TEMPLATE_NOT_FOUND: Final = CodedError(
    3001, "The requested notification template with the given language was not found", 404
)
EMAIL_TEXT_MISSING: Final = CodedError(
    3002, "Email body and subject must be provided when sending email notifications"
)
REMINDER_EMAIL_TEXT_MISSING: Final = CodedError(
    3003,
    "Reminder email body and subject must be provided when sending reminder email notifications",
)
SMS_TEXT_MISSING: Final = CodedError(
    3004, "SMS body must be provided when sending SMS notifications"
)
REMINDER_SMS_TEXT_MISSING: Final = CodedError(
    3005, "Reminder SMS body must be provided when sending reminder SMS notifications"
)
PREFERRED_TEXT_MISSING: Final = CodedError(
    3006, "Email body, subject and SMS body must be provided when sending preferred notifications"
)
REMINDER_PREFERRED_TEXT_MISSING: Final = CodedError(
    3007,
    "Reminder email body, subject and SMS body must be provided when sending reminder preferred"
    " notifications",
)
INVALID_CUSTOM_EMAIL: Final = CodedError(3011, "Invalid email provided for custom recipient.")
INVALID_CUSTOM_MOBILE: Final = CodedError(
    3012,
    "Invalid mobile number provided. Mobile number can contain only '+' and numeric characters, and"
    " it must adhere to the E.164 standard.",
)
NO_NAME_TO_LOOK_UP: Final = CodedError(
    3015,
    "Recipient overrides with email or mobile number are not allowed when using notification"
    " recipient name because of name lookup",
)
CUSTOM_WITH_MANY_RECIPIENTS: Final = CodedError(
    3017, "Custom recipient with multiple recipients is not allowed"
)
CUSTOM_WITH_MANY_IDENTIFIERS: Final = CodedError(
    3018, "Custom recipient with multiple identifiers is not allowed"
)
CUSTOM_WITHOUT_IDENTIFIER: Final = CodedError(
    3019, "Custom recipient without identifier is not allowed"
)
OVERRIDE_WITHOUT_CUSTOM: Final = CodedError(
    3022,
    "OverrideRegisteredContactInformation flag can only be used when CustomRecipients is provided",
)
EMAIL_AND_SMS_TEXT_MISSING: Final = CodedError(
    3024,
    "Email body, subject and SMS body must be provided when sending email and SMS notifications",
)
REMINDER_EMAIL_AND_SMS_TEXT_MISSING: Final = CodedError(
    3025,
    "Reminder email body, subject and SMS body must be provided when sending reminder email and SMS"
    " notifications",
)

NO_ACCESS: Final = CodedError(
    4001,
    "You must use an Altinn token, DialogToken or log in to IDPorten as someone with access to the"
    " resource and organization in Altinn Authorization",
    401,
)
CALLER_NOT_IN_REGISTER: Final = CodedError(
    4002, "Could not retrieve party uuid from lookup in Altinn Register"
)
CALLER_UNKNOWN: Final = CodedError(4006, "Could not determine caller", 401)
RESOURCE_TYPE_OF_ATTACHMENT: Final = CodedError(
    4009, "Resource type is not supported. Resource must be of type CorrespondenceService."
)
RESOURCE_TYPE: Final = CodedError(
    4010,
    "Resource type is not supported. Resource must be of type CorrespondenceService. If creating a"
    " Correspondence as a transmission with reference to an existing DialogId AltinnApp is also"
    " allowed.",
)


def recipients_not_found(urns: list[str]) -> CodedError:
    """Return the error for recipients that the register does not know."""
    return CodedError(
        1029, f"Could not find partyId for the following recipients: {', '.join(urns)}", 404
    )


def recipient_reserved(urn: str) -> CodedError:
    """Return the error for a single recipient who has refused electronic communication."""
    return CodedError(
        1030,
        f"Recipient {urn} has reserved themselves from public correspondences. Can be overridden"
        " using the 'IgnoreReservation' flag.",
        422,
    )


def attachment_expires_soon(hours: int) -> CodedError:
    """Return the error for an attachment in use elsewhere that is about to expire."""
    return CodedError(
        1055,
        f"Existing attachment is expiring within {hours} hour(s) and cannot be attached to a new"
        " correspondence",
    )


def file_size(limit: str) -> CodedError:
    """Return the error for an empty file, or one above *limit*."""
    return CodedError(2004, f"File must have content and has a max file size of {limit}")


def attachment_lifetime(days: int) -> CodedError:
    """Return the error for an attachment that would expire in fewer than *days* days."""
    return CodedError(2017, f"Attachment expirationTime must be at least {days} days from now")

"""Validation of composed e-mails.

Source: docs/reference/notifications.md section 17.2.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.domain.addresses import is_valid_email
from mock_server.domain.instant import Instant
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document
from mock_server.dotnet.uri_texts import to_display_string
from mock_server.dotnet.uris import parse_absolute_uri
from mock_server.notifications.api.validation.mime_types import SUPPORTED_MIME_TYPES
from mock_server.notifications.api.validation.placeholders import ErrorPath, replace_placeholders
from mock_server.notifications.api.validation.sas_urls import expires_too_early, sas_url_errors
from mock_server.notifications.api.validation.sending_options import (
    condition_errors,
    email_settings_errors,
    time_errors,
)

_ATTACHMENTS: Final = "Recipient.Settings.Attachments"


def composed_errors(document: Document, now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST future/orders/composed-email.

    Raises:
        PlatformServerError: for a relative ``sasUrl``, and for a send time near the year 9999.
    """
    yield from time_errors(document, now)
    yield from condition_errors(document, "")
    recipient = document["recipient"]
    settings = recipient["emailSettings"]
    if not is_valid_email(recipient["emailAddress"]):
        yield "Recipient.EmailAddress", "Invalid email address format."
    yield from email_settings_errors(settings, "Recipient.Settings.")
    attachments = settings.get("attachments") or ()
    for index, attachment in enumerate(attachments):
        if attachment is None:
            yield f"{_ATTACHMENTS}[{index}]", "Attachment item must not be null."
        else:
            yield from _attachment_errors(attachment, index, now)
    requested = document.get("requestedSendTime")
    send_time = now if requested is None else requested.at
    for index, attachment in enumerate(attachments):
        if attachment is not None and expires_too_early(attachment["sasUrl"], send_time, now):
            yield (
                f"{_ATTACHMENTS}[{index}]",
                f"Attachment '{attachment['filename']}': sasUrl must be valid for at least 15"
                " minutes after requestedSendTime.",
            )


def _attachment_errors(attachment: Document, index: int, now: Instant) -> Iterator[Error]:
    name, url, mime_type = attachment["filename"], attachment["sasUrl"], attachment["mimeType"]
    # Altinn inserts the file name into a message template, and replaces placeholders in it.
    prefix = f"Attachment '{name}': "
    key = f"{_ATTACHMENTS}[{index}]."
    if not _is_file_name(name):
        error_path = ErrorPath("Filename", f"{key}Filename", name, index)
        yield (
            error_path.path,
            replace_placeholders(
                prefix
                + "filename must not contain path separators, and must include a file extension.",
                error_path,
            ),
        )
    error_path = ErrorPath("Sas Url", f"{key}SasUrl", _display_url(url.text), index)
    for problem in sas_url_errors(url, now):
        yield error_path.path, replace_placeholders(prefix + problem, error_path)
    if mime_type.lower() not in SUPPORTED_MIME_TYPES:
        error_path = ErrorPath("Mime Type", f"{key}MimeType", mime_type, index)
        yield (
            error_path.path,
            replace_placeholders(
                prefix
                + "mimeType is not supported. Refer to ACS documentation for the list of accepted"
                " MIME types.",
                error_path,
            ),
        )


def _display_url(url: str) -> str:
    uri = parse_absolute_uri(url)
    return url if uri is None else to_display_string(uri)


def _is_file_name(name: str) -> bool:
    extension = name.rpartition(".")[2] if "." in name else ""
    return extension != "" and "/" not in name and "\\" not in name

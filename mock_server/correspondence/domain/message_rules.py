"""Rules for the message itself: dates, texts, references and reply options.

Source: docs/reference/correspondence.md section 3.3, steps 11 to 20.
"""

import re
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import ReferenceType
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.plain_text import is_plain_text
from mock_server.correspondence.domain.request import InitializeRequest
from mock_server.correspondence.domain.templates import LANGUAGES
from mock_server.domain.instant import Instant
from mock_server.domain.whitespace import is_blank

RECIPIENT_NAME: Final = "{{recipientName}}"
MAX_LINK_LENGTH: Final = 255

_HEX: Final = "[0-9a-fA-F]"
_HYPHENATED: Final = rf"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}"
_GUID: Final = re.compile(
    rf"\s*(?:{_HEX}{{32}}|{_HYPHENATED}|\{{{_HYPHENATED}\}}|\({_HYPHENATED}\))\s*"
)


def check_due_date_is_given(request: InitializeRequest) -> None:
    """Check that a message that needs confirmation has a due date.

    Raises:
        CorrespondenceError: if the due date is missing.
    """
    if request.is_confirmation_needed and request.due_date_time is None:
        raise CorrespondenceError(errors.DUE_DATE_REQUIRED)


def check_dates(request: InitializeRequest, now: Instant) -> None:
    """Check that the due date is not before now or before publication.

    Raises:
        CorrespondenceError: if it is.
    """
    due = request.due_date_time
    if due is None:
        return
    if due < now:
        raise CorrespondenceError(errors.DUE_BEFORE_NOW)
    if due < requested_publish_time(request, now):
        raise CorrespondenceError(errors.DUE_BEFORE_PUBLICATION)


def requested_publish_time(request: InitializeRequest, now: Instant) -> Instant:
    """Return the requested publish time, or *now* if there is none."""
    requested = request.requested_publish_time
    return now if requested is None else requested


def check_texts(request: InitializeRequest) -> None:
    """Check title, language and sender name; any summary and body are valid.

    Raises:
        CorrespondenceError: with the first error.
    """
    if not is_plain_text(request.title):
        raise CorrespondenceError(errors.TITLE_NOT_PLAIN)
    if request.language.lower() not in LANGUAGES:
        raise CorrespondenceError(errors.INVALID_LANGUAGE)
    if request.message_sender and not is_plain_text(request.message_sender):
        raise CorrespondenceError(errors.SENDER_NOT_PLAIN)


def check_references(request: InitializeRequest) -> None:
    """Check references to a dialog; they make the message a transmission of the dialog.

    Raises:
        CorrespondenceError: with the first error.
    """
    types = [reference.type for reference in request.external_references]
    transmissions = types.count(ReferenceType.DIALOGPORTEN_TRANSMISSION_TYPE)
    if transmissions > 1:
        raise CorrespondenceError(errors.TWO_TRANSMISSION_TYPES)
    if transmissions and ReferenceType.DIALOGPORTEN_DIALOG_ID not in types:
        raise CorrespondenceError(errors.TRANSMISSION_TYPE_ALONE)
    dialog = dialog_id(request)
    if is_blank(dialog):
        return
    if not _GUID.fullmatch(dialog or ""):
        raise CorrespondenceError(errors.INVALID_DIALOG_ID)
    if len(request.recipients) > 1:
        raise CorrespondenceError(errors.TRANSMISSION_MULTIPLE_RECIPIENTS)
    if request.reply_options or request.is_confirmation_needed:
        raise CorrespondenceError(errors.TRANSMISSION_WITH_ACTIONS)


def dialog_id(request: InitializeRequest) -> str | None:
    """Return the id of the dialog that the message refers to, or None."""
    return next(
        (
            reference.value
            for reference in request.external_references
            if reference.type == ReferenceType.DIALOGPORTEN_DIALOG_ID
        ),
        None,
    )


def check_reply_options(request: InitializeRequest) -> None:
    """Check that every reply option is a well-formed HTTPS link.

    Raises:
        CorrespondenceError: if one is not.
    """
    for option in request.reply_options:
        if (
            len(option.link_url) > MAX_LINK_LENGTH
            or not option.is_well_formed
            or not option.link_url.lower().startswith("https://")
        ):
            raise CorrespondenceError(errors.INVALID_REPLY_OPTION)


def uses_recipient_name(request: InitializeRequest) -> bool:
    """Return whether title, summary or body contains ``{{recipientName}}``."""
    return any(RECIPIENT_NAME in text for text in (request.title, request.summary, request.body))

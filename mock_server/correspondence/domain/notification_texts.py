"""Texts that the custom template requires for each notification channel.

Source: docs/reference/correspondence.md section 3.5.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import NotificationTemplate
from mock_server.correspondence.domain.errors import CorrespondenceError, ErrorDefinition
from mock_server.correspondence.domain.request import MessageTexts, NotificationRequest
from mock_server.domain.enums import NotificationChannel

_PREFERRED: Final = (NotificationChannel.EMAIL_PREFERRED, NotificationChannel.SMS_PREFERRED)
# Checked in this order, each group for the main notification first and then for the reminder.
_CHANNEL_GROUPS: Final = (
    (NotificationChannel.EMAIL,),
    (NotificationChannel.SMS,),
    _PREFERRED,
    (NotificationChannel.EMAIL_AND_SMS,),
)
_MAIN_ERRORS: Final = (
    errors.EMAIL_TEXT_MISSING,
    errors.SMS_TEXT_MISSING,
    errors.PREFERRED_TEXT_MISSING,
    errors.EMAIL_AND_SMS_TEXT_MISSING,
)
_REMINDER_ERRORS: Final = (
    errors.REMINDER_EMAIL_TEXT_MISSING,
    errors.REMINDER_SMS_TEXT_MISSING,
    errors.REMINDER_PREFERRED_TEXT_MISSING,
    errors.REMINDER_EMAIL_AND_SMS_TEXT_MISSING,
)


def check_required_texts(notification: NotificationRequest) -> None:
    """Check that a custom notification has the texts its channels need; whitespace is enough.

    Raises:
        CorrespondenceError: with the first error.
    """
    if notification.template is not NotificationTemplate.CUSTOM_MESSAGE:
        return
    for error in _missing_text_errors(notification):
        raise CorrespondenceError(error)


def _missing_text_errors(notification: NotificationRequest) -> Iterator[ErrorDefinition]:
    main, reminder = notification.notification_channel, notification.reminder_channel_or_main
    groups = zip(_CHANNEL_GROUPS, _MAIN_ERRORS, _REMINDER_ERRORS, strict=True)
    for channels, main_error, reminder_error in groups:
        if main in channels and not _has_required_texts(main, notification.main):
            yield main_error
        if (
            notification.has_reminder
            and reminder in channels
            and not _has_required_texts(reminder, notification.reminder)
        ):
            yield reminder_error


def _has_required_texts(channel: NotificationChannel, texts: MessageTexts) -> bool:
    match channel:
        case NotificationChannel.EMAIL:
            return bool(texts.email_subject and texts.email_body)
        case NotificationChannel.SMS:
            return bool(texts.sms_body)
        case (
            NotificationChannel.EMAIL_PREFERRED
            | NotificationChannel.SMS_PREFERRED
            | NotificationChannel.EMAIL_AND_SMS
        ):
            return all(texts.as_tuple())

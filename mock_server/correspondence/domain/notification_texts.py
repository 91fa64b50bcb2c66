"""Which texts of its own a custom message needs, by channel.

Source: spec/correspondence.md section 3.5.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import NotificationTemplate
from mock_server.correspondence.domain.errors import CorrespondenceError, ErrorDefinition
from mock_server.correspondence.domain.request import MessageTexts, NotificationRequest
from mock_server.domain.enums import NotificationChannel

_PREFERRED: Final = (NotificationChannel.EMAIL_PREFERRED, NotificationChannel.SMS_PREFERRED)
# In this order a main notification and its reminder take turns.
_ORDER: Final = (
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
    """Check that a custom message brings the texts that its channels need; blanks count as texts.

    Raises:
        Refused: with the first error.
    """
    if notification.template is not NotificationTemplate.CUSTOM_MESSAGE:
        return
    for error in _missing(notification):
        raise CorrespondenceError(error)


def _missing(notification: NotificationRequest) -> Iterator[ErrorDefinition]:
    main, reminder = notification.notification_channel, notification.reminder_channel_or_main
    for channels, of_main, of_reminder in zip(_ORDER, _MAIN_ERRORS, _REMINDER_ERRORS, strict=True):
        if main in channels and not _is_complete(main, notification.main):
            yield of_main
        if (
            notification.sends_reminder
            and reminder in channels
            and not _is_complete(reminder, notification.reminder)
        ):
            yield of_reminder


def _is_complete(channel: NotificationChannel, texts: MessageTexts) -> bool:
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
            return all(texts.all())

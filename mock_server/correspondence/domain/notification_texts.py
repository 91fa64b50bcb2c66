"""Which texts of its own a custom message needs, by channel.

Source: spec/correspondence.md section 3.5.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import Template
from mock_server.correspondence.domain.errors import CodedError, Refused
from mock_server.correspondence.domain.request import NotificationRequest, Texts
from mock_server.domain.enums import Channel

_PREFERRED: Final = (Channel.EMAIL_PREFERRED, Channel.SMS_PREFERRED)
# In this order a main notification and its reminder take turns.
_ORDER: Final = ((Channel.EMAIL,), (Channel.SMS,), _PREFERRED, (Channel.EMAIL_AND_SMS,))
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


def check_content(notification: NotificationRequest) -> None:
    """Check that a custom message brings the texts that its channels need; blanks count as texts.

    Raises:
        Refused: with the first error.
    """
    if notification.template is not Template.CUSTOM_MESSAGE:
        return
    for error in _missing(notification):
        raise Refused(error)


def _missing(notification: NotificationRequest) -> Iterator[CodedError]:
    main, reminder = notification.channel, notification.channel_of_reminder
    for channels, of_main, of_reminder in zip(_ORDER, _MAIN_ERRORS, _REMINDER_ERRORS, strict=True):
        if main in channels and not _is_complete(main, notification.main):
            yield of_main
        if (
            notification.sends_reminder
            and reminder in channels
            and not _is_complete(reminder, notification.reminder)
        ):
            yield of_reminder


def _is_complete(channel: Channel, texts: Texts) -> bool:
    match channel:
        case Channel.EMAIL:
            return bool(texts.email_subject and texts.email_body)
        case Channel.SMS:
            return bool(texts.sms_body)
        case Channel.EMAIL_PREFERRED | Channel.SMS_PREFERRED | Channel.EMAIL_AND_SMS:
            return all(texts.all())

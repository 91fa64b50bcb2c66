"""The notification in a request that creates an instance.

Texts may be missing, because multipart parts are read without validation; ``order.py`` raises
``MissingTextError`` for them. Source: Altinn's guide to notifications on instantiation,
docs/reference/apps.md section 2.1.
"""

from dataclasses import dataclass
from enum import StrEnum

from mock_server.apps.domain.languages import Language
from mock_server.domain.enums import NotificationChannel
from mock_server.domain.instant import Instant, format_instant


class UtcOffsetStyle(StrEnum):
    """The form of the UTC offset in a date-time; each value is the suffix in the app's order.

    Any numeric offset becomes that of the app's own time zone, which is UTC.
    """

    UTC = "Z"
    OFFSET = "+00:00"
    NONE = ""


@dataclass(frozen=True, slots=True)
class SendTime:
    """A requested send time; the Notifications API rejects one without an offset."""

    at: Instant
    offset_style: UtcOffsetStyle

    def __str__(self) -> str:
        return format_instant(self.at).removesuffix("Z") + self.offset_style


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomText:
    """A custom text in three languages."""

    nb: str | None
    nn: str | None
    en: str | None

    def in_language(self, language: str | None) -> str | None:
        """Return the text in *language*, or in Bokmål if the language is unknown."""
        match Language.from_code(language):
            case Language.NB:
                return self.nb
            case Language.NN:
                return self.nn
            case Language.EN:
                return self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomSms:
    """A custom SMS."""

    sender_name: str | None
    text: CustomText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEmail:
    """A custom e-mail."""

    subject: CustomText | None
    body: CustomText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder; only the Notifications API checks that it has at most one of the two times."""

    send_after_days: int | None = None
    requested_send_time: SendTime | None = None
    custom_sms: CustomSms | None = None
    custom_email: CustomEmail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantiationNotification:
    """The ``notification`` of a request; its channel can be an undefined number."""

    notification_channel: int = NotificationChannel.EMAIL_AND_SMS
    language: str | None = None
    allow_after_work_hours: bool = False
    requested_send_time: SendTime | None = None
    custom_sms: CustomSms | None = None
    custom_email: CustomEmail | None = None
    reminders: tuple[Reminder | None, ...] = ()

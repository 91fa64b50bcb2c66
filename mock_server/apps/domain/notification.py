"""What a caller may ask of an app: to notify the owner of the instance that it creates.

Texts may be missing: the reader of multipart parts lets them be (see ``order.py`` for what then
happens). Source: seeds/003, spec/altinn-app.md section 2.1.
"""

from dataclasses import dataclass
from enum import StrEnum

from mock_server.apps.domain.languages import Language
from mock_server.domain.enums import NotificationChannel
from mock_server.domain.instant import Instant, format_instant


class UtcOffsetStyle(StrEnum):
    """How a moment was written; the values are the suffix that an app writes it with again.

    An offset becomes that of the app's own time zone, which is UTC here.
    """

    UTC = "Z"
    OFFSET = "+00:00"
    NONE = ""


@dataclass(frozen=True, slots=True)
class SendTime:
    """A send time as the caller wrote it; without a zone, Notifications will refuse it."""

    at: Instant
    zone: UtcOffsetStyle

    def __str__(self) -> str:
        return format_instant(self.at).removesuffix("Z") + self.zone


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomText:
    """One text in three languages."""

    nb: str | None
    nn: str | None
    en: str | None

    def in_language(self, language: str | None) -> str | None:
        """Return the text for the *language* selected; any that is not known gets Bokmål."""
        match Language.from_code(language):
            case Language.NB:
                return self.nb
            case Language.NN:
                return self.nn
            case Language.EN:
                return self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomSms:
    """An SMS of the caller's own."""

    sender_name: str | None
    text: CustomText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomEmail:
    """An e-mail of the caller's own."""

    subject: CustomText | None
    body: CustomText | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A later message; the two times exclude each other, which only Notifications checks."""

    send_after_days: int | None = None
    requested_send_time: SendTime | None = None
    custom_sms: CustomSms | None = None
    custom_email: CustomEmail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantiationNotification:
    """The ``notification`` of a request; its channel may be an undefined number."""

    notification_channel: int = NotificationChannel.EMAIL_AND_SMS
    language: str | None = None
    allow_after_work_hours: bool = False
    requested_send_time: SendTime | None = None
    custom_sms: CustomSms | None = None
    custom_email: CustomEmail | None = None
    reminders: tuple[Reminder | None, ...] = ()

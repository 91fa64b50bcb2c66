"""Templates for the texts of notifications, and their keywords.

Source: docs/reference/correspondence.md sections 4.1 to 4.3.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain.enums import NotificationTemplate
from mock_server.correspondence.domain.request import MessageTexts, NotificationRequest
from mock_server.domain.whitespace import trim

TEXT_TOKEN: Final = "{textToken}"
LANGUAGES: Final = ("nb", "nn", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTemplate:
    """The texts of a template; a template with ``language`` None applies to all languages.

    E-mail and SMS have the same body.
    """

    language: str | None
    subject: str
    body: str
    reminder_subject: str
    reminder_body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateValues:
    """The values of Correspondence's keywords; Notifications replaces its own keywords later."""

    senders_name: str
    recipient_name: str
    resource_name: str
    message_title: str

    def fill(self, text: str) -> str:
        """Return *text* with the keywords replaced, one after the other."""
        return (
            text.replace("$sendersName$", self.senders_name)
            .replace("$correspondenceRecipientName$", self.recipient_name)
            .replace("$resourceName$", self.resource_name)
            .replace("$messageTitle$", self.message_title)
        )


_CUSTOM: Final = StoredTemplate(
    language=None,
    subject=TEXT_TOKEN,
    body=TEXT_TOKEN,
    reminder_subject=TEXT_TOKEN,
    reminder_body=TEXT_TOKEN,
)
_GENERIC: Final = {
    "nb": StoredTemplate(
        language="nb",
        subject="En melding har blitt mottatt i Altinn {textToken}",
        body=(
            "Hei. $correspondenceRecipientName$ har mottatt en ny melding fra $sendersName$."
            " {textToken}Logg deg inn i Altinn for å se denne meldingen."
        ),
        reminder_subject="Påminnelse - en melding har blitt mottatt i Altinn {textToken}",
        reminder_body=(
            "Hei. Dette er en påminnelse om at $correspondenceRecipientName$ har mottatt en ny"
            " melding fra $sendersName$. {textToken}Logg deg inn i Altinn for å se denne meldingen."
        ),
    ),
    "nn": StoredTemplate(
        language="nn",
        subject="Ein melding har blitt motteke i Altinn {textToken}",
        body=(
            "Hei. $correspondenceRecipientName$ har motteke ei ny melding frå $sendersName$."
            " {textToken}Logg deg inn i Altinn for å sjå denne meldinga."
        ),
        reminder_subject="Påminning - ein melding har blitt motteke i Altinn {textToken}",
        reminder_body=(
            "Hei. Dette er ei påminning om at $correspondenceRecipientName$ har motteke ei ny"
            " melding frå $sendersName$. {textToken}Logg deg inn i Altinn for å sjå denne meldinga."
        ),
    ),
    "en": StoredTemplate(
        language="en",
        subject="A message has been received in Altinn {textToken}",
        body=(
            "Hello. $correspondenceRecipientName$ has received a new message from $sendersName$."
            " {textToken}Log in to Altinn to see this message."
        ),
        reminder_subject="Reminder - a message has been received in Altinn {textToken}",
        reminder_body=(
            "Hello. This is a reminder that $correspondenceRecipientName$ has received a new"
            " message from $sendersName$. {textToken}Log in to Altinn to see this message."
        ),
    ),
}


def stored_template(template: NotificationTemplate, language: str) -> StoredTemplate | None:
    """Return the texts of *template* in *language* (case-insensitive), or None."""
    match template:
        case NotificationTemplate.CUSTOM_MESSAGE:
            return _CUSTOM
        case NotificationTemplate.GENERIC_ALTINN_MESSAGE:
            return _GENERIC.get(language.lower())
        case NotificationTemplate.ALTINN2_MESSAGE:
            return None


def render_main_texts(
    stored: StoredTemplate, notification: NotificationRequest, values: TemplateValues
) -> MessageTexts:
    """Return the texts of the main notification for an order."""
    own = notification.main
    return MessageTexts(
        email_subject=_render(stored.subject, own.email_subject, values),
        email_body=_render(stored.body, own.email_body, values),
        sms_body=_render(stored.body, own.sms_body, values),
    )


def render_reminder_texts(
    stored: StoredTemplate, notification: NotificationRequest, values: TemplateValues
) -> MessageTexts:
    """Return the texts of the reminder for an order; the main texts are not a fallback."""
    own = notification.reminder
    return MessageTexts(
        email_subject=_render(stored.reminder_subject, own.email_subject, values),
        email_body=_render(stored.reminder_body, own.email_body, values),
        sms_body=_render(stored.reminder_body, own.sms_body, values),
    )


def _render(stored: str, own: str | None, values: TemplateValues) -> str:
    # The text is trimmed before keywords are replaced, so an empty name leaves a space.
    return values.fill(trim(stored.replace(TEXT_TOKEN, f"{own or ''} ")))

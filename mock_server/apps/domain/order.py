"""The order that an app posts to Notifications about an instance, member for member.

Members stand in the library's sequence; what it leaves out when null is left out.
Source: spec/altinn-app.md sections 2.8, 3.1, 3.2, 4.5 and 4.7.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from mock_server.apps.domain.languages import service_owner_name
from mock_server.apps.domain.notification import (
    CustomEmail,
    CustomSms,
    CustomText,
    InstantiationNotification,
    Reminder,
    SendTime,
    UtcOffsetStyle,
)
from mock_server.apps.domain.owners import InstanceOwner, OwnerKind
from mock_server.apps.domain.texts import (
    TokenValues,
    app_title,
    default_body,
    default_subject,
    replace_tokens,
)
from mock_server.apps.domain.urls import resource_id
from mock_server.domain.enums import ContentType, NotificationChannel, RuleSet, SendingTimePolicy
from mock_server.domain.instant import MINUTE, Instant

DEFAULT_SENDER: Final = "Altinn"
DEFAULT_DELAY: Final = 5 * MINUTE

# The library numbers its policies from 0, Notifications from 1: what an app means by Daytime
# arrives as Anytime, and its Anytime is refused.
DEPLOYED_POLICIES = {SendingTimePolicy.ANYTIME: 0, SendingTimePolicy.DAYTIME: 1}

Document = dict[str, Any]


class MissingTextError(ValueError):
    """The custom text in the language selected, or an object around it, is not there."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is missing; the library fails on it while it builds the order")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceContext:
    """An instance that has been created, and what is known of it; ``app_id`` is ``org/app``."""

    instance_id: str
    app_id: str
    owner: InstanceOwner
    owner_name: str | None
    language: str
    due: Instant | None
    condition_endpoint: str
    service_owner_names: Mapping[str, str | None] | None
    titles: Mapping[str, str]
    at: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class _TextWriter:
    """Writes custom texts in one language; ``rules`` decides what their tokens become."""

    language: str
    facts: TokenValues
    title: str | None
    rules: RuleSet

    def text(self, text: CustomText | None, what: str) -> str:
        """Return a text of the main message, tokens replaced.

        Raises:
            MissingText: if it is not there.
        """
        written = self._chosen(text, what)
        if written is None:
            raise MissingTextError(f"the text of {what} in the language selected")
        return replace_tokens(written, self.facts, self.title, self.rules)

    def reminder_text(self, text: CustomText | None, what: str) -> str | None:
        """Return a text of a reminder; the deployed library neither replaces nor misses anything.

        Raises:
            MissingText: if even the object that holds it is not there.
        """
        match self.rules:
            case RuleSet.DOCUMENTED:
                return self.text(text, what)
            case RuleSet.DEPLOYED:
                return self._chosen(text, what)

    def default_body(self) -> str:
        """Return the text of a message without a custom one."""
        return default_body(self.language, self.facts)

    def _chosen(self, text: CustomText | None, what: str) -> str | None:
        if text is None:
            raise MissingTextError(what)
        return text.in_language(self.language)


def build_order(
    asked: InstantiationNotification, occasion: InstanceContext, rules: RuleSet
) -> Document:
    """Return the body of the app's ``POST future/orders``.

    Raises:
        MissingText: if a custom text that is needed is not there.
        UnidentifiedOwner: if the owner cannot be addressed.
    """
    writer = _TextWriter(
        language=occasion.language,
        facts=_facts(occasion),
        title=app_title(occasion.titles, occasion.language, rules),
        rules=rules,
    )
    settings = (
        _email_settings(asked.custom_email, writer),
        _sms_settings(asked.custom_sms, writer, _policy(asked, rules)),
    )
    send_time = asked.requested_send_time or SendTime(
        occasion.at + DEFAULT_DELAY, UtcOffsetStyle.OFFSET
    )
    is_conditional = rules is RuleSet.DEPLOYED or bool(asked.requested_send_time or asked.reminders)
    condition = {"conditionEndpoint": occasion.condition_endpoint} if is_conditional else {}
    return {
        "idempotencyId": f"{occasion.instance_id}-init",
        "sendersReference": f"app-{occasion.instance_id}",
        "requestedSendTime": str(send_time),
        **condition,
        "recipient": _recipient(asked.notification_channel, occasion, *settings),
        "reminders": [
            {
                **condition,
                **_times(each),
                "recipient": _recipient(
                    asked.notification_channel, occasion, *_own(each, writer, *settings)
                ),
            }
            for each in map(_present, asked.reminders)
        ]
        or None,
    }


def _facts(occasion: InstanceContext) -> TokenValues:
    return TokenValues(
        app_id=occasion.app_id,
        owner_name=occasion.owner_name,
        service_owner_name=service_owner_name(occasion.service_owner_names, occasion.language),
        organisation_number=occasion.owner.organisation_number,
        person_number=occasion.owner.person_number,
        due=occasion.due,
    )


def _policy(asked: InstantiationNotification, rules: RuleSet) -> int:
    meant = SendingTimePolicy.ANYTIME if asked.allow_after_work_hours else SendingTimePolicy.DAYTIME
    match rules:
        case RuleSet.DOCUMENTED:
            return meant.value
        case RuleSet.DEPLOYED:
            return DEPLOYED_POLICIES[meant]


def _email_settings(custom: CustomEmail | None, writer: _TextWriter) -> Document:
    if custom is None:
        subject, body = default_subject(writer.language), writer.default_body()
    else:
        subject = writer.text(custom.subject, "customEmail.subject")
        body = writer.text(custom.body, "customEmail.body")
    return {"subject": subject, "body": body, "contentType": ContentType.PLAIN.value}


def _sms_settings(custom: CustomSms | None, writer: _TextWriter, policy: int) -> Document:
    if custom is None:
        sender, body = DEFAULT_SENDER, writer.default_body()
    else:
        sender = DEFAULT_SENDER if custom.sender_name is None else custom.sender_name
        body = writer.text(custom.text, "customSms.text")
    return {"sender": sender, "body": body, "sendingTimePolicy": policy}


def _recipient(channel: int, occasion: InstanceContext, email: Document, sms: Document) -> Document:
    owner = occasion.owner
    resource = {"resourceId": resource_id(occasion.app_id)}
    settings = {"emailSettings": email, "smsSettings": sms}
    match owner.kind:
        case OwnerKind.ORGANISATION:
            number = {"orgNumber": owner.organisation_number}
            channels = {"channelSchema": channel}
            return {"recipientOrganization": {**number, **resource, **channels, **settings}}
        case OwnerKind.PERSON:
            number = {"nationalIdentityNumber": owner.person_number}
            choices = {"channelSchema": channel, "ignoreReservation": False}
            return {"recipientPerson": {**number, **resource, **choices, **settings}}
        case OwnerKind.SELF_IDENTIFIED:
            identity = {"externalIdentity": owner.external_identifier}
            channels = {"channelSchema": NotificationChannel.EMAIL_PREFERRED.value}
            return {"recipientExternalIdentity": {**identity, **resource, **channels, **settings}}


def _present(reminder: Reminder | None) -> Reminder:
    if reminder is None:
        raise MissingTextError("an element of reminders")
    return reminder


def _times(reminder: Reminder) -> Document:
    days, moment = reminder.send_after_days, reminder.requested_send_time
    return {
        **({} if days is None else {"delayDays": days}),
        **({} if moment is None else {"requestedSendTime": str(moment)}),
    }


def _own(
    reminder: Reminder, writer: _TextWriter, email: Document, sms: Document
) -> tuple[Document, Document]:
    """Return a reminder's settings: those of the main message, but for texts of its own."""
    if (own_email := reminder.custom_email) is not None:
        email = {
            **email,
            "subject": writer.reminder_text(own_email.subject, "reminders.customEmail.subject"),
            "body": writer.reminder_text(own_email.body, "reminders.customEmail.body"),
        }
    if (own_sms := reminder.custom_sms) is not None:
        sender = own_sms.sender_name
        sms = {
            **({} if sender is None else {"sender": sender}),
            "body": writer.reminder_text(own_sms.text, "reminders.customSms.text"),
            "sendingTimePolicy": sms["sendingTimePolicy"],
        }
    return email, sms

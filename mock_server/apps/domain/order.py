"""The order that an app posts to the Notifications API about an instance.

Fields have the order of the app library; fields that the library omits when null are omitted.
Source: docs/reference/apps.md sections 2.8, 3.1, 3.2, 4.5 and 4.7.
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

# The app library numbers sending time policies from 0, the Notifications API from 1: Daytime in
# an app is Anytime in the API, and the app's Anytime is rejected.
_DEPLOYED_POLICY_NUMBERS = {SendingTimePolicy.ANYTIME: 0, SendingTimePolicy.DAYTIME: 1}

Document = dict[str, Any]


class MissingTextError(ValueError):
    """A custom text in the selected language, or an object around it, is missing."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is missing; the app library cannot build the order")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceContext:
    """A new instance with the data that its order needs; ``app_id`` is ``org/app``."""

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
class _OrderTexts:
    """The texts of one order in one language."""

    language: str
    values: TokenValues
    title: str | None
    rules: RuleSet

    def main_text(self, text: CustomText | None, field: str) -> str:
        """Return a custom text of the main message with its tokens replaced.

        Raises:
            MissingTextError: if the text is missing.
        """
        selected = self._in_selected_language(text, field)
        if selected is None:
            raise MissingTextError(f"the text of {field} in the selected language")
        return replace_tokens(selected, self.values, self.title, self.rules)

    def reminder_text(self, text: CustomText | None, field: str) -> str | None:
        """Return a custom text of a reminder.

        The deployed library replaces no tokens in it, and accepts a text that is missing.

        Raises:
            MissingTextError: if the object around the text, or a documented text, is missing.
        """
        match self.rules:
            case RuleSet.DOCUMENTED:
                return self.main_text(text, field)
            case RuleSet.DEPLOYED:
                return self._in_selected_language(text, field)

    def default_body(self) -> str:
        """Return the body of a message without a custom text."""
        return default_body(self.language, self.values)

    def _in_selected_language(self, text: CustomText | None, field: str) -> str | None:
        if text is None:
            raise MissingTextError(field)
        return text.in_language(self.language)


def build_order(
    notification: InstantiationNotification, context: InstanceContext, rules: RuleSet
) -> Document:
    """Return the request body of the app's ``POST future/orders``.

    Raises:
        MissingTextError: if a required custom text is missing.
        UnidentifiedOwnerError: if the owner has no identifier.
    """
    texts = _OrderTexts(
        language=context.language,
        values=_token_values(context),
        title=app_title(context.titles, context.language, rules),
        rules=rules,
    )
    settings = (
        _email_settings(notification.custom_email, texts),
        _sms_settings(notification.custom_sms, texts, _sending_time_policy(notification, rules)),
    )
    send_time = notification.requested_send_time or SendTime(
        context.at + DEFAULT_DELAY, UtcOffsetStyle.OFFSET
    )
    is_conditional = rules is RuleSet.DEPLOYED or bool(
        notification.requested_send_time or notification.reminders
    )
    condition = {"conditionEndpoint": context.condition_endpoint} if is_conditional else {}
    return {
        "idempotencyId": f"{context.instance_id}-init",
        "sendersReference": f"app-{context.instance_id}",
        "requestedSendTime": str(send_time),
        **condition,
        "recipient": _recipient(notification.notification_channel, context, *settings),
        "reminders": [
            {
                **condition,
                **_reminder_times(each, send_time, rules),
                "recipient": _recipient(
                    notification.notification_channel,
                    context,
                    *_reminder_settings(each, texts, *settings),
                ),
            }
            for each in map(_require_reminder, notification.reminders)
        ]
        or None,
    }


def _token_values(context: InstanceContext) -> TokenValues:
    return TokenValues(
        app_id=context.app_id,
        owner_name=context.owner_name,
        service_owner_name=service_owner_name(context.service_owner_names, context.language),
        organisation_number=context.owner.organisation_number,
        person_number=context.owner.person_number,
        due=context.due,
    )


def _sending_time_policy(notification: InstantiationNotification, rules: RuleSet) -> int:
    policy = (
        SendingTimePolicy.ANYTIME
        if notification.allow_after_work_hours
        else SendingTimePolicy.DAYTIME
    )
    match rules:
        case RuleSet.DOCUMENTED:
            return policy.value
        case RuleSet.DEPLOYED:
            return _DEPLOYED_POLICY_NUMBERS[policy]


def _email_settings(custom: CustomEmail | None, texts: _OrderTexts) -> Document:
    if custom is None:
        subject, body = default_subject(texts.language), texts.default_body()
    else:
        subject = texts.main_text(custom.subject, "customEmail.subject")
        body = texts.main_text(custom.body, "customEmail.body")
    return {"subject": subject, "body": body, "contentType": ContentType.PLAIN.value}


def _sms_settings(custom: CustomSms | None, texts: _OrderTexts, policy: int) -> Document:
    if custom is None:
        sender, body = DEFAULT_SENDER, texts.default_body()
    else:
        sender = DEFAULT_SENDER if custom.sender_name is None else custom.sender_name
        body = texts.main_text(custom.text, "customSms.text")
    return {"sender": sender, "body": body, "sendingTimePolicy": policy}


def _recipient(channel: int, context: InstanceContext, email: Document, sms: Document) -> Document:
    owner = context.owner
    resource = {"resourceId": resource_id(context.app_id)}
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


def _require_reminder(reminder: Reminder | None) -> Reminder:
    if reminder is None:
        raise MissingTextError("an element of reminders")
    return reminder


def _reminder_times(reminder: Reminder, main_send_time: SendTime, rules: RuleSet) -> Document:
    """Return the send time of a reminder.

    A documented reminder without one is sent as soon as the main message has been processed.
    """
    days, send_time = reminder.send_after_days, reminder.requested_send_time
    if days is None and send_time is None and rules is RuleSet.DOCUMENTED:
        send_time = main_send_time
    return {
        **({} if days is None else {"delayDays": days}),
        **({} if send_time is None else {"requestedSendTime": str(send_time)}),
    }


def _reminder_settings(
    reminder: Reminder, texts: _OrderTexts, email: Document, sms: Document
) -> tuple[Document, Document]:
    """Return a reminder's e-mail and SMS settings: the main message's unless it has its own."""
    if (custom_email := reminder.custom_email) is not None:
        email = {
            **email,
            "subject": texts.reminder_text(custom_email.subject, "reminders.customEmail.subject"),
            "body": texts.reminder_text(custom_email.body, "reminders.customEmail.body"),
        }
    if (custom_sms := reminder.custom_sms) is not None:
        sender = custom_sms.sender_name
        sms = {
            **({} if sender is None else {"sender": sender}),
            "body": texts.reminder_text(custom_sms.text, "reminders.customSms.text"),
            "sendingTimePolicy": sms["sendingTimePolicy"],
        }
    return email, sms

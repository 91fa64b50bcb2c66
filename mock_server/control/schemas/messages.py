"""The JSON of messages and events, and e-mails as RFC 5322 text.

Source: docs/control-api.md, Inbox and Clock.
"""

import re
import sys
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import Any, Final

from mock_server.domain.enums import CONTENT_TYPE_NAMES, ContentType
from mock_server.domain.instant import format_instant, format_optional_instant, to_datetime
from mock_server.domain.messages import Message
from mock_server.world.event_log import Event

_LINE_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
# Python decodes header values that contain this, including line breaks and further headers.
_ENCODED_WORD: Final = "=?"


def message_json(message: Message) -> dict[str, Any]:
    """Return *message* as JSON."""
    return {
        "id": message.id,
        "channel": message.channel,
        "to": message.to,
        "from": message.sender,
        "subject": message.subject,
        "body": message.body,
        "contentType": _content_type(message.content_type),
        "attachments": [
            {"filename": each.filename, "mimeType": each.mime_type, "size": None}
            for each in message.attachments
        ],
        "segments": message.segments,
        "sentAt": format_instant(message.sent_at),
        "result": message.result,
        "resultAt": format_optional_instant(message.result_at),
        "reached": message.reached,
        "route": message.route,
        "shipmentId": message.order_id,
        "orderChainId": message.chain_id,
        "kind": message.kind,
        "source": message.source,
        "creator": message.creator,
        "onBehalfOf": message.on_behalf_of,
        "sendersReference": message.senders_reference,
        "recipient": {
            "organizationNumber": message.organization_number,
            "nationalIdentityNumber": message.national_identity_number,
            "externalIdentity": message.external_identity,
            "name": message.name,
        },
        "correspondenceId": message.correspondence_id,
        "instanceId": message.instance_id,
        "warnings": list(message.warnings),
    }


def event_json(event: Event) -> dict[str, Any]:
    """Return *event* as JSON, without the ids that it does not have."""
    ids = {
        "shipmentId": event.order_id,
        "messageId": event.message_id,
        "correspondenceId": event.correspondence_id,
        "instanceId": event.instance_id,
    }
    return {
        "at": format_instant(event.at),
        "kind": event.kind,
        **{name: value for name, value in ids.items() if value is not None},
        "text": event.text,
    }


def _content_type(number: int | None) -> str | None:
    """Return the name of a content type; orders of v1 can have a number without a name."""
    if number is None:
        return None
    is_known = number in CONTENT_TYPE_NAMES
    return CONTENT_TYPE_NAMES[ContentType(number)] if is_known else str(number)


def to_eml(message: Message) -> EmailMessage:
    """Return *message* as an RFC 5322 e-mail, with ``X-Attachment`` headers for attachments."""
    is_ascii = (message.sender + message.to).isascii()
    email = EmailMessage(policy=SMTP if is_ascii else SMTPUTF8)
    email["From"] = _one_line(message.sender).replace(_ENCODED_WORD, "?")
    email["To"] = _one_line(message.to).replace(_ENCODED_WORD, "?")
    email["Subject"] = _literal(message.subject or "")
    email["Date"] = format_datetime(to_datetime(message.sent_at).replace(microsecond=0))
    email["Message-ID"] = f"<{message.id}@altinn-notifications-mock.invalid>"
    for each in message.attachments:
        email["X-Attachment"] = _literal(f"{each.filename} ({each.mime_type})")
    is_html = message.content_type == ContentType.HTML
    email.set_content(message.body, subtype="html" if is_html else "plain")
    return email


def _literal(text: str) -> str:
    line = _one_line(text)
    return Header(line, "utf-8", maxlinelen=sys.maxsize).encode() if _ENCODED_WORD in line else line


def _one_line(text: str) -> str:
    return _LINE_BREAKS.sub(" ", text)

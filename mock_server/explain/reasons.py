"""Pending and suppressed messages, and their reasons.

Source: docs/control-api.md, Pending and suppressed messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mock_server.domain.enums import Channel, MessageKind, OrderSource
from mock_server.domain.instant import Instant, format_instant, format_optional_instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Order
from mock_server.domain.rule_ids import RuleId


class PendingReason(StrEnum):
    """The reason why a message has not been sent yet."""

    NOT_DUE = "notDue"
    AWAITING_SWEEP = "awaitingSweep"
    OUTSIDE_SMS_WINDOW = "outsideSmsWindow"
    CONDITION_INCONCLUSIVE = "conditionInconclusive"
    DEPENDENCY_FAILED = "dependencyFailed"
    AWAITING_PUBLICATION = "awaitingPublication"
    AWAITING_ORDER = "awaitingOrder"
    EMAIL_RATE_LIMITED = "emailRateLimited"


class SuppressionReason(StrEnum):
    """The reason why a message will not be sent, or not reach its recipient."""

    RESERVED = "reserved"
    NO_CONTACT_POINT = "noContactPoint"
    CONDITION_NOT_MET = "conditionNotMet"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NOT_WHITELISTED = "notWhitelisted"
    READ = "read"
    PUBLICATION_FAILED = "publicationFailed"
    ORDER_REFUSED = "orderRefused"
    STUCK = "stuck"
    NOTIFICATION_FAILED = "notificationFailed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntendedMessage:
    """A message that has not been sent: its recipient, text and order."""

    channel: Channel | None
    to: str
    subject: str | None
    body: str
    kind: MessageKind
    source: OrderSource
    creator: str
    on_behalf_of: str = ""
    order_id: str | None = None
    chain_id: str | None = None
    senders_reference: str | None = None
    organization_number: str | None = None
    national_identity_number: str | None = None
    external_identity: str | None = None
    name: str | None = None
    correspondence_id: str | None = None
    instance_id: str | None = None

    def document(self) -> dict[str, Any]:
        """Return the fields that it shares with a sent message."""
        return {
            "shipmentId": self.order_id,
            "orderChainId": self.chain_id,
            "channel": self.channel,
            "to": self.to,
            "subject": self.subject,
            "body": self.body,
            "kind": self.kind,
            "source": self.source,
            "creator": self.creator,
            "onBehalfOf": self.on_behalf_of or self.creator,
            "sendersReference": self.senders_reference,
            "recipient": {
                "organizationNumber": self.organization_number,
                "nationalIdentityNumber": self.national_identity_number,
                "externalIdentity": self.external_identity,
                "name": self.name,
            },
            "correspondenceId": self.correspondence_id,
            "instanceId": self.instance_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingMessage:
    """A message that has not been sent; ``expected_at`` is None if its send time is not known."""

    message: IntendedMessage
    reason: PendingReason
    because: str
    rule: RuleId
    expected_at: Instant | None

    def document(self) -> dict[str, Any]:
        """Return its JSON in ``GET /_mock/pending``."""
        return {
            **self.message.document(),
            "reason": self.reason,
            "because": self.because,
            "rule": self.rule,
            "expectedSendTime": format_optional_instant(self.expected_at),
        }


@dataclass(frozen=True, slots=True)
class PendingCause:
    """A pending reason with an explanation and the id of its rule."""

    reason: PendingReason
    because: str
    rule: RuleId

    def for_message(self, message: IntendedMessage, expected_at: Instant | None) -> PendingMessage:
        """Return *message* as pending for this cause."""
        return PendingMessage(
            message=message,
            reason=self.reason,
            because=self.because,
            rule=self.rule,
            expected_at=expected_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressedMessage:
    """A message that will not be sent, or that was sent to the simulator."""

    message: IntendedMessage
    reason: SuppressionReason
    because: str
    rule: RuleId
    since: Instant

    def document(self) -> dict[str, Any]:
        """Return its JSON in ``GET /_mock/suppressed``."""
        return {
            **self.message.document(),
            "reason": self.reason,
            "because": self.because,
            "rule": self.rule,
            "since": format_instant(self.since),
        }


def intended_message(order: Order, **overrides: Any) -> IntendedMessage:
    """Return the message of *order* to its first recipient, with *overrides* of its fields."""
    request = order.request
    recipient = request.recipients[0] if request.recipients else None
    template = request.email or request.sms
    values: Mapping[str, Any] = {
        "channel": None,
        "to": (recipient.email or recipient.mobile or "") if recipient else "",
        "subject": request.email.subject if request.email else None,
        "body": template.body if template else "",
        "kind": MessageKind(order.type.value),
        "source": order.source,
        "creator": order.creator,
        "on_behalf_of": order.on_behalf_of or order.creator,
        "order_id": order.id or None,
        "chain_id": order.chain_id,
        "senders_reference": request.senders_reference,
        "organization_number": recipient.organization_number if recipient else None,
        "national_identity_number": recipient.national_identity_number if recipient else None,
        "external_identity": recipient.external_identity if recipient else None,
        "correspondence_id": order.correspondence_id,
        "instance_id": order.instance_id,
    }
    return IntendedMessage(**{**values, **overrides})


def intended_message_from(order: Order, message: Message) -> IntendedMessage:
    """Return *message*, sent or forecast for *order*, as an intended message."""
    return intended_message(
        order,
        channel=message.channel,
        to=message.to,
        subject=message.subject,
        body=message.body,
        organization_number=message.organization_number,
        national_identity_number=message.national_identity_number,
        name=message.name,
    )

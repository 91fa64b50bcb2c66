"""What one message that has not left looks like, and the reasons there are.

Source: design/control-api.md, Why not.
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
    """Why a message that is on its way has not left yet."""

    NOT_DUE = "notDue"
    AWAITING_SWEEP = "awaitingSweep"
    OUTSIDE_SMS_WINDOW = "outsideSmsWindow"
    CONDITION_INCONCLUSIVE = "conditionInconclusive"
    DEPENDENCY_FAILED = "dependencyFailed"
    AWAITING_PUBLICATION = "awaitingPublication"
    AWAITING_ORDER = "awaitingOrder"
    EMAIL_RATE_LIMITED = "emailRateLimited"


class SuppressionReason(StrEnum):
    """Why a message will never leave, or leave and never arrive."""

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
    """A message as meant: to whom, what, and which order it belongs to."""

    channel: Channel | None
    to: str
    subject: str | None
    body: str
    kind: MessageKind
    source: OrderSource
    creator: str
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
        """Return the members that it has in common with a message that has left."""
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
    """A message on its way: why it has not left, by which rule, and when it will, if known."""

    aim: IntendedMessage
    reason: PendingReason
    because: str
    rule: RuleId
    expected_at: Instant | None

    def document(self) -> dict[str, Any]:
        """Return it as ``GET /_mock/pending`` lists it."""
        return {
            **self.aim.document(),
            "reason": self.reason,
            "because": self.because,
            "rule": self.rule,
            "expectedSendTime": format_optional_instant(self.expected_at),
        }


@dataclass(frozen=True, slots=True)
class PendingCause:
    """A reason to wait, in a sentence, and the id of its rule."""

    reason: PendingReason
    because: str
    rule: RuleId

    def for_message(self, aim: IntendedMessage, expected_at: Instant | None) -> PendingMessage:
        """Say it of one message."""
        return PendingMessage(
            aim=aim,
            reason=self.reason,
            because=self.because,
            rule=self.rule,
            expected_at=expected_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppressedMessage:
    """A message that will never leave, or never arrive: why, since when, and by which rule."""

    aim: IntendedMessage
    reason: SuppressionReason
    because: str
    rule: RuleId
    since: Instant

    def document(self) -> dict[str, Any]:
        """Return it as ``GET /_mock/suppressed`` lists it."""
        return {
            **self.aim.document(),
            "reason": self.reason,
            "because": self.because,
            "rule": self.rule,
            "since": format_instant(self.since),
        }


def intended_message(order: Order, **known: Any) -> IntendedMessage:
    """Return what is meant by *order*, with what is *known* of the single message."""
    draft = order.request
    recipient = draft.recipients[0] if draft.recipients else None
    meant: Mapping[str, Any] = {
        "channel": None,
        "to": (recipient.email or recipient.mobile or "") if recipient else "",
        "subject": draft.email.subject if draft.email else None,
        "body": (draft.email or draft.sms).body if draft.email or draft.sms else "",  # type: ignore[union-attr]
        "kind": MessageKind(order.type.value),
        "source": order.source,
        "creator": order.creator,
        "order_id": order.id or None,
        "chain_id": order.chain_id,
        "senders_reference": draft.senders_reference,
        "organization_number": recipient.organization_number if recipient else None,
        "national_identity_number": recipient.national_identity_number if recipient else None,
        "external_identity": recipient.external_identity if recipient else None,
        "correspondence_id": order.correspondence_id,
        "instance_id": order.instance_id,
    }
    return IntendedMessage(**{**meant, **known})


def intended_message_from(order: Order, message: Message) -> IntendedMessage:
    """Return what is meant by *order* where it becomes, or would become, *message*."""
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

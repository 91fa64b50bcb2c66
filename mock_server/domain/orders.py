"""Orders, the notifications that they become, and what is answered to who places them.

Source: spec/processing-and-timing.md sections 0 to 4, spec/notifications-api.md sections 11 to 17.
"""

from dataclasses import dataclass, field

from mock_server.domain.enums import (
    PENDING_RESULTS,
    Channel,
    NotificationResult,
    OrderSource,
    OrderStatus,
    OrderType,
)
from mock_server.domain.instant import Duration, Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom the caller named: addresses, or one identity to look up."""

    email: str | None = None
    mobile: str | None = None
    organization_number: str | None = None
    national_identity_number: str | None = None
    external_identity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailTemplate:
    """What an e-mail says, before keywords are filled in. ``content_type`` may be undefined."""

    sender: str
    subject: str
    body: str
    content_type: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsTemplate:
    """What an SMS says, before keywords are filled in."""

    sender: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that a composed e-mail refers to."""

    filename: str
    mime_type: str
    sas_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """One order as a caller asked for it, valid, before it is registered.

    ``notification_channel`` is a ``NotificationChannel`` or, for v1, an undefined number.
    ``sending_time_policy`` is that of the SMS settings; None without them and for v1.
    ``time_to_live`` is set for instant SMS.
    """

    requested_send_time: Instant
    notification_channel: int
    recipients: tuple[Recipient, ...]
    email: EmailTemplate | None = None
    sms: SmsTemplate | None = None
    sending_time_policy: int | None = None
    senders_reference: str | None = None
    condition_endpoint: str | None = None
    ignore_reservation: bool | None = None
    use_stale_contact_information: bool = False
    resource_id: str | None = None
    resource_action: str | None = None
    attachments: tuple[Attachment, ...] = ()
    time_to_live: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChainRequest:
    """An order chain as asked for: a main order and its reminders."""

    idempotency_id: str
    main: OrderRequest
    reminders: tuple[OrderRequest, ...] = ()
    dialog_id: str | None = None
    transmission_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOrigin:
    """Where an order chain comes from, other than straight from a caller.

    ``lookup_contact_points`` False skips the look-up of contact points at registration.
    """

    source: OrderSource = OrderSource.NOTIFICATIONS
    correspondence_id: str | None = None
    instance_id: str | None = None
    lookup_contact_points: bool = True


DIRECT = OrderOrigin()


@dataclass(slots=True, kw_only=True)
class Notification:
    """One e-mail or one SMS to one address (``to`` is empty for reserved and unidentified).

    ``subject`` and ``body`` hold the text with keywords filled in, None where the template's own
    text is sent. ``sequence`` is the order of creation in the world. ``message_id`` is that of the
    message which has left for it.
    """

    id: str
    order_id: str
    sequence: int
    channel: Channel
    to: str
    organization_number: str | None
    national_identity_number: str | None
    result: NotificationResult
    result_at: Instant
    expires_at: Instant
    subject: str | None = None
    body: str | None = None
    message_id: str | None = None

    @property
    def is_pending(self) -> bool:
        """Tell whether the order must wait for this notification."""
        return self.result in PENDING_RESULTS


@dataclass(slots=True, kw_only=True)
class Order:
    """An order in the book: what was asked for, and where it stands.

    ``changed_at`` is the moment of the last change of state; at first that of creation.
    ``request_json`` is the posted document as JSON text, shared by the orders of a chain.
    ``retry_at`` is the instant of a scheduled second attempt; ``stuck_reason`` says why the order
    will never be processed.
    """

    id: str
    chain_id: str | None
    type: OrderType
    creator: str
    created_at: Instant
    request: OrderRequest
    source: OrderSource = OrderSource.NOTIFICATIONS
    request_json: str = ""
    status: OrderStatus = OrderStatus.REGISTERED
    changed_at: Instant = 0
    notifications: list[Notification] = field(default_factory=list)
    correspondence_id: str | None = None
    instance_id: str | None = None
    retry_at: Instant | None = None
    stuck_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientLookup:
    """What the look-up at registration found missing, as v1 answers it."""

    status: str
    is_reserved: tuple[str, ...]
    missing_contact: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChainReceipt:
    """The answer to an order chain, an instant or a composed order.

    ``shipments`` are (id, sender's reference), the main order first.
    """

    chain_id: str
    shipments: tuple[tuple[str, str | None], ...]
    is_replay: bool = False

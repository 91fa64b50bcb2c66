"""Orders, order chains, their notifications and their receipts.

Source: docs/reference/time-and-delivery.md sections 0 to 4, docs/reference/notifications.md
sections 11 to 17.
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
from mock_server.domain.immutable import immutable
from mock_server.domain.instant import Duration, Instant


@immutable
class Recipient:
    """A recipient as the caller gave it: addresses, or one identity to look up."""

    email: str | None = None
    mobile: str | None = None
    organization_number: str | None = None
    national_identity_number: str | None = None
    external_identity: str | None = None


@immutable
class EmailTemplate:
    """An e-mail text before its keywords are replaced.

    ``content_type`` is a ``ContentType`` or another number.
    """

    sender: str
    subject: str
    body: str
    content_type: int = 0


@immutable
class SmsTemplate:
    """An SMS text before its keywords are replaced."""

    sender: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file attached to a composed e-mail, by SAS URL."""

    filename: str
    mime_type: str
    sas_url: str


@immutable
class OrderRequest:
    """A valid order that is not registered yet.

    ``notification_channel`` is a ``NotificationChannel`` or, for v1, an undefined number.
    ``sending_time_policy`` comes from the SMS settings; it is None without them and for v1.
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


@immutable
class OrderChainRequest:
    """A valid order chain that is not registered yet: a main order and its reminders."""

    idempotency_id: str
    main: OrderRequest
    reminders: tuple[OrderRequest, ...] = ()
    dialog_id: str | None = None
    transmission_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOrigin:
    """The origin of an order chain.

    ``lookup_contact_points`` False skips the lookup of contact points at registration.
    """

    source: OrderSource = OrderSource.NOTIFICATIONS
    correspondence_id: str | None = None
    instance_id: str | None = None
    lookup_contact_points: bool = True
    on_behalf_of: str | None = None
    warnings: tuple[str, ...] = ()


DIRECT = OrderOrigin()


@dataclass(slots=True, kw_only=True)
class Notification:
    """One e-mail or SMS to one address; ``to`` is empty for a reserved or unknown recipient.

    ``subject`` and ``body`` are the texts with keywords replaced, or None if the template's text
    is sent unchanged. ``sequence`` numbers the notifications of a world in order of creation.
    ``message_id`` is the id of the sent message.
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
        """Return whether the notification has no final result yet."""
        return self.result in PENDING_RESULTS


@dataclass(slots=True, kw_only=True)
class Order:
    """A registered order, its status and its notifications.

    ``changed_at`` is when the status last changed, initially when the order was created.
    ``request_json`` is the request body as JSON text, shared by the orders of a chain.
    ``retry_at`` is when a second attempt is scheduled; ``stuck_reason`` says why the order will
    never be processed.
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
    on_behalf_of: str | None = None
    warnings: tuple[str, ...] = ()
    dialog_id: str | None = None
    transmission_id: str | None = None
    retry_at: Instant | None = None
    stuck_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientLookup:
    """Recipients that the lookup at registration found reserved or without contact points (v1)."""

    status: str
    is_reserved: tuple[str, ...]
    missing_contact: tuple[str | None, ...]


@immutable
class OrderChainReceipt:
    """The receipt of an order chain, an instant order or a composed order.

    ``shipments`` are pairs of id and sender's reference, the main order first.
    """

    chain_id: str
    shipments: tuple[tuple[str, str | None], ...]
    is_replay: bool = False

"""Sent messages.

Source: docs/control-api.md, Inbox.
"""

from dataclasses import dataclass

from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.instant import Instant
from mock_server.domain.orders import Attachment


@dataclass(slots=True, kw_only=True)
class Message:
    """One e-mail or SMS that a gateway accepted.

    ``content_type`` is a ``ContentType`` or another number for e-mail, None for SMS;
    ``segments`` is None for e-mail. ``order_id`` is None if the gateway accepted a message of an
    instant order that then failed. Only ``result`` and ``result_at`` change later.
    """

    id: str
    channel: Channel
    to: str
    sender: str
    subject: str | None
    body: str
    content_type: int | None
    attachments: tuple[Attachment, ...]
    segments: int | None
    sent_at: Instant
    result: NotificationResult | None
    result_at: Instant | None
    route: DeliveryRoute
    kind: MessageKind
    source: OrderSource
    creator: str
    on_behalf_of: str
    order_id: str | None
    chain_id: str | None
    senders_reference: str | None
    organization_number: str | None
    national_identity_number: str | None
    external_identity: str | None
    name: str | None
    correspondence_id: str | None
    instance_id: str | None
    warnings: tuple[str, ...]

    @property
    def reached(self) -> bool:
        """Return whether the message reached a mailbox or handset, according to its reports."""
        failed = self.result is not None and self.result.value.startswith("Failed")
        return self.route is not DeliveryRoute.SIMULATOR and not failed

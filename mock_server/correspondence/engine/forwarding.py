"""Forwarding of a correspondence to an e-mail address, by a composed e-mail.

Source: docs/reference/correspondence.md section 1.10; altinn-correspondence,
``ForwardCorrespondenceHandler.cs``, ``ComposedEmailHelper.cs`` and
``CheckForwardedCorrespondenceDeliveryHandler.cs``.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID, uuid5

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.attachments import media_type_of
from mock_server.correspondence.domain.enums import CorrespondenceStatus
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.identifiers import is_custom_email
from mock_server.correspondence.domain.plain_text import is_plain_text
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine import access, registers
from mock_server.correspondence.engine.notification_orders import CREATOR
from mock_server.correspondence.engine.queries import get_correspondence
from mock_server.correspondence.store import Correspondence, correspondences
from mock_server.domain.enums import EventKind, NotificationResult, OrderSource, OrderStatus
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import (
    HOUR,
    MINUTE,
    SECOND,
    Instant,
    format_instant,
    truncate_to_microseconds,
)
from mock_server.domain.json import Json
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.whitespace import is_blank, trim, utf16_length
from mock_server.world.external_calls import SubmitOrder, SubmitOrderResponse
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

MAX_ADDRESS_LENGTH: Final = 1000
MAX_TEXT_LENGTH: Final = 200
SEND_DELAY: Final = 10 * SECOND
SAS_LIFETIME: Final = HOUR
STORAGE: Final = "https://altinncorrespondence.blob.core.windows.net/attachments"
RETRY_DELAYS: Final = (MINUTE, 15 * MINUTE, 4 * HOUR, 8 * HOUR, 12 * HOUR)


@dataclass(frozen=True, slots=True)
class ForwardRequest:
    """An address to forward to, and a text above the body."""

    address: str
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedForwarding:
    """A valid forwarding and its order."""

    correspondence_id: str
    address: str
    order: SubmitOrder


@dataclass(frozen=True, slots=True)
class CheckForwarding(Job):
    """The job that sets a correspondence to forwarded once the e-mail is delivered."""

    correspondence_id: str
    shipment_id: str
    forwarded_at: Instant
    attempts: int = 0

    def run(self, world: World) -> None:
        """Set the status, or schedule the next check."""
        order = world.orders.get(self.shipment_id)
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        if any(each.result is NotificationResult.DELIVERED for each in order.notifications):
            if not correspondence.has_had_status(CorrespondenceStatus.FORWARDED):
                correspondence.add_status(CorrespondenceStatus.FORWARDED, self.forwarded_at)
        elif order.status is not OrderStatus.COMPLETED and self.attempts < len(RETRY_DELAYS):
            at = world.clock.now() + RETRY_DELAYS[self.attempts]
            next_check = CheckForwarding(
                self.correspondence_id, self.shipment_id, self.forwarded_at, self.attempts + 1
            )
            world.schedule.add(at, Phase.CLEANUP, next_check)

    def is_active(self, world: World) -> bool:
        """Return whether the correspondence is not set to forwarded yet."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return not correspondence.has_had_status(CorrespondenceStatus.FORWARDED)


def is_allowed(world: World, correspondence_id: str) -> bool:
    """Return whether the sender allows forwarding.

    Raises:
        CorrespondenceError: if the correspondence does not exist.
    """
    return get_correspondence(world, correspondence_id).allow_forwarding


def prepare(
    world: World,
    correspondence_id: str,
    request: ForwardRequest,
    caller: CorrespondenceCaller,
) -> PreparedForwarding:
    """Return the order of a composed e-mail with the correspondence.

    Raises:
        CorrespondenceError: with the first reason for which it cannot be forwarded.
        DependencyFailure: if a fault applies to Authorization or Register.
    """
    correspondence = get_correspondence(world, correspondence_id)
    if not access.can_read(world, caller, correspondence.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    _check_request(correspondence, request)
    if not correspondence.has_had_status(CorrespondenceStatus.READ):
        raise CorrespondenceError(errors.FORWARDED_BEFORE_READ)
    address = trim(request.address).lower()
    if address in correspondence.forwarded_to:
        raise CorrespondenceError(errors.ALREADY_FORWARDED)
    access.party_identifier(world, caller)
    order = SubmitOrder(
        document=_order_document(world, correspondence, request),
        creator=CREATOR,
        source=OrderSource.CORRESPONDENCE,
        correspondence_id=correspondence.id,
        on_behalf_of=registers.owner_name(world, correspondence.resource_id),
        is_composed=True,
    )
    return PreparedForwarding(correspondence_id=correspondence.id, address=address, order=order)


def complete(world: World, forwarding: PreparedForwarding, response: SubmitOrderResponse) -> str:
    """Record the forwarding and return its id.

    Raises:
        CorrespondenceError: if the Notifications API did not accept the order.
        PlatformServerError: if the Notifications API did not respond.
    """
    if response.status is None:
        raise PlatformServerError("the Notifications API did not respond to the composed e-mail")
    if response.status not in (200, 201) or response.body is None:
        raise CorrespondenceError(errors.FORWARDING_FAILED)
    correspondence = correspondences(world).correspondences[forwarding.correspondence_id]
    forwarding_id = world.ids.new()
    correspondence.forwarded_to[forwarding.address] = forwarding_id
    shipment_id: str = response.body["notification"]["shipmentId"]
    world.record_event(
        EventKind.ORDER_PLACED,
        "a composed e-mail was ordered to forward the message",
        order=world.orders.get(shipment_id),
        rule=RuleId.FORWARDED,
    )
    now = truncate_to_microseconds(world.clock.now())
    check = CheckForwarding(correspondence.id, shipment_id, now)
    world.schedule.add(now + MINUTE, Phase.CLEANUP, check)
    return forwarding_id


def _check_request(correspondence: Correspondence, request: ForwardRequest) -> None:
    if not is_custom_email(request.address):
        raise CorrespondenceError(errors.INVALID_CUSTOM_EMAIL)
    if utf16_length(request.address) > MAX_ADDRESS_LENGTH:
        raise CorrespondenceError(errors.FORWARD_ADDRESS_TOO_LONG)
    if not correspondence.allow_forwarding:
        raise CorrespondenceError(errors.FORWARDING_NOT_ALLOWED)
    if request.text is not None:
        if utf16_length(request.text) > MAX_TEXT_LENGTH:
            raise CorrespondenceError(errors.FORWARDING_TEXT_TOO_LONG)
        if not is_plain_text(request.text):
            raise CorrespondenceError(errors.FORWARDING_TEXT_NOT_PLAIN)


def _order_document(world: World, message: Correspondence, request: ForwardRequest) -> Json:
    now = world.clock.now()
    body = message.body
    if not is_blank(request.text):
        body = f"{request.text}\n\n---\n\n{message.body}"
    return {
        "idempotencyId": str(uuid5(UUID(message.id), f"ForwardCorrespondence:{request.address}")),
        "sendersReference": message.senders_reference,
        "requestedSendTime": format_instant(now + SEND_DELAY),
        "recipient": {
            "emailAddress": request.address,
            "emailSettings": {
                "subject": message.title,
                "body": body,
                "contentType": "Plain",
                "attachments": [
                    _attachment(world, link.attachment_id, now) for link in message.attachments
                ],
            },
        },
    }


def _attachment(world: World, attachment_id: str, now: Instant) -> Json:
    attachment = correspondences(world).attachments[attachment_id]
    signature = uuid5(UUID(attachment_id), format_instant(now)).hex
    expiry = format_instant(now + SAS_LIFETIME)
    query = urlencode({"spr": "https", "se": expiry, "sr": "b", "sp": "r", "sig": signature})
    return {
        "filename": attachment.display_name or attachment.file_name,
        "mimeType": media_type_of(attachment.file_name),
        "sasUrl": f"{STORAGE}/{attachment_id}?{query}",
    }

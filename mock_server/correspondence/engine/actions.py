"""Actions on correspondences: mark as read, confirm, delete, and the send condition.

Source: docs/reference/correspondence.md sections 5.6, 5.7 and 6.2.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import (
    AVAILABLE_TO_RECIPIENT,
    PURGEABLE_BY_SENDER,
    PURGED_STATUSES,
    AttachmentStatus,
    CorrespondenceStatus,
    ReferenceType,
)
from mock_server.correspondence.domain.errors import CorrespondenceError, ErrorDefinition
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine import access, notification_orders
from mock_server.correspondence.engine.creation import set_attachment_status
from mock_server.correspondence.engine.queries import add_status, get_correspondence
from mock_server.correspondence.store import Correspondence, correspondences
from mock_server.domain.enums import RuleSet
from mock_server.domain.instant import SECOND, truncate_to_microseconds
from mock_server.domain.rule_ids import RuleId
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

CONFIRMATION_DELAY: Final = 4 * SECOND
_PURGED_ATTACHMENT_STATUSES: Final = (AttachmentStatus.PURGED, AttachmentStatus.EXPIRED)


@dataclass(frozen=True, slots=True)
class CommitConfirmation(Job):
    """The job that stores a confirmation, a few seconds after the request."""

    correspondence_id: str

    def run(self, world: World) -> None:
        """Store the confirmation if there is none yet."""
        if self.is_active(world):
            correspondence = correspondences(world).correspondences[self.correspondence_id]
            add_status(world, correspondence, CorrespondenceStatus.CONFIRMED)

    def is_active(self, world: World) -> bool:
        """Return whether the correspondence is not confirmed yet."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return not correspondence.has_had_status(CorrespondenceStatus.CONFIRMED)


def mark_as_read(world: World, correspondence_id: str, caller: CorrespondenceCaller) -> None:
    """Mark a correspondence as read, which stops its reminder.

    Raises:
        CorrespondenceError: if the correspondence is not available, not fetched, or already read.
        DependencyFailure: if a fault applies to Authorization.
    """
    correspondence = _get_for_recipient(world, correspondence_id, caller)
    if not correspondence.has_had_status(CorrespondenceStatus.FETCHED):
        raise CorrespondenceError(errors.READ_BEFORE_FETCHED)
    if correspondence.has_had_status(CorrespondenceStatus.READ):
        raise CorrespondenceError(errors.ALREADY_READ)
    access.party_identifier(world, caller)
    add_status(world, correspondence, CorrespondenceStatus.READ)
    world.record_decision(
        correspondence.id,
        "the message was marked as read",
        "the recipient marked it as read",
        RuleId.READ,
    )


def confirm(world: World, correspondence_id: str, caller: CorrespondenceCaller) -> None:
    """Confirm a correspondence; the status changes after ``CONFIRMATION_DELAY``.

    Raises:
        CorrespondenceError: if the correspondence is not available, not fetched, or already
            confirmed.
        DependencyFailure: if a fault applies to Authorization.
    """
    correspondence = _get_for_recipient(world, correspondence_id, caller)
    if not correspondence.has_had_status(CorrespondenceStatus.FETCHED):
        raise CorrespondenceError(errors.CONFIRMED_BEFORE_FETCHED)
    if correspondence.has_had_status(CorrespondenceStatus.CONFIRMED):
        raise CorrespondenceError(errors.ALREADY_CONFIRMED)
    access.party_identifier(world, caller)
    at = world.clock.now() + CONFIRMATION_DELAY
    world.schedule.add(at, Phase.JOB, CommitConfirmation(correspondence.id))


def purge(world: World, correspondence_id: str, caller: CorrespondenceCaller) -> None:
    """Delete a correspondence: the sender before publication, the recipient after it.

    Raises:
        CorrespondenceError: if it does not exist, or the caller cannot delete it.
        DependencyFailure: if a fault applies to Authorization.
    """
    correspondence = get_correspondence(world, correspondence_id)
    reference_types = {reference.type for reference in correspondence.external_references}
    if ReferenceType.DIALOGPORTEN_TRANSMISSION_ID in reference_types:
        raise CorrespondenceError(errors.TRANSMISSION_NOT_PURGEABLE)
    status = _purge_status(world, correspondence, caller)
    access.party_identifier(world, caller)
    add_status(world, correspondence, status)
    _purge_attachments(world, correspondence)
    world.record_decision(
        correspondence.id, "the message was deleted", status.name.lower(), RuleId.PURGE
    )
    is_documented = world.settings.rules is RuleSet.DOCUMENTED
    if is_documented and not correspondence.has_had_status(CorrespondenceStatus.PUBLISHED):
        notification_orders.cancel_orders(
            world, correspondence, because="the message was deleted before publication"
        )


def should_send(world: World, correspondence_id: str, *, is_main: bool) -> bool:
    """Return whether an order meets its send condition.

    It does if the correspondence is published, not failed and not deleted. A reminder also requires
    that the correspondence is unread.
    """
    correspondence = correspondences(world).correspondences.get(correspondence_id)
    if correspondence is None or correspondence.is_purged:
        return False
    if not is_main and correspondence.has_had_status(CorrespondenceStatus.READ):
        return False
    return correspondence.has_had_status(
        CorrespondenceStatus.PUBLISHED
    ) and not correspondence.has_had_status(CorrespondenceStatus.FAILED)


def _get_for_recipient(
    world: World, correspondence_id: str, caller: CorrespondenceCaller
) -> Correspondence:
    correspondence = get_correspondence(world, correspondence_id)
    if not access.can_read(world, caller, correspondence.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    if correspondence.current_status.status not in AVAILABLE_TO_RECIPIENT:
        raise CorrespondenceError(errors.NOT_FOUND)
    return correspondence


def _purge_status(
    world: World, correspondence: Correspondence, caller: CorrespondenceCaller
) -> CorrespondenceStatus:
    can_write = access.can_write(world, caller, correspondence.resource_id)
    can_read = access.can_read(world, caller, correspondence.resource_id)
    if not can_write and not can_read:
        raise CorrespondenceError(errors.NO_ACCESS)
    sender_error = _sender_purge_error(correspondence)
    recipient_error = _recipient_purge_error(correspondence)
    if can_write and can_read and not caller.acts_as_sender:
        # A caller with both roles acts as the sender if the sender can delete the correspondence.
        can_write, can_read = sender_error is None, recipient_error is None
        if not can_write and not can_read and sender_error is not None:
            raise CorrespondenceError(sender_error)
    error = sender_error if can_write else recipient_error
    if error is not None:
        raise CorrespondenceError(error)
    return (
        CorrespondenceStatus.PURGED_BY_ALTINN
        if can_write
        else CorrespondenceStatus.PURGED_BY_RECIPIENT
    )


def _sender_purge_error(correspondence: Correspondence) -> ErrorDefinition | None:
    status = correspondence.current_status.status
    if status in PURGED_STATUSES:
        return errors.ALREADY_PURGED
    return None if status in PURGEABLE_BY_SENDER else errors.PUBLISHED_CANNOT_BE_DELETED


def _recipient_purge_error(correspondence: Correspondence) -> ErrorDefinition | None:
    status = correspondence.current_status.status
    if status in PURGED_STATUSES:
        return errors.ALREADY_PURGED
    if status not in AVAILABLE_TO_RECIPIENT:
        return errors.NOT_FOUND
    if correspondence.is_confirmation_needed and not correspondence.has_had_status(
        CorrespondenceStatus.CONFIRMED
    ):
        return errors.NOT_CONFIRMED
    return None


def _purge_attachments(world: World, correspondence: Correspondence) -> None:
    """Purge the attachments that no other correspondence uses."""
    now = truncate_to_microseconds(world.clock.now())
    for link in correspondence.attachments:
        attachment = correspondences(world).attachments[link.attachment_id]
        users = correspondences(world).with_attachment(attachment.id)
        is_purged = attachment.latest_status.status in _PURGED_ATTACHMENT_STATUSES
        if all(each.is_purged for each in users) and not is_purged:
            set_attachment_status(attachment, AttachmentStatus.PURGED, now)

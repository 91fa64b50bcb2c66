"""What sender and recipient do to a message: mark as read, confirm, delete; and the condition.

Source: spec/correspondence.md sections 5.6, 5.7 and 6.2, spec/verified-correspondence.md section 4.
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
from mock_server.correspondence.engine.queries import add_status, find
from mock_server.correspondence.store import Correspondence, correspondences
from mock_server.domain.enums import RuleSet
from mock_server.domain.instant import SECOND, truncate_to_microseconds
from mock_server.domain.rule_ids import RuleId
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

CONFIRMATION_DELAY: Final = 4 * SECOND


@dataclass(frozen=True, slots=True)
class CommitConfirmation(Job):
    """The job that makes a confirmation count, a few seconds after it was answered."""

    correspondence_id: str

    def run(self, world: World) -> None:
        """Note the confirmation, once."""
        if self.is_active(world):
            correspondence = correspondences(world).correspondences[self.correspondence_id]
            add_status(world, correspondence, CorrespondenceStatus.CONFIRMED)

    def is_active(self, world: World) -> bool:
        """Tell whether the message is not confirmed yet."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return not correspondence.has_had_status(CorrespondenceStatus.CONFIRMED)


def mark_as_read(world: World, correspondence_id: str, caller: CorrespondenceCaller) -> None:
    """Note that the recipient has read a message: its reminder is not sent any more.

    Raises:
        Refused: if the message is not there, was not fetched, or was read before.
        DependencyFailure: if authorization's failure is planned.
    """
    correspondence = _for_recipient(world, correspondence_id, caller)
    if not correspondence.has_had_status(CorrespondenceStatus.FETCHED):
        raise CorrespondenceError(errors.READ_BEFORE_FETCHED)
    if correspondence.has_had_status(CorrespondenceStatus.READ):
        raise CorrespondenceError(errors.ALREADY_READ)
    access.party_of(world, caller)
    add_status(world, correspondence, CorrespondenceStatus.READ)
    world.record_decision(
        correspondence.id, "the message was marked as read", "its recipient said so", RuleId.READ
    )


def confirm(world: World, correspondence_id: str, caller: CorrespondenceCaller) -> None:
    """Let the recipient confirm a message; it counts a few seconds later.

    Raises:
        Refused: if the message is not there, was not fetched, or is confirmed.
        DependencyFailure: if authorization's failure is planned.
    """
    correspondence = _for_recipient(world, correspondence_id, caller)
    if not correspondence.has_had_status(CorrespondenceStatus.FETCHED):
        raise CorrespondenceError(errors.CONFIRMED_BEFORE_FETCHED)
    if correspondence.has_had_status(CorrespondenceStatus.CONFIRMED):
        raise CorrespondenceError(errors.ALREADY_CONFIRMED)
    access.party_of(world, caller)
    at = world.clock.now() + CONFIRMATION_DELAY
    world.schedule.add(at, Phase.JOB, CommitConfirmation(correspondence.id))


def purge(world: World, correspondence_id: str, caller: CorrespondenceCaller) -> None:
    """Delete a message: its sender before publication, its recipient afterwards.

    Raises:
        Refused: if the message is not there, or cannot be deleted by the caller now.
        DependencyFailure: if authorization's failure is planned.
    """
    correspondence = find(world, correspondence_id)
    kinds = {reference.type for reference in correspondence.external_references}
    if ReferenceType.DIALOGPORTEN_TRANSMISSION_ID in kinds:
        raise CorrespondenceError(errors.TRANSMISSION_NOT_PURGEABLE)
    status = _side_that_purges(world, correspondence, caller)
    access.party_of(world, caller)
    add_status(world, correspondence, status)
    _purge_attachments(world, correspondence)
    world.record_decision(
        correspondence.id, "the message was deleted", status.name.lower(), RuleId.PURGE
    )
    is_documented = world.settings.rules is RuleSet.DOCUMENTED
    if is_documented and not correspondence.has_had_status(CorrespondenceStatus.PUBLISHED):
        notification_orders.cancel(
            world, correspondence, because="the message was deleted before publication"
        )


def should_send(world: World, correspondence_id: str, *, is_main: bool) -> bool:
    """Answer the condition of an order: not when read (reminders), deleted, failed, unpublished."""
    correspondence = correspondences(world).correspondences.get(correspondence_id)
    if correspondence is None or correspondence.is_purged:
        return False
    if not is_main and correspondence.has_had_status(CorrespondenceStatus.READ):
        return False
    return correspondence.has_had_status(
        CorrespondenceStatus.PUBLISHED
    ) and not correspondence.has_had_status(CorrespondenceStatus.FAILED)


def _for_recipient(
    world: World, correspondence_id: str, caller: CorrespondenceCaller
) -> Correspondence:
    correspondence = find(world, correspondence_id)
    if not access.may_read(world, caller, correspondence.resource_id):
        raise CorrespondenceError(errors.NO_ACCESS)
    if correspondence.current_status.status not in AVAILABLE_TO_RECIPIENT:
        raise CorrespondenceError(errors.NOT_FOUND)
    return correspondence


def _side_that_purges(
    world: World, correspondence: Correspondence, caller: CorrespondenceCaller
) -> CorrespondenceStatus:
    writes = access.may_write(world, caller, correspondence.resource_id)
    reads = access.may_read(world, caller, correspondence.resource_id)
    if not writes and not reads:
        raise CorrespondenceError(errors.NO_ACCESS)
    as_sender, as_recipient = (
        _sender_purge_error(correspondence),
        _recipient_purge_error(correspondence),
    )
    if writes and reads and not caller.acts_as_sender:
        # Somebody who is both, and says as whom by nothing, is the sender as long as that works.
        writes, reads = as_sender is None, as_recipient is None
        if not writes and not reads and as_sender is not None:
            raise CorrespondenceError(as_sender)
    error = as_sender if writes else as_recipient
    if error is not None:
        raise CorrespondenceError(error)
    return (
        CorrespondenceStatus.PURGED_BY_ALTINN
        if writes
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
    """Let go of the attachments that no other message holds."""
    now = truncate_to_microseconds(world.clock.now())
    for link in correspondence.attachments:
        attachment = correspondences(world).attachments[link.attachment_id]
        others = correspondences(world).with_attachment(attachment.id)
        gone = (AttachmentStatus.PURGED, AttachmentStatus.EXPIRED)
        if all(each.is_purged for each in others) and attachment.latest_status.status not in gone:
            set_attachment_status(attachment, AttachmentStatus.PURGED, now)

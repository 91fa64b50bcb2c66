"""What sender and recipient do to a message: mark as read, confirm, delete; and the condition.

Source: spec/correspondence.md sections 5.6, 5.7 and 6.2, spec/verified-correspondence.md section 4.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import (
    AVAILABLE_TO_RECIPIENT,
    PURGEABLE_BY_SENDER,
    PURGED,
    AttachmentStatus,
    ReferenceType,
    Status,
)
from mock_server.correspondence.domain.errors import CodedError, Refused
from mock_server.correspondence.domain.request import Caller
from mock_server.correspondence.engine import access, notification_orders
from mock_server.correspondence.engine.creation import move_attachment
from mock_server.correspondence.engine.queries import add_status, find
from mock_server.correspondence.store import Correspondence, correspondences
from mock_server.domain.enums import Rules
from mock_server.domain.instant import SECOND, cut_to_micro
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

CONFIRMED_AFTER: Final = 4 * SECOND


@dataclass(frozen=True, slots=True)
class ConfirmationCommitted(Job):
    """The job that makes a confirmation count, a few seconds after it was answered."""

    correspondence_id: str

    def run(self, world: World) -> None:
        """Note the confirmation, once."""
        if self.is_active(world):
            correspondence = correspondences(world).correspondences[self.correspondence_id]
            add_status(world, correspondence, Status.CONFIRMED)

    def is_active(self, world: World) -> bool:
        """Tell whether the message is not confirmed yet."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return not correspondence.has_been(Status.CONFIRMED)


def mark_as_read(world: World, correspondence_id: str, caller: Caller) -> None:
    """Note that the recipient has read a message: its reminder is not sent any more.

    Raises:
        Refused: if the message is not there, was not fetched, or was read before.
        DependencyFailure: if authorization's failure is planned.
    """
    correspondence = _for_recipient(world, correspondence_id, caller)
    if not correspondence.has_been(Status.FETCHED):
        raise Refused(errors.READ_BEFORE_FETCHED)
    if correspondence.has_been(Status.READ):
        raise Refused(errors.ALREADY_READ)
    access.party_of(world, caller)
    add_status(world, correspondence, Status.READ)
    world.note(correspondence.id, "the message was marked as read", "its recipient said so", "read")


def confirm(world: World, correspondence_id: str, caller: Caller) -> None:
    """Let the recipient confirm a message; it counts a few seconds later.

    Raises:
        Refused: if the message is not there, was not fetched, or is confirmed.
        DependencyFailure: if authorization's failure is planned.
    """
    correspondence = _for_recipient(world, correspondence_id, caller)
    if not correspondence.has_been(Status.FETCHED):
        raise Refused(errors.CONFIRMED_BEFORE_FETCHED)
    if correspondence.has_been(Status.CONFIRMED):
        raise Refused(errors.ALREADY_CONFIRMED)
    access.party_of(world, caller)
    at = world.clock.now() + CONFIRMED_AFTER
    world.schedule.add(at, Phase.JOB, ConfirmationCommitted(correspondence.id))


def purge(world: World, correspondence_id: str, caller: Caller) -> None:
    """Delete a message: its sender before publication, its recipient afterwards.

    Raises:
        Refused: if the message is not there, or cannot be deleted by the caller now.
        DependencyFailure: if authorization's failure is planned.
    """
    correspondence = find(world, correspondence_id)
    kinds = {reference.type for reference in correspondence.external_references}
    if ReferenceType.DIALOGPORTEN_TRANSMISSION_ID in kinds:
        raise Refused(errors.TRANSMISSIONS_STAY)
    status = _side_that_purges(world, correspondence, caller)
    access.party_of(world, caller)
    add_status(world, correspondence, status)
    _purge_attachments(world, correspondence)
    world.note(correspondence.id, "the message was deleted", status.name.lower(), "purge")
    is_documented = world.settings.rules is Rules.DOCUMENTED
    if is_documented and not correspondence.has_been(Status.PUBLISHED):
        notification_orders.cancel(
            world, correspondence, because="the message was deleted before publication"
        )


def is_to_be_sent(world: World, correspondence_id: str, *, is_main: bool) -> bool:
    """Answer the condition of an order: not when read (reminders), deleted, failed, unpublished."""
    correspondence = correspondences(world).correspondences.get(correspondence_id)
    if correspondence is None or correspondence.is_purged:
        return False
    if not is_main and correspondence.has_been(Status.READ):
        return False
    return correspondence.has_been(Status.PUBLISHED) and not correspondence.has_been(Status.FAILED)


def _for_recipient(world: World, correspondence_id: str, caller: Caller) -> Correspondence:
    correspondence = find(world, correspondence_id)
    if not access.may_read(world, caller, correspondence.resource_id):
        raise Refused(errors.NO_ACCESS)
    if correspondence.current.status not in AVAILABLE_TO_RECIPIENT:
        raise Refused(errors.NOT_FOUND)
    return correspondence


def _side_that_purges(world: World, correspondence: Correspondence, caller: Caller) -> Status:
    writes = access.may_write(world, caller, correspondence.resource_id)
    reads = access.may_read(world, caller, correspondence.resource_id)
    if not writes and not reads:
        raise Refused(errors.NO_ACCESS)
    as_sender, as_recipient = _against_sender(correspondence), _against_recipient(correspondence)
    if writes and reads and not caller.calls_as_sender:
        # Somebody who is both, and says as whom by nothing, is the sender as long as that works.
        writes, reads = as_sender is None, as_recipient is None
        if not writes and not reads and as_sender is not None:
            raise Refused(as_sender)
    error = as_sender if writes else as_recipient
    if error is not None:
        raise Refused(error)
    return Status.PURGED_BY_ALTINN if writes else Status.PURGED_BY_RECIPIENT


def _against_sender(correspondence: Correspondence) -> CodedError | None:
    status = correspondence.current.status
    if status in PURGED:
        return errors.ALREADY_PURGED
    return None if status in PURGEABLE_BY_SENDER else errors.PUBLISHED_CANNOT_BE_DELETED


def _against_recipient(correspondence: Correspondence) -> CodedError | None:
    status = correspondence.current.status
    if status in PURGED:
        return errors.ALREADY_PURGED
    if status not in AVAILABLE_TO_RECIPIENT:
        return errors.NOT_FOUND
    if correspondence.is_confirmation_needed and not correspondence.has_been(Status.CONFIRMED):
        return errors.NOT_CONFIRMED
    return None


def _purge_attachments(world: World, correspondence: Correspondence) -> None:
    """Let go of the attachments that no other message holds."""
    now = cut_to_micro(world.clock.now())
    for link in correspondence.attachments:
        attachment = correspondences(world).attachments[link.attachment_id]
        others = correspondences(world).of_attachment(attachment.id)
        gone = (AttachmentStatus.PURGED, AttachmentStatus.EXPIRED)
        if all(each.is_purged for each in others) and attachment.latest.status not in gone:
            move_attachment(attachment, AttachmentStatus.PURGED, now)

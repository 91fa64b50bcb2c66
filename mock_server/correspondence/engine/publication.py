"""What follows from a message: its dialog, its publication, and the orders at their time.

Source: spec/correspondence.md sections 5.1, 6.2 to 6.4, spec/verified-correspondence.md sections 4
to 6. Jobs that are due at once run at the next advance, not while the request is answered.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain.enums import STATUS_NAMES, ReferenceType, Status
from mock_server.correspondence.domain.identifiers import is_person_urn, without_prefix
from mock_server.correspondence.domain.request import ExternalReference
from mock_server.correspondence.engine import confidential_reminder, notification_orders, registers
from mock_server.correspondence.engine.notification_orders import next_attempt
from mock_server.correspondence.store import Correspondence, StatusEntry, correspondences
from mock_server.domain.enums import EventKind, Rules
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import DAY, END_OF_TIME, cut_to_micro
from mock_server.world.event_log import Event
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

# Send times and reminders are counted on from the publication, and the calendar has an end.
_LAST_PUBLICATION: Final = END_OF_TIME - 366 * DAY


@dataclass(frozen=True, slots=True)
class MessageTakenOn(Job):
    """The first jobs of a message: its orders are made, its dialog is there."""

    correspondence_id: str

    def run(self, world: World) -> None:
        """Make the orders and the dialog, and set the time of publication."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        at = max(world.clock.now(), correspondence.requested_publish_time)
        is_in_time = at <= _LAST_PUBLICATION
        if is_in_time and not correspondence.has_been(Status.RESERVED):
            notification_orders.start(world, correspondence)
        _give_dialog(world, correspondence)
        if is_in_time:
            world.schedule.add(at, Phase.JOB, PublicationDue(correspondence.id))


@dataclass(frozen=True, slots=True)
class PublicationDue(Job):
    """The job that publishes a message."""

    correspondence_id: str
    attempt: int = 0

    def run(self, world: World) -> None:
        """Publish the message, let it fail for good, or try again later."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        if not self.is_active(world):
            return
        try:
            reason = _reason_against(world, correspondence)
        except DependencyFailure as failure:
            _try_again(world, correspondence, self.attempt, failure)
            return
        if reason is None:
            _publish(world, correspondence)
        else:
            _fail(world, correspondence, reason)

    def is_active(self, world: World) -> bool:
        """Tell whether the message still waits: the documented rules let a purge end that."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        if correspondence.has_been(Status.PUBLISHED) or correspondence.has_been(Status.FAILED):
            return False
        return not (correspondence.is_purged and world.settings.rules is Rules.DOCUMENTED)


def follow_up(world: World, correspondence: Correspondence) -> None:
    """Put on the agenda what a message leads to by itself."""
    world.schedule.add(world.clock.now(), Phase.JOB, MessageTakenOn(correspondence.id))
    if correspondence.is_confidential:
        confidential_reminder.schedule(world, correspondence)


def _give_dialog(world: World, correspondence: Correspondence) -> None:
    references = correspondence.external_references
    kinds = {reference.type for reference in references}
    kind = ReferenceType.DIALOGPORTEN_DIALOG_ID
    if kind in kinds:
        kind = ReferenceType.DIALOGPORTEN_TRANSMISSION_ID
    references.append(ExternalReference(type=kind, value=world.ids.new()))


def _reason_against(world: World, correspondence: Correspondence) -> str | None:
    """Say why the message cannot be published, or None.

    Raises:
        DependencyFailure: if a register does not answer, so that nobody knows.
    """
    for role, urn in (("sender", correspondence.sender), ("recipient", correspondence.recipient)):
        if registers.party(world, urn) is None:
            return f"Party for {role} {urn} not found in Altinn Register when publishing"
    if (
        not correspondence.ignore_reservation
        and is_person_urn(correspondence.recipient)
        and registers.is_reserved(world, without_prefix(correspondence.recipient))
    ):
        return (
            f"Recipient of {correspondence.id} has been set to reserved in kontakt- og"
            " reserverasjonsregisteret ('KRR')"
        )
    return None


def _publish(world: World, correspondence: Correspondence) -> None:
    now = cut_to_micro(world.clock.now())
    if correspondence.current.status is not Status.READY_FOR_PUBLISH:
        _add(correspondence, Status.READY_FOR_PUBLISH, now)
    _add(correspondence, Status.PUBLISHED, now)
    correspondence.published = now
    world.journal.tell(
        Event(
            at=world.clock.now(),
            kind=EventKind.PUBLISHED,
            text="the message was published",
            rule="publication",
            correspondence_id=correspondence.id,
        )
    )
    notification_orders.published(world, correspondence)


def _fail(world: World, correspondence: Correspondence, reason: str) -> None:
    now = cut_to_micro(world.clock.now())
    correspondence.history.append(StatusEntry(Status.FAILED, reason, now))
    world.note(correspondence.id, "the message was not published", reason, "publication-failed")
    if world.settings.rules is Rules.DOCUMENTED:
        notification_orders.cancel(world, correspondence, because="its publication failed")


def _try_again(
    world: World, correspondence: Correspondence, attempt: int, failure: DependencyFailure
) -> None:
    at = next_attempt(world.clock.now(), attempt)
    world.note(correspondence.id, "publication has to wait", str(failure), "job-retries")
    if at is not None:
        world.schedule.add(at, Phase.JOB, PublicationDue(correspondence.id, attempt + 1))


def _add(correspondence: Correspondence, status: Status, now: int) -> None:
    correspondence.history.append(StatusEntry(status, STATUS_NAMES[status], now))

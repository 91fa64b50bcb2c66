"""What follows from a message: its dialog, its publication, and the orders at their time.

Source: spec/correspondence.md sections 5.1, 6.2 to 6.4, spec/verified-correspondence.md sections 4
to 6. Jobs that are due at once run at the next advance, not while the request is answered.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain.enums import (
    CORRESPONDENCE_STATUS_NAMES,
    CorrespondenceStatus,
    ReferenceType,
)
from mock_server.correspondence.domain.identifiers import is_person_urn, without_prefix
from mock_server.correspondence.domain.request import ExternalReference
from mock_server.correspondence.engine import confidential_reminder, notification_orders, registers
from mock_server.correspondence.engine.notification_orders import next_retry_at
from mock_server.correspondence.store import Correspondence, StatusEntry, correspondences
from mock_server.domain.enums import EventKind, RuleSet
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import DAY, MAX_INSTANT, truncate_to_microseconds
from mock_server.domain.rule_ids import RuleId
from mock_server.world.event_log import Event
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

# Send times and reminders are counted on from the publication, and the calendar has an end.
_LAST_PUBLICATION: Final = MAX_INSTANT - 366 * DAY


@dataclass(frozen=True, slots=True)
class MessageInitialized(Job):
    """The first jobs of a message: its orders are made, its dialog is there."""

    correspondence_id: str

    def run(self, world: World) -> None:
        """Make the orders and the dialog, and set the time of publication."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        at = max(world.clock.now(), correspondence.requested_publish_time)
        is_in_time = at <= _LAST_PUBLICATION
        if is_in_time and not correspondence.has_had_status(CorrespondenceStatus.RESERVED):
            notification_orders.create_orders(world, correspondence)
        _create_dialog(world, correspondence)
        if is_in_time:
            world.schedule.add(at, Phase.JOB, PublishMessage(correspondence.id))


@dataclass(frozen=True, slots=True)
class PublishMessage(Job):
    """The job that publishes a message."""

    correspondence_id: str
    attempt: int = 0

    def run(self, world: World) -> None:
        """Publish the message, let it fail for good, or try again later."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        if not self.is_active(world):
            return
        try:
            reason = _publication_blocker(world, correspondence)
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
        if correspondence.has_had_status(
            CorrespondenceStatus.PUBLISHED
        ) or correspondence.has_had_status(CorrespondenceStatus.FAILED):
            return False
        return not (correspondence.is_purged and world.settings.rules is RuleSet.DOCUMENTED)


def schedule_publication(world: World, correspondence: Correspondence) -> None:
    """Put on the agenda what a message leads to by itself."""
    world.schedule.add(world.clock.now(), Phase.JOB, MessageInitialized(correspondence.id))
    if correspondence.is_confidential:
        confidential_reminder.schedule(world, correspondence)


def _create_dialog(world: World, correspondence: Correspondence) -> None:
    references = correspondence.external_references
    kinds = {reference.type for reference in references}
    kind = ReferenceType.DIALOGPORTEN_DIALOG_ID
    if kind in kinds:
        kind = ReferenceType.DIALOGPORTEN_TRANSMISSION_ID
    references.append(ExternalReference(type=kind, value=world.ids.new()))


def _publication_blocker(world: World, correspondence: Correspondence) -> str | None:
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
    now = truncate_to_microseconds(world.clock.now())
    if correspondence.current_status.status is not CorrespondenceStatus.READY_FOR_PUBLISH:
        _add(correspondence, CorrespondenceStatus.READY_FOR_PUBLISH, now)
    _add(correspondence, CorrespondenceStatus.PUBLISHED, now)
    correspondence.published = now
    world.event_log.add_event(
        Event(
            at=world.clock.now(),
            kind=EventKind.PUBLISHED,
            text="the message was published",
            rule=RuleId.PUBLICATION,
            correspondence_id=correspondence.id,
        )
    )
    notification_orders.on_published(world, correspondence)


def _fail(world: World, correspondence: Correspondence, reason: str) -> None:
    now = truncate_to_microseconds(world.clock.now())
    correspondence.history.append(StatusEntry(CorrespondenceStatus.FAILED, reason, now))
    world.record_decision(
        correspondence.id, "the message was not published", reason, RuleId.PUBLICATION_FAILED
    )
    if world.settings.rules is RuleSet.DOCUMENTED:
        notification_orders.cancel(world, correspondence, because="its publication failed")


def _try_again(
    world: World, correspondence: Correspondence, attempt: int, failure: DependencyFailure
) -> None:
    at = next_retry_at(world.clock.now(), attempt)
    world.record_decision(
        correspondence.id, "publication has to wait", str(failure), RuleId.JOB_RETRIES
    )
    if at is not None:
        world.schedule.add(at, Phase.JOB, PublishMessage(correspondence.id, attempt + 1))


def _add(correspondence: Correspondence, status: CorrespondenceStatus, now: int) -> None:
    correspondence.history.append(StatusEntry(status, CORRESPONDENCE_STATUS_NAMES[status], now))

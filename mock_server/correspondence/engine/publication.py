"""Publication of correspondences, with their dialogs and notification orders.

Source: docs/reference/correspondence.md sections 5.1, 6.2 to 6.4. A job that is due now runs when
the clock advances, not during the request.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain.enums import CorrespondenceStatus, ReferenceType
from mock_server.correspondence.domain.identifiers import is_person_urn, without_prefix
from mock_server.correspondence.domain.request import ExternalReference
from mock_server.correspondence.engine import confidential_reminder, notification_orders, registers
from mock_server.correspondence.engine.notification_orders import next_retry_at
from mock_server.correspondence.store import Correspondence, correspondences
from mock_server.domain.enums import EventKind, RuleSet
from mock_server.domain.errors import DependencyFailure
from mock_server.domain.instant import DAY, MAX_INSTANT, truncate_to_microseconds
from mock_server.domain.rule_ids import RuleId
from mock_server.world.event_log import Event
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

# Send times and reminders come after publication and must not exceed MAX_INSTANT.
_MAX_PUBLICATION: Final = MAX_INSTANT - 366 * DAY


@dataclass(frozen=True, slots=True)
class MessageInitialized(Job):
    """The first job of a correspondence."""

    correspondence_id: str

    def run(self, world: World) -> None:
        """Create the orders and the dialog, and schedule publication."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        at = max(world.clock.now(), correspondence.requested_publish_time)
        is_within_calendar = at <= _MAX_PUBLICATION
        if is_within_calendar and not correspondence.has_had_status(CorrespondenceStatus.RESERVED):
            notification_orders.create_orders(world, correspondence)
        _create_dialog(world, correspondence)
        if is_within_calendar:
            world.schedule.add(at, Phase.JOB, PublishMessage(correspondence.id))


@dataclass(frozen=True, slots=True)
class PublishMessage(Job):
    """The job that publishes a correspondence."""

    correspondence_id: str
    attempt: int = 0

    def run(self, world: World) -> None:
        """Publish the correspondence, set it to failed, or schedule a retry."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        if not self.is_active(world):
            return
        try:
            blocker = _publication_blocker(world, correspondence)
        except DependencyFailure as failure:
            _schedule_retry(world, correspondence, self.attempt, failure)
            return
        if blocker is None:
            _publish(world, correspondence)
        else:
            _fail_publication(world, correspondence, blocker)

    def is_active(self, world: World) -> bool:
        """Return whether publication is pending; under the documented rules a purge ends it."""
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        if correspondence.has_had_status(
            CorrespondenceStatus.PUBLISHED
        ) or correspondence.has_had_status(CorrespondenceStatus.FAILED):
            return False
        return not (correspondence.is_purged and world.settings.rules is RuleSet.DOCUMENTED)


def schedule_publication(world: World, correspondence: Correspondence) -> None:
    """Schedule the jobs of a new correspondence."""
    world.schedule.add(world.clock.now(), Phase.JOB, MessageInitialized(correspondence.id))
    if correspondence.is_confidential:
        confidential_reminder.schedule(world, correspondence)


def _create_dialog(world: World, correspondence: Correspondence) -> None:
    references = correspondence.external_references
    new_type = ReferenceType.DIALOGPORTEN_DIALOG_ID
    if any(reference.type == new_type for reference in references):
        new_type = ReferenceType.DIALOGPORTEN_TRANSMISSION_ID
    references.append(ExternalReference(type=new_type, value=world.ids.new()))


def _publication_blocker(world: World, correspondence: Correspondence) -> str | None:
    """Return why the correspondence cannot be published, or None.

    Raises:
        DependencyFailure: if a fault applies to a register.
    """
    for role, urn in (("sender", correspondence.sender), ("recipient", correspondence.recipient)):
        if registers.find_party(world, urn) is None:
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
        correspondence.add_status(CorrespondenceStatus.READY_FOR_PUBLISH, now)
    correspondence.add_status(CorrespondenceStatus.PUBLISHED, now)
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


def _fail_publication(world: World, correspondence: Correspondence, reason: str) -> None:
    now = truncate_to_microseconds(world.clock.now())
    correspondence.add_status(CorrespondenceStatus.FAILED, now, reason)
    world.record_decision(
        correspondence.id, "the message was not published", reason, RuleId.PUBLICATION_FAILED
    )
    if world.settings.rules is RuleSet.DOCUMENTED:
        notification_orders.cancel_orders(
            world, correspondence, because="the publication of its message failed"
        )


def _schedule_retry(
    world: World, correspondence: Correspondence, attempt: int, failure: DependencyFailure
) -> None:
    at = next_retry_at(world.clock.now(), attempt)
    world.record_decision(
        correspondence.id,
        "the message could not be published yet",
        str(failure),
        RuleId.JOB_RETRIES,
    )
    if at is not None:
        world.schedule.add(at, Phase.JOB, PublishMessage(correspondence.id, attempt + 1))

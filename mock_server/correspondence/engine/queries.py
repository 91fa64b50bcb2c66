"""Looking at messages: who sees what, and what looking leaves behind.

Source: spec/correspondence.md sections 1.8, 6.2 and 7, spec/verified-correspondence.md section 6.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import (
    AVAILABLE_TO_RECIPIENT,
    CORRESPONDENCE_STATUS_NAMES,
    HIDDEN_FROM_RECIPIENT,
    HIDDEN_FROM_SENDER,
    CorrespondenceRole,
    CorrespondenceStatus,
)
from mock_server.correspondence.domain.errors import CorrespondenceError
from mock_server.correspondence.domain.identifiers import without_prefix
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine import access
from mock_server.correspondence.store import (
    Correspondence,
    NotificationOrderRecord,
    StatusEntry,
    correspondences,
)
from mock_server.domain.enums import Dependency
from mock_server.domain.instant import SECOND, Instant, truncate_to_microseconds
from mock_server.domain.orders import Order
from mock_server.world.world import World

REFETCH_INTERVAL: Final = 15 * SECOND
MAX_SEARCH_RESULTS: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrespondenceView:
    """A message as one caller sees it; ``history`` is what is shown of it."""

    correspondence: Correspondence
    shows_content: bool
    history: tuple[StatusEntry, ...] = ()
    shipments: tuple[tuple[NotificationOrderRecord, Order], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """Which messages a list is to hold; None leaves a filter out."""

    resource_id: str
    role: CorrespondenceRole
    on_behalf_of: str | None = None
    published_after: Instant | None = None
    published_before: Instant | None = None
    status: CorrespondenceStatus | None = None
    senders_reference: str | None = None
    idempotent_key: str | None = None
    altinn2_id: int | None = None


def find(world: World, correspondence_id: str) -> Correspondence:
    """Return the message of that id.

    Raises:
        Refused: if there is none.
    """
    correspondence = correspondences(world).correspondences.get(correspondence_id)
    if correspondence is None:
        raise CorrespondenceError(errors.NOT_FOUND)
    return correspondence


def get_overview(
    world: World, correspondence_id: str, caller: CorrespondenceCaller, *, is_content: bool = False
) -> CorrespondenceView:
    """Show a message; for its recipient it counts as fetched, its content alone as read.

    Raises:
        Refused: if the message is not there for the caller.
        DependencyFailure: if authorization's failure is planned.
    """
    correspondence = find(world, correspondence_id)
    reads, _ = _check_access(world, correspondence, caller)
    if correspondence.is_purged:
        raise CorrespondenceError(errors.NOT_FOUND)
    party = access.party_of(world, caller)
    if reads and not caller.acts_as_sender:
        _check_available(correspondence)
        _fetch(world, correspondence, party)
        if is_content and not correspondence.has_had_status(CorrespondenceStatus.READ):
            add_status(world, correspondence, CorrespondenceStatus.READ)
    return CorrespondenceView(
        correspondence=correspondence, shows_content=_shows(correspondence, reads)
    )


def get_details(
    world: World, correspondence_id: str, caller: CorrespondenceCaller
) -> CorrespondenceView:
    """Show a message with its history and notifications; each look of its recipient is noted.

    Raises:
        Refused: if the message is not there for the caller.
        DependencyFailure: if a failure of authorization or notifications is planned.
    """
    correspondence = find(world, correspondence_id)
    reads, _ = _check_access(world, correspondence, caller)
    access.party_of(world, caller)
    if reads and not caller.acts_as_sender:
        _check_available(correspondence)
        add_status(world, correspondence, CorrespondenceStatus.FETCHED)
    shipments = []
    for record in correspondence.records:
        if record.shipment_id is not None:
            world.faults.call(Dependency.NOTIFICATIONS)
            shipments.append((record, world.orders.get(record.shipment_id)))
    return CorrespondenceView(
        correspondence=correspondence,
        shows_content=_shows(correspondence, reads),
        history=_history(correspondence, reads),
        shipments=tuple(shipments),
    )


def _check_access(
    world: World, correspondence: Correspondence, caller: CorrespondenceCaller
) -> tuple[bool, bool]:
    reads = access.may_read(world, caller, correspondence.resource_id)
    writes = access.may_write(world, caller, correspondence.resource_id)
    if not reads and not writes:
        raise CorrespondenceError(errors.NO_ACCESS)
    return reads, writes


def _check_available(correspondence: Correspondence) -> None:
    if correspondence.current_status.status not in AVAILABLE_TO_RECIPIENT:
        raise CorrespondenceError(errors.NOT_FOUND)


def _fetch(world: World, correspondence: Correspondence, party: str) -> None:
    """Note that the message was fetched, once for each party in a while."""
    now = world.clock.now()
    last = correspondence.last_fetched_by.get(party)
    if last is None or now >= last + REFETCH_INTERVAL:
        correspondence.last_fetched_by[party] = now
        add_status(world, correspondence, CorrespondenceStatus.FETCHED)


def _shows(correspondence: Correspondence, reads: bool) -> bool:
    return reads or not correspondence.has_had_status(CorrespondenceStatus.PUBLISHED)


def _history(correspondence: Correspondence, reads: bool) -> tuple[StatusEntry, ...]:
    shown = [
        entry for entry in correspondence.history if reads or entry.status not in HIDDEN_FROM_SENDER
    ]
    return tuple(sorted(shown, key=lambda entry: entry.at))


def add_status(world: World, correspondence: Correspondence, status: CorrespondenceStatus) -> None:
    """Note that a message has a new status now."""
    now = truncate_to_microseconds(world.clock.now())
    correspondence.history.append(StatusEntry(status, CORRESPONDENCE_STATUS_NAMES[status], now))


def search(world: World, wanted: SearchFilter, caller: CorrespondenceCaller) -> list[str]:
    """Return the ids of the messages that fit, newest publication first.

    Raises:
        Refused: if the range is turned around, nobody asks, or has no access.
        DependencyFailure: if authorization's failure is planned.
    """
    after, before = wanted.published_after, wanted.published_before
    if after is not None and before is not None and after > before:
        raise CorrespondenceError(errors.INVALID_DATE_RANGE)
    own = caller.organization
    party = own if wanted.on_behalf_of is None else without_prefix(wanted.on_behalf_of)
    if party is None:
        raise CorrespondenceError(errors.CALLER_UNKNOWN)
    if not access.may_any(world, caller, without_prefix(wanted.resource_id)):
        raise CorrespondenceError(errors.NO_ACCESS)
    if wanted.idempotent_key is not None:
        used_for = correspondences(world).idempotent_keys.get(wanted.idempotent_key)
        return [] if used_for is None else [used_for]
    if wanted.altinn2_id is not None:
        return []
    fitting = [
        each
        for each in correspondences(world).correspondences.values()
        if _fits(each, wanted, party) and _is_visible(each, wanted, party)
    ]
    fitting.sort(key=lambda each: -each.requested_publish_time)
    return [each.id for each in fitting[:MAX_SEARCH_RESULTS]]


def _fits(correspondence: Correspondence, wanted: SearchFilter, party: str) -> bool:
    at = correspondence.requested_publish_time
    after, before, reference = (
        wanted.published_after,
        wanted.published_before,
        wanted.senders_reference,
    )
    return (
        correspondence.resource_id == wanted.resource_id
        and (after is None or at > after)
        and (before is None or at < before)
        and (not reference or correspondence.senders_reference == reference)
        and any(_is_party(correspondence, role, party) for role in _roles(wanted.role))
    )


def _roles(role: CorrespondenceRole) -> tuple[CorrespondenceRole, ...]:
    match role:
        case CorrespondenceRole.RECIPIENT_AND_SENDER:
            return (CorrespondenceRole.SENDER, CorrespondenceRole.RECIPIENT)
        case CorrespondenceRole.SENDER | CorrespondenceRole.RECIPIENT:
            return (role,)


def _is_party(correspondence: Correspondence, role: CorrespondenceRole, party: str) -> bool:
    urn = correspondence.sender if role is CorrespondenceRole.SENDER else correspondence.recipient
    return without_prefix(urn) == party


def _is_visible(correspondence: Correspondence, wanted: SearchFilter, party: str) -> bool:
    """Tell whether the status fits, and whether the recipient may know of the message yet.

    As the real service does, somebody who asks as both sees through either pair of eyes.
    """
    match wanted.role:
        case CorrespondenceRole.SENDER:
            return _sender_sees(correspondence, wanted, party)
        case CorrespondenceRole.RECIPIENT:
            return _recipient_sees(correspondence, wanted, party)
        case CorrespondenceRole.RECIPIENT_AND_SENDER:
            as_sender = _sender_sees(correspondence, wanted, party)
            return as_sender or _recipient_sees(correspondence, wanted, party)


def _sender_sees(correspondence: Correspondence, wanted: SearchFilter, party: str) -> bool:
    if wanted.status is None or not _is_party(correspondence, CorrespondenceRole.SENDER, party):
        return True
    return _has_had(correspondence, wanted.status)


def _recipient_sees(correspondence: Correspondence, wanted: SearchFilter, party: str) -> bool:
    status = wanted.status
    if status is None or not _is_party(correspondence, CorrespondenceRole.RECIPIENT, party):
        newest = [
            each
            for each in correspondence.history
            if each.status is not CorrespondenceStatus.FETCHED
        ][-1]
        return newest.status not in HIDDEN_FROM_RECIPIENT
    return status not in HIDDEN_FROM_RECIPIENT and _has_had(correspondence, status)


def _has_had(correspondence: Correspondence, status: CorrespondenceStatus) -> bool:
    # Fetched is kept apart from the statuses that a list looks at.
    return status is not CorrespondenceStatus.FETCHED and correspondence.has_had_status(status)

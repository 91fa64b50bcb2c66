"""Queries for correspondences, by role of the caller, and the statuses they add.

Source: docs/reference/correspondence.md sections 1.8, 6.2 and 7.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.domain import errors
from mock_server.correspondence.domain.enums import (
    AVAILABLE_TO_RECIPIENT,
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
    """A correspondence as one caller sees it; ``history`` contains the visible statuses."""

    correspondence: Correspondence
    is_content_visible: bool
    history: tuple[StatusEntry, ...] = ()
    shipments: tuple[tuple[NotificationOrderRecord, Order], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """The filters of a search; a filter with value None does not apply."""

    resource_id: str
    role: CorrespondenceRole
    on_behalf_of: str | None = None
    published_after: Instant | None = None
    published_before: Instant | None = None
    status: CorrespondenceStatus | None = None
    senders_reference: str | None = None
    idempotent_key: str | None = None
    altinn2_id: int | None = None


def get_correspondence(world: World, correspondence_id: str) -> Correspondence:
    """Return the correspondence with the id.

    Raises:
        CorrespondenceError: if there is none.
    """
    correspondence = correspondences(world).correspondences.get(correspondence_id)
    if correspondence is None:
        raise CorrespondenceError(errors.NOT_FOUND)
    return correspondence


def get_overview(
    world: World,
    correspondence_id: str,
    caller: CorrespondenceCaller,
    *,
    mark_as_read: bool = False,
) -> CorrespondenceView:
    """Return a correspondence and mark it as fetched if the caller is the recipient.

    *mark_as_read* marks it as read too.

    Raises:
        CorrespondenceError: if the correspondence is not available to the caller.
        DependencyFailure: if a fault applies to Authorization.
    """
    correspondence = get_correspondence(world, correspondence_id)
    is_reader = _check_access(world, correspondence, caller)
    if correspondence.is_purged:
        raise CorrespondenceError(errors.NOT_FOUND)
    party = access.party_identifier(world, caller)
    if is_reader and not caller.acts_as_sender:
        _check_available(correspondence)
        _record_fetch(world, correspondence, party)
        if mark_as_read and not correspondence.has_had_status(CorrespondenceStatus.READ):
            add_status(world, correspondence, CorrespondenceStatus.READ)
    return CorrespondenceView(
        correspondence=correspondence,
        is_content_visible=_is_content_visible(correspondence, is_reader),
    )


def get_details(
    world: World, correspondence_id: str, caller: CorrespondenceCaller
) -> CorrespondenceView:
    """Return a correspondence with its history and notifications.

    Every call by the recipient adds the status ``Fetched``.

    Raises:
        CorrespondenceError: if the correspondence is not available to the caller.
        DependencyFailure: if a fault applies to Authorization or Notifications.
    """
    correspondence = get_correspondence(world, correspondence_id)
    is_reader = _check_access(world, correspondence, caller)
    access.party_identifier(world, caller)
    if is_reader and not caller.acts_as_sender:
        _check_available(correspondence)
        add_status(world, correspondence, CorrespondenceStatus.FETCHED)
    shipments = []
    for record in correspondence.records:
        if record.shipment_id is not None:
            world.faults.call(Dependency.NOTIFICATIONS)
            shipments.append((record, world.orders.get(record.shipment_id)))
    return CorrespondenceView(
        correspondence=correspondence,
        is_content_visible=_is_content_visible(correspondence, is_reader),
        history=_visible_history(correspondence, is_reader),
        shipments=tuple(shipments),
    )


def _check_access(
    world: World, correspondence: Correspondence, caller: CorrespondenceCaller
) -> bool:
    """Return whether *caller* can read the correspondence as a recipient."""
    can_read = access.can_read(world, caller, correspondence.resource_id)
    can_write = access.can_write(world, caller, correspondence.resource_id)
    if not can_read and not can_write:
        raise CorrespondenceError(errors.NO_ACCESS)
    return can_read


def _check_available(correspondence: Correspondence) -> None:
    if correspondence.current_status.status not in AVAILABLE_TO_RECIPIENT:
        raise CorrespondenceError(errors.NOT_FOUND)


def _record_fetch(world: World, correspondence: Correspondence, party: str) -> None:
    """Mark the correspondence as fetched, at most once per party and ``REFETCH_INTERVAL``."""
    now = world.clock.now()
    last = correspondence.last_fetched_by.get(party)
    if last is None or now >= last + REFETCH_INTERVAL:
        correspondence.last_fetched_by[party] = now
        add_status(world, correspondence, CorrespondenceStatus.FETCHED)


def _is_content_visible(correspondence: Correspondence, is_reader: bool) -> bool:
    return is_reader or not correspondence.has_had_status(CorrespondenceStatus.PUBLISHED)


def _visible_history(correspondence: Correspondence, is_reader: bool) -> tuple[StatusEntry, ...]:
    visible = [
        entry
        for entry in correspondence.history
        if is_reader or entry.status not in HIDDEN_FROM_SENDER
    ]
    return tuple(sorted(visible, key=lambda entry: entry.at))


def add_status(world: World, correspondence: Correspondence, status: CorrespondenceStatus) -> None:
    """Set the status of a correspondence at the current time."""
    correspondence.add_status(status, truncate_to_microseconds(world.clock.now()))


def search(world: World, search_filter: SearchFilter, caller: CorrespondenceCaller) -> list[str]:
    """Return the ids of the matching correspondences, newest publication first.

    Raises:
        CorrespondenceError: if the date range is invalid, or the caller has no access.
        DependencyFailure: if a fault applies to Authorization.
    """
    after, before = search_filter.published_after, search_filter.published_before
    if after is not None and before is not None and after > before:
        raise CorrespondenceError(errors.INVALID_DATE_RANGE)
    on_behalf_of = search_filter.on_behalf_of
    party = caller.organization if on_behalf_of is None else without_prefix(on_behalf_of)
    if party is None:
        raise CorrespondenceError(errors.CALLER_UNKNOWN)
    if not access.can_read_or_write(world, caller, without_prefix(search_filter.resource_id)):
        raise CorrespondenceError(errors.NO_ACCESS)
    if search_filter.idempotent_key is not None:
        correspondence_id = correspondences(world).idempotent_keys.get(search_filter.idempotent_key)
        return [] if correspondence_id is None else [correspondence_id]
    if search_filter.altinn2_id is not None:
        return []
    matches = [
        each
        for each in correspondences(world).correspondences.values()
        if _is_match(each, search_filter, party) and _is_visible(each, search_filter, party)
    ]
    matches.sort(key=lambda each: -each.requested_publish_time)
    return [each.id for each in matches[:MAX_SEARCH_RESULTS]]


def _is_match(correspondence: Correspondence, search_filter: SearchFilter, party: str) -> bool:
    at = correspondence.requested_publish_time
    after, before, reference = (
        search_filter.published_after,
        search_filter.published_before,
        search_filter.senders_reference,
    )
    return (
        correspondence.resource_id == search_filter.resource_id
        and (after is None or at > after)
        and (before is None or at < before)
        and (not reference or correspondence.senders_reference == reference)
        and any(
            _is_party(correspondence, role, party) for role in _roles_to_search(search_filter.role)
        )
    )


def _roles_to_search(role: CorrespondenceRole) -> tuple[CorrespondenceRole, ...]:
    match role:
        case CorrespondenceRole.RECIPIENT_AND_SENDER:
            return (CorrespondenceRole.SENDER, CorrespondenceRole.RECIPIENT)
        case CorrespondenceRole.SENDER | CorrespondenceRole.RECIPIENT:
            return (role,)


def _is_party(correspondence: Correspondence, role: CorrespondenceRole, party: str) -> bool:
    urn = correspondence.sender if role is CorrespondenceRole.SENDER else correspondence.recipient
    return without_prefix(urn) == party


def _is_visible(correspondence: Correspondence, search_filter: SearchFilter, party: str) -> bool:
    """Return whether the status matches and the correspondence is visible to the role.

    As in Altinn, a caller with both roles sees what either role sees.
    """
    match search_filter.role:
        case CorrespondenceRole.SENDER:
            return _is_visible_to_sender(correspondence, search_filter, party)
        case CorrespondenceRole.RECIPIENT:
            return _is_visible_to_recipient(correspondence, search_filter, party)
        case CorrespondenceRole.RECIPIENT_AND_SENDER:
            as_sender = _is_visible_to_sender(correspondence, search_filter, party)
            return as_sender or _is_visible_to_recipient(correspondence, search_filter, party)


def _is_visible_to_sender(
    correspondence: Correspondence, search_filter: SearchFilter, party: str
) -> bool:
    if search_filter.status is None or not _is_party(
        correspondence, CorrespondenceRole.SENDER, party
    ):
        return True
    return _has_had_searchable_status(correspondence, search_filter.status)


def _is_visible_to_recipient(
    correspondence: Correspondence, search_filter: SearchFilter, party: str
) -> bool:
    status = search_filter.status
    if status is None or not _is_party(correspondence, CorrespondenceRole.RECIPIENT, party):
        latest = [
            each
            for each in correspondence.history
            if each.status is not CorrespondenceStatus.FETCHED
        ][-1]
        return latest.status not in HIDDEN_FROM_RECIPIENT
    return status not in HIDDEN_FROM_RECIPIENT and _has_had_searchable_status(
        correspondence, status
    )


def _has_had_searchable_status(
    correspondence: Correspondence, status: CorrespondenceStatus
) -> bool:
    # A search ignores the status Fetched.
    return status is not CorrespondenceStatus.FETCHED and correspondence.has_had_status(status)

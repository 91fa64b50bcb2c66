"""The content of a snapshot: state, stores and job types of all products.

Derived state, such as indexes and shared objects, is rebuilt and not stored. See docs/adr/0011.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any, Final, Generic, Literal, TypeVar, cast, get_args

from pydantic import Discriminator

from mock_server.apps.store import InstanceStore
from mock_server.correspondence.engine.actions import CommitConfirmation
from mock_server.correspondence.engine.confidential_reminder import SendConfidentialReminder
from mock_server.correspondence.engine.delivery_check import CheckDelivery
from mock_server.correspondence.engine.forwarding import CheckForwarding
from mock_server.correspondence.engine.notification_orders import CreateOrders, SubmitOrders
from mock_server.correspondence.engine.publication import MessageInitialized, PublishMessage
from mock_server.correspondence.store import CorrespondenceStore
from mock_server.domain.instant import Instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Order, OrderChainReceipt
from mock_server.notifications.engine.completion import CleanUpStatusFeed
from mock_server.notifications.engine.delivery import (
    DeliveryReportDue,
    TerminateExpired,
    UnmatchedReportRetry,
)
from mock_server.notifications.engine.instant_orders import InstantGatewayResponse, RequeueEmail
from mock_server.notifications.engine.processing import PickUpOrder, RetryOrder
from mock_server.notifications.engine.sending import ResendSms, SendEmails, SendSms
from mock_server.storage.snapshot import Snapshot, SnapshotFormat, snapshot_error
from mock_server.world.clock import Clock
from mock_server.world.conditions import Conditions
from mock_server.world.dead_delivery_reports import DeadDeliveryReport
from mock_server.world.directory import Directory
from mock_server.world.event_log import EventLog
from mock_server.world.faults import Faults
from mock_server.world.ids import Ids
from mock_server.world.orders import IdempotencyScope, InternalOrder, OrderStore
from mock_server.world.outcomes import Outcomes
from mock_server.world.schedule import Phase, Schedule, ScheduledJob
from mock_server.world.send_queues import SendQueues
from mock_server.world.settings import WorldSettings
from mock_server.world.status_feed import StatusFeed
from mock_server.world.whitelist import Whitelist
from mock_server.world.world import Job, World

STORES: Final = (CorrespondenceStore, InstanceStore)

KindT = TypeVar("KindT")
JobT = TypeVar("JobT")


@dataclass(slots=True, kw_only=True)
class JobEntry(Generic[KindT, JobT]):
    """A scheduled job; *kind* determines the type of ``job``."""

    kind: KindT
    at: Instant
    phase: Phase
    rank: int
    sequence: int
    job: JobT


# The kinds are part of the format and do not change when a class is renamed.
AnyJobEntry = Annotated[
    JobEntry[Literal["pickUpOrder"], PickUpOrder]
    | JobEntry[Literal["retryOrder"], RetryOrder]
    | JobEntry[Literal["sendEmails"], SendEmails]
    | JobEntry[Literal["sendSms"], SendSms]
    | JobEntry[Literal["resendSms"], ResendSms]
    | JobEntry[Literal["answerInstantOrder"], InstantGatewayResponse]
    | JobEntry[Literal["requeueEmail"], RequeueEmail]
    | JobEntry[Literal["applyDeliveryReport"], DeliveryReportDue]
    | JobEntry[Literal["matchDeliveryReport"], UnmatchedReportRetry]
    | JobEntry[Literal["terminateExpired"], TerminateExpired]
    | JobEntry[Literal["cleanUpStatusFeed"], CleanUpStatusFeed]
    | JobEntry[Literal["startCorrespondence"], MessageInitialized]
    | JobEntry[Literal["publishCorrespondence"], PublishMessage]
    | JobEntry[Literal["createNotificationOrders"], CreateOrders]
    | JobEntry[Literal["submitNotificationOrders"], SubmitOrders]
    | JobEntry[Literal["checkDelivery"], CheckDelivery]
    | JobEntry[Literal["remindOfConfidential"], SendConfidentialReminder]
    | JobEntry[Literal["confirmCorrespondence"], CommitConfirmation]
    | JobEntry[Literal["checkForwarding"], CheckForwarding],
    Discriminator("kind"),
]


@dataclass(slots=True, kw_only=True)
class ReceiptEntry:
    """The receipt of an order and its idempotency id."""

    scope: IdempotencyScope
    creator: str
    idempotency_id: str
    receipt: OrderChainReceipt


@dataclass(slots=True, kw_only=True)
class WorldState:
    """The complete state of a world, except its name.

    ``earlier_messages`` are messages in the outbox that an earlier run of the server sent.
    """

    created_at: Instant
    clock: Clock
    settings: WorldSettings
    directory: Directory
    ids: tuple[int, tuple[int, ...], float | None]
    last_sequence: int
    orders: list[Order]
    receipts: list[ReceiptEntry]
    internal_orders: list[InternalOrder]
    jobs: list[AnyJobEntry]
    last_job_sequence: int
    sweeps: list[tuple[Instant, Phase]]
    send_queues: SendQueues
    earlier_messages: list[Message]
    messages: list[Message]
    unsaved_messages: list[Message]
    awaiting_delivery_report: dict[str, Instant]
    dead_delivery_reports: list[DeadDeliveryReport]
    status_feed: StatusFeed
    event_log: EventLog
    outcomes: Outcomes
    faults: Faults
    conditions: Conditions
    whitelist: Whitelist
    correspondence: CorrespondenceStore
    apps: InstanceStore


def add_stores(world: World) -> None:
    """Add the stores of all products to a new world."""
    for kind in STORES:
        world.add_store(kind())


class WorldSnapshots:
    """Snapshots of worlds as JSON documents."""

    def dump(self, world: World) -> bytes:
        """Return *world* as a JSON document. It must not be advancing."""
        return _format().dump(world.name, state_of(world))

    def load(self, world: World, document: bytes) -> None:
        """Replace the state of *world* with that of a snapshot; its name is kept.

        Raises:
            UsageError: if *document* is not a snapshot; *world* is then unchanged.
        """
        restore(world, _format().load(document))


def state_of(world: World) -> WorldState:
    """Return the state of *world*, with the objects of *world*."""
    sent = world.messages
    version, numbers, gauss = cast(tuple[int, list[int], float | None], world.ids.state())
    outbox = list(world.outbox.all())
    return WorldState(
        created_at=world.created_at,
        clock=world.clock,
        settings=world.settings,
        directory=world.directory,
        ids=(version, tuple(numbers), gauss),
        last_sequence=world.last_sequence,
        orders=list(world.orders.all()),
        receipts=[
            ReceiptEntry(scope=scope, creator=creator, idempotency_id=key, receipt=receipt)
            for (scope, creator, key), receipt in world.orders.receipts.items()
        ],
        internal_orders=world.orders.internal_orders,
        jobs=_job_entries(world.schedule),
        last_job_sequence=world.schedule.last_sequence,
        sweeps=sorted(world.schedule.sweeps),
        send_queues=world.send_queues,
        earlier_messages=[each for each in outbox if each.id not in sent],
        messages=[each for each in outbox if each.id in sent],
        unsaved_messages=world.unsaved_messages,
        awaiting_delivery_report=world.awaiting_delivery_report,
        dead_delivery_reports=world.dead_delivery_reports,
        status_feed=world.status_feed,
        event_log=world.event_log,
        outcomes=world.outcomes,
        faults=world.faults,
        conditions=world.conditions,
        whitelist=world.whitelist,
        correspondence=world.store(CorrespondenceStore),
        apps=world.store(InstanceStore),
    )


def restore(world: World, state: WorldState) -> None:
    """Set the state of *world* to *state*, with the objects of *state*.

    The setting ``allow_outgoing_calls`` belongs to the server and is not changed.

    Raises:
        UsageError: if *state* is not consistent; *world* is then unchanged.
    """
    ids = _ids(state)
    saved_messages = [*state.earlier_messages, *state.messages]
    _check_unique("messages", (each.id for each in (*saved_messages, *state.unsaved_messages)))
    _check_unique("orders", (each.id for each in state.orders))
    _check_unique("jobs", (each.sequence for each in state.jobs))
    world.created_at = state.created_at
    world.clock = state.clock
    world.settings = replace(
        state.settings, allow_outgoing_calls=world.settings.allow_outgoing_calls
    )
    world.directory = state.directory
    world.ids = ids
    world.last_sequence = state.last_sequence
    world.orders = _orders(state)
    world.schedule = _schedule(state)
    world.send_queues = state.send_queues
    world.unsaved_messages = state.unsaved_messages
    world.messages = {each.id: each for each in (*state.messages, *state.unsaved_messages)}
    world.awaiting_delivery_report = state.awaiting_delivery_report
    world.dead_delivery_reports = state.dead_delivery_reports
    world.status_feed = state.status_feed
    world.event_log = state.event_log
    world.outcomes = state.outcomes
    world.faults = state.faults
    world.conditions = state.conditions
    world.whitelist = state.whitelist
    for store in (state.correspondence, state.apps):
        world.add_store(store)
    world.outbox.restore(saved_messages)


def _job_entries(schedule: Schedule[Job]) -> list[Any]:
    kinds = _kinds()
    return [
        JobEntry(kind=kinds[type(job)], at=at, phase=phase, rank=rank, sequence=sequence, job=job)
        for at, phase, rank, sequence, job in schedule.in_order()
    ]


def _schedule(state: WorldState) -> Schedule[Job]:
    entries: list[ScheduledJob[Job]] = sorted(
        ScheduledJob(each.at, each.phase, each.rank, each.sequence, each.job) for each in state.jobs
    )
    return Schedule(entries, state.last_job_sequence, set(state.sweeps))


def _orders(state: WorldState) -> OrderStore:
    orders = OrderStore(internal_orders=state.internal_orders)
    request_texts: dict[str, str] = {}
    for order in state.orders:
        # The orders of a chain share the text of their request.
        order.request_json = request_texts.setdefault(order.request_json, order.request_json)
        orders.add(order)
        orders.add_notifications(order, order.notifications)
    for each in state.receipts:
        orders.receipts[each.scope, each.creator, each.idempotency_id] = each.receipt
    return orders


def _ids(state: WorldState) -> Ids:
    ids = Ids("")
    version, numbers, gauss = state.ids
    try:
        ids.restore([version, list(numbers), gauss])
    except (ValueError, TypeError, OverflowError) as error:
        raise snapshot_error(f"at state.ids: {error}") from error
    return ids


def _check_unique(place: str, keys: Iterable[object]) -> None:
    seen = set()
    for key in keys:
        if key in seen:
            raise snapshot_error(f"at state.{place}: {key!r} occurs twice")
        seen.add(key)


@cache
def _format() -> SnapshotFormat[WorldState]:
    return SnapshotFormat(Snapshot[WorldState])


@cache
def _kinds() -> dict[type[Job], Any]:
    entries = get_args(get_args(AnyJobEntry)[0])
    return {job: get_args(kind)[0] for kind, job in map(get_args, entries)}

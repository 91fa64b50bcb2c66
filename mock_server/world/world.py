"""One universe: its clock, its people, its orders, and what has left. Two worlds share nothing."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TypeVar

from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    Environment,
    EventKind,
)
from mock_server.domain.instant import Instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.rule_ids import RuleId
from mock_server.domain.timing import SmsWindow
from mock_server.world.clock import Clock, ClockMode
from mock_server.world.conditions import Conditions
from mock_server.world.dead_delivery_reports import DeadDeliveryReport
from mock_server.world.directory import Directory
from mock_server.world.event_log import Decision, Event, EventLog
from mock_server.world.external_calls import Steps
from mock_server.world.faults import Faults
from mock_server.world.ids import Ids
from mock_server.world.orders import OrderStore
from mock_server.world.outbox import InMemoryOutbox, Outbox
from mock_server.world.outcomes import Outcomes
from mock_server.world.schedule import Phase, Schedule, ScheduledJob
from mock_server.world.send_queues import SendQueues
from mock_server.world.settings import WorldSettings
from mock_server.world.status_feed import StatusFeed
from mock_server.world.whitelist import Whitelist

FLUSH_SIZE = 1_000

StoreT = TypeVar("StoreT")


class Job(ABC):
    """Something that is due at an instant. Plain fields only, so that a world can be saved."""

    __slots__ = ()

    @abstractmethod
    def run(self, world: "World") -> Steps | None:
        """Do it now; a generator where calls to the outside are needed."""

    def is_active(self, _world: "World") -> bool:
        """Return whether it will still do something; inactive jobs are skipped."""
        return True


class World:
    """A world as a test sees it. What happens is decided in the modules beside this one."""

    def __init__(
        self,
        name: str,
        now: Instant,
        *,
        settings: WorldSettings | None = None,
        directory: Directory | None = None,
        outbox: Outbox | None = None,
        mode: ClockMode = ClockMode.FROZEN,
    ) -> None:
        self.name = name
        self.created_at = now
        self.clock = Clock(at=now, mode=mode)
        self.ids = Ids(name)
        self.settings = settings or WorldSettings()
        self.directory = directory or Directory()
        self.orders = OrderStore()
        self.schedule: Schedule[Job] = Schedule()
        self.status_feed = StatusFeed()
        self.event_log = EventLog()
        self.send_queues = SendQueues()
        self.outcomes = Outcomes()
        self.faults = Faults()
        self.conditions = Conditions()
        self.whitelist = Whitelist()
        self.outbox: Outbox = outbox if outbox is not None else InMemoryOutbox()
        self.unsaved_messages: list[Message] = []
        self.messages: dict[str, Message] = {}
        self.awaiting_delivery_report: dict[str, Instant] = {}
        self.dead_delivery_reports: list[DeadDeliveryReport] = []
        self.last_sequence = 0
        self.stores: dict[type, object] = {}

    # --- time

    def next_active_job(self) -> ScheduledJob[Job] | None:
        """Return the first job that will do something; inactive jobs before it are dropped."""
        return self.schedule.first(lambda job: job.is_active(self))

    def upcoming_jobs(self) -> Iterator[ScheduledJob[Job]]:
        """Yield all active jobs in the order in which they are due."""
        return (entry for entry in self.schedule.in_order() if entry.job.is_active(self))

    def next_event_at(self) -> Instant | None:
        """Return when the next job is due, None when there is none."""
        entry = self.next_active_job()
        return max(entry.at, self.clock.now()) if entry else None

    def next_activity_at(self) -> Instant | None:
        """Return when the next job other than a clean-up is due."""
        first = self.next_active_job()
        if first is None or first.phase is not Phase.CLEAN_UP:
            return self.next_event_at()
        busy = [
            entry.at
            for entry in self.schedule.entries
            if entry.phase is not Phase.CLEAN_UP and entry.job.is_active(self)
        ]
        return max(min(busy), self.clock.now()) if busy else None

    def pending_events(self) -> int:
        """Return the number of active jobs."""
        return sum(1 for entry in self.schedule.entries if entry.job.is_active(self))

    # --- state of the other products

    def add_store(self, store: object) -> None:
        """Add the store of a product; a world has one of each kind."""
        self.stores[type(store)] = store

    def store(self, kind: type[StoreT]) -> StoreT:
        """Return the world's store of *kind*, which the factory added."""
        store = self.stores[kind]
        assert isinstance(store, kind)
        return store

    # --- what is decided in one place

    def sms_window(self) -> SmsWindow:
        """Return the hours in which daytime SMS may leave."""
        return SmsWindow(self.settings.sms_window_opens, self.settings.sms_window_closes)

    def is_whitelist_enabled(self) -> bool:
        """Tell whether SMS reach listed numbers only."""
        if self.whitelist.enabled is None:
            return self.settings.environment is Environment.TT02
        return self.whitelist.enabled

    def delivery_route(self, channel: Channel, to: str) -> DeliveryRoute:
        """Return where a message to that address goes."""
        if channel is Channel.EMAIL:
            return DeliveryRoute.MAILBOX
        if self.is_whitelist_enabled() and not self.whitelist.contains(to):
            return DeliveryRoute.SIMULATOR
        return DeliveryRoute.HANDSET

    def recipient_name(self, notification: Notification) -> str | None:
        """Return the registered name of whom a notification is for."""
        if notification.national_identity_number:
            person = self.directory.persons.get(notification.national_identity_number)
            return person.name if person else None
        if notification.organization_number:
            organization = self.directory.organizations.get(notification.organization_number)
            return organization.name if organization else None
        return None

    def next_sequence(self) -> int:
        """Return the next number in the world's one series of notifications."""
        self.last_sequence += 1
        return self.last_sequence

    # --- what is told

    def record_event(
        self,
        kind: EventKind,
        text: str,
        *,
        order: Order,
        message_id: str | None = None,
        because: str | None = None,
        rule: RuleId | None = None,
    ) -> None:
        """Note in the journal that something has happened now to an order."""
        self.event_log.add_event(
            Event(
                self.clock.at,
                kind,
                text,
                because,
                rule,
                order.id,
                message_id,
                order.correspondence_id,
                order.instance_id,
            )
        )

    def record_decision(self, subject_id: str, what: str, because: str, rule: RuleId) -> None:
        """Note a decision about an order or notification that nothing else shows."""
        self.event_log.add_decision(Decision(self.clock.now(), what, because, rule, subject_id))

    def save_result(self, message: Message) -> None:
        """Let the outbox know of a later result."""
        if self.outbox.get(message.id) is not None:
            self.outbox.update(message)

    def flush_messages(self) -> None:
        """Hand what has left over to the outbox."""
        if self.unsaved_messages:
            self.outbox.add_many(self.unsaved_messages)
            self.unsaved_messages = []

    def clear_messages(self) -> None:
        """Forget what has left; orders and their notifications stay."""
        self.flush_messages()
        self.outbox.clear()
        self.messages.clear()

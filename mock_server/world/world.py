"""The state of one world; two worlds share nothing."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
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
    """A task that is due at an instant; it has plain fields only, so that it can be saved."""

    __slots__ = ()

    @abstractmethod
    def run(self, world: "World") -> Steps | None:
        """Run the job; return a generator if it needs external calls."""

    def is_active(self, _world: "World") -> bool:
        """Return whether the job still has something to do; inactive jobs are skipped."""
        return True


class World:
    """One world: its clock, directory, orders, messages and configuration."""

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
        """Return the first active job, and drop inactive jobs before it."""
        return self.schedule.first(lambda job: job.is_active(self))

    def upcoming_jobs(self) -> Iterator[ScheduledJob[Job]]:
        """Return all active jobs in the order in which they are due."""
        return (entry for entry in self.schedule.in_order() if entry.job.is_active(self))

    def next_event_at(self) -> Instant | None:
        """Return when the next job is due, or None."""
        entry = self.next_active_job()
        return max(entry.at, self.clock.now()) if entry else None

    def next_activity_at(self) -> Instant | None:
        """Return when the next job other than a clean-up is due, or None."""
        first = self.next_active_job()
        if first is None or first.phase is not Phase.CLEANUP:
            return self.next_event_at()
        due = [
            entry.at
            for entry in self.schedule.entries
            if entry.phase is not Phase.CLEANUP and entry.job.is_active(self)
        ]
        return max(min(due), self.clock.now()) if due else None

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

    # --- settings and directory

    def sms_window(self) -> SmsWindow:
        """Return the hours in which daytime SMS can be sent."""
        return SmsWindow(self.settings.sms_window_opens, self.settings.sms_window_closes)

    def is_whitelist_enabled(self) -> bool:
        """Return whether SMS reach only whitelisted numbers."""
        if self.whitelist.enabled is None:
            return self.settings.environment is Environment.TT02
        return self.whitelist.enabled

    def delivery_route(self, channel: Channel, to: str) -> DeliveryRoute:
        """Return the destination of a message to that address."""
        if channel is Channel.EMAIL:
            return DeliveryRoute.MAILBOX
        if self.is_whitelist_enabled() and not self.whitelist.contains(to):
            return DeliveryRoute.SIMULATOR
        return DeliveryRoute.HANDSET

    def recipient_name(self, notification: Notification) -> str | None:
        """Return the name of a notification's recipient from the directory."""
        if notification.national_identity_number:
            person = self.directory.persons.get(notification.national_identity_number)
            return person.name if person else None
        if notification.organization_number:
            organization = self.directory.organizations.get(notification.organization_number)
            return organization.name if organization else None
        return None

    def next_sequence(self) -> int:
        """Return the next sequence number for a notification."""
        self.last_sequence += 1
        return self.last_sequence

    # --- events and messages

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
        """Add an event of an order to the event log, at the current time."""
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

    def record_decision(self, subject_id: str, summary: str, because: str, rule: RuleId) -> None:
        """Add a decision about an order, notification, correspondence or instance."""
        self.event_log.add_decision(Decision(self.clock.now(), summary, because, rule, subject_id))

    def save_result(self, message: Message) -> None:
        """Save a later result of a message in the outbox."""
        if self.outbox.get(message.id) is not None:
            self.outbox.update(message)

    def flush_messages(self) -> None:
        """Save new messages in the outbox."""
        if self.unsaved_messages:
            self.outbox.add_many(self.unsaved_messages)
            self.unsaved_messages = []

    def delete_messages(self, ids: Collection[str]) -> None:
        """Delete the messages with these *ids*; orders and their notifications are kept."""
        self.flush_messages()
        deleted = frozenset(ids)
        kept = [each for each in self.outbox.all() if each.id not in deleted]
        self.outbox.clear()
        self.outbox.add_many(kept)
        for each in deleted:
            self.messages.pop(each, None)

    def clear_messages(self) -> None:
        """Delete all messages; orders and their notifications are kept."""
        self.flush_messages()
        self.outbox.clear()
        self.messages.clear()

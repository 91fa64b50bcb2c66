"""One universe: its clock, its people, its orders, and what has left. Two worlds share nothing."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TypeVar

from mock_server.domain.enums import (
    Environment,
    EventKind,
    Medium,
    Route,
)
from mock_server.domain.instant import Instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Notification, Order
from mock_server.domain.timing import SmsWindow
from mock_server.world.clock import Clock, ClockMode
from mock_server.world.conditions import Conditions
from mock_server.world.dead_delivery_reports import DeadReport
from mock_server.world.directory import Directory
from mock_server.world.event_log import Decision, Event, Journal
from mock_server.world.external_calls import Steps
from mock_server.world.faults import Faults
from mock_server.world.ids import Ids
from mock_server.world.orders import OrderBook
from mock_server.world.outbox import ListOutbox, Outbox
from mock_server.world.outcomes import Outcomes
from mock_server.world.schedule import Phase, Schedule, ScheduledJob
from mock_server.world.send_queues import Queues
from mock_server.world.settings import Settings
from mock_server.world.status_feed import Feed
from mock_server.world.whitelist import Whitelist

FLUSH_AT = 1_000

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
        settings: Settings | None = None,
        directory: Directory | None = None,
        outbox: Outbox | None = None,
        mode: ClockMode = ClockMode.FROZEN,
    ) -> None:
        self.name = name
        self.created_at = now
        self.clock = Clock(at=now, mode=mode)
        self.ids = Ids(name)
        self.settings = settings or Settings()
        self.directory = directory or Directory()
        self.book = OrderBook()
        self.schedule: Schedule[Job] = Schedule()
        self.feed = Feed()
        self.journal = Journal()
        self.queues = Queues()
        self.outcomes = Outcomes()
        self.faults = Faults()
        self.conditions = Conditions()
        self.whitelist = Whitelist()
        self.outbox: Outbox = outbox if outbox is not None else ListOutbox()
        self.left: list[Message] = []
        self.messages_of: dict[str, Message] = {}
        self.awaiting_report: dict[str, Instant] = {}
        self.dead_reports: list[DeadReport] = []
        self.serials = 0
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

    def next_busy_at(self) -> Instant | None:
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

    def window(self) -> SmsWindow:
        """Return the hours in which daytime SMS may leave."""
        return SmsWindow(self.settings.sms_window_opens, self.settings.sms_window_closes)

    def is_whitelisting(self) -> bool:
        """Tell whether SMS reach listed numbers only."""
        if self.whitelist.enabled is None:
            return self.settings.environment is Environment.TT02
        return self.whitelist.enabled

    def route_of(self, medium: Medium, to: str) -> Route:
        """Return where a message to that address goes."""
        if medium is Medium.EMAIL:
            return Route.MAILBOX
        if self.is_whitelisting() and not self.whitelist.holds(to):
            return Route.SIMULATOR
        return Route.HANDSET

    def name_of(self, notification: Notification) -> str | None:
        """Return the registered name of whom a notification is for."""
        if notification.national_identity_number:
            person = self.directory.persons.get(notification.national_identity_number)
            return person.name if person else None
        if notification.organization_number:
            organization = self.directory.organizations.get(notification.organization_number)
            return organization.name if organization else None
        return None

    def next_serial(self) -> int:
        """Return the next number in the world's one series of notifications."""
        self.serials += 1
        return self.serials

    # --- what is told

    def tell(
        self,
        kind: EventKind,
        text: str,
        *,
        order: Order,
        message_id: str | None = None,
        because: str | None = None,
        rule: str | None = None,
    ) -> None:
        """Note in the journal that something has happened now to an order."""
        self.journal.tell(
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

    def note(self, subject_id: str, what: str, because: str, rule: str) -> None:
        """Note a decision about an order or notification that nothing else shows."""
        self.journal.note(Decision(self.clock.now(), what, because, rule, subject_id))

    def result_changed(self, message: Message) -> None:
        """Let the outbox know of a later result."""
        if self.outbox.get(message.id) is not None:
            self.outbox.changed(message)

    def flush(self) -> None:
        """Hand what has left over to the outbox."""
        if self.left:
            self.outbox.add_many(self.left)
            self.left = []

    def forget_messages(self) -> None:
        """Forget what has left; orders and their notifications stay."""
        self.flush()
        self.outbox.clear()
        self.messages_of.clear()

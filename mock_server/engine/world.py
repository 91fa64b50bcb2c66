"""One universe: its clock, its people, its orders, and what has left. Two worlds share nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from mock_server.domain.clock import Clock, ClockMode
from mock_server.domain.instant import END_OF_TIME, Instant
from mock_server.domain.orders import Notification, Order
from mock_server.domain.problems import MisuseError
from mock_server.domain.sending_time import SmsWindow, feed_clean_up
from mock_server.domain.settings import Settings
from mock_server.domain.vocabulary import (
    Environment,
    EventKind,
    Medium,
    OrderState,
    Route,
)
from mock_server.engine.agenda import Agenda, Phase
from mock_server.engine.app_instances.book import InstanceBook
from mock_server.engine.conditions import Conditions
from mock_server.engine.correspondence.book import CorrespondenceBook
from mock_server.engine.delivery import terminate_expired
from mock_server.engine.directory import Directory
from mock_server.engine.faults import Faults
from mock_server.engine.feed import Feed
from mock_server.engine.feed_clean_up import FeedCleanUp, clean_up_feed
from mock_server.engine.ids import Ids
from mock_server.engine.journal import Decision, Event, Journal
from mock_server.engine.order_book import OrderBook
from mock_server.engine.outcomes import Outcomes
from mock_server.engine.ports import ListOutbox, Outbox, Steps
from mock_server.engine.processing import past_due_sweep
from mock_server.engine.sending import Queues, send_emails, send_sms_anytime, send_sms_daytime
from mock_server.engine.whitelist import Whitelist

if TYPE_CHECKING:
    from mock_server.domain.messages import Message
    from mock_server.engine.late_reports import DeadReport

FLUSH_AT = 1_000


class Sweep(StrEnum):
    """The sweeps that a trigger endpoint can run by itself."""

    PAST_DUE = "pastDue"
    EMAIL = "email"
    SMS_ANYTIME = "smsAnytime"
    SMS_DAYTIME = "smsDaytime"
    TERMINATION = "termination"
    FEED_CLEAN_UP = "feedCleanUp"


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
        self.correspondences = CorrespondenceBook()
        self.agenda = Agenda()
        self.feed = Feed()
        self.journal = Journal()
        self.queues = Queues()
        self.outcomes = Outcomes()
        self.faults = Faults()
        self.instances = InstanceBook()
        self.conditions = Conditions()
        self.whitelist = Whitelist()
        self.outbox: Outbox = outbox if outbox is not None else ListOutbox()
        self.left: list[Message] = []
        self.messages_of: dict[str, Message] = {}
        self.awaiting_report: dict[str, Instant] = {}
        self.dead_reports: list[DeadReport] = []
        self.serials = 0

    # --- time

    def advance(self, target: Instant) -> Steps:
        """Let time pass up to *target*, stopping at every moment where something falls due.

        Yields:
            Each question that only the outside can answer; send the answer back in.

        Raises:
            ClockBackwardsError: if *target* is earlier than now.
            MisuseError: if *target* lies beyond the year 9999.
        """
        if target > END_OF_TIME:
            raise MisuseError("the calendar ends with the year 9999; advance less far")
        if target < self.clock.now():
            self.clock.move_to(target)
        try:
            while entry := self.agenda.pop_until(target):
                # What somebody passed over by setting the clock happens late, not in the past.
                self.clock.at = max(self.clock.at, entry[0])
                steps = entry[4].happen(self)
                if steps is not None:
                    self.flush()
                    yield from steps
                if len(self.left) >= FLUSH_AT:
                    self.flush()
            self.clock.at = max(self.clock.at, target)
        finally:
            self.flush()

    def sweep(self, sweep: Sweep) -> Steps:
        """Run one sweep now, as a trigger endpoint does."""
        match sweep:
            case Sweep.PAST_DUE:
                yield from past_due_sweep(self)
            case Sweep.EMAIL:
                send_emails(self)
            case Sweep.SMS_ANYTIME:
                send_sms_anytime(self)
            case Sweep.SMS_DAYTIME:
                send_sms_daytime(self)
            case Sweep.TERMINATION:
                terminate_expired(self)
            case Sweep.FEED_CLEAN_UP:
                clean_up_feed(self)
        self.flush()

    def next_event_at(self) -> Instant | None:
        """Return when something will happen next, None when nothing will."""
        entry = self.agenda.first_live(self)
        return max(entry[0], self.clock.now()) if entry else None

    def next_busy_at(self) -> Instant | None:
        """Return when something other than clean-up will happen next."""
        first = self.agenda.first_live(self)
        if first is None or first[1] is not Phase.CLEAN_UP:
            return self.next_event_at()
        busy = [
            entry[0]
            for entry in self.agenda.entries
            if entry[1] is not Phase.CLEAN_UP and entry[4].is_live(self)
        ]
        return max(min(busy), self.clock.now()) if busy else None

    def pending_events(self) -> int:
        """Count what will still happen."""
        return sum(1 for entry in self.agenda.entries if entry[4].is_live(self))

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

    def finish(self, order: Order, state: OrderState) -> None:
        """Bring an order to its end, with its entry in the feed."""
        now = self.clock.now()
        order.state = state
        order.changed_at = now
        self.feed.add(order, now)
        self.agenda.add_sweep(feed_clean_up(now), Phase.CLEAN_UP, FeedCleanUp())

    def complete(self, order: Order) -> None:
        """Complete an order: all its notifications are final."""
        self.finish(order, OrderState.COMPLETED)
        self.tell(EventKind.ORDER_COMPLETED, "the order is completed", order=order)

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

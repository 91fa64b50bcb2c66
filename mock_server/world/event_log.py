"""The events of a world, and decisions that no other state shows."""

from dataclasses import dataclass, field

from mock_server.domain.enums import EventKind
from mock_server.domain.instant import Instant
from mock_server.domain.rule_ids import RuleId


@dataclass(slots=True)
class Event:
    """One event, with its text, reason and rule.

    Events never change. The class is not frozen because creating a frozen instance takes three
    times as long, and a simulated year can have millions of events.
    """

    at: Instant
    kind: EventKind
    text: str
    because: str | None = None
    rule: RuleId | None = None
    order_id: str | None = None
    message_id: str | None = None
    correspondence_id: str | None = None
    instance_id: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the platform that has no visible effect, with its reason and rule."""

    at: Instant
    summary: str
    because: str
    rule: RuleId
    subject_id: str


@dataclass(slots=True)
class EventLog:
    """The events and decisions of a world, oldest first."""

    events: list[Event] = field(default_factory=list)
    decisions: dict[str, list[Decision]] = field(default_factory=dict)

    def add_event(self, event: Event) -> None:
        """Add an event."""
        self.events.append(event)

    def add_decision(self, decision: Decision) -> None:
        """Add a decision about an order, notification, correspondence or instance."""
        self.decisions.setdefault(decision.subject_id, []).append(decision)

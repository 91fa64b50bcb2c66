"""What has happened in a world, in order, with the reasons that cannot be read off later."""

from dataclasses import dataclass, field

from mock_server.domain.enums import EventKind
from mock_server.domain.instant import Instant
from mock_server.domain.rule_ids import RuleId


@dataclass(slots=True)
class Event:
    """One thing that happened: a sentence, a reason and the id of the rule in docs/rules.md.

    Never changed once told; not frozen, since a frozen one costs three times as much to make and
    a year makes millions.
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
    """Something that the platform decided without anything to see for it outside."""

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
        """Note that something has happened."""
        self.events.append(event)

    def add_decision(self, decision: Decision) -> None:
        """Note a decision about an order, notification, correspondence or instance."""
        self.decisions.setdefault(decision.subject_id, []).append(decision)

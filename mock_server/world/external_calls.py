"""What the engine needs from others: a place for what has left, and answers from outside."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from mock_server.domain.enums import Source
from mock_server.domain.messages import Message


@dataclass(frozen=True, slots=True)
class IsSendConditionMet:
    """Ask an order's condition endpoint, once, by GET on exactly that URL."""

    url: str
    order_id: str


@dataclass(frozen=True, slots=True)
class ConditionAnswer:
    """What a condition endpoint said: yes, no, or nothing usable (None), and how.

    ``is_unreachable`` marks a connection that failed: the platform's client then tries again.
    """

    met: bool | None
    why: str
    is_unreachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """Post an order chain to the Notifications API, as Correspondence and apps do.

    ``looks_up`` False skips the look-up of contact points at registration.
    """

    document: dict[str, Any]
    creator: str
    source: Source
    correspondence_id: str | None = None
    instance_id: str | None = None
    looks_up: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """The answer to a posted order; status None where no answer came."""

    status: int | None
    body: dict[str, Any] | None = None


Question = IsSendConditionMet | PlaceOrder
Steps = Generator[Question, Any, None]


class Outbox(Protocol):
    """Everything that has left the platform, oldest first."""

    def add_many(self, messages: Sequence[Message]) -> None:
        """Take *messages* in, in this order."""
        ...

    def changed(self, message: Message) -> None:
        """Note that the result of a message, which is in here, has changed."""
        ...

    def get(self, message_id: str) -> Message | None:
        """Return one message."""
        ...

    def all(self) -> Iterable[Message]:
        """Go through all messages, oldest first."""
        ...

    def clear(self) -> None:
        """Forget all messages."""
        ...

    def __len__(self) -> int: ...


@dataclass(slots=True)
class ListOutbox:
    """An outbox that is only kept in memory."""

    messages: dict[str, Message] = field(default_factory=dict)

    def add_many(self, messages: Sequence[Message]) -> None:
        """Take *messages* in, in this order."""
        self.messages.update((message.id, message) for message in messages)

    def changed(self, message: Message) -> None:
        """Nothing to do: the message itself is kept."""

    def get(self, message_id: str) -> Message | None:
        """Return one message."""
        return self.messages.get(message_id)

    def all(self) -> Iterable[Message]:
        """Go through all messages, oldest first."""
        return self.messages.values()

    def clear(self) -> None:
        """Forget all messages."""
        self.messages.clear()

    def __len__(self) -> int:
        return len(self.messages)

"""The sent messages of a world."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mock_server.domain.messages import Message


class Outbox(Protocol):
    """The sent messages of a world, oldest first."""

    def add_many(self, messages: Sequence[Message]) -> None:
        """Add *messages*, in this order."""
        ...

    def update(self, message: Message) -> None:
        """Save the changed result of a message that is in the outbox."""
        ...

    def get(self, message_id: str) -> Message | None:
        """Return the message with that id, or None."""
        ...

    def all(self) -> Iterable[Message]:
        """Return all messages, oldest first."""
        ...

    def clear(self) -> None:
        """Delete all messages."""
        ...

    def restore(self, messages: Sequence[Message]) -> None:
        """Replace the content by messages that were sent before."""
        ...

    def __len__(self) -> int: ...


@dataclass(slots=True)
class InMemoryOutbox:
    """An outbox in memory."""

    messages: dict[str, Message] = field(default_factory=dict)

    def add_many(self, messages: Sequence[Message]) -> None:
        """Add *messages*, in this order."""
        self.messages.update((message.id, message) for message in messages)

    def update(self, message: Message) -> None:
        """Do nothing, since the outbox holds the message itself."""

    def get(self, message_id: str) -> Message | None:
        """Return the message with that id, or None."""
        return self.messages.get(message_id)

    def all(self) -> Iterable[Message]:
        """Return all messages, oldest first."""
        return self.messages.values()

    def clear(self) -> None:
        """Delete all messages."""
        self.messages.clear()

    def restore(self, messages: Sequence[Message]) -> None:
        """Replace the content by messages that were sent before."""
        self.clear()
        self.add_many(messages)

    def __len__(self) -> int:
        return len(self.messages)

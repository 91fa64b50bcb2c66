"""The sent messages of a world."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from mock_server.domain.messages import Message


class Outbox(Protocol):
    """Everything that has left the platform, oldest first."""

    def add_many(self, messages: Sequence[Message]) -> None:
        """Take *messages* in, in this order."""
        ...

    def update(self, message: Message) -> None:
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

    def restore(self, messages: Sequence[Message]) -> None:
        """Replace the content by messages that were sent before."""
        ...

    def __len__(self) -> int: ...


@dataclass(slots=True)
class InMemoryOutbox:
    """An outbox that is only kept in memory."""

    messages: dict[str, Message] = field(default_factory=dict)

    def add_many(self, messages: Sequence[Message]) -> None:
        """Take *messages* in, in this order."""
        self.messages.update((message.id, message) for message in messages)

    def update(self, message: Message) -> None:
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

    def restore(self, messages: Sequence[Message]) -> None:
        """Replace the content by messages that were sent before."""
        self.clear()
        self.add_many(messages)

    def __len__(self) -> int:
        return len(self.messages)

"""``--smtp-relay``: forwarding of sent e-mails to an SMTP server.

Source: README.md. The relay is for a local mail catcher, so the connection is not encrypted. An
e-mail that cannot be forwarded is logged and dropped; its result in the mock does not change.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Final

import aiosmtplib

from mock_server.control.schemas.messages import to_eml
from mock_server.domain.enums import Channel
from mock_server.domain.messages import Message
from mock_server.world.outbox import Outbox

TIMEOUT_SECONDS: Final = 10
# Looking up the full name of this machine can take longer than sending the e-mail.
LOCAL_HOSTNAME: Final = "altinn-mock.invalid"

_log = logging.getLogger(__name__)


class SmtpRelay:
    """Forwards e-mails, one at a time, while it is running."""

    def __init__(self, address: str) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._queue: asyncio.Queue[Message] = asyncio.Queue()

    def wrap_outbox(self, outbox: Outbox) -> Outbox:
        """Return an outbox that stores in *outbox* and forwards new e-mails."""
        return RelayedOutbox(outbox, self._queue)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Forward queued e-mails until the context is closed."""
        task = asyncio.create_task(self._forward())
        try:
            yield
        finally:
            # The SMTP client can mistake a cancellation for its own timeout, and continue.
            while not task.done():
                task.cancel()
                await asyncio.wait({task}, timeout=0.1)

    async def _forward(self) -> None:
        while True:
            message = await self._queue.get()
            try:
                await aiosmtplib.send(
                    to_eml(message),
                    sender=message.sender,
                    recipients=[message.to],
                    hostname=self._host,
                    port=self._port,
                    local_hostname=LOCAL_HOSTNAME,
                    start_tls=False,
                    timeout=TIMEOUT_SECONDS,
                )
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                _log.warning("%s was not relayed to %s: %s", message.id, self._host, error)


class RelayedOutbox:
    """An outbox that queues each new e-mail once."""

    def __init__(self, outbox: Outbox, queue: asyncio.Queue[Message]) -> None:
        self._outbox = outbox
        self._queue = queue
        self._seen = {message.id for message in outbox.all()}

    def add_many(self, messages: Sequence[Message]) -> None:
        """Add *messages*, in this order, and queue the e-mails among them."""
        self._outbox.add_many(messages)
        for message in messages:
            if message.channel is Channel.EMAIL and message.id not in self._seen:
                # Restoring a snapshot adds old messages again.
                self._seen.add(message.id)
                self._queue.put_nowait(message)

    def update(self, message: Message) -> None:
        """Save the changed result of a message that is in the outbox."""
        self._outbox.update(message)

    def get(self, message_id: str) -> Message | None:
        """Return the message with that id, or None."""
        return self._outbox.get(message_id)

    def all(self) -> Iterable[Message]:
        """Return all messages, oldest first."""
        return self._outbox.all()

    def clear(self) -> None:
        """Delete all messages."""
        self._outbox.clear()

    def restore(self, messages: Sequence[Message]) -> None:
        """Replace the content by messages that were sent before; none is relayed again."""
        self._seen.update(message.id for message in messages)
        self._outbox.restore(messages)

    def __len__(self) -> int:
        return len(self._outbox)

"""``--smtp-relay``: every e-mail that leaves goes on to a mail server of the user's.

Source: design/control-api.md, Command line.
Meant for a mail catcher nearby, so the connection is plain. What cannot be passed on is logged
and given up: the platform's own result does not depend on it.
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

TIMEOUT: Final = 10
# Asking for this machine's full name can take longer than the mail.
LOCAL_HOSTNAME: Final = "altinn-mock.invalid"

_log = logging.getLogger(__name__)


class SmtpRelay:
    """Passes e-mails on, one after the other, while it is running."""

    def __init__(self, address: str) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._waiting: asyncio.Queue[Message] = asyncio.Queue()

    def wrap_outbox(self, outbox: Outbox) -> Outbox:
        """Return *outbox* so that what is added to it is passed on too."""
        return RelayedOutbox(outbox, self._waiting)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Pass on what arrives, as long as the context is open."""
        task = asyncio.create_task(self._pass_on())
        try:
            yield
        finally:
            # The SMTP client may take one cancelling for a time-out of its own, and go on.
            while not task.done():
                task.cancel()
                await asyncio.wait({task}, timeout=0.1)

    async def _pass_on(self) -> None:
        while True:
            message = await self._waiting.get()
            try:
                await aiosmtplib.send(
                    to_eml(message),
                    sender=message.sender,
                    recipients=[message.to],
                    hostname=self._host,
                    port=self._port,
                    local_hostname=LOCAL_HOSTNAME,
                    start_tls=False,
                    timeout=TIMEOUT,
                )
            except (aiosmtplib.SMTPException, OSError, ValueError) as error:
                _log.warning("%s was not relayed to %s: %s", message.id, self._host, error)


class RelayedOutbox:
    """An outbox of which every new e-mail is queued, once."""

    def __init__(self, outbox: Outbox, queue: asyncio.Queue[Message]) -> None:
        self._outbox = outbox
        self._queue = queue
        self._seen = {message.id for message in outbox.all()}

    def add_many(self, messages: Sequence[Message]) -> None:
        """Take *messages* in, in this order, and queue the e-mails among them."""
        self._outbox.add_many(messages)
        for message in messages:
            if message.channel is Channel.EMAIL and message.id not in self._seen:
                # A world that is put back from a snapshot brings its old messages again.
                self._seen.add(message.id)
                self._queue.put_nowait(message)

    def update(self, message: Message) -> None:
        """Note that the result of a message has changed."""
        self._outbox.update(message)

    def get(self, message_id: str) -> Message | None:
        """Return one message."""
        return self._outbox.get(message_id)

    def all(self) -> Iterable[Message]:
        """Go through all messages, oldest first."""
        return self._outbox.all()

    def clear(self) -> None:
        """Forget all messages."""
        self._outbox.clear()

    def restore(self, messages: Sequence[Message]) -> None:
        """Replace the content by messages that were sent before; none is relayed again."""
        self._seen.update(message.id for message in messages)
        self._outbox.restore(messages)

    def __len__(self) -> int:
        return len(self._outbox)

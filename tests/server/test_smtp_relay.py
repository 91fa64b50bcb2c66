"""Forwarding of sent e-mails by SMTP. Source: README.md."""

import asyncio
import logging
from dataclasses import dataclass, field

import pytest

from mock_server.domain.enums import Channel, DeliveryRoute, MessageKind, OrderSource
from mock_server.domain.instant import parse_instant
from mock_server.domain.messages import Message
from mock_server.server.smtp_relay import SmtpRelay
from mock_server.world.outbox import InMemoryOutbox


def message(number: int, channel: Channel = Channel.EMAIL, to: str = "ola@example.com") -> Message:
    return Message(
        id=f"00000000-0000-4000-8000-{number:012d}",
        channel=channel,
        to=to,
        sender="noreply@altinn.cloud",
        subject="Frist på mandag",
        body="Hei\n.\nIkke glem skjemaet.",
        content_type=0,
        attachments=(),
        segments=None,
        sent_at=parse_instant("2026-01-05T10:00:00Z"),
        result=None,
        result_at=None,
        route=DeliveryRoute.MAILBOX,
        kind=MessageKind.NOTIFICATION,
        source=OrderSource.NOTIFICATIONS,
        creator="ttd",
        on_behalf_of="ttd",
        order_id=None,
        chain_id=None,
        senders_reference=None,
        organization_number=None,
        national_identity_number=None,
        external_identity=None,
        name=None,
        correspondence_id=None,
        instance_id=None,
        warnings=(),
    )


@dataclass
class MailServer:
    """A minimal mail server that rejects recipients whose address contains "rejected"."""

    mails: list[str] = field(default_factory=list)
    received: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode().strip():
            if line == "DATA":
                writer.write(b"354 go on\r\n")
                self.mails.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                self.received.set()
            if line.startswith("RCPT") and "rejected" in line:
                writer.write(b"550 rejected\r\n")
            else:
                writer.write(b"221 bye\r\n" if line == "QUIT" else b"250 good\r\n")
        writer.close()


async def relay_messages(*messages: Message, expected: int = 1) -> list[str]:
    """Add *messages* twice to a relayed outbox, and return what the mail server received."""
    mail_server = MailServer()
    server = await asyncio.start_server(mail_server.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    relay = SmtpRelay(f"127.0.0.1:{port}")
    outbox = relay.wrap_outbox(InMemoryOutbox())
    async with server, relay.running():
        outbox.add_many(messages)
        outbox.add_many(messages)
        while len(mail_server.mails) < expected:
            await asyncio.wait_for(mail_server.received.wait(), 5)
            mail_server.received.clear()
    assert list(outbox.all()) == list({each.id: each for each in messages}.values())
    return mail_server.mails


def test_an_email_is_forwarded_once_and_unchanged():
    mails = asyncio.run(relay_messages(message(1)))

    assert len(mails) == 1
    assert "To: ola@example.com\r\n" in mails[0]
    assert "From: noreply@altinn.cloud\r\n" in mails[0]
    assert "<00000000-0000-4000-8000-000000000001@" in mails[0]


def test_an_sms_is_not_forwarded():
    mails = asyncio.run(relay_messages(message(1, Channel.SMS), message(2)))

    assert ["000000000002@" in mail for mail in mails] == [True]


def test_a_rejected_email_is_logged_and_the_next_is_forwarded(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.WARNING):
        mails = asyncio.run(relay_messages(message(1, to="rejected@example.com"), message(2)))

    assert ["000000000002@" in mail for mail in mails] == [True]
    assert "000000000001 was not relayed to 127.0.0.1" in caplog.text


def test_earlier_messages_of_an_outbox_are_not_forwarded():
    async def queued_messages() -> int:
        relay = SmtpRelay("127.0.0.1:9")
        existing = InMemoryOutbox()
        existing.add_many([message(1)])
        outbox = relay.wrap_outbox(existing)

        outbox.add_many([message(1), message(2)])

        return relay._queue.qsize()

    assert asyncio.run(queued_messages()) == 1

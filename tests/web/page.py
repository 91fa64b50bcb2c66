"""The inbox page in a browser."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from mock_server.domain.enums import (
    Channel,
    ContentType,
    DeliveryRoute,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.messages import Message
from mock_server.domain.orders import Attachment
from mock_server.server.app import Emulator
from mock_server.world.world import World
from tests.control.control_client import ControlClient


@dataclass
class InboxPage:
    """The inbox page of one world: it opens tabs, and collects what goes wrong in them.

    ``expected`` are parts of console messages that a test causes on purpose.
    """

    app: Emulator
    url: str
    control: ControlClient
    contexts: Callable[..., BrowserContext]
    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()

    @property
    def world(self) -> World:
        return self.app.worlds.get(self.control.prefix.removeprefix("/w/"))

    def open(
        self, query: str = "", *, context: BrowserContext | None = None, **options: Any
    ) -> Page:
        """Open a tab, in a new context by default, and wait until it follows the world."""
        page = (context or self.contexts(**options)).new_page()
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfinished", self._note_request)
        page.on("requestfailed", self._note_request)
        page.goto(f"{self.url}{self.control.prefix}/{query}")
        page.locator(".count").first.wait_for(state="attached")
        return page

    def add_message(self, **fields: Any) -> Message:
        """Add a sent message to the world."""
        message = create_message(**{"id": f"message-{len(self.world.outbox)}", **fields})
        self.world.outbox.add_many([message])
        return message

    def _note_console(self, message: ConsoleMessage) -> None:
        is_expected = any(each in message.text for each in self.expected)
        if message.type in ("error", "warning") and not is_expected:
            self.problems.append(f"{message.text} {message.location}")

    def _note_request(self, request: Request) -> None:
        """Report a request to another host, unless the browser blocked it."""
        is_own = request.url.startswith((self.url, "data:", "blob:"))
        if not is_own and request.failure not in ("csp", "origin"):
            self.problems.append(f"a request to another host: {request.url}")


def create_message(**fields: Any) -> Message:
    defaults: dict[str, Any] = {
        "id": "message-0",
        "channel": Channel.EMAIL,
        "to": "ola@example.com",
        "sender": "noreply@altinn.cloud",
        "subject": "Emne",
        "body": "Innhold",
        "content_type": ContentType.PLAIN,
        "attachments": (Attachment(filename="vedtak.pdf", mime_type="text/plain", sas_url=""),),
        "segments": None,
        "sent_at": 639032112000000000,
        "result": NotificationResult.DELIVERED,
        "result_at": 639032112000000000,
        "route": DeliveryRoute.MAILBOX,
        "kind": MessageKind.NOTIFICATION,
        "source": OrderSource.NOTIFICATIONS,
        "creator": "ttd",
        "on_behalf_of": "ttd",
        "order_id": None,
        "chain_id": "chain",
        "senders_reference": "reference",
        "organization_number": "991825827",
        "national_identity_number": "08900499559",
        "external_identity": "urn:altinn:person:legacy-selfidentified:ola",
        "name": "OLA NORDMANN",
        "correspondence_id": None,
        "instance_id": None,
        "warnings": ("a warning",),
    }
    return Message(**{**defaults, **fields})

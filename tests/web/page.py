"""The inbox page as a browser without JavaScript reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from httpx2 import Response

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

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
Markup = list[tuple[str, tuple[str, ...]]]


class ParsedPage(HTMLParser):
    """The markup and the texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.markup: Markup = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.markup.append((tag, tuple(name for name, _ in attrs)))
        self.attributes.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> Iterator[dict[str, str | None]]:
        """Yield the attributes of every element with that tag."""
        return (attributes for name, attributes in self.attributes if name == tag)

    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@dataclass(frozen=True)
class Page:
    """The inbox page of one world."""

    app: Emulator
    control: ControlClient

    @property
    def world(self) -> World:
        return self.app.worlds.get(self.control.prefix.removeprefix("/w/"))

    def get(self, query: str = "", method: str = "GET") -> Response:
        return self.control.client.request(method, f"{self.control.prefix}/{query}")

    def read(self, query: str = "") -> ParsedPage:
        response = self.get(query)
        assert response.status_code == 200, response.text
        return ParsedPage(response.text)

    def add_message(self, **fields: Any) -> Message:
        """Add a sent message to the world."""
        message = create_message(id=f"message-{len(self.world.outbox)}", **fields)
        self.world.outbox.add_many([message])
        return message


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

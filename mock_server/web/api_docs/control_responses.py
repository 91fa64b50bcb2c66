"""What the control API answers, where no shape that it reads says so already.

These describe; the endpoints write plain dictionaries. A test reads real answers as these types,
strictly, so neither can change without the other.
Source: design/control-api.md.
"""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from mock_server.control.schemas.parsing import ControlModel, Instant
from mock_server.control.schemas.settings import without_defaults
from mock_server.domain.enums import (
    Channel,
    EventKind,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.enums import DeliveryRoute as Way
from mock_server.explain.reasons import PendingReason, SuppressionReason
from mock_server.world.clock import ClockMode


class ResponseModel(ControlModel):
    """A document that the server writes; a member with a default may be absent."""

    model_config = ConfigDict(json_schema_extra=without_defaults)


class World(ResponseModel):
    """A world."""

    name: str
    now: Instant
    orders: int
    messages: int
    created_at: Instant


class Ready(ResponseModel):
    """The server serves."""

    status: str
    version: str


class Clock(ResponseModel):
    """What time it is in a world."""

    now: Instant
    mode: ClockMode
    speed: float
    next_event_at: Instant | None
    pending_events: int


class Event(ResponseModel):
    """Something that has happened; ``coming``: that will, as things stand."""

    at: Instant
    kind: EventKind
    shipment_id: str = ""
    message_id: str = ""
    correspondence_id: str = ""
    instance_id: str = ""
    text: str
    coming: bool = False


class Attachment(ResponseModel):
    """A file of an e-mail; nobody fetches it."""

    filename: str
    mime_type: str
    size: int | None


class Recipient(ResponseModel):
    """Whom a message was meant for, if it was not an address alone."""

    organization_number: str | None
    national_identity_number: str | None
    external_identity: str | None
    name: str | None


class Message(ResponseModel):
    """A message that has left the platform."""

    id: str
    channel: Channel
    to: str
    from_: Annotated[str, Field(alias="from")]
    subject: str | None
    body: str
    content_type: str | None
    attachments: tuple[Attachment, ...]
    segments: int | None
    sent_at: Instant
    result: NotificationResult | None
    result_at: Instant | None
    reached: bool
    route: Way
    shipment_id: str
    order_chain_id: str | None
    kind: MessageKind
    source: OrderSource
    creator: str
    senders_reference: str | None
    recipient: Recipient
    correspondence_id: str | None
    instance_id: str | None
    warnings: tuple[str, ...]


class Inbox(ResponseModel):
    """Messages, oldest first."""

    count: int
    messages: tuple[Message, ...]


class AdvanceResult(ResponseModel):
    """What happened while time passed, oldest first."""

    now: Instant
    events: tuple[Event, ...]
    messages: tuple[Message, ...]


class Timeline(ResponseModel):
    """What has happened, and what will as things stand."""

    count: int
    events: tuple[Event, ...]


class Shipment(ResponseModel):
    """One notification or reminder of an order."""

    shipment_id: str
    type: str
    status: str
    requested_send_time: Instant


class Order(ResponseModel):
    """An order, as the document that was posted; ``rejected_status`` is set if it was rejected."""

    shipment_id: str | None
    type: str
    status: str | None
    requested_send_time: Instant | None
    order_chain_id: str | None
    source: OrderSource
    creator: str
    created_at: Instant
    request: dict[str, Any]
    reminders: tuple[Shipment, ...]
    rejected_status: int | None = None


class Orders(ResponseModel):
    """Orders, oldest first."""

    count: int
    orders: tuple[Order, ...]


class UnsentMessage(ResponseModel):
    """A message that has not left: to whom, what, and why not, by which rule."""

    shipment_id: str | None
    order_chain_id: str | None
    channel: Channel | None
    to: str
    subject: str | None
    text: str
    kind: MessageKind
    source: OrderSource
    creator: str
    senders_reference: str | None
    recipient: Recipient
    correspondence_id: str | None
    instance_id: str | None
    because: str
    rule: str


class Pending(UnsentMessage):
    """A message on its way."""

    reason: PendingReason
    expected_send_time: Instant | None


class Suppressed(UnsentMessage):
    """A message that will never leave, or leave and never arrive."""

    reason: SuppressionReason
    since: Instant


class PendingMessages(ResponseModel):
    """What is on its way."""

    count: int
    notifications: tuple[Pending, ...]


class SuppressedMessages(ResponseModel):
    """What will never leave."""

    count: int
    notifications: tuple[Suppressed, ...]


class Decision(ResponseModel):
    """What was decided, and by which rule of docs/rules.md."""

    at: Instant
    what: str
    because: str
    rule: str


class Decisions(ResponseModel):
    """What was decided, in order."""

    decisions: tuple[Decision, ...]


class RecordedRequest(ResponseModel):
    """A call of an emulated API, tokens masked; ``nearest``: where the path is not known."""

    at: Instant
    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Any
    status: int | None
    response: Any
    creator: str | None
    unmatched: bool
    nearest: tuple[str, ...] = ()
    crash: str = ""


class RecordedRequests(ResponseModel):
    """Calls of the emulated APIs, oldest first."""

    count: int
    requests: tuple[RecordedRequest, ...]


class Step(ResponseModel):
    """How a step of a scenario went."""

    index: int
    passed: bool
    difference: str = ""


class ScenarioReport(ResponseModel):
    """How a scenario went; the last step is the first that failed."""

    passed: bool
    steps: tuple[Step, ...]
    timeline: tuple[Event, ...]


class Token(ResponseModel):
    """A signed token."""

    access_token: Annotated[str, Field(alias="access_token")]
    token_type: Annotated[str, Field(alias="token_type")]
    expires_in: Annotated[int, Field(alias="expires_in")]


class Problem(ResponseModel):
    """A refusal: ``detail`` says what to do instead."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str

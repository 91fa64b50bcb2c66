"""Response models of the control API, where no request model describes the response.

The endpoints return plain dictionaries. A test validates real responses with these models, so
neither can change without the other.
Source: docs/control-api.md.
"""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from mock_server.control.schemas.parsing import ControlModel, Instant
from mock_server.control.schemas.settings import without_defaults
from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    EventKind,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.explain.reasons import PendingReason, SuppressionReason
from mock_server.world.clock import ClockMode


class ResponseModel(ControlModel):
    """A response document; fields with a default can be absent."""

    model_config = ConfigDict(json_schema_extra=without_defaults)


class Call(ResponseModel):
    """One call of the control API."""

    method: str
    path: str
    url: str
    summary: str


class Index(ResponseModel):
    """The calls of the control API, and the address of its documentation."""

    name: str
    version: str
    world: str
    docs: str
    openapi: str
    calls: tuple[Call, ...]


class World(ResponseModel):
    """A world."""

    name: str
    now: Instant
    orders: int
    messages: int
    created_at: Instant


class Ready(ResponseModel):
    """The status of a server that is ready."""

    status: str
    version: str


class Clock(ResponseModel):
    """The clock of a world."""

    now: Instant
    mode: ClockMode
    speed: float
    next_event_at: Instant | None
    next_message_at: Instant | None
    pending_events: int


class Event(ResponseModel):
    """An event; ``coming`` if it is upcoming."""

    id: str = ""
    at: Instant
    kind: EventKind
    shipment_id: str = ""
    message_id: str = ""
    correspondence_id: str = ""
    instance_id: str = ""
    text: str
    coming: bool = False


class Attachment(ResponseModel):
    """An attachment of an e-mail; its content is not fetched."""

    filename: str
    mime_type: str
    size: int | None


class Recipient(ResponseModel):
    """The recipient of a message; all fields are null for an address only."""

    organization_number: str | None
    national_identity_number: str | None
    external_identity: str | None
    name: str | None


class Message(ResponseModel):
    """A sent message."""

    id: str
    channel: Channel
    to: str
    from_: Annotated[str, Field(alias="from")]
    subject: str | None
    body: str = ""
    preview: str = ""
    body_length: int | None = None
    content_type: str | None
    attachments: tuple[Attachment, ...] = ()
    segments: int | None
    sent_at: Instant
    result: NotificationResult | None
    result_at: Instant | None
    reached: bool
    route: DeliveryRoute
    shipment_id: str
    order_chain_id: str | None
    kind: MessageKind
    source: OrderSource
    creator: str
    on_behalf_of: str
    senders_reference: str | None
    recipient: Recipient
    correspondence_id: str | None
    instance_id: str | None
    warnings: tuple[str, ...]


class PageModel(ResponseModel):
    """A page: the number of all that match, and the id after which the next page begins."""

    count: int
    next: str | None


class Messages(ResponseModel):
    """Messages, oldest first."""

    count: int
    messages: tuple[Message, ...]


class Inbox(PageModel):
    """Messages, oldest first; a summary has a preview instead of body and attachments."""

    messages: tuple[Message, ...]


class ExpectedMessages(ResponseModel):
    """The messages that were expected."""

    messages: tuple[Message, ...]


class AdvanceCounts(ResponseModel):
    """The numbers of events and messages of an advance."""

    events: int
    emails: int
    sms: int


class AdvanceResult(ResponseModel):
    """The events and messages of an advance, oldest first."""

    now: Instant
    events: tuple[Event, ...] = ()
    messages: tuple[Message, ...] = ()
    counts: AdvanceCounts


class Timeline(PageModel):
    """Past and upcoming events."""

    events: tuple[Event, ...]


class Shipment(ResponseModel):
    """A reminder of an order."""

    shipment_id: str
    type: str
    status: str
    requested_send_time: Instant


class Order(ResponseModel):
    """An order; ``rejectedStatus`` is only present if the order was rejected."""

    shipment_id: str | None
    type: str
    status: str | None
    requested_send_time: Instant | None
    order_chain_id: str | None
    source: OrderSource
    creator: str
    on_behalf_of: str
    created_at: Instant
    warnings: tuple[str, ...]
    request: Any = None
    reminders: tuple[Shipment, ...]
    rejected_status: int | None = None


class Orders(PageModel):
    """Orders, oldest first."""

    orders: tuple[Order, ...]


class UnsentMessage(ResponseModel):
    """A message that has not been sent, with the explanation and its rule."""

    id: str
    shipment_id: str | None
    order_chain_id: str | None
    channel: Channel | None
    to: str
    subject: str | None
    body: str = ""
    preview: str = ""
    kind: MessageKind
    source: OrderSource
    creator: str
    on_behalf_of: str
    senders_reference: str | None
    recipient: Recipient
    correspondence_id: str | None
    instance_id: str | None
    because: str
    rule: str


class Pending(UnsentMessage):
    """A pending message."""

    reason: PendingReason
    expected_send_time: Instant | None


class Suppressed(UnsentMessage):
    """A message that will not be sent, or was sent to the simulator."""

    reason: SuppressionReason
    since: Instant


class PendingMessages(PageModel):
    """Pending messages, by expected send time."""

    notifications: tuple[Pending, ...]


class SuppressedMessages(PageModel):
    """Suppressed messages, oldest first."""

    notifications: tuple[Suppressed, ...]


class Decision(ResponseModel):
    """A decision, with its rule in docs/rules.md; ``coming`` marks an expected one."""

    at: Instant
    what: str
    because: str
    rule: str
    recipient: str = ""
    coming: bool = False


class Decisions(ResponseModel):
    """Decisions, in order."""

    decisions: tuple[Decision, ...]


class RecordedRequest(ResponseModel):
    """A request to an emulated API; ``nearest`` lists similar paths if its path is unknown."""

    id: str
    at: Instant
    method: str
    path: str
    query: str
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = None
    status: int | None
    response: Any = None
    creator: str | None
    unmatched: bool
    why: str | None
    nearest: tuple[str, ...] = ()
    crash: str = ""


class Checkpoint(ResponseModel):
    """A point to which the world can be restored."""

    id: str
    name: str | None
    at: Instant
    orders: int
    messages: int


class ForkedWorld(ResponseModel):
    """A world that was copied from another."""

    world: str
    now: Instant


class RecordedRequests(PageModel):
    """Requests to the emulated APIs, oldest first."""

    requests: tuple[RecordedRequest, ...]


class Step(ResponseModel):
    """The result of one step of a scenario."""

    index: int
    passed: bool
    difference: str = ""


class ScenarioReport(ResponseModel):
    """The result of a scenario; a failed step is the last one."""

    passed: bool
    steps: tuple[Step, ...]
    timeline: tuple[Event, ...]


class Token(ResponseModel):
    """A signed token."""

    access_token: Annotated[str, Field(alias="access_token")]
    token_type: Annotated[str, Field(alias="token_type")]
    expires_in: Annotated[int, Field(alias="expires_in")]


class Problem(ResponseModel):
    """An error; ``detail`` suggests a correction."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str

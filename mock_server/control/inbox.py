"""Endpoints for sent messages.

Source: docs/control-api.md, Inbox.
"""

from collections.abc import Iterable
from itertools import dropwhile, islice
from typing import Annotated, Any, Final

from pydantic import Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.schemas.messages import message_json, to_eml
from mock_server.control.schemas.parsing import ControlModel, Instant, parse_body, parse_query
from mock_server.control.schemas.rules import GatewayResult
from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.errors import NotFoundError
from mock_server.domain.messages import Message
from mock_server.explain.pending import pending_messages
from mock_server.explain.suppressed import suppressed_messages
from mock_server.matching.filters import (
    FIELDS,
    Criterion,
    MessageFilter,
    Operator,
    normalize_address,
)
from mock_server.notifications.engine.delivery import receive_delivery_report
from mock_server.real_time import timeout, wait
from mock_server.request_context import problem_response, world_of
from mock_server.world.world import World

POLL_SECONDS: Final = 0.05
MAX_WAIT: Final = 600
_OPERATORS: Final = {"subject": Operator.CONTAINS, "text": Operator.CONTAINS}
# The filters that are compared exactly, and the attributes of a message that they apply to.
_EXACT_FILTERS: Final = {
    "channel": "channel",
    "on_behalf_of": "on_behalf_of",
    "shipment_id": "order_id",
    "order_chain_id": "chain_id",
    "senders_reference": "senders_reference",
    "kind": "kind",
    "source": "source",
    "route": "route",
    "reached": "reached",
}


class MessageQuery(ControlModel):
    """A filter for messages: all given criteria must match."""

    channel: Channel | None = None
    to: str | None = None
    subject: str | None = None
    text: str | None = None
    creator: str | None = None
    on_behalf_of: str | None = None
    shipment_id: str | None = None
    order_chain_id: str | None = None
    senders_reference: str | None = None
    kind: MessageKind | None = None
    source: OrderSource | None = None
    route: DeliveryRoute | None = None
    reached: bool | None = None
    since: Instant | None = None
    until: Instant | None = None
    limit: Annotated[int, Field(ge=0)] | None = None
    after: str | None = None

    def select(self, world: World) -> list[Message]:
        """Return the matching messages, oldest first.

        Raises:
            NotFoundError: if no message has the id of ``after``.
        """
        messages: Iterable[Message] = world.outbox.all()
        if self.after is not None:
            if world.outbox.get(self.after) is None:
                raise NotFoundError(f"after: no sent message with id {self.after!r}")
            messages = islice(dropwhile(lambda each: each.id != self.after, messages), 1, None)
        given = self.explicit_fields()
        exact = [
            (attribute, given[name]) for name, attribute in _EXACT_FILTERS.items() if name in given
        ]
        to = None if self.to is None else normalize_address(self.to)
        matching = (
            each
            for each in messages
            if all(getattr(each, attribute) == value for attribute, value in exact)
            and (to is None or to == normalize_address(each.to))
            and self.creator in (None, each.creator, each.on_behalf_of)
            and self._matches_texts(each)
            and self._matches_time(each.sent_at)
        )
        return list(islice(matching, self.limit))

    def _matches_texts(self, message: Message) -> bool:
        subject = message.subject or ""
        if self.subject is not None and self.subject not in subject:
            return False
        return self.text is None or self.text in subject or self.text in message.body

    def _matches_time(self, at: int) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)

    def message_filter(self) -> MessageFilter:
        """Return the criteria that pending and suppressed messages can match."""
        criteria = [
            Criterion(field=name, operator=_OPERATORS.get(name, Operator.IS), value=value)
            for name, value in self.model_dump(mode="json", exclude_unset=True).items()
            if name in FIELDS
        ]
        return MessageFilter(tuple(criteria)).without_sent_only_fields()


class WaitQuery(MessageQuery):
    """A filter with the number of messages to wait for, and a timeout in real seconds."""

    count: Annotated[int, Field(ge=1)] = 1
    timeout: Annotated[float, Field(ge=0, le=MAX_WAIT)] = 10


class DeliveryReportRequest(ControlModel):
    """A delivery report."""

    result: GatewayResult


async def list_messages(request: Request) -> Response:
    """List sent messages, oldest first."""
    query = parse_query(request, MessageQuery)

    return JSONResponse(_messages_json(query.select(world_of(request))))


async def wait_for_messages(request: Request) -> Response:
    """Wait for matching messages; return the pending and suppressed ones on timeout."""
    query = parse_query(request, WaitQuery)
    try:
        async with timeout(query.timeout):
            while len(messages := query.select(world_of(request))) < query.count:
                await _next_event(request)
    except TimeoutError:
        return _timeout_response(world_of(request), query)
    return JSONResponse(_messages_json(messages))


async def _next_event(request: Request) -> None:
    """Wait until the world has a new event, or is reset."""
    event_log = world_of(request).event_log
    count = len(event_log.events)
    while world_of(request).event_log is event_log and len(event_log.events) == count:
        await wait(POLL_SECONDS)


async def get_message(request: Request) -> Response:
    """Get a message."""
    return JSONResponse(message_json(_message(request)))


async def get_message_eml(request: Request) -> Response:
    """Get an e-mail as RFC 5322 text."""
    message = _message(request)
    if message.channel is not Channel.EMAIL:
        raise NotFoundError(f"message {message.id} is an SMS; remove .eml from the path")
    disposition = f'attachment; filename="{message.id}.eml"'
    return Response(
        to_eml(message).as_bytes(),
        media_type="message/rfc822",
        headers={"Content-Disposition": disposition},
    )


async def delete_messages(request: Request) -> Response:
    """Delete all messages; orders are kept."""
    world_of(request).clear_messages()

    return Response(status_code=204)


async def post_delivery_report(request: Request) -> Response:
    """Submit a delivery report for a message."""
    world = world_of(request)
    message = _message(request)
    report = await parse_body(request, DeliveryReportRequest)

    return JSONResponse(
        message_json(receive_delivery_report(world, message.id, NotificationResult(report.result)))
    )


def _message(request: Request) -> Message:
    message_id = request.path_params["id"]
    message = world_of(request).outbox.get(message_id)
    if message is None:
        raise NotFoundError(f"no sent message with id {message_id!r}; see GET /_mock/inbox")
    return message


def _messages_json(messages: list[Message]) -> dict[str, Any]:
    return {"count": len(messages), "messages": [message_json(each) for each in messages]}


def _timeout_response(world: World, query: WaitQuery) -> Response:
    messages = query.select(world)
    unsent = query.message_filter()
    return problem_response(
        408,
        f"{len(messages)} of {query.count} expected messages after {query.timeout:g} s;"
        f" the clock of this world is {world.clock.mode}. See 'pending' and 'suppressed'",
        **_messages_json(messages),
        pending=unsent.select([each.document() for each in pending_messages(world)]),
        suppressed=unsent.select([each.document() for each in suppressed_messages(world)]),
    )


routes = [
    Route("/_mock/inbox", list_messages, methods=["GET"]),
    Route("/_mock/inbox", delete_messages, methods=["DELETE"]),
    Route("/_mock/inbox/wait", wait_for_messages),
    Route("/_mock/inbox/{id}.eml", get_message_eml),
    Route("/_mock/inbox/{id}", get_message),
    Route("/_mock/inbox/{id}/report", post_delivery_report, methods=["POST"]),
]

"""The inbox: what has left the platform.

Source: design/control-api.md, Inbox.
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
from mock_server.domain.enums import Channel, MessageKind, NotificationResult, OrderSource
from mock_server.domain.enums import DeliveryRoute as Way
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

POLL: Final = 0.05
MAX_WAIT: Final = 600
_HOW: Final = {"subject": Operator.CONTAINS, "text": Operator.CONTAINS}
# How the filters that must be met exactly are called on a message.
_EXACT: Final = {
    "channel": "channel",
    "creator": "creator",
    "shipment_id": "order_id",
    "order_chain_id": "chain_id",
    "senders_reference": "senders_reference",
    "kind": "kind",
    "source": "source",
    "route": "route",
    "reached": "reached",
}


class MessageQuery(ControlModel):
    """Which messages are meant: all that is given must fit."""

    channel: Channel | None = None
    to: str | None = None
    subject: str | None = None
    text: str | None = None
    creator: str | None = None
    shipment_id: str | None = None
    order_chain_id: str | None = None
    senders_reference: str | None = None
    kind: MessageKind | None = None
    source: OrderSource | None = None
    route: Way | None = None
    reached: bool | None = None
    since: Instant | None = None
    until: Instant | None = None
    limit: Annotated[int, Field(ge=0)] | None = None
    after: str | None = None

    def select(self, world: World) -> list[Message]:
        """Return the messages that are meant, oldest first.

        Raises:
            NotThereError: if no message has the id of ``after``.
        """
        messages: Iterable[Message] = world.outbox.all()
        if self.after is not None:
            if world.outbox.get(self.after) is None:
                raise NotFoundError(f"after: no message {self.after!r} has left; leave it out")
            messages = islice(dropwhile(lambda each: each.id != self.after, messages), 1, None)
        given = self.explicit_fields()
        exact = [(attribute, given[name]) for name, attribute in _EXACT.items() if name in given]
        to = None if self.to is None else normalize_address(self.to)
        fitting = (
            each
            for each in messages
            if all(getattr(each, attribute) == value for attribute, value in exact)
            and (to is None or to == normalize_address(each.to))
            and self._texts_fit(each)
            and self._time_fits(each.sent_at)
        )
        return list(islice(fitting, self.limit))

    def _texts_fit(self, message: Message) -> bool:
        subject = message.subject or ""
        if self.subject is not None and self.subject not in subject:
            return False
        return self.text is None or self.text in subject or self.text in message.body

    def _time_fits(self, at: int) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)

    def message_filter(self) -> MessageFilter:
        """Return what a message that has not left must say to be meant."""
        wishes = [
            Criterion(field=name, operator=_HOW.get(name, Operator.IS), value=value)
            for name, value in self.model_dump(mode="json", exclude_unset=True).items()
            if name in FIELDS
        ]
        return MessageFilter(tuple(wishes)).without_sent_only_fields()


class WaitQuery(MessageQuery):
    """Which messages are waited for, how many, and how long in real seconds."""

    count: Annotated[int, Field(ge=1)] = 1
    timeout: Annotated[float, Field(ge=0, le=MAX_WAIT)] = 10


class DeliveryReportRequest(ControlModel):
    """A delivery report."""

    result: GatewayResult


async def list_messages(request: Request) -> Response:
    """List what has left."""
    asked = parse_query(request, MessageQuery)

    return JSONResponse(_listed(asked.select(world_of(request))))


async def wait_for_messages(request: Request) -> Response:
    """List what has left as soon as enough of it fits, or say why it does not."""
    asked = parse_query(request, WaitQuery)
    try:
        async with timeout(asked.timeout):
            while len(found := asked.select(world_of(request))) < asked.count:
                await _something_new(request)
    except TimeoutError:
        return _timeout_response(world_of(request), asked)
    return JSONResponse(_listed(found))


async def _something_new(request: Request) -> None:
    """Return when something has happened in the world, or it has become another."""
    journal = world_of(request).event_log
    told = len(journal.events)
    while world_of(request).event_log is journal and len(journal.events) == told:
        await wait(POLL)


async def get_message(request: Request) -> Response:
    """Show one message."""
    return JSONResponse(message_json(_message(request)))


async def get_message_eml(request: Request) -> Response:
    """Show one e-mail as a mail program takes it."""
    message = _message(request)
    if message.channel is not Channel.EMAIL:
        raise NotFoundError(f"{message.id} is an SMS; leave out .eml")
    name = f'attachment; filename="{message.id}.eml"'
    return Response(
        to_eml(message).as_bytes(),
        media_type="message/rfc822",
        headers={"Content-Disposition": name},
    )


async def delete_messages(request: Request) -> Response:
    """Forget what has left; the orders stay."""
    world_of(request).clear_messages()

    return Response(status_code=204)


async def post_delivery_report(request: Request) -> Response:
    """Let a delivery report arrive now."""
    world = world_of(request)
    message = _message(request)
    asked = await parse_body(request, DeliveryReportRequest)

    return JSONResponse(
        message_json(receive_delivery_report(world, message.id, NotificationResult(asked.result)))
    )


def _message(request: Request) -> Message:
    message_id = request.path_params["id"]
    message = world_of(request).outbox.get(message_id)
    if message is None:
        raise NotFoundError(f"no message {message_id!r} has left; see GET /_mock/inbox for ids")
    return message


def _listed(messages: list[Message]) -> dict[str, Any]:
    return {"count": len(messages), "messages": [message_json(each) for each in messages]}


def _timeout_response(world: World, asked: WaitQuery) -> Response:
    found = asked.select(world)
    wanted = asked.message_filter()
    return problem_response(
        408,
        f"{len(found)} of {asked.count} fit after {asked.timeout:g} real seconds; the clock of this"
        f" world is {world.clock.mode}, 'pending' and 'suppressed' say why others have not left",
        **_listed(found),
        pending=wanted.select([each.document() for each in pending_messages(world)]),
        suppressed=wanted.select([each.document() for each in suppressed_messages(world)]),
    )


routes = [
    Route("/_mock/inbox", list_messages, methods=["GET"]),
    Route("/_mock/inbox", delete_messages, methods=["DELETE"]),
    Route("/_mock/inbox/wait", wait_for_messages),
    Route("/_mock/inbox/{id}.eml", get_message_eml),
    Route("/_mock/inbox/{id}", get_message),
    Route("/_mock/inbox/{id}/report", post_delivery_report, methods=["POST"]),
]

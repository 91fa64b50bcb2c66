"""Expectations about sent messages, and the texts of those that fail.

Source: docs/control-api.md, Inbox (``/_mock/inbox/expect``).
"""

from collections.abc import Iterable
from typing import Annotated, Final, Self

from pydantic import Field, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mock_server.control.message_query import MessageBody, MessageQuery
from mock_server.control.request_journal import RequestJournal
from mock_server.control.schemas.messages import message_json
from mock_server.control.schemas.parsing import parse_body
from mock_server.domain.errors import NotFoundError
from mock_server.domain.instant import format_instant, format_optional_instant
from mock_server.domain.messages import Message
from mock_server.domain.rule_ids import RuleId
from mock_server.explain.decisions import explain
from mock_server.explain.next_message import next_message_at
from mock_server.explain.pending import pending_messages
from mock_server.explain.suppressed import suppressed_messages
from mock_server.matching.failure_messages import (
    WorldMessages,
    unexpected_pending_message,
    unexpected_sent_message,
    wrong_count_message,
)
from mock_server.matching.filters import MessageFilter
from mock_server.matching.search import SENT, Search, parse_search
from mock_server.request_context import DEFAULT_WORLD, problem_response, world_of
from mock_server.world.clock import ClockMode
from mock_server.world.world import World

_AFTER_SENDING: Final = frozenset({RuleId.DELIVERY_REPORTS, RuleId.COMPLETION, RuleId.TERMINATION})


class ExpectRequest(MessageBody):
    """An expectation: exactly ``count`` messages match; with ``never`` none is pending either."""

    count: Annotated[int, Field(ge=0)] | None = None
    never: bool = False
    after: str | None = None

    @model_validator(mode="after")
    def _never_expects_nothing(self) -> Self:
        if self.never and self.count:
            raise ValueError(f"'never' expects no message; remove 'count': {self.count}")
        return self

    @property
    def wanted_count(self) -> int:
        """Return the number of messages that must match."""
        if self.never:
            return 0
        return 1 if self.count is None else self.count


def matching_messages(
    criteria: MessageQuery | MessageBody, messages: Iterable[Message]
) -> list[Message]:
    """Return the *messages* that match, in the same order."""
    selected = criteria.select(messages)
    search = _search(criteria)
    if search is None:
        return list(selected)
    return [each for each in selected if search.matches(message_json(each))]


async def expect_messages(request: Request) -> Response:
    """Check that exactly as many messages match as expected, and explain it if not."""
    world = world_of(request)
    expected = await parse_body(request, ExpectRequest, empty=b"{}")
    matches = matching_messages(expected, messages_after(world, expected.after))
    is_pending = expected.never and _is_pending(world, expected)
    if len(matches) == expected.wanted_count and not is_pending:
        return JSONResponse({"messages": [message_json(each) for each in matches]})
    return problem_response(
        422,
        failure_text(request, expected, expected.count, is_never=expected.never),
        now=format_instant(world.clock.now()),
        mode=world.clock.mode,
        nextMessageAt=format_optional_instant(next_message_at(world)),
        messages=[message_json(each) for each in matches],
    )


def failure_text(
    request: Request,
    criteria: MessageQuery | ExpectRequest,
    count: int | None,
    *,
    is_never: bool = False,
) -> str:
    """Return why not exactly *count* messages match; None expects exactly one."""
    world = world_of(request)
    after = criteria.after if isinstance(criteria, ExpectRequest) else None
    messages = messages_after(world, after)
    matches = matching_messages(criteria, messages)
    message_filter = _filter_of(criteria)
    state = _world_messages(request, messages, is_explained=matches[:1] if count == 0 else ())
    if is_never and not matches:
        return unexpected_pending_message(message_filter, state)
    if is_never or count == 0:
        return unexpected_sent_message(message_filter, state)
    return wrong_count_message(message_filter, count, state)


def _is_pending(world: World, expected: ExpectRequest) -> bool:
    unsent_filter = _filter_of(expected).without_sent_only_fields()
    return any(unsent_filter.matches(each.document()) for each in pending_messages(world))


def _search(criteria: MessageQuery | MessageBody) -> Search | None:
    is_empty = criteria.q is None or criteria.q.isspace() or not criteria.q
    return None if is_empty else parse_search(criteria.q or "", SENT)


def _filter_of(criteria: MessageQuery | MessageBody) -> MessageFilter:
    return criteria.message_filter().with_search(_search(criteria))


def messages_after(world: World, message_id: str | None) -> list[Message]:
    """Return the sent messages, those after *message_id* if it is given."""
    messages = list(world.outbox.all())
    if message_id is None:
        return messages
    index = next((n for n, each in enumerate(messages) if each.id == message_id), None)
    if index is None:
        raise NotFoundError(f"after: no sent message with id {message_id!r}")
    return messages[index + 1 :]


def _world_messages(
    request: Request, messages: Iterable[Message], *, is_explained: Iterable[Message]
) -> WorldMessages:
    world = world_of(request)
    journal: RequestJournal = request.app.state.request_log
    return WorldMessages(
        now=format_instant(world.clock.now()),
        is_running=world.clock.mode is ClockMode.RUNNING,
        messages=[message_json(each) for each in messages],
        pending=[each.document() for each in pending_messages(world)],
        suppressed=[each.document() for each in suppressed_messages(world)],
        refused=journal.refused(world),
        explained=[
            decision.document()
            for each in is_explained
            for decision in explain(world, each.id)
            if decision.rule not in _AFTER_SENDING
        ],
        hints=list(_hints(request, world)),
    )


def _hints(request: Request, world: World) -> Iterable[str]:
    """Yield what is probably wrong in a world without orders."""
    if world.orders.orders or world.orders.internal_orders:
        return
    journal: RequestJournal = request.app.state.request_log
    if journal.requests(world):
        yield f"no order was placed in this world ({world.name})"
        return
    yield f"no request has reached this world ({world.name})"
    for other in request.app.state.worlds:
        # Other tests have worlds of their own; the usual mistake is a URL without /w/….
        if other.name == DEFAULT_WORLD != world.name and other.orders.orders:
            count = len(other.orders.orders)
            orders = "an order" if count == 1 else f"{count} orders"
            yield (
                f"the default world has {orders}: the code under test probably uses a URL"
                f" without /w/{world.name}"
            )


routes = [Route("/_mock/inbox/expect", expect_messages, methods=["POST"])]

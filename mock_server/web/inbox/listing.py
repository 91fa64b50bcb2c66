"""The values for the template of the inbox page.

Source: docs/control-api.md, Inbox, Pending and suppressed messages and State.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.datastructures import QueryParams

from mock_server.control.schemas.messages import message_json
from mock_server.domain.enums import ContentType
from mock_server.domain.errors import NotFoundError
from mock_server.domain.instant import format_instant, format_optional_instant
from mock_server.domain.messages import Message
from mock_server.explain.decisions import explain
from mock_server.explain.pending import pending_messages
from mock_server.explain.reasons import PendingMessage, SuppressedMessage
from mock_server.explain.suppressed import suppressed_messages
from mock_server.web.inbox.rendering import explanation_id
from mock_server.world.world import World

PAGE_SIZE: Final = 100
MAX_UNSENT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """The query of the page: filter, page number and selected entry."""

    text: str = ""
    page: int = 1
    message: str | None = None
    explain: str | None = None

    @classmethod
    def parse(cls, query: QueryParams) -> "PageQuery":
        """Parse the query; ignore invalid values."""
        page = query.get("page", "")
        is_number = page.isascii() and page.isdecimal() and len(page) < 10
        return cls(
            text=query.get("text", ""),
            page=max(1, int(page)) if is_number else 1,
            message=query.get("message") or None,
            explain=query.get("explain") or None,
        )


def inbox_context(world: World, query: PageQuery) -> dict[str, Any]:
    """Return the values that the template shows of *world*."""
    matching = _matching_messages(world, query.text)
    pages = max(1, -(-len(matching) // PAGE_SIZE))
    page = min(query.page, pages)
    start = (page - 1) * PAGE_SIZE
    message = world.outbox.get(query.message) if query.message else None
    selected = message_json(message) if message else None
    explained = (explanation_id(selected) if selected else None) or query.explain
    return {
        "clock": _clock(world),
        "messages": [message_json(each) for each in matching[start : start + PAGE_SIZE]],
        "first": start,
        "count": len(matching),
        "total": len(world.outbox),
        "page": page,
        "pages": pages,
        "selected": selected,
        "is_html": message is not None and message.content_type == ContentType.HTML,
        "explained": explained,
        "decisions": _decisions(world, explained) if explained else [],
        "pending": _first_unsent(pending_messages(world)),
        "suppressed": _first_unsent(suppressed_messages(world)),
    }


def _clock(world: World) -> dict[str, Any]:
    return {
        "now": format_instant(world.clock.now()),
        "mode": world.clock.mode,
        "speed": world.clock.speed,
        "next": format_optional_instant(world.next_event_at()),
        "pending": world.pending_events(),
    }


def _first_unsent(
    messages: Sequence[PendingMessage] | Sequence[SuppressedMessage],
) -> dict[str, Any]:
    return {"count": len(messages), "first": [each.document() for each in messages[:MAX_UNSENT]]}


def _matching_messages(world: World, text: str) -> list[Message]:
    """Return the messages with *text* in one of their fields, newest first."""
    lowered = text.lower()
    matching = [each for each in world.outbox.all() if not text or _contains(each, lowered)]
    return matching[::-1]


def _contains(message: Message, lowered: str) -> bool:
    return any(lowered in text.lower() for text in _texts(message_json(message)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _decisions(world: World, any_id: str) -> list[dict[str, Any]]:
    try:
        return [each.document() for each in explain(world, any_id)]
    except NotFoundError:
        return []

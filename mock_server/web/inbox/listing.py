"""What the page shows of a world where no script runs.

Source: design/control-api.md, Inbox, Why not, State.
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
MAX_PENDING: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuery:
    """What of a world is to be shown: the query of the page's address."""

    text: str = ""
    page: int = 1
    message: str | None = None
    explain: str | None = None

    @classmethod
    def read(cls, query: QueryParams) -> "PageQuery":
        """Read the query; what makes no sense is as if it were not there."""
        page = query.get("page", "")
        is_number = page.isascii() and page.isdecimal() and len(page) < 10
        return cls(
            text=query.get("text", ""),
            page=max(1, int(page)) if is_number else 1,
            message=query.get("message") or None,
            explain=query.get("explain") or None,
        )


def inbox_context(world: World, asked: PageQuery) -> dict[str, Any]:
    """Return what the template shows of *world*."""
    found = _fitting(world, asked.text)
    pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(asked.page, pages)
    start = (page - 1) * PAGE_SIZE
    message = world.outbox.get(asked.message) if asked.message else None
    chosen = message_json(message) if message else None
    explained = (explanation_id(chosen) if chosen else None) or asked.explain
    return {
        "clock": _shown_clock(world),
        "messages": [message_json(each) for each in found[start : start + PAGE_SIZE]],
        "first": start,
        "count": len(found),
        "total": len(world.outbox),
        "page": page,
        "pages": pages,
        "chosen": chosen,
        "is_html": message is not None and message.content_type == ContentType.HTML,
        "explained": explained,
        "decisions": _decisions(world, explained) if explained else [],
        "pending": _shown_held(pending_messages(world)),
        "suppressed": _shown_held(suppressed_messages(world)),
    }


def _shown_clock(world: World) -> dict[str, Any]:
    return {
        "now": format_instant(world.clock.now()),
        "mode": world.clock.mode,
        "speed": world.clock.speed,
        "next": format_optional_instant(world.next_event_at()),
        "pending": world.pending_events(),
    }


def _shown_held(held: Sequence[PendingMessage] | Sequence[SuppressedMessage]) -> dict[str, Any]:
    return {"count": len(held), "first": [each.document() for each in held[:MAX_PENDING]]}


def _fitting(world: World, text: str) -> list[Message]:
    """Return the messages that hold *text* in one of their fields, newest first."""
    wanted = text.lower()
    found = [each for each in world.outbox.all() if not wanted or _holds(each, wanted)]
    return found[::-1]


def _holds(message: Message, wanted: str) -> bool:
    return any(wanted in text.lower() for text in _texts(message_json(message)))


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

"""Pages of the long lists: limit, position, order, search and view.

Source: docs/control-api.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, Generic, TypeVar

from pydantic import Field

from mock_server.control.schemas.parsing import ControlModel
from mock_server.domain.errors import NotFoundError
from mock_server.matching.search import SearchFields, parse_search

DEFAULT_LIMIT: Final = 1_000
MAX_LIMIT: Final = 10_000
PREVIEW_LENGTH: Final = 120

ItemT = TypeVar("ItemT")
Document = Mapping[str, Any]


class View(StrEnum):
    """The amount of detail in a list; ``summary`` leaves out bodies, attachments and requests."""

    FULL = "full"
    SUMMARY = "summary"


class ListOrder(StrEnum):
    """The order of a list."""

    OLDEST_FIRST = "oldest"
    NEWEST_FIRST = "newest"


class PageQuery(ControlModel):
    """A page of a list; ``after`` is the id of the entry before the page."""

    q: str | None = None
    limit: Annotated[int, Field(ge=0, le=MAX_LIMIT)] = DEFAULT_LIMIT
    after: str | None = None
    order: ListOrder = ListOrder.OLDEST_FIRST
    view: View = View.FULL

    def search(
        self, fields: SearchFields, to_document: Callable[[ItemT], Document]
    ) -> Callable[[ItemT], bool] | None:
        """Return a predicate for entries that match ``q``, or None if all match.

        Raises:
            UsageError: if the search is not valid.
        """
        if not self.q or self.q.isspace():
            return None
        search = parse_search(self.q, fields)
        return lambda item: search.matches(to_document(item))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[ItemT]):
    """The entries of one page, the number of all that match, and the id to continue after."""

    count: int
    items: Sequence[ItemT]
    next: str | None

    def document(self, name: str, to_json: Callable[[ItemT], Any], **more: Any) -> dict[str, Any]:
        """Return the JSON of the page, with the entries under *name*."""
        entries = [to_json(each) for each in self.items]
        return {"count": self.count, name: entries, "next": self.next, **more}


def page_of(
    items: Sequence[ItemT],
    query: PageQuery,
    id_of: Callable[[ItemT], str],
    is_match: Callable[[ItemT], bool] | None = None,
) -> Page[ItemT]:
    """Return the page of the matching *items*, which are oldest first.

    Raises:
        NotFoundError: if no item has the id of ``after``.
    """
    is_newest_first = query.order is ListOrder.NEWEST_FIRST
    ordered: Iterable[ItemT] = reversed(items) if is_newest_first else items
    count, has_more = 0, False
    entries: list[ItemT] = []
    is_after = query.after is None
    for item in ordered:
        if is_match is None or is_match(item):
            count += 1
            if is_after and len(entries) < query.limit:
                entries.append(item)
            elif is_after:
                has_more = True
                if is_match is None:
                    count = len(items)
                    break
        is_after = is_after or id_of(item) == query.after
    if not is_after:
        raise NotFoundError(f"after: the list has no entry with id {query.after!r}")
    next_id = id_of(entries[-1]) if entries and has_more else None
    return Page(count=count, items=entries, next=next_id)


def without(document: Document, *names: str) -> dict[str, Any]:
    """Return *document* without the fields *names*."""
    return {name: value for name, value in document.items() if name not in names}


def summarize(document: Document, *names: str) -> dict[str, Any]:
    """Return *document* without the fields *names*, with a preview of its body."""
    body = document["body"]
    line = " ".join(body[: 2 * PREVIEW_LENGTH].split())
    return {**without(document, *names), "preview": line[:PREVIEW_LENGTH]}

"""Messages as TinyDB's documents: the same names, instants as text.

Source: design/control-api.md, Inbox.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from mock_server.domain.enums import Medium, MessageKind, Result, Route, Source
from mock_server.domain.instant import iso, parse
from mock_server.domain.messages import Message
from mock_server.domain.orders import Attachment

NAMES: Final = tuple(field.name for field in fields(Message))


class MessageDocument(Mapping[str, Any]):
    """A message looked at as a document: nothing is copied until somebody reads."""

    __slots__ = ("message",)

    def __init__(self, message: Message) -> None:
        self.message = message

    @property
    def doc_id(self) -> str:
        """Return the number of the document: the message's own id."""
        return self.message.id

    def __getitem__(self, name: str) -> Any:
        if name not in _WRITE:
            raise KeyError(name)
        return _WRITE[name](getattr(self.message, name))

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def message_of(document: Mapping[str, Any]) -> Message:
    """Read a message from its document.

    Raises:
        ValueError: if that is no document of a message; says which member is wrong.
    """
    if odd := set(document) ^ set(NAMES):
        raise ValueError(f"a message has exactly the members {', '.join(NAMES)}; not so: {odd}")
    read = {}
    for name, value in document.items():
        try:
            read[name] = _READ[name](value) if name in _READ and value is not None else value
        except (ValueError, TypeError) as problem:
            raise ValueError(f"{name}: {problem}") from problem
    return Message(**read)


def _same(value: Any) -> Any:
    return value


def _instant(at: int | None) -> str | None:
    return None if at is None else iso(at)


def _attachments(value: tuple[Attachment, ...]) -> list[dict[str, Any]]:
    return [asdict(each) for each in value]


_WRITE: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(NAMES, _same),
    "sent_at": _instant,
    "result_at": _instant,
    "attachments": _attachments,
    "warnings": list,
}
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "medium": Medium,
    "attachments": lambda value: tuple(Attachment(**each) for each in value),
    "sent_at": parse,
    "result": Result,
    "result_at": parse,
    "route": Route,
    "kind": MessageKind,
    "source": Source,
    "warnings": tuple,
}

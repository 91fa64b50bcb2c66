"""What has left the platform, kept in TinyDB.

Source: design/control-api.md, Inbox and Command line (``--data``).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from mock_server.domain.enums import (
    Channel,
    DeliveryRoute,
    MessageKind,
    NotificationResult,
    OrderSource,
)
from mock_server.domain.instant import format_optional_instant, parse_instant
from mock_server.domain.json import Json
from mock_server.domain.messages import Message
from mock_server.domain.orders import Attachment
from mock_server.storage.append_only import (
    AppendOnlyDB,
    AppendOnlyStorage,
    AppendOnlyTable,
    JsonLinesStorage,
)

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


def _attachments(value: tuple[Attachment, ...]) -> list[Json]:
    return [asdict(each) for each in value]


_WRITE: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(NAMES, _same),
    "sent_at": format_optional_instant,
    "result_at": format_optional_instant,
    "attachments": _attachments,
    "warnings": list,
}
_READ: Final[dict[str, Callable[[Any], Any]]] = {
    "channel": Channel,
    "attachments": lambda value: tuple(Attachment(**each) for each in value),
    "sent_at": parse_instant,
    "result": NotificationResult,
    "result_at": parse_instant,
    "route": DeliveryRoute,
    "kind": MessageKind,
    "source": OrderSource,
    "warnings": tuple,
}


TABLE: Final = "messages"
_CAPITAL: Final = re.compile("[A-Z]")


class MessageTable(AppendOnlyTable):
    """Documents that are numbered by their messages' ids."""

    document_id_class = str  # type: ignore[assignment]


class MessageDB(AppendOnlyDB):
    """The database of one world, with one table."""

    default_table_name = TABLE
    table_class = MessageTable


class TinyOutbox:
    """The outbox of one world: in memory, or also in a file that one can open in an editor.

    The messages stay the engine's own objects; ``db`` shows them as TinyDB documents, for
    queries (``outbox.db.search(where("to") == "+4799999999")``). What is in there changes through
    the outbox alone.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._storage = (
            AppendOnlyStorage() if path is None else JsonLinesStorage(path, _restored_messages)
        )
        self.db = MessageDB(storage=lambda: self._storage)
        table = self.db.table(TABLE)
        assert isinstance(table, MessageTable)
        self._table = table

    def add_many(self, messages: Sequence[Message]) -> None:
        """Take *messages* in, in this order."""
        self._table.insert_multiple(MessageDocument(each) for each in messages)

    def update(self, message: Message) -> None:
        """Note that the result of a message, which is in here, has changed."""
        self._table.replace(MessageDocument(message))

    def get(self, message_id: str) -> Message | None:
        """Return one message."""
        document = self._documents().get(message_id)
        return None if document is None else document.message

    def all(self) -> Iterable[Message]:
        """Go through all messages, oldest first."""
        return [document.message for document in self._documents().values()]

    def clear(self) -> None:
        """Forget all messages, and remove the file."""
        self._table.truncate()

    def __len__(self) -> int:
        return len(self._documents())

    def _documents(self) -> Mapping[str, Any]:
        return self._storage.tables.get(TABLE, {})


def outbox_path(folder: Path, world: str) -> Path:
    """Return where *folder* holds the messages of *world*, safe with any name a world may have.

    Capitals are written as ``%41``: some file systems do not tell ``A`` from ``a``.
    """
    name = _CAPITAL.sub(lambda letter: f"%{ord(letter[0]):x}", world)
    return folder / f"world-{name}.jsonl"


def _restored_messages(document: Json) -> MessageDocument:
    return MessageDocument(message_of(document))

"""Sent messages in TinyDB.

Source: docs/control-api.md, Inbox; README.md (``--data``).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final

from mock_server.domain.instant import format_optional_instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Attachment
from mock_server.storage.append_only import (
    AppendOnlyDB,
    AppendOnlyStorage,
    AppendOnlyTable,
    JsonLinesStorage,
)

FIELD_NAMES: Final = tuple(field.name for field in fields(Message))


class MessageDocument(Mapping[str, Any]):
    """A message as a TinyDB document; fields are converted only when they are read."""

    __slots__ = ("message",)

    def __init__(self, message: Message) -> None:
        self.message = message

    @property
    def doc_id(self) -> str:
        """Return the id of the document, which is the message's id."""
        return self.message.id

    def __getitem__(self, name: str) -> Any:
        if name not in _TO_JSON:
            raise KeyError(name)
        return _TO_JSON[name](getattr(self.message, name))

    def __iter__(self) -> Iterator[str]:
        return iter(FIELD_NAMES)

    def __len__(self) -> int:
        return len(FIELD_NAMES)


def _unchanged(value: Any) -> Any:
    return value


def _attachments(value: tuple[Attachment, ...]) -> list[dict[str, Any]]:
    return [asdict(each) for each in value]


_TO_JSON: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(FIELD_NAMES, _unchanged),
    "sent_at": format_optional_instant,
    "result_at": format_optional_instant,
    "attachments": _attachments,
    "warnings": list,
}

TABLE: Final = "messages"
_CAPITAL: Final = re.compile("[A-Z]")


class MessageTable(AppendOnlyTable):
    """A table whose document ids are message ids."""

    document_id_class = str  # type: ignore[assignment]


class MessageDB(AppendOnlyDB):
    """The database of one world, with one table of messages."""

    default_table_name = TABLE
    table_class = MessageTable


class TinyOutbox:
    """The outbox of one world, in memory or also in a readable file.

    The outbox holds the engine's own message objects. ``db`` shows them as TinyDB documents, for
    queries (``outbox.db.search(where("to") == "+4799999999")``); it must not be changed directly.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._storage = AppendOnlyStorage() if path is None else JsonLinesStorage(path)
        self.db = MessageDB(storage=lambda: self._storage)
        table = self.db.table(TABLE)
        assert isinstance(table, MessageTable)
        self._table = table

    def add_many(self, messages: Sequence[Message]) -> None:
        """Add *messages*, in this order."""
        self._table.insert_multiple(MessageDocument(each) for each in messages)

    def update(self, message: Message) -> None:
        """Save the changed result of a message that is in the outbox."""
        self._table.replace(MessageDocument(message))

    def get(self, message_id: str) -> Message | None:
        """Return the message with that id, or None."""
        document = self._documents().get(message_id)
        return None if document is None else document.message

    def all(self) -> Iterable[Message]:
        """Return all messages, oldest first."""
        return [document.message for document in self._documents().values()]

    def clear(self) -> None:
        """Delete all messages and the file."""
        self._table.truncate()

    def restore(self, messages: Sequence[Message]) -> None:
        """Replace the content, and the file, by messages that were sent before."""
        rows = {message.id: MessageDocument(message) for message in messages}
        self._storage.write({TABLE: rows})
        self._table.clear_cache()

    def __len__(self) -> int:
        return len(self._documents())

    def _documents(self) -> Mapping[str, Any]:
        return self._storage.tables.get(TABLE, {})


def outbox_path(folder: Path, world: str) -> Path:
    """Return the file in *folder* with the messages of *world*; any world name is safe.

    Capital letters become ``%41`` and so on, since some file systems ignore case.
    """
    name = _CAPITAL.sub(lambda letter: f"%{ord(letter[0]):x}", world)
    return folder / f"world-{name}.jsonl"

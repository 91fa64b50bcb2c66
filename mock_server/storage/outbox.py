"""What has left the platform, kept in TinyDB.

Source: design/control-api.md, Inbox and Command line (``--data``).
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


def _same(value: Any) -> Any:
    return value


def _attachments(value: tuple[Attachment, ...]) -> list[dict[str, Any]]:
    return [asdict(each) for each in value]


_WRITE: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(NAMES, _same),
    "sent_at": format_optional_instant,
    "result_at": format_optional_instant,
    "attachments": _attachments,
    "warnings": list,
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
        self._storage = AppendOnlyStorage() if path is None else JsonLinesStorage(path)
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
    """Return where *folder* holds the messages of *world*, safe with any name a world may have.

    Capitals are written as ``%41``: some file systems do not tell ``A`` from ``a``.
    """
    name = _CAPITAL.sub(lambda letter: f"%{ord(letter[0]):x}", world)
    return folder / f"world-{name}.jsonl"

"""What has left the platform, kept in TinyDB.

Source: design/control-api.md, Inbox and Command line (``--data``).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from mock_server.domain.messages import Message
from mock_server.storage.append_only import (
    AppendingDB,
    AppendingStorage,
    AppendingTable,
    JsonLinesStorage,
)
from mock_server.storage.message_document import MessageDocument, message_of

TABLE: Final = "messages"
_CAPITAL: Final = re.compile("[A-Z]")


class MessageTable(AppendingTable):
    """Documents that are numbered by their messages' ids."""

    document_id_class = str  # type: ignore[assignment]


class MessageDB(AppendingDB):
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
        self._storage = AppendingStorage() if path is None else JsonLinesStorage(path, _revived)
        self.db = MessageDB(storage=lambda: self._storage)
        table = self.db.table(TABLE)
        assert isinstance(table, MessageTable)
        self._table = table

    def add_many(self, messages: Sequence[Message]) -> None:
        """Take *messages* in, in this order."""
        self._table.insert_multiple(MessageDocument(each) for each in messages)

    def changed(self, message: Message) -> None:
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


def outbox_file(folder: Path, world: str) -> Path:
    """Return where *folder* holds the messages of *world*, safe with any name a world may have.

    Capitals are written as ``%41``: some file systems do not tell ``A`` from ``a``.
    """
    name = _CAPITAL.sub(lambda letter: f"%{ord(letter[0]):x}", world)
    return folder / f"world-{name}.jsonl"


def _revived(document: dict[str, Any]) -> MessageDocument:
    return MessageDocument(message_of(document))

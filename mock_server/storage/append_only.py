"""TinyDB with inserts whose cost does not depend on the size of the table.

TinyDB reads and writes the whole table at each insert. The table here passes only the new
documents to the storage, which appends them. Queries and removals are TinyDB's own.
"""

import json
import logging
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

Row = Mapping[str, Any]
Tables = dict[str, dict[str, Row]]

_log = logging.getLogger(__name__)


class AppendOnlyStorage(Storage):
    """Tables in memory that new rows are added to in place."""

    def __init__(self) -> None:
        self.tables: Tables = {}

    def read(self) -> Tables:
        """Return the tables themselves, not a copy."""
        return self.tables

    def write(self, data: Mapping[str, Mapping[str, Row]]) -> None:
        """Replace all tables."""
        self.tables = {name: dict(rows) for name, rows in data.items()}

    def put(self, table: str, rows: Mapping[str, Row]) -> None:
        """Add *rows*, and replace those with the same id."""
        self.tables.setdefault(table, {}).update(rows)


class JsonLinesStorage(AppendOnlyStorage):
    """Tables in memory and in a file with one row on each line; the last line of a row counts.

    ``{"messages": {"17": {...}}}`` is row 17 of the table ``messages``. The file is derived from
    the journal: it is rewritten when the server starts and after a failed write.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._is_behind = path.exists()

    def write(self, data: Mapping[str, Mapping[str, Row]]) -> None:
        """Replace all tables, in memory and in the file."""
        super().write(data)
        self._write_file(self._rewrite)

    def put(self, table: str, rows: Mapping[str, Row]) -> None:
        """Add *rows*, and append them to the file."""
        super().put(table, rows)
        self._write_file(self._rewrite if self._is_behind else lambda: self._append(table, rows))

    def _write_file(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError as error:
            if not self._is_behind:
                _log.warning("%s cannot be written (%s)", self._path, error.strerror)
            self._is_behind = True
        else:
            self._is_behind = False

    def _append(self, table: str, rows: Mapping[str, Row]) -> None:
        with self._path.open("a", encoding="utf-8") as file:
            file.writelines(_lines({table: rows}))

    def _rewrite(self) -> None:
        if not any(self.tables.values()):
            self._path.unlink(missing_ok=True)
            return
        new_path = self._path.with_name(self._path.name + ".new")
        with new_path.open("w", encoding="utf-8") as file:
            file.writelines(_lines(self.tables))
        os.replace(new_path, self._path)


class AppendOnlyTable(Table):
    """A table whose inserts do not read the existing rows."""

    def insert(self, document: Row) -> int:
        """Add one document and return its id."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Row]) -> list[int]:
        """Add documents, all or none, and return their ids.

        Raises:
            ValueError: if one is not a mapping, or its id is in use.
        """
        existing = self._read_table()
        rows: dict[str, Row] = {}
        for document in documents:
            document_id = self._document_id(document)
            if document_id in existing or document_id in rows:
                raise ValueError(f"a document with the id {document_id} already exists")
            rows[document_id] = document
        self._put(rows)
        return [self.document_id_class(document_id) for document_id in rows]

    def replace(self, document: Row) -> None:
        """Replace the document that has the same id as *document*."""
        self._put({self._document_id(document): document})

    def _put(self, rows: Mapping[str, Row]) -> None:
        storage = self.storage
        assert isinstance(storage, AppendOnlyStorage)
        storage.put(self.name, rows)
        self.clear_cache()

    def _document_id(self, document: Row) -> str:
        if not isinstance(document, Mapping):
            raise ValueError(f"a document must be a mapping, not {document!r}")
        own_id = getattr(document, "doc_id", None)
        if own_id is None:
            return str(self._get_next_id())  # type: ignore[no-untyped-call]
        self._next_id = None
        return str(own_id)


class AppendOnlyDB(TinyDB):
    """TinyDB with append-only tables; it needs ``storage=`` with one of the storages above."""

    table_class = AppendOnlyTable


def _lines(tables: Mapping[str, Mapping[str, Row]]) -> Iterable[str]:
    for table, rows in tables.items():
        for key, row in rows.items():
            yield json.dumps({table: {key: dict(row)}}, ensure_ascii=False) + "\n"

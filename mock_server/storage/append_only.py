"""TinyDB that takes a new document in at the same cost however many it holds.

TinyDB reads and writes its whole table at every insert. The table here hands new documents to the
storage as they are, and the storages here add them in place; everything else (queries, removal)
is TinyDB's own way.
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
    """Tables in memory, to which rows are added in place."""

    def __init__(self) -> None:
        self.tables: Tables = {}

    def read(self) -> Tables:
        """Return the tables themselves, not a copy."""
        return self.tables

    def write(self, data: Mapping[str, Mapping[str, Row]]) -> None:
        """Replace everything."""
        self.tables = {name: dict(rows) for name, rows in data.items()}

    def put(self, table: str, rows: Mapping[str, Row]) -> None:
        """Add *rows*, or replace those with the same number."""
        self.tables.setdefault(table, {}).update(rows)


class JsonLinesStorage(AppendOnlyStorage):
    """Tables in memory, and a copy of them in a file: each line is a piece of TinyDB's JSON.

    ``{"messages": {"17": {...}}}`` is row 17; the last line of a row counts. The file is derived
    from the journal: it is written anew when the server starts, and when a write has failed.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._is_behind = path.exists()

    def write(self, data: Mapping[str, Mapping[str, Row]]) -> None:
        """Replace everything, in the file too."""
        super().write(data)
        self._write_file(self._rewrite)

    def put(self, table: str, rows: Mapping[str, Row]) -> None:
        """Add *rows* as lines at the end of the file."""
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
        fresh = self._path.with_name(self._path.name + ".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.writelines(_lines(self.tables))
        os.replace(fresh, self._path)


class AppendOnlyTable(Table):
    """A table whose inserts do not look at what is there."""

    def insert(self, document: Row) -> int:
        """Add one document and return its number."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Row]) -> list[int]:
        """Add documents, all or none, and return their numbers.

        Raises:
            ValueError: if one is no mapping, or has the number of one that is there.
        """
        present = self._read_table()
        rows: dict[str, Row] = {}
        for document in documents:
            number = self._number(document)
            if number in present or number in rows:
                raise ValueError(f"there is a document with the number {number} already")
            rows[number] = document
        self._put(rows)
        return [self.document_id_class(number) for number in rows]

    def replace(self, document: Row) -> None:
        """Put *document*, which says its own number, in the place of the one that has it."""
        self._put({self._number(document): document})

    def _put(self, rows: Mapping[str, Row]) -> None:
        storage = self.storage
        assert isinstance(storage, AppendOnlyStorage)
        storage.put(self.name, rows)
        self.clear_cache()

    def _number(self, document: Row) -> str:
        if not isinstance(document, Mapping):
            raise ValueError(f"a document is a mapping, not {document!r}")
        own = getattr(document, "doc_id", None)
        if own is None:
            return str(self._get_next_id())  # type: ignore[no-untyped-call]
        self._next_id = None
        return str(own)


class AppendOnlyDB(TinyDB):
    """TinyDB with tables that grow at no cost; give it ``storage=``, one of those above."""

    table_class = AppendOnlyTable


def _lines(tables: Mapping[str, Mapping[str, Row]]) -> Iterable[str]:
    for table, rows in tables.items():
        for key, row in rows.items():
            yield json.dumps({table: {key: dict(row)}}, ensure_ascii=False) + "\n"

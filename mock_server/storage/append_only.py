"""TinyDB that takes a new document in at the same cost however many it holds.

TinyDB reads and writes its whole table at every insert. The table here hands new documents to the
storage as they are, and the storages here add them in place; everything else (queries, removal)
is TinyDB's own way.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tinydb import TinyDB
from tinydb.storages import Storage
from tinydb.table import Table

from mock_server.domain.errors import UsageError
from mock_server.domain.json import Json

Row = Mapping[str, Any]
Tables = dict[str, dict[str, Row]]


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
    """Tables in memory and in a file: each line is a piece of TinyDB's JSON, the last one counts.

    ``{"messages": {"17": {...}}}`` puts row 17. Lines that later ones have replaced go when the
    file is opened. ``revive`` makes the row that is kept in memory from the document in the file.
    """

    def __init__(self, path: Path, revive: Callable[[Json], Row] = dict) -> None:
        super().__init__()
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = _whole_lines(path)
        for number, line in enumerate(lines, 1):
            try:
                self._load(json.loads(line), revive)
            except (ValueError, TypeError, AttributeError) as problem:
                raise UsageError(
                    f"{path}, line {number}: {problem}."
                    " Mend the line, or move the file away to start without it"
                ) from problem
        if len(lines) > sum(len(rows) for rows in self.tables.values()):
            self._rewrite()

    def _load(self, piece: Any, revive: Callable[[Json], Row]) -> None:
        for table, rows in piece.items():
            super().put(table, {key: revive(row) for key, row in rows.items()})

    def write(self, data: Mapping[str, Mapping[str, Row]]) -> None:
        """Replace everything, in the file too."""
        super().write(data)
        self._rewrite()

    def put(self, table: str, rows: Mapping[str, Row]) -> None:
        """Add *rows* as lines at the end of the file."""
        super().put(table, rows)
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


def _whole_lines(path: Path) -> list[bytes]:
    # A server that was killed while writing leaves half a line at the end: that one goes.
    if not path.exists():
        return []
    *lines, half = path.read_bytes().split(b"\n")
    if half:
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size - len(half))
    return lines

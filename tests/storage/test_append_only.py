"""TinyDB with append-only storage behaves like TinyDB."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tinydb import where
from tinydb.table import Document

from mock_server.storage.append_only import AppendOnlyDB, AppendOnlyStorage, JsonLinesStorage

Open = Callable[[], AppendOnlyDB]


@pytest.fixture(params=["memory", "file"])
def open_db(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    is_file = request.param == "file"
    storage = JsonLinesStorage(tmp_path / "db.jsonl") if is_file else AppendOnlyStorage()
    return lambda: AppendOnlyDB(storage=lambda: storage)


def rows_in(path: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of a file; the last line of a row counts."""
    rows: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        for table, documents in json.loads(line).items():
            rows.setdefault(table, {}).update(documents)
    return rows


def test_the_file_has_the_rows_of_all_tables(tmp_path: Path):
    path = tmp_path / "db.jsonl"
    db = AppendOnlyDB(path, storage=JsonLinesStorage)
    db.insert_multiple([{"a": 1}, {"a": 2}, {"a": 3}])
    db.table("people").insert({"name": "Kari"})

    db.remove(where("a") == 2)
    db.update({"a": 30}, where("a") == 3)

    expected = {"_default": {"1": {"a": 1}, "3": {"a": 30}}, "people": {"1": {"name": "Kari"}}}
    assert rows_in(path) == expected


def test_ids_count_up_from_one(open_db: Open):
    db = open_db()

    assert db.insert({"a": 1}) == 1
    assert db.insert_multiple([{"a": 2}, {"a": 3}]) == [2, 3]
    assert open_db().insert({"a": 4}) == 4


def test_removals_and_updates_are_kept_after_reopening(open_db: Open):
    db = open_db()
    db.insert_multiple([{"a": 1}, {"a": 2}, {"a": 3}])

    db.remove(where("a") == 2)
    db.update({"a": 30}, where("a") == 3)

    assert [(each.doc_id, each["a"]) for each in open_db()] == [(1, 1), (3, 30)]


def test_a_document_keeps_its_own_id(open_db: Open):
    db = open_db()

    db.insert(Document({"a": 1}, doc_id=7))

    assert db.insert({"a": 2}) == 8
    with pytest.raises(ValueError, match="the id 7 already exists"):
        db.insert(Document({"a": 3}, doc_id=7))


def test_either_all_documents_are_inserted_or_none(open_db: Open):
    db = open_db()

    with pytest.raises(ValueError, match="a document must be a mapping"):
        db.insert_multiple([{"a": 1}, 7])  # type: ignore[list-item]

    assert len(db) == 0


def test_a_database_has_several_tables(open_db: Open):
    db = open_db()
    db.table("people").insert({"name": "Kari"})
    db.insert({"a": 1})

    db.drop_table("people")

    assert open_db().tables() == {"_default"}

"""TinyDB with append-only storage behaves like TinyDB."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import where
from tinydb.table import Document

from mock_server.storage.append_only import AppendOnlyDB, AppendOnlyStorage, JsonLinesStorage

Open = Callable[[], AppendOnlyDB]


@pytest.fixture(params=["memory", "file"])
def open_db(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    if request.param == "file":
        return lambda: AppendOnlyDB(tmp_path / "db.jsonl", storage=JsonLinesStorage)
    storage = AppendOnlyStorage()
    return lambda: AppendOnlyDB(storage=lambda: storage)


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

"""TinyDB with cheap inserts keeps TinyDB's promises."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tinydb import where
from tinydb.table import Document

from mock_server.storage.append_only import AppendOnlyDB, AppendOnlyStorage, JsonLinesStorage

Open = Callable[[], AppendOnlyDB]


@pytest.fixture(params=["memory", "file"])
def open_again(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    if request.param == "file":
        return lambda: AppendOnlyDB(tmp_path / "db.jsonl", storage=JsonLinesStorage)
    storage = AppendOnlyStorage()
    return lambda: AppendOnlyDB(storage=lambda: storage)


def test_numbers_go_up_from_one(open_again: Open):
    db = open_again()

    assert db.insert({"a": 1}) == 1
    assert db.insert_multiple([{"a": 2}, {"a": 3}]) == [2, 3]
    assert open_again().insert({"a": 4}) == 4


def test_what_was_removed_or_changed_is_so_after_opening_again(open_again: Open):
    db = open_again()
    db.insert_multiple([{"a": 1}, {"a": 2}, {"a": 3}])

    db.remove(where("a") == 2)
    db.update({"a": 30}, where("a") == 3)

    assert [(each.doc_id, each["a"]) for each in open_again()] == [(1, 1), (3, 30)]


def test_a_document_keeps_a_number_of_its_own(open_again: Open):
    db = open_again()

    db.insert(Document({"a": 1}, doc_id=7))

    assert db.insert({"a": 2}) == 8
    with pytest.raises(ValueError, match="number 7 already"):
        db.insert(Document({"a": 3}, doc_id=7))


def test_documents_are_taken_in_all_or_none(open_again: Open):
    db = open_again()

    with pytest.raises(ValueError, match="a document is a mapping"):
        db.insert_multiple([{"a": 1}, 7])  # type: ignore[list-item]

    assert len(db) == 0


def test_several_tables_live_side_by_side(open_again: Open):
    db = open_again()
    db.table("people").insert({"name": "Kari"})
    db.insert({"a": 1})

    db.drop_table("people")

    assert open_again().tables() == {"_default"}

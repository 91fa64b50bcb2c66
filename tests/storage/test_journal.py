"""The journal of a data directory: versions, locks, damage and missing files."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mock_server.storage.journal import JournalFile
from mock_server.storage.journal_entries import Entry, EntryKind, JournalError, RequestHead

REQUEST = Entry(
    EntryKind.REQUEST,
    1,
    2,
    RequestHead("POST", b"/a%20b\xff", b"q=\xe6", [(b"x-name", b"\xf8")], "https"),
    b"body \x00",
)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[JournalFile]:
    with closing(JournalFile(tmp_path)) as journal:
        yield journal


def file_of(folder: Path) -> Path:
    return folder / "worlds.db"


def test_entries_are_returned_as_they_were_saved(tmp_path: Path, journal: JournalFile):
    async def fill() -> None:
        await journal.start("a", b"base")
        await asyncio.gather(*[journal.append("a", REQUEST) for _ in range(5)])

    asyncio.run(fill())
    journal.close()

    with closing(JournalFile(tmp_path)) as reopened:
        base = asyncio.run(reopened.base("a"))
        entries = asyncio.run(reopened.entries("a", 0))
        (world,) = asyncio.run(reopened.worlds())
    assert base == (0, b"base")
    assert entries == [(number, REQUEST) for number in range(1, 6)]
    assert (world.name, world.entries, world.last_entry) == ("a", 5, 5)


def test_a_new_base_deletes_the_entries_that_no_checkpoint_needs(journal: JournalFile):
    async def fill() -> list[int]:
        await journal.start("a", b"first")
        for _ in range(6):
            await journal.append("a", REQUEST)
        await journal.add_base("a", 2, b"second")
        await journal.add_checkpoint("a", "c", 3, "{}")
        await journal.add_base("a", 5, b"third")
        with_checkpoint = [number for number, _ in await journal.entries("a", 0)]
        assert await journal.base("a", 4) == (2, b"second")
        await journal.delete_checkpoint("a", "c")
        return with_checkpoint

    assert asyncio.run(fill()) == [3, 4, 5, 6]
    assert [number for number, _ in asyncio.run(journal.entries("a", 0))] == [6]


def test_a_truncated_journal_never_uses_a_number_again(journal: JournalFile):
    async def fill() -> int:
        await journal.start("a", b"")
        for _ in range(3):
            await journal.append("a", REQUEST)
        await journal.truncate("a", 1)
        return await journal.append("a", REQUEST)

    assert asyncio.run(fill()) == 4


def test_the_file_is_private_and_the_folder_names_the_process(tmp_path: Path, journal: JournalFile):
    assert file_of(tmp_path).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "server.pid").read_text() == str(os.getpid())
    journal.close()
    assert not (tmp_path / "server.pid").exists()


@pytest.mark.usefixtures("journal")
def test_a_second_server_is_refused_with_the_process_of_the_first(tmp_path: Path):
    with pytest.raises(JournalError, match=rf"used by another server \(process {os.getpid()}\)"):
        JournalFile(tmp_path)


def test_another_version_is_refused(tmp_path: Path, journal: JournalFile):
    journal.close()
    with closing(sqlite3.connect(file_of(tmp_path))) as db:
        db.execute("PRAGMA user_version = 99")

    with pytest.raises(JournalError, match="has version 99, this program reads version 1; use"):
        JournalFile(tmp_path)


def test_a_folder_of_an_earlier_release_is_refused(tmp_path: Path):
    (tmp_path / "world-default.jsonl").touch()

    with pytest.raises(JournalError, match=r"move world-\*\.jsonl away"):
        JournalFile(tmp_path)

    assert not file_of(tmp_path).exists()


def test_a_file_that_is_no_database_is_set_aside(tmp_path: Path):
    file_of(tmp_path).write_bytes(b"not a database" * 1000)

    with closing(JournalFile(tmp_path)) as journal:
        assert asyncio.run(journal.worlds()) == []
        assert journal.repaired is not None
        assert "kept as worlds.db.damaged-1" in journal.repaired

    assert (tmp_path / "worlds.db.damaged-1").read_bytes().startswith(b"not a database")


def test_worlds_that_can_be_read_are_saved_from_a_damaged_file(
    tmp_path: Path, journal: JournalFile
):
    async def fill() -> None:
        await journal.start("small", b"base")
        await journal.append("small", REQUEST)
        await journal.start("large", os.urandom(2_000_000))

    asyncio.run(fill())
    journal.close()
    content = bytearray(file_of(tmp_path).read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = b"\xff" * 8192
    file_of(tmp_path).write_bytes(content)

    with closing(JournalFile(tmp_path)) as repaired:
        names = [each.name for each in asyncio.run(repaired.worlds())]
        entries = asyncio.run(repaired.entries("small", 0))
        line = repaired.repaired

    assert names == ["small"]
    assert [entry for _, entry in entries] == [REQUEST]
    assert line is not None
    assert "saved 1 of 2 worlds (lost: large)" in line


def test_a_removed_file_fails_each_write_until_it_is_back(tmp_path: Path, journal: JournalFile):
    asyncio.run(journal.start("a", b""))
    file_of(tmp_path).rename(tmp_path / "elsewhere")

    with pytest.raises(JournalError, match=r"worlds\.db was removed"):
        asyncio.run(journal.append("a", REQUEST))
    (tmp_path / "elsewhere").rename(file_of(tmp_path))

    assert asyncio.run(journal.append("a", REQUEST)) == 1


def test_a_write_that_fails_does_not_fail_the_others(journal: JournalFile):
    async def fill() -> list[object]:
        await journal.start("a", b"")
        return await asyncio.gather(
            journal.append("a", REQUEST),
            journal.append("unknown", REQUEST),
            journal.append("a", REQUEST),
            return_exceptions=True,
        )

    first, failed, second = asyncio.run(fill())

    assert (first, second) == (1, 2)
    assert isinstance(failed, JournalError)

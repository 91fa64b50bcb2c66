"""The journal of a data directory, in SQLite.

One thread writes the file and commits all pending writes at once, so a commit costs one flush of
the disk for all requests that wait for it. See docs/adr/0015.
"""

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from mock_server.storage import journal_tables as tables
from mock_server.storage.journal_entries import Entry, JournalError, StoredWorld
from mock_server.storage.journal_opening import FILE, PID_FILE, open_journal

ResultT = TypeVar("ResultT")
Work = Callable[[sqlite3.Connection], Any]


class JournalFile:
    """The journal of one data directory; one server at a time can open it.

    Writes are committed in the order in which they were requested.
    """

    def __init__(self, folder: Path) -> None:
        """Open the journal of *folder*, or create one.

        Raises:
            JournalError: if the folder is in use, read-only, or of another version.
        """
        self.folder = folder
        self._connection, self.repaired = open_journal(folder)
        with suppress(OSError):
            (folder / PID_FILE).write_text(str(os.getpid()), encoding="ascii")
        self._queue: queue.SimpleQueue[tuple[Work, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="altinn-mock journal", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Commit pending writes and close the file."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        with suppress(OSError):
            (self.folder / PID_FILE).unlink()

    def _write(self) -> None:
        connection = self._connection
        while True:
            batch = [self._queue.get()]
            with suppress(queue.Empty):
                while batch[-1] is not None:
                    batch.append(self._queue.get_nowait())
            works = [each for each in batch if each is not None]
            if works:
                self._commit(connection, works)
            if batch[-1] is None:
                connection.close()
                return

    def _commit(
        self, connection: sqlite3.Connection, works: Sequence[tuple[Work, Future[Any]]]
    ) -> None:
        """Run *works* in one transaction; if one of them fails, each in its own."""
        try:
            self._check_in_place()
            connection.execute("BEGIN IMMEDIATE")
            results = [work(connection) for work, _ in works]
            connection.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            if len(works) > 1:
                for each in works:
                    self._commit(connection, [each])
            else:
                works[0][1].set_exception(JournalError(str(error)))
            return
        for (_, future), result in zip(works, results, strict=True):
            future.set_result(result)

    def _check_in_place(self) -> None:
        if not (self.folder / FILE).exists():
            raise OSError(f"{self.folder / FILE} was removed")

    async def _run(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        future: Future[ResultT] = Future()
        self._queue.put((work, future))
        return await asyncio.wrap_future(future)

    async def worlds(self) -> list[StoredWorld]:
        """Return all worlds, in the order of their creation."""
        return await self._run(tables.select_worlds)

    async def append(self, world: str, entry: Entry) -> int:
        """Save *entry* and return its number; numbers increase.

        Raises:
            JournalError: if it cannot be saved.
        """
        return await self._run(lambda db: tables.insert_entry(db, world, entry))

    async def start(self, world: str, state: bytes) -> int:
        """Replace the journal of *world* by a base; return the number of the base."""
        return await self._run(lambda db: tables.insert_world(db, world, state))

    async def delete(self, world: str) -> None:
        """Delete everything about *world*."""
        await self._run(lambda db: tables.delete_world(db, world))

    async def add_base(self, world: str, entry: int, state: bytes) -> None:
        """Save the state of *world* after *entry*, and delete what is not needed any more."""
        await self._run(lambda db: tables.insert_base(db, world, entry, state))

    async def base(self, world: str, until: int | None = None) -> tuple[int, bytes]:
        """Return the newest base of *world* at or before entry *until*, with its number."""
        return await self._run(lambda db: tables.select_base(db, world, until))

    async def entries(
        self, world: str, after: int, until: int | None = None, limit: int = 1_000
    ) -> list[tuple[int, Entry]]:
        """Return the first *limit* entries of *world* after number *after*, up to *until*."""
        return await self._run(lambda db: tables.select_entries(db, world, after, until, limit))

    async def truncate(self, world: str, after: int) -> None:
        """Delete the entries, bases and checkpoints of *world* after number *after*."""
        await self._run(lambda db: tables.truncate(db, world, after))

    async def add_checkpoint(self, world: str, checkpoint: str, entry: int, document: str) -> None:
        """Save a checkpoint of *world*: its state after *entry*."""
        await self._run(lambda db: tables.insert_checkpoint(db, world, checkpoint, entry, document))

    async def delete_checkpoint(self, world: str, checkpoint: str) -> None:
        """Delete a checkpoint of *world*."""
        await self._run(lambda db: tables.delete_checkpoint(db, world, checkpoint))

    async def checkpoints(self, world: str) -> list[tuple[int, str]]:
        """Return entry number and document of each checkpoint of *world*, oldest first."""
        return await self._run(lambda db: tables.select_checkpoints(db, world))

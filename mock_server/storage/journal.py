"""The journal of a data directory: what came from outside, world by world, in SQLite.

A world is rebuilt from a full state, its base, and the entries after it; see docs/adr/0013. The
file is written by one thread, which commits everything that is in flight at once, so that a commit
costs one disk flush however many requests wait for it.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from mock_server.domain.instant import Instant

FILE: Final = "worlds.db"
PID_FILE: Final = "server.pid"
VERSION: Final = 1
_APPLICATION_ID: Final = 0x414E4D31  # "ANM1"
_WRITABLE: Final = os.R_OK | os.W_OK | os.X_OK

_SCHEMA: Final = """
CREATE TABLE worlds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE bases (
    world INTEGER NOT NULL, entry INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (world, entry)
) WITHOUT ROWID;
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, world INTEGER NOT NULL, kind TEXT NOT NULL,
    at INTEGER NOT NULL, real_time INTEGER NOT NULL, head TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX entries_by_world ON entries (world, id);
CREATE TABLE checkpoints (
    id TEXT PRIMARY KEY, world INTEGER NOT NULL, entry INTEGER NOT NULL, document TEXT NOT NULL
);
"""

ResultT = TypeVar("ResultT")


class JournalError(Exception):
    """The data directory cannot be used; the message is one line with advice."""


class EntryKind(StrEnum):
    """What came from outside."""

    REQUEST = "request"
    TICK = "tick"  # a running clock ran jobs
    ANSWER = "answer"  # a condition endpoint answered


class RequestHead(NamedTuple):
    """A request without its body; ``path`` is the raw path behind the world's prefix."""

    method: str
    path: bytes
    query: bytes
    headers: Sequence[tuple[bytes, bytes]]
    scheme: str = "http"


class Entry(NamedTuple):
    """One thing that came from outside.

    ``at`` is the world's clock, ``real_time`` the machine's. A tick has only ``at``, an answer
    only a ``body``.
    """

    kind: EntryKind
    at: Instant
    real_time: Instant
    head: RequestHead | None = None
    body: bytes = b""

    def size(self) -> int:
        """Return about how many bytes it takes in memory."""
        headers = self.head.headers if self.head else ()
        return len(self.body) + sum(len(name) + len(value) for name, value in headers)


@dataclass(frozen=True, slots=True)
class StoredWorld:
    """A world as the journal holds it: its latest base, and how many entries follow it."""

    name: str
    base_entry: int
    entries: int
    last_entry: int


_Work = Callable[[sqlite3.Connection], Any]


class JournalFile:
    """The journal of one data directory. One server at a time may have it open.

    Writes are committed in the order in which they were asked for.
    """

    def __init__(self, folder: Path) -> None:
        """Open the journal of *folder*, or make one.

        Raises:
            JournalError: if the folder is in use, read-only, damaged beyond reading, or of another
                version.
        """
        self.folder = folder
        self.repaired: str | None = None
        self._connection = self._open()
        self._queue: queue.SimpleQueue[tuple[_Work, Future[Any]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._write, name="altinn-mock journal", daemon=True)
        self._thread.start()

    # --- opening

    def _open(self) -> sqlite3.Connection:
        path = self.folder / FILE
        if not os.access(self.folder, _WRITABLE):
            raise JournalError(f"--data {self.folder}: the folder is read-only; choose another")
        connection = _connect(path)
        try:
            _check_version(connection, path)
            damage = _damage(connection)
            if damage:
                connection.close()
                self.repaired = _salvage(path)
                connection = _connect(path)
        except sqlite3.OperationalError as error:
            connection.close()
            if "locked" in str(error):
                raise JournalError(
                    f"--data {self.folder}: used by another server{_pid_of(self.folder)};"
                    " stop it, or choose another folder"
                ) from error
            raise JournalError(f"--data {self.folder}: {error}") from error
        except sqlite3.DatabaseError as error:
            connection.close()
            self.repaired = _set_aside(path, str(error))
            connection = _connect(path)
            _check_version(connection, path)
        with suppress(OSError):
            (self.folder / PID_FILE).write_text(str(os.getpid()), encoding="ascii")
        return connection

    def close(self) -> None:
        """Commit what is in flight, and close the file."""
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        with suppress(OSError):
            (self.folder / PID_FILE).unlink()

    # --- writing

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
        self, connection: sqlite3.Connection, works: Sequence[tuple[_Work, Future[Any]]]
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

    def _do(self, work: Callable[[sqlite3.Connection], ResultT]) -> Future[ResultT]:
        future: Future[ResultT] = Future()
        self._queue.put((work, future))
        return future

    async def _run(self, work: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        return await asyncio.wrap_future(self._do(work))

    # --- what a journal does

    async def worlds(self) -> list[StoredWorld]:
        """Return all worlds, in the order in which they were made."""
        return await self._run(_worlds)

    async def append(self, world: str, entry: Entry) -> int:
        """Keep *entry*, and return its number; numbers grow.

        Raises:
            JournalError: if it could not be kept.
        """
        return await self._run(lambda db: _append(db, world, entry))

    async def start(self, world: str, state: bytes) -> int:
        """Begin the journal of *world* anew, with *state* as its base; return the base's number."""

        def work(db: sqlite3.Connection) -> int:
            _delete(db, world)
            db.execute("INSERT INTO worlds (name) VALUES (?)", (world,))
            number = _last(db)
            db.execute("INSERT INTO bases VALUES (?, ?, ?)", (_world_id(db, world), number, state))
            return number

        return await self._run(work)

    async def delete(self, world: str) -> None:
        """Delete everything about *world*."""
        await self._run(lambda db: _delete(db, world))

    async def add_base(self, world: str, entry: int, state: bytes) -> None:
        """Keep *state*, the state of *world* after *entry*, and drop what no longer matters."""

        def work(db: sqlite3.Connection) -> None:
            world_id = _world_id(db, world)
            db.execute("INSERT OR REPLACE INTO bases VALUES (?, ?, ?)", (world_id, entry, state))
            _prune(db, world_id)

        await self._run(work)

    async def base(self, world: str, until: int | None = None) -> tuple[int, bytes]:
        """Return the newest base of *world* at or before entry *until*, with its number."""

        def work(db: sqlite3.Connection) -> tuple[int, bytes]:
            found: tuple[int, bytes] = db.execute(
                "SELECT entry, state FROM bases WHERE world = ? AND entry <= ?"
                " ORDER BY entry DESC LIMIT 1",
                (_world_id(db, world), _last(db) if until is None else until),
            ).fetchone()
            return found

        return await self._run(work)

    async def entries(
        self, world: str, after: int, until: int | None = None, limit: int = 1_000
    ) -> list[tuple[int, Entry]]:
        """Return the first *limit* entries of *world* after number *after*, up to *until*."""

        def work(db: sqlite3.Connection) -> list[tuple[int, Entry]]:
            rows = db.execute(
                "SELECT id, kind, at, real_time, head, body FROM entries"
                " WHERE world = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?",
                (_world_id(db, world), after, _last(db) if until is None else until, limit),
            )
            return [
                (number, Entry(EntryKind(kind), at, real_time, _read_head(head), body))
                for number, kind, at, real_time, head, body in rows
            ]

        return await self._run(work)

    async def truncate(self, world: str, after: int) -> None:
        """Delete the entries, bases and checkpoints of *world* after number *after*."""

        def work(db: sqlite3.Connection) -> None:
            key = (_world_id(db, world), after)
            db.execute("DELETE FROM entries WHERE world = ? AND id > ?", key)
            db.execute("DELETE FROM bases WHERE world = ? AND entry > ?", key)
            db.execute("DELETE FROM checkpoints WHERE world = ? AND entry > ?", key)

        await self._run(work)

    async def add_checkpoint(self, world: str, checkpoint: str, entry: int, document: str) -> None:
        """Keep a checkpoint of *world*: the state after *entry*."""

        def work(db: sqlite3.Connection) -> None:
            row = (checkpoint, _world_id(db, world), entry, document)
            db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)", row)

        await self._run(work)

    async def delete_checkpoint(self, world: str, checkpoint: str) -> None:
        """Delete a checkpoint of *world*."""

        def work(db: sqlite3.Connection) -> None:
            world_id = _world_id(db, world)
            db.execute("DELETE FROM checkpoints WHERE world = ? AND id = ?", (world_id, checkpoint))
            _prune(db, world_id)

        await self._run(work)

    async def checkpoints(self, world: str) -> list[tuple[int, str]]:
        """Return entry number and document of each checkpoint of *world*, oldest first."""
        return await self._run(
            lambda db: db.execute(
                "SELECT entry, document FROM checkpoints WHERE world = ? ORDER BY entry, rowid",
                (_world_id(db, world),),
            ).fetchall()
        )


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.touch(mode=0o600)
    return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN EXCLUSIVE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
    if version not in (0, VERSION):
        connection.close()
        raise JournalError(
            f"{path} has version {version}, this program reads version {VERSION};"
            " use the program that wrote it, or another folder"
        )


def _damage(connection: sqlite3.Connection) -> bool:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return bool(found != "ok")


def _salvage(path: Path) -> str:
    """Move a damaged file aside, and copy every world that can be read whole into a new one."""
    aside = _aside(path)
    lost: list[str] = []
    saved: list[str] = []
    source = sqlite3.connect(aside)
    target = _connect(path)
    _check_version(target, path)
    try:
        names = [row[0] for row in source.execute("SELECT name FROM worlds ORDER BY id")]
    except sqlite3.DatabaseError:
        names = []
    for name in names:
        (saved if _copy_world(source, target, name) else lost).append(name)
    source.close()
    target.close()
    return (
        f"{path.name} was damaged: saved {len(saved)} of {len(names)} worlds"
        f"{f' (lost: {chr(44).join(lost[:5])})' if lost else ''};"
        f" the damaged file is kept as {aside.name}"
    )


def _copy_world(source: sqlite3.Connection, target: sqlite3.Connection, name: str) -> bool:
    try:
        (old,) = source.execute("SELECT id FROM worlds WHERE name = ?", (name,)).fetchone()
        bases = source.execute("SELECT entry, state FROM bases WHERE world = ?", (old,)).fetchall()
        entries = source.execute("SELECT * FROM entries WHERE world = ?", (old,)).fetchall()
        marks = source.execute("SELECT * FROM checkpoints WHERE world = ?", (old,)).fetchall()
    except sqlite3.DatabaseError:
        return False
    if not bases:
        return False
    target.execute("BEGIN")
    target.execute("INSERT INTO worlds (name) VALUES (?)", (name,))
    new = _world_id(target, name)
    target.executemany("INSERT INTO bases VALUES (?, ?, ?)", [(new, *row) for row in bases])
    target.executemany(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(row[0], new, *row[2:]) for row in entries],
    )
    target.executemany(
        "INSERT INTO checkpoints VALUES (?, ?, ?, ?)", [(row[0], new, *row[2:]) for row in marks]
    )
    target.execute("COMMIT")
    return True


def _set_aside(path: Path, reason: str) -> str:
    aside = _aside(path)
    return f"{path.name} cannot be read ({reason}); it is kept as {aside.name}, nothing was saved"


def _aside(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    os.replace(path, aside)
    for suffix in ("-wal", "-shm"):
        with suppress(OSError):
            os.replace(path.with_name(path.name + suffix), aside.with_name(aside.name + suffix))
    return aside


def _pid_of(folder: Path) -> str:
    try:
        return f" (process {int((folder / PID_FILE).read_text(encoding='ascii'))})"
    except (OSError, ValueError):
        return ""


def _worlds(db: sqlite3.Connection) -> list[StoredWorld]:
    rows = db.execute(
        "SELECT name, newest,"
        " (SELECT count(*) FROM entries WHERE world = w.id AND entries.id > newest),"
        " max(newest, (SELECT coalesce(max(entries.id), 0) FROM entries WHERE world = w.id))"
        " FROM (SELECT id, name, (SELECT max(entry) FROM bases WHERE world = worlds.id) AS newest"
        " FROM worlds) AS w ORDER BY w.id"
    )
    return [StoredWorld(*row) for row in rows]


def _world_id(db: sqlite3.Connection, name: str) -> int:
    row = db.execute("SELECT id FROM worlds WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise sqlite3.IntegrityError(f"the journal has no world {name!r}")
    return int(row[0])


def _last(db: sqlite3.Connection) -> int:
    """Return the highest number ever given to an entry."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
    return 0 if row is None else int(row[0])


def _append(db: sqlite3.Connection, world: str, entry: Entry) -> int:
    cursor = db.execute(
        "INSERT INTO entries (world, kind, at, real_time, head, body)"
        " SELECT id, ?, ?, ?, ?, ? FROM worlds WHERE name = ?",
        (entry.kind, entry.at, entry.real_time, _write_head(entry.head), entry.body, world),
    )
    if cursor.rowcount != 1:
        raise sqlite3.IntegrityError(f"the journal has no world {world!r}")
    return int(cursor.lastrowid or 0)


def _write_head(head: RequestHead | None) -> str:
    if head is None:
        return ""
    headers = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in head.headers]
    texts = [head.method, head.path.decode("latin-1"), head.query.decode("latin-1"), head.scheme]
    return json.dumps([*texts, headers])


def _read_head(text: str) -> RequestHead | None:
    if not text:
        return None
    method, path, query, scheme, headers = json.loads(text)
    return RequestHead(
        method,
        path.encode("latin-1"),
        query.encode("latin-1"),
        [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        scheme,
    )


def _delete(db: sqlite3.Connection, world: str) -> None:
    row = db.execute("SELECT id FROM worlds WHERE name = ?", (world,)).fetchone()
    if row is not None:
        for table in ("entries", "bases", "checkpoints"):
            db.execute(f"DELETE FROM {table} WHERE world = ?", row)
        db.execute("DELETE FROM worlds WHERE id = ?", row)


def _prune(db: sqlite3.Connection, world: int) -> None:
    """Delete the bases and entries that neither the newest state nor a checkpoint needs."""
    bases = [
        row[0]
        for row in db.execute("SELECT entry FROM bases WHERE world = ? ORDER BY entry", (world,))
    ]
    marks = [
        row[0] for row in db.execute("SELECT entry FROM checkpoints WHERE world = ?", (world,))
    ]
    needed = {
        bases[-1],
        *(max((b for b in bases if b <= mark), default=bases[0]) for mark in marks),
    }
    for base in bases:
        if base not in needed:
            db.execute("DELETE FROM bases WHERE world = ? AND entry = ?", (world, base))
    db.execute("DELETE FROM entries WHERE world = ? AND id <= ?", (world, min(needed)))

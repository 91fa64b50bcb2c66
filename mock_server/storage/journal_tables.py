"""The tables of the journal in SQLite, and the statements on them.

A world is rebuilt from a full state, its base, and the entries after it; see docs/adr/0015.
"""

import sqlite3
from typing import Final

from mock_server.storage.journal_entries import (
    Entry,
    EntryKind,
    StoredWorld,
    read_head,
    write_head,
)

SCHEMA: Final = """
CREATE TABLE worlds (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE bases (
    world INTEGER NOT NULL, entry INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY (world, entry)
);
CREATE TABLE entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, world INTEGER NOT NULL, kind TEXT NOT NULL,
    at INTEGER NOT NULL, real_time INTEGER NOT NULL, head TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX entries_by_world ON entries (world, id);
CREATE TABLE checkpoints (
    id TEXT PRIMARY KEY, world INTEGER NOT NULL, entry INTEGER NOT NULL, document TEXT NOT NULL
);
"""


def select_worlds(db: sqlite3.Connection) -> list[StoredWorld]:
    """Return all worlds, in the order of their creation."""
    rows = db.execute(
        "SELECT name, newest,"
        " (SELECT count(*) FROM entries WHERE world = w.id AND entries.id > newest),"
        " max(newest, (SELECT coalesce(max(entries.id), 0) FROM entries WHERE world = w.id))"
        " FROM (SELECT id, name, (SELECT max(entry) FROM bases WHERE world = worlds.id) AS newest"
        " FROM worlds) AS w ORDER BY w.id"
    )
    return [StoredWorld(*row) for row in rows]


def world_id(db: sqlite3.Connection, name: str) -> int:
    """Return the key of a world.

    Raises:
        sqlite3.IntegrityError: if there is no world with that name.
    """
    row = db.execute("SELECT id FROM worlds WHERE name = ?", (name,)).fetchone()
    if row is None:
        raise sqlite3.IntegrityError(f"the journal has no world {name!r}")
    return int(row[0])


def last_entry(db: sqlite3.Connection) -> int:
    """Return the highest number ever given to an entry."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
    return 0 if row is None else int(row[0])


def insert_entry(db: sqlite3.Connection, world: str, entry: Entry) -> int:
    """Insert *entry* and return its number."""
    cursor = db.execute(
        "INSERT INTO entries (world, kind, at, real_time, head, body)"
        " SELECT id, ?, ?, ?, ?, ? FROM worlds WHERE name = ?",
        (entry.kind, entry.at, entry.real_time, write_head(entry.head), entry.body, world),
    )
    if cursor.rowcount != 1:
        raise sqlite3.IntegrityError(f"the journal has no world {world!r}")
    return int(cursor.lastrowid or 0)


def delete_world(db: sqlite3.Connection, world: str) -> None:
    """Delete everything about *world*."""
    row = db.execute("SELECT id FROM worlds WHERE name = ?", (world,)).fetchone()
    if row is not None:
        for table in ("entries", "bases", "checkpoints"):
            db.execute(f"DELETE FROM {table} WHERE world = ?", row)
        db.execute("DELETE FROM worlds WHERE id = ?", row)


def prune(db: sqlite3.Connection, name: str) -> None:
    """Delete the bases and entries that neither the newest state nor a checkpoint needs."""
    world = world_id(db, name)
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


def insert_world(db: sqlite3.Connection, world: str, state: bytes) -> int:
    """Replace everything about *world* by a base; return the number of the base."""
    delete_world(db, world)
    db.execute("INSERT INTO worlds (name) VALUES (?)", (world,))
    number = last_entry(db)
    db.execute("INSERT INTO bases VALUES (?, ?, ?)", (world_id(db, world), number, state))
    return number


def insert_base(db: sqlite3.Connection, world: str, entry: int, state: bytes) -> None:
    """Insert a base of *world*, and delete what is not needed any more."""
    db.execute("INSERT OR REPLACE INTO bases VALUES (?, ?, ?)", (world_id(db, world), entry, state))
    prune(db, world)


def select_base(db: sqlite3.Connection, world: str, until: int | None) -> tuple[int, bytes]:
    """Return the newest base of *world* at or before entry *until*, with its number."""
    found: tuple[int, bytes] = db.execute(
        "SELECT entry, state FROM bases WHERE world = ? AND entry <= ? ORDER BY entry DESC LIMIT 1",
        (world_id(db, world), last_entry(db) if until is None else until),
    ).fetchone()
    return found


def select_entries(
    db: sqlite3.Connection, world: str, after: int, until: int | None, limit: int
) -> list[tuple[int, Entry]]:
    """Return the first *limit* entries of *world* after number *after*, up to *until*."""
    rows = db.execute(
        "SELECT id, kind, at, real_time, head, body FROM entries"
        " WHERE world = ? AND id > ? AND id <= ? ORDER BY id LIMIT ?",
        (world_id(db, world), after, last_entry(db) if until is None else until, limit),
    )
    return [
        (number, Entry(EntryKind(kind), at, real_time, read_head(head), body))
        for number, kind, at, real_time, head, body in rows
    ]


def truncate(db: sqlite3.Connection, world: str, after: int) -> None:
    """Delete the entries, bases and checkpoints of *world* after number *after*."""
    key = (world_id(db, world), after)
    db.execute("DELETE FROM entries WHERE world = ? AND id > ?", key)
    db.execute("DELETE FROM bases WHERE world = ? AND entry > ?", key)
    db.execute("DELETE FROM checkpoints WHERE world = ? AND entry > ?", key)


def insert_checkpoint(
    db: sqlite3.Connection, world: str, checkpoint: str, entry: int, document: str
) -> None:
    """Insert a checkpoint of *world*: its state after *entry*."""
    row = (checkpoint, world_id(db, world), entry, document)
    db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?, ?)", row)


def delete_checkpoint(db: sqlite3.Connection, world: str, checkpoint: str) -> None:
    """Delete a checkpoint of *world*, and what is not needed any more."""
    key = (world_id(db, world), checkpoint)
    db.execute("DELETE FROM checkpoints WHERE world = ? AND id = ?", key)
    prune(db, world)


def select_checkpoints(db: sqlite3.Connection, world: str) -> list[tuple[int, str]]:
    """Return entry number and document of each checkpoint of *world*, oldest first."""
    return db.execute(
        "SELECT entry, document FROM checkpoints WHERE world = ? ORDER BY entry, rowid",
        (world_id(db, world),),
    ).fetchall()

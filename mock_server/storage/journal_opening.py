"""Opening of the journal file: version, lock, and repair of a damaged file."""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

from mock_server.storage.journal_entries import JournalError
from mock_server.storage.journal_tables import SCHEMA, world_id

FILE: Final = "worlds.db"
PID_FILE: Final = "server.pid"
VERSION: Final = 1
_APPLICATION_ID: Final = 0x414E4D31  # "ANM1"
_WRITABLE: Final = os.R_OK | os.W_OK | os.X_OK


def open_journal(folder: Path) -> tuple[sqlite3.Connection, str | None]:
    """Return the connection to the journal of *folder*, and a line on damage that was repaired.

    Raises:
        JournalError: if the folder is in use, read-only, or of another version.
    """
    path = folder / FILE
    if not os.access(folder, _WRITABLE):
        raise JournalError(f"--data {folder}: the folder is read-only; choose another")
    if not path.exists() and any(folder.glob("world-*.jsonl")):
        raise JournalError(
            f"--data {folder}: no {FILE} beside the messages of an earlier version;"
            " move world-*.jsonl away, or choose another folder"
        )
    try:
        return _open(path)
    except OSError as error:
        raise JournalError(f"--data {folder}: {error.strerror}") from error
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise JournalError(
                f"--data {folder}: used by another server{_pid_of(folder)};"
                " stop it, or choose another folder"
            ) from error
        raise JournalError(f"--data {folder}: {error}") from error


def _open(path: Path) -> tuple[sqlite3.Connection, str | None]:
    connection = _connect(path)
    try:
        _prepare(connection, path)
        if not _is_damaged(connection):
            return connection, None
        connection.close()
        repaired = _salvage(path)
    except (sqlite3.OperationalError, JournalError):
        connection.close()
        raise
    except sqlite3.DatabaseError as error:
        connection.close()
        repaired = _set_aside(path, str(error))
    connection = _connect(path)
    _prepare(connection, path)
    return connection, repaired


def _connect(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.touch(mode=0o600)
    return sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN EXCLUSIVE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
    if version not in (0, VERSION):
        raise JournalError(
            f"{path} has version {version}, this program reads version {VERSION};"
            " use the program that wrote it, or another folder"
        )


def _is_damaged(connection: sqlite3.Connection) -> bool:
    (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return bool(found != "ok")


def _salvage(path: Path) -> str:
    """Move a damaged file aside, and copy every world that can be read whole into a new one."""
    aside = _aside(path)
    lost: list[str] = []
    saved: list[str] = []
    source = sqlite3.connect(aside)
    target = _connect(path)
    _prepare(target, path)
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
    new = world_id(target, name)
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

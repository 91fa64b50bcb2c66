"""The journal of a server without a data directory, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mock_server.storage.journal_entries import Entry, JournalError

MAX_BYTES = 64 * 1024 * 1024  # per world


@dataclass(slots=True)
class _World:
    bases: list[tuple[int, bytes]]
    entries: list[tuple[int, Entry]] = field(default_factory=list)
    checkpoints: dict[str, tuple[int, str]] = field(default_factory=dict)
    size: int = 0


class MemoryJournal:
    """The journals of all worlds, with the methods of ``JournalFile``."""

    def __init__(self) -> None:
        self._worlds: dict[str, _World] = {}
        self._last = 0

    def close(self) -> None:
        """Do nothing: there is no file."""

    async def append(self, world: str, entry: Entry) -> int:
        """Save *entry* and return its number; numbers increase."""
        journal = self._of(world)
        self._last += 1
        journal.entries.append((self._last, entry))
        journal.size += entry.size()
        return self._last

    def is_full(self, world: str) -> bool:
        """Return whether the entries of *world* exceed their share of memory."""
        return self._of(world).size > MAX_BYTES

    async def start(self, world: str, state: bytes) -> int:
        """Replace the journal of *world* by a base; return the number of the base."""
        self._worlds[world] = _World([(self._last, state)])
        return self._last

    async def delete(self, world: str) -> None:
        """Delete everything about *world*."""
        self._worlds.pop(world, None)

    async def add_base(self, world: str, entry: int, state: bytes) -> None:
        """Save the state of *world* after *entry*, and delete what is not needed any more."""
        journal = self._of(world)
        journal.bases = [each for each in journal.bases if each[0] != entry] + [(entry, state)]
        journal.bases.sort(key=lambda each: each[0])
        self._prune(journal)

    async def base(self, world: str, until: int | None = None) -> tuple[int, bytes]:
        """Return the newest base of *world* at or before entry *until*, with its number."""
        limit = self._last if until is None else until
        return next(each for each in reversed(self._of(world).bases) if each[0] <= limit)

    async def entries(
        self, world: str, after: int, until: int | None = None, limit: int = 1_000
    ) -> list[tuple[int, Entry]]:
        """Return the first *limit* entries of *world* after number *after*, up to *until*."""
        last = self._last if until is None else until
        return [each for each in self._of(world).entries if after < each[0] <= last][:limit]

    async def truncate(self, world: str, after: int) -> None:
        """Delete the entries, bases and checkpoints of *world* after number *after*."""
        journal = self._of(world)
        journal.entries = [each for each in journal.entries if each[0] <= after]
        journal.bases = [each for each in journal.bases if each[0] <= after]
        journal.checkpoints = {
            key: each for key, each in journal.checkpoints.items() if each[0] <= after
        }

    async def add_checkpoint(self, world: str, checkpoint: str, entry: int, document: str) -> None:
        """Save a checkpoint of *world*: its state after *entry*."""
        self._of(world).checkpoints[checkpoint] = (entry, document)

    async def delete_checkpoint(self, world: str, checkpoint: str) -> None:
        """Delete a checkpoint."""
        journal = self._of(world)
        journal.checkpoints.pop(checkpoint, None)
        self._prune(journal)

    async def checkpoints(self, world: str) -> Sequence[tuple[int, str]]:
        """Return entry number and document of each checkpoint of *world*, oldest first."""
        return list(self._of(world).checkpoints.values())

    def _of(self, world: str) -> _World:
        try:
            return self._worlds[world]
        except KeyError:
            raise JournalError(f"the journal has no world {world!r}") from None

    def _prune(self, journal: _World) -> None:
        """Delete the bases and entries that neither the newest state nor a checkpoint needs."""
        numbers = [number for number, _ in journal.bases]
        needed = {numbers[-1]} | {
            max((number for number in numbers if number <= mark), default=numbers[0])
            for mark, _ in journal.checkpoints.values()
        }
        journal.bases = [each for each in journal.bases if each[0] in needed]
        journal.entries = [each for each in journal.entries if each[0] > min(needed)]
        journal.size = sum(each.size() for _, each in journal.entries)

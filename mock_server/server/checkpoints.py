"""Checkpoints and forks of worlds.

A checkpoint is a position in the journal; a world is restored by a replay up to it.
Source: docs/control-api.md, Clock; docs/adr/0015.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from mock_server.domain.errors import ConflictError, NotFoundError
from mock_server.server.replay import Replay
from mock_server.server.world_factory import WorldFactory
from mock_server.server.world_journal import Checkpoint, WorldJournal
from mock_server.server.world_state import WorldSnapshots
from mock_server.storage.journal_entries import Entry
from mock_server.world.world import World
from mock_server.world.worlds import Worlds


class Checkpoints:
    """The checkpoints of all worlds; *new_twin* returns a server that rebuilds a world."""

    def __init__(
        self,
        journal: WorldJournal,
        worlds: Worlds,
        factory: WorldFactory,
        snapshots: WorldSnapshots,
        new_twin: Callable[[], Any],
    ) -> None:
        self._journal = journal
        self._worlds = worlds
        self._factory = factory
        self._snapshots = snapshots
        self._new_twin = new_twin

    async def list(self, world: World) -> list[Checkpoint]:
        """Return the checkpoints of *world*, oldest first."""
        return await self._journal.checkpoints(world.name)

    async def add(self, world: World, name: str | None) -> Checkpoint:
        """Add a checkpoint of the current state of *world*."""
        async with self._journal.paused(world.name):
            if not self._journal.has_started(world.name):
                await self._journal.begin(world)
            checkpoint = self._journal.new_checkpoint(world, name)
            await self._journal.add_checkpoint(world.name, checkpoint)
        return checkpoint

    async def delete(self, world: World, checkpoint_id: str) -> None:
        """Delete a checkpoint.

        Raises:
            NotFoundError: if *world* has no such checkpoint.
        """
        checkpoint = await self._find(world, checkpoint_id)
        await self._journal.store.delete_checkpoint(world.name, checkpoint.id)

    async def restore(self, world: World, checkpoint_id: str) -> World:
        """Restore *world* to a checkpoint, and delete later checkpoints.

        Raises:
            NotFoundError: if *world* has no such checkpoint.
        """
        checkpoint = await self._find(world, checkpoint_id)
        async with self._journal.paused(world.name):
            restored, is_complete = await self._replay(world.name, checkpoint.entry)
            await self._journal.store.truncate(world.name, checkpoint.entry)
            if not is_complete:
                await self._save(restored, checkpoint.entry)
            self._journal.last_entry[world.name] = checkpoint.entry
            self._factory.adopt(restored)
            self._worlds.replace(world.name, restored)
        return restored

    async def fork(self, world: World, name: str) -> World:
        """Copy *world* to a new world with that name.

        Raises:
            ConflictError: if the name is taken.
        """
        if name in self._worlds.by_name:
            raise ConflictError(f"a world named {name!r} exists already; choose another name")
        async with self._journal.paused(world.name):
            state = self._snapshots.dump(world)
        forked = self._worlds.get(name)
        self._snapshots.load(forked, state)
        await self._journal.begin(forked)
        return forked

    async def rebuild(self, name: str, last_entry: int) -> World:
        """Return the world after the last entry of its journal; its outbox is in memory."""
        world, is_complete = await self._replay(name, None)
        if not is_complete:
            await self._save(world, last_entry)
        return world

    async def _save(self, world: World, entry: int) -> None:
        """Save the state of a world in which a replay ended calls without a response.

        The journal does not have these ends, so another replay would continue differently.
        """
        await self._journal.store.add_base(world.name, entry, self._snapshots.dump(world))

    async def _replay(self, name: str, until: int | None) -> tuple[World, bool]:
        """Return the world after entry *until*, and whether no call was without a response."""
        twin = self._new_twin()
        world: World = twin.worlds.get(name)
        base, state = await self._journal.store.base(name, until)
        if state:
            self._snapshots.load(world, state)
        replay = Replay(twin, twin.engine_runner, world)
        async for number, entry in self._entries(name, base, until):
            await replay.feed(number, entry)
        has_waited = await replay.finish()
        rebuilt: World = twin.worlds.get(name)
        return rebuilt, not has_waited

    async def _entries(
        self, name: str, after: int, until: int | None
    ) -> AsyncIterator[tuple[int, Entry]]:
        while page := await self._journal.store.entries(name, after, until):
            for each in page:
                yield each
            after = page[-1][0]

    async def _find(self, world: World, checkpoint_id: str) -> Checkpoint:
        found = await self.list(world)
        for each in found:
            if each.id == checkpoint_id:
                return each
        raise NotFoundError(
            f"no checkpoint {checkpoint_id!r} in this world; see GET /_mock/checkpoints"
        )

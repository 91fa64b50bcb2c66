"""Gates in front of worlds: a world has one writer, also while its engine pauses."""

import asyncio
from collections import deque
from contextlib import suppress

from mock_server.world.world import World


class Gate:
    """A gate that requests pass in the order of their arrival."""

    def __init__(self) -> None:
        self.is_closed = False
        self._waiting: deque[asyncio.Event] = deque()

    async def enter(self) -> None:
        """Wait until the gate is open and all earlier requests have passed."""
        if not self.is_closed and not self._waiting:
            return
        turn = asyncio.Event()
        self._waiting.append(turn)
        try:
            while self.is_closed or self._waiting[0] is not turn:
                turn.clear()
                await turn.wait()
        finally:
            with suppress(ValueError):
                self._waiting.remove(turn)
            self._wake_next()

    def close(self) -> None:
        """Make requests wait."""
        self.is_closed = True

    def open(self) -> None:
        """Admit the waiting requests, one after the other."""
        self.is_closed = False
        self._wake_next()

    def is_idle(self) -> bool:
        """Return whether the gate is open and no request waits."""
        return not self.is_closed and not self._waiting

    def _wake_next(self) -> None:
        if self._waiting:
            self._waiting[0].set()


class WorldGates:
    """The gates of all worlds of one server, by name: a replaced world keeps its gate."""

    def __init__(self) -> None:
        self._gates: dict[str, Gate] = {}
        # Worlds in which a change was cancelled half-way; a replay would complete it.
        self.interrupted: set[str] = set()

    async def enter(self, name: str) -> None:
        """Wait until the world with that name can be changed."""
        gate = self._gates.get(name)
        if gate is not None:
            await gate.enter()

    def of(self, world: World) -> Gate:
        """Return the gate of a world."""
        return self._gates.setdefault(world.name, Gate())

    def forget_idle(self, world: World) -> None:
        """Delete the gate of a world if it is not in use."""
        gate = self._gates.get(world.name)
        if gate is not None and gate.is_idle():
            del self._gates[world.name]

"""What will happen, and when: the only queue of a world."""

from __future__ import annotations

import heapq
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from mock_server.domain.instant import END_OF_TIME, Instant

if TYPE_CHECKING:
    from mock_server.engine.ports import Steps
    from mock_server.engine.world import World


class Phase(IntEnum):
    """What comes first within one instant. Source: spec/processing-and-timing.md 12.1."""

    JOB = 0
    INSTANT_ANSWER = 5
    PAST_DUE = 10
    RETRY = 20
    EMAIL = 30
    SMS_ANYTIME = 40
    SMS_DAYTIME = 41
    GATEWAY = 50
    TERMINATION = 60
    CLEAN_UP = 70


class Happening(ABC):
    """Something that falls due: plain fields only, so that a world can be written down."""

    __slots__ = ()

    @abstractmethod
    def happen(self, world: World) -> Steps | None:
        """Let it happen now; a generator where the outside must be asked."""

    def is_live(self, _world: World) -> bool:
        """Tell whether it will still do something; what has lapsed is passed over."""
        return True


# instant, phase, rank, arrival, what
Entry = tuple[Instant, Phase, int, int, Happening]


@dataclass(slots=True)
class Agenda:
    """Entries by instant, phase, rank, then arrival: a total order, so that runs repeat."""

    entries: list[Entry] = field(default_factory=list)
    arrivals: int = 0
    sweeps: set[tuple[Instant, Phase]] = field(default_factory=set)

    def add(self, at: Instant, phase: Phase, happening: Happening, rank: int = 0) -> None:
        """Note that *happening* falls due at *at*; *rank* orders within the phase.

        What would fall due after the end of the calendar never happens.
        """
        if at <= END_OF_TIME:
            self.arrivals += 1
            heapq.heappush(self.entries, (at, phase, rank, self.arrivals, happening))

    def add_sweep(self, at: Instant, phase: Phase, happening: Happening) -> None:
        """Note a sweep, one for each instant and phase however often it is asked for."""
        if (at, phase) not in self.sweeps:
            self.sweeps.add((at, phase))
            self.add(at, phase, happening)

    def pop_until(self, target: Instant) -> Entry | None:
        """Take out the first entry that falls due at *target* or earlier."""
        if self.entries and self.entries[0][0] <= target:
            entry = heapq.heappop(self.entries)
            self.sweeps.discard((entry[0], entry[1]))
            return entry
        return None

    def first_live(self, world: World) -> Entry | None:
        """Return the first entry that will do something; what has lapsed is dropped."""
        while self.entries and not self.entries[0][4].is_live(world):
            self.pop_until(self.entries[0][0])
        return self.entries[0] if self.entries else None

    def coming(self, world: World) -> Iterator[Entry]:
        """Go through all live entries in the order in which they will happen."""
        return (entry for entry in sorted(self.entries) if entry[4].is_live(world))

    def __len__(self) -> int:
        return len(self.entries)

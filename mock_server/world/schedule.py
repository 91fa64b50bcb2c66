"""The jobs of a world, by the instant at which they are due."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

from mock_server.domain.instant import MAX_INSTANT, Instant

JobT = TypeVar("JobT")


class Phase(IntEnum):
    """The order of jobs at the same instant.

    Source: docs/reference/time-and-delivery.md section 12.1.
    """

    JOB = 0
    INSTANT_GATEWAY_RESPONSE = 5
    PAST_DUE = 10
    RETRY = 20
    EMAIL = 30
    SMS_ANYTIME = 40
    SMS_DAYTIME = 41
    GATEWAY = 50
    TERMINATION = 60
    CLEANUP = 70


class ScheduledJob(NamedTuple, Generic[JobT]):
    """A job, the instant at which it is due, and its order among the jobs of that instant."""

    at: Instant
    phase: Phase
    rank: int
    sequence: int
    job: JobT


@dataclass(slots=True)
class Schedule(Generic[JobT]):
    """Jobs ordered by instant, phase, rank and insertion, so that runs are repeatable."""

    entries: list[ScheduledJob[JobT]] = field(default_factory=list)
    last_sequence: int = 0
    sweeps: set[tuple[Instant, Phase]] = field(default_factory=set)

    def add(self, at: Instant, phase: Phase, job: JobT, rank: int = 0) -> None:
        """Schedule *job* at *at*; *rank* orders jobs within the phase.

        A job after the year 9999 is dropped.
        """
        if at <= MAX_INSTANT:
            self.last_sequence += 1
            heapq.heappush(self.entries, ScheduledJob(at, phase, rank, self.last_sequence, job))

    def add_sweep(self, at: Instant, phase: Phase, job: JobT) -> None:
        """Schedule a sweep, unless one is scheduled for the same instant and phase."""
        if (at, phase) not in self.sweeps:
            self.sweeps.add((at, phase))
            self.add(at, phase, job)

    def pop_due(self, target: Instant) -> ScheduledJob[JobT] | None:
        """Remove and return the first job that is due at *target* or earlier, if any."""
        if self.entries and self.entries[0].at <= target:
            entry = heapq.heappop(self.entries)
            self.sweeps.discard((entry.at, entry.phase))
            return entry
        return None

    def remove(self, is_obsolete: Callable[[JobT], bool]) -> None:
        """Remove all jobs for which *is_obsolete* is true; not meant for sweeps."""
        self.entries = [entry for entry in self.entries if not is_obsolete(entry.job)]
        heapq.heapify(self.entries)

    def first(self, is_active: Callable[[JobT], bool]) -> ScheduledJob[JobT] | None:
        """Return the first active job, and drop inactive jobs before it."""
        while self.entries and not is_active(self.entries[0].job):
            self.pop_due(self.entries[0].at)
        return self.entries[0] if self.entries else None

    def in_order(self) -> Iterator[ScheduledJob[JobT]]:
        """Yield all jobs in the order in which they are due."""
        return iter(sorted(self.entries))

    def __len__(self) -> int:
        return len(self.entries)

"""The clock of a world.

Source: docs/control-api.md, Clock.
"""

from dataclasses import dataclass
from enum import StrEnum

from mock_server.domain.errors import ClockBackwardsError
from mock_server.domain.instant import Instant, format_instant


class ClockMode(StrEnum):
    """The mode of a clock: follows real time, or changes only when a test advances it."""

    RUNNING = "running"
    FROZEN = "frozen"


@dataclass(slots=True, kw_only=True)
class Clock:
    """A clock that only moves forward, and only when it is told to.

    ``mode`` and ``speed`` (seconds per real second) are used by ``server.running_clocks``.
    """

    at: Instant
    mode: ClockMode = ClockMode.RUNNING
    speed: float = 1.0

    def now(self) -> Instant:
        """Return the current time of the world."""
        return self.at

    def move_to(self, target: Instant) -> None:
        """Set the clock to *target*.

        Raises:
            ClockBackwardsError: if *target* is earlier than now.
        """
        if target < self.at:
            raise ClockBackwardsError(format_instant(self.at), format_instant(target))
        self.at = target

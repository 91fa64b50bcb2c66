"""What time it is in a world, and how time is moved there.

Source: design/control-api.md, Clock.
"""

from dataclasses import dataclass
from enum import StrEnum

from mock_server.domain.errors import ClockBackwardsError
from mock_server.domain.instant import Instant, format_instant


class ClockMode(StrEnum):
    """Whether somebody pushes the clock along with the machine's time."""

    RUNNING = "running"
    FROZEN = "frozen"


@dataclass(slots=True, kw_only=True)
class Clock:
    """A clock that stands still until somebody moves it, and only ever moves forward.

    ``mode`` and ``speed`` (virtual seconds per real second) are for whoever pushes it.
    """

    at: Instant
    mode: ClockMode = ClockMode.RUNNING
    speed: float = 1.0

    def now(self) -> Instant:
        """Return the present instant."""
        return self.at

    def move_to(self, target: Instant) -> None:
        """Move to *target*.

        Raises:
            ClockBackwardsError: if *target* is earlier than now.
        """
        if target < self.at:
            raise ClockBackwardsError(format_instant(self.at), format_instant(target))
        self.at = target

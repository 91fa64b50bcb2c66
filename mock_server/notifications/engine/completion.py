"""The nightly sweep that deletes old entries of the status feed.

Source: spec/processing-and-timing.md section 6.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.domain.timing import clean_up_sweep
from mock_server.world.schedule import Happening, Phase

if TYPE_CHECKING:
    from mock_server.world.external_calls import Steps
    from mock_server.world.world import World


@dataclass(frozen=True, slots=True)
class FeedCleanUp(Happening):
    """Delete feed entries of ninety days or more."""

    def happen(self, world: World) -> Steps | None:
        """Delete one batch, and come back for the rest."""
        clean_up_feed(world)
        return None

    def is_live(self, world: World) -> bool:
        """Tell whether there is anything that may be deleted."""
        return any(world.feed.by_creator.values())


def clean_up_feed(world: World) -> None:
    """Delete one batch of old entries; where more are left, the next sweep goes on."""
    now = world.clock.now()
    if world.feed.clean_up(now):
        world.agenda.add_sweep(clean_up_sweep(now + 1), Phase.CLEAN_UP, FeedCleanUp())

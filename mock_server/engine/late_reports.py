"""Delivery reports that find no notification, or find it expired: retried, then dead.

Source: spec/processing-and-timing.md section 10.2.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mock_server.domain.instant import SECOND, Instant
from mock_server.domain.problems import ConflictError
from mock_server.domain.vocabulary import Medium, Result
from mock_server.engine.agenda import Happening, Phase
from mock_server.engine.delivery import REFERENCES, report

if TYPE_CHECKING:
    from mock_server.engine.ports import Steps
    from mock_server.engine.world import World

RETRIES: Final = tuple(seconds * SECOND for seconds in (1, 5, 10, 60, 120, 120))
NOT_FOUND: Final = "RETRY_THRESHOLD_EXCEEDED"
EXPIRED: Final = "NOTIFICATION_EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadReport:
    """A report that came to nothing, as the platform keeps it."""

    reference: str
    medium: Medium
    result: Result
    reason: str
    message: str
    attempts: int
    first_seen: Instant
    last_attempt: Instant


@dataclass(frozen=True, slots=True)
class ReportArrives(Happening):
    """One attempt to match a report to a notification by the gateway's reference."""

    reference: str
    medium: Medium
    result: Result
    first_seen: Instant
    attempt: int

    def happen(self, world: World) -> Steps | None:
        """Use the report, try again later, or give it up."""
        if self.reference in world.messages_of:
            try:
                report(world, self.reference, self.result)
            except ConflictError as refused:
                _bury(world, self, EXPIRED, str(refused))
        elif self.attempt < len(RETRIES):
            at = world.clock.now() + RETRIES[self.attempt]
            world.agenda.add(at, Phase.GATEWAY, replace(self, attempt=self.attempt + 1))
        else:
            name, number = REFERENCES[self.medium]
            why = f"{name} status update failed: {number}='{self.reference}' not found"
            _bury(world, self, NOT_FOUND, why)
        return None


def _bury(world: World, late: ReportArrives, reason: str, message: str) -> None:
    """Keep a report that came to nothing."""
    world.dead_reports.append(
        DeadReport(
            reference=late.reference,
            medium=late.medium,
            result=late.result,
            reason=reason,
            message=message,
            attempts=late.attempt + 1,
            first_seen=late.first_seen,
            last_attempt=world.clock.now(),
        )
    )

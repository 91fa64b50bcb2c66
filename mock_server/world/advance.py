"""Advancing the clock of a world, with every job that becomes due."""

from typing import Final

from mock_server.domain.enums import EventKind
from mock_server.domain.errors import ConflictError, UsageError
from mock_server.domain.instant import MAX_INSTANT, Instant, format_instant
from mock_server.world.external_calls import PAUSE, Steps
from mock_server.world.world import FLUSH_SIZE, World

# After this many rounds of retries without progress (a week of minutes) the world is not idle soon.
MAX_RETRY_ROUNDS: Final = 10_000
RETRY_EVENTS: Final = frozenset(
    {EventKind.ORDER_PICKED_UP, EventKind.CONDITION_CHECKED, EventKind.ORDER_PLACED}
)


def advance(world: World, target: Instant) -> Steps:
    """Advance the clock to *target* and run each job at the instant at which it is due.

    Yields:
        The calls that the server has to make, and a pause after each job; send each response to
        the generator.

    Raises:
        ClockBackwardsError: if *target* is earlier than now.
        UsageError: if *target* is beyond the year 9999.
    """
    if target > MAX_INSTANT:
        raise UsageError("cannot advance beyond the year 9999")
    if target < world.clock.now():
        world.clock.move_to(target)
    try:
        while entry := world.schedule.pop_due(target):
            # A job that was skipped by setting the clock runs late, not in the past.
            world.clock.at = max(world.clock.at, entry.at)
            steps = entry.job.run(world)
            if steps is not None:
                world.flush_messages()
                yield from steps
            if len(world.unsaved_messages) >= FLUSH_SIZE:
                world.flush_messages()
            yield PAUSE
        world.clock.at = max(world.clock.at, target)
    finally:
        world.flush_messages()


def advance_until_idle(world: World) -> Steps:
    """Advance until only clean-up jobs are left.

    Raises:
        ConflictError: if the same steps are retried without progress.
    """
    rounds, seen = 0, len(world.event_log.events)
    while (at := world.next_activity_at()) is not None:
        yield from advance(world, at)
        new_events = world.event_log.events[seen:]
        seen += len(new_events)
        has_progressed = any(event.kind not in RETRY_EVENTS for event in new_events)
        rounds = 0 if has_progressed else rounds + 1
        if rounds == MAX_RETRY_ROUNDS:
            raise ConflictError(
                f"the world does not become idle: the same step was retried {MAX_RETRY_ROUNDS}"
                f" times by {format_instant(at)}."
                " Check for a fault without 'times' (GET /_mock/faults)"
            )

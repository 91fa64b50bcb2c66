"""Two things that only the recordings do, kept apart: rule set ``deployed``, frozen clock.

The service was recorded under a clock that was set from outside. Under it

* the minute before a second attempt at an order counted anew each time that the clock was set;
* an instant message had its gateway's answer at once when its shipment was read first, and had
  none yet when the order itself was read before.

Neither is how the platform behaves with a clock that runs; the rule set ``documented`` has
neither. See the README's table of deviations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.domain.enums import Rules
from mock_server.domain.instant import next_minute
from mock_server.domain.timing import RETRY_DELAY
from mock_server.notifications.engine.instant_orders import answer_instant
from mock_server.notifications.engine.processing import wait_until
from mock_server.world.clock import ClockMode

if TYPE_CHECKING:
    from mock_server.world.world import World


def applies(world: World) -> bool:
    """Tell whether the world is to answer as the recorded service did."""
    return world.settings.rules is Rules.DEPLOYED and world.clock.mode is ClockMode.FROZEN


def clock_stopped(world: World) -> None:
    """Count the minute before second attempts anew: the clock has been set."""
    if not world.waiting_retries or not applies(world):
        return
    at = next_minute(world.clock.now() + RETRY_DELAY)
    for order_id in sorted(world.waiting_retries):
        order = world.book.get(order_id)
        if order.retry_at is not None and order.retry_at < at:
            wait_until(world, order, at)


def order_read(world: World, order_id: str) -> None:
    """Somebody has read an order before its shipment: its gateway answers with the next advance."""
    world.unread_instants.discard(order_id)


def shipment_read(world: World, order_id: str) -> None:
    """Somebody reads a shipment: let its gateway answer now, if the order was not read before."""
    if order_id in world.unread_instants and applies(world):
        answer_instant(world, order_id)

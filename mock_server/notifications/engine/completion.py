"""Completion of orders, and the nightly clean-up of the status feed.

Source: docs/reference/time-and-delivery.md section 6.5.
"""

from dataclasses import dataclass

from mock_server.domain.enums import EventKind, OrderStatus
from mock_server.domain.orders import Order
from mock_server.domain.timing import first_feed_cleanup, next_feed_cleanup
from mock_server.world.external_calls import Steps
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World


@dataclass(frozen=True, slots=True)
class CleanUpStatusFeed(Job):
    """The nightly sweep that deletes status feed entries that are at least 90 days old."""

    def run(self, world: World) -> Steps | None:
        """Delete one batch; if more entries remain, schedule another sweep."""
        clean_up_status_feed(world)
        return None

    def is_active(self, world: World) -> bool:
        """Return whether the status feed has any entries."""
        return any(world.status_feed.by_creator.values())


def clean_up_status_feed(world: World) -> None:
    """Delete one batch of old entries; if more remain, schedule another sweep."""
    now = world.clock.now()
    if world.status_feed.delete_old(now):
        world.schedule.add_sweep(next_feed_cleanup(now + 1), Phase.CLEANUP, CleanUpStatusFeed())


def finish(world: World, order: Order, status: OrderStatus) -> None:
    """Set the final status of an order, and add it to the status feed."""
    now = world.clock.now()
    order.status = status
    order.changed_at = now
    world.status_feed.add(order, now)
    world.schedule.add_sweep(first_feed_cleanup(now), Phase.CLEANUP, CleanUpStatusFeed())


def complete(world: World, order: Order) -> None:
    """Complete an order whose notifications are all final."""
    finish(world, order, OrderStatus.COMPLETED)
    world.record_event(EventKind.ORDER_COMPLETED, "the order is completed", order=order)

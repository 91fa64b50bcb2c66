"""What an order will become as things stand: played through in a world of its own.

The engine itself decides, so that a prospect and what later happens cannot disagree. Nothing is
planned to fail there, and a condition endpoint is taken to say yes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from mock_server.domain.enums import OrderStatus
from mock_server.domain.instant import DAY, MAX_INSTANT, Instant
from mock_server.domain.messages import Message
from mock_server.domain.orders import Order
from mock_server.notifications.engine.processing import schedule_pick_up
from mock_server.world.advance import advance
from mock_server.world.external_calls import SendConditionResult, Steps
from mock_server.world.world import World

HORIZON: Final = 4 * DAY  # an SMS waits for the night to end, and a window may be narrow
_YES: Final = SendConditionResult(True, "taken to say yes")


def forecast(world: World, order: Order, at: Instant) -> Sequence[Message]:
    """Return what would leave for *order*, if the platform first looks at it at *at*."""
    return forecast_all(world, [order], at)[order.id]


def forecast_all(
    world: World, orders: Sequence[Order], at: Instant
) -> Mapping[str, Sequence[Message]]:
    """Return what would leave for each of *orders*, by its id."""
    elsewhere = World(world.name, at, settings=world.settings, directory=world.directory)
    elsewhere.whitelist = world.whitelist
    for order in orders:
        again = replace(order, status=OrderStatus.REGISTERED, notifications=[])
        elsewhere.orders.add(again)
        schedule_pick_up(elsewhere, again, at)
    last = max((order.request.requested_send_time for order in orders), default=at)
    _play(advance(elsewhere, min(max(last, at) + HORIZON, MAX_INSTANT)))
    leaving: dict[str, list[Message]] = {order.id: [] for order in orders}
    for message in elsewhere.outbox.all():
        leaving[message.order_id or ""].append(message)
    return leaving


def _play(steps: Steps) -> None:
    try:
        next(steps)
        while True:
            steps.send(_YES)
    except StopIteration:
        return

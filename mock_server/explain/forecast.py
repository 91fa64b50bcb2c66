"""Forecast of the messages of an order, simulated in a copy of the world.

The copy runs the same engine, so a forecast agrees with what happens later. The copy has no
faults, outcomes or scripted answers, and conditions are assumed to be met.
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

HORIZON: Final = 4 * DAY  # an SMS may wait for a narrow SMS window
_CONDITION_MET: Final = SendConditionResult(True, "assumed to be met")


def forecast(world: World, order: Order, at: Instant) -> Sequence[Message]:
    """Return the messages that would be sent for *order* if it is first processed at *at*."""
    return forecast_all(world, [order], at)[order.id]


def forecast_all(
    world: World, orders: Sequence[Order], at: Instant
) -> Mapping[str, Sequence[Message]]:
    """Return the messages that would be sent for each of *orders*, by order id."""
    copy = World(world.name, at, settings=world.settings, directory=world.directory)
    copy.whitelist = world.whitelist
    for order in orders:
        order_copy = replace(order, status=OrderStatus.REGISTERED, notifications=[])
        copy.orders.add(order_copy)
        schedule_pick_up(copy, order_copy, at)
    last_send_time = max((order.request.requested_send_time for order in orders), default=at)
    _complete(advance(copy, min(max(last_send_time, at) + HORIZON, MAX_INSTANT)))
    messages: dict[str, list[Message]] = {order.id: [] for order in orders}
    for message in copy.outbox.all():
        messages[message.order_id or ""].append(message)
    return messages


def _complete(steps: Steps) -> None:
    try:
        next(steps)
        while True:
            steps.send(_CONDITION_MET)
    except StopIteration:
        return

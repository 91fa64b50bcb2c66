"""The queues, sweeps and resends of a world at one instant, read once for many notifications."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from mock_server.domain.enums import Channel, OrderType, SendingTimePolicy
from mock_server.domain.instant import Instant
from mock_server.domain.orders import Notification, Order
from mock_server.notifications.engine.sending import ResendSms
from mock_server.world.schedule import Phase
from mock_server.world.world import World

# The queues of a world, and the sweep that empties each.
SWEEPS: Final[Mapping[str, Phase]] = {
    "emails": Phase.EMAIL,
    "composed": Phase.EMAIL,
    "anytime": Phase.SMS_ANYTIME,
    "daytime": Phase.SMS_DAYTIME,
}


def queue_of(order: Order, notification: Notification) -> str:
    """Return the name of the queue for *notification*."""
    if notification.channel is Channel.EMAIL:
        return "composed" if order.type is OrderType.COMPOSED else "emails"
    is_anytime = order.request.sending_time_policy == SendingTimePolicy.ANYTIME
    return "anytime" if is_anytime else "daytime"


class SweepPlan:
    """The queued notifications of *world*, and the sweeps that send them."""

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def queued(self) -> Mapping[str, frozenset[str]]:
        """The ids of the queued notifications, by queue."""
        return {name: frozenset(getattr(self.world.send_queues, name)) for name in SWEEPS}

    @cached_property
    def next_sweeps(self) -> Mapping[Phase, Instant]:
        """The instant of the next sweep of each phase that has one."""
        sweeps: dict[Phase, Instant] = {}
        for each in self.world.schedule.entries:
            is_earlier = each.at < sweeps.get(each.phase, each.at + 1)
            if is_earlier and each.phase in SWEEPS.values() and each.job.is_active(self.world):
                sweeps[each.phase] = each.at
        return sweeps

    @cached_property
    def resends(self) -> Mapping[str, Instant]:
        """The instants at which SMS are sent again, by notification."""
        return {
            each.job.notification_id: each.at
            for each in sorted(self.world.schedule.entries, reverse=True)
            if isinstance(each.job, ResendSms) and each.job.is_active(self.world)
        }

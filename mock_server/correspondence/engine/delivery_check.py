"""Delivery checks of notifications: five minutes after the send time, then at growing intervals.

Source: docs/reference/correspondence.md section 5.8.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.store import (
    Correspondence,
    NotificationOrderRecord,
    correspondences,
)
from mock_server.domain.enums import OrderStatus
from mock_server.domain.instant import HOUR, MINUTE
from mock_server.domain.orders import Order
from mock_server.domain.rule_ids import RuleId
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

FIRST_CHECK: Final = 5 * MINUTE
RETRY_DELAYS: Final = (
    MINUTE,
    15 * MINUTE,
    4 * HOUR,
    8 * HOUR,
    12 * HOUR,
    16 * HOUR,
    36 * HOUR,
    48 * HOUR,
    72 * HOUR,
)
_FINAL_STATUSES: Final = (
    OrderStatus.COMPLETED,
    OrderStatus.SEND_CONDITION_NOT_MET,
    OrderStatus.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class CheckDelivery(Job):
    """The job that checks the delivery of one notification order."""

    correspondence_id: str
    record_id: str
    attempts: int = 0

    def run(self, world: World) -> None:
        """Record the result of the order if it is final, or schedule the next check."""
        record = self._record(world)
        if record.is_resolved:
            return
        order = world.orders.get(record.shipment_id or "")
        if order.status in _FINAL_STATUSES:
            record.is_resolved = True
            _record_result(world, self.correspondence_id, record, order)
        elif self.attempts < len(RETRY_DELAYS):
            at = world.clock.now() + RETRY_DELAYS[self.attempts]
            next_check = CheckDelivery(self.correspondence_id, self.record_id, self.attempts + 1)
            world.schedule.add(at, Phase.CLEANUP, next_check)

    def is_active(self, world: World) -> bool:
        """Return whether the result is not known yet."""
        return not self._record(world).is_resolved

    def _record(self, world: World) -> NotificationOrderRecord:
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return next(each for each in correspondence.records if each.id == self.record_id)


def schedule(world: World, correspondence: Correspondence, record: NotificationOrderRecord) -> None:
    """Schedule the delivery check of an accepted order.

    The check belongs to the clean-up phase, since no test waits for its result.
    """
    at = max(world.clock.now(), record.send_time + FIRST_CHECK)
    world.schedule.add(at, Phase.CLEANUP, CheckDelivery(correspondence.id, record.id))


def _record_result(
    world: World, correspondence_id: str, record: NotificationOrderRecord, order: Order
) -> None:
    kind = "reminder" if record.is_reminder else "notification"
    results = {each.result.value for each in order.notifications}
    if any(result.startswith("Failed") for result in results):
        because = ", ".join(sorted(results))
        world.record_decision(
            correspondence_id, f"the {kind} failed", because, RuleId.NOTIFICATION_FAILED
        )
    elif results:
        world.record_decision(
            correspondence_id, f"the {kind} was sent", order.status.value, RuleId.DELIVERY_CHECK
        )

"""Looking whether a notification has arrived: five minutes after its time, and then ever later.

Source: spec/verified-correspondence.md section 6.
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
PAUSES: Final = (
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
_FINAL: Final = (OrderStatus.COMPLETED, OrderStatus.SEND_CONDITION_NOT_MET, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class CheckDelivery(Job):
    """The job that looks after one record."""

    correspondence_id: str
    record_id: str
    attempts: int = 0

    def run(self, world: World) -> None:
        """Write down what became of the notification, or look again later."""
        record = self._record(world)
        if record.is_resolved:
            return
        order = world.orders.get(record.shipment_id or "")
        if order.status in _FINAL:
            record.is_resolved = True
            _record_result(world, self.correspondence_id, record, order)
        elif self.attempts < len(PAUSES):
            at = world.clock.now() + PAUSES[self.attempts]
            again = CheckDelivery(self.correspondence_id, self.record_id, self.attempts + 1)
            world.schedule.add(at, Phase.CLEAN_UP, again)

    def is_active(self, world: World) -> bool:
        """Tell whether nobody knows yet."""
        return not self._record(world).is_resolved

    def _record(self, world: World) -> NotificationOrderRecord:
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return next(each for each in correspondence.records if each.id == self.record_id)


def schedule(world: World, correspondence: Correspondence, record: NotificationOrderRecord) -> None:
    """Let somebody look after a record that has become an order.

    It changes nothing that a test can wait for: so it is clean-up, like the feed's.
    """
    at = max(world.clock.now(), record.send_time + FIRST_CHECK)
    world.schedule.add(at, Phase.CLEAN_UP, CheckDelivery(correspondence.id, record.id))


def _record_result(
    world: World, correspondence_id: str, record: NotificationOrderRecord, order: Order
) -> None:
    what = "reminder" if record.is_reminder else "notification"
    results = {each.result.value for each in order.notifications}
    if any(result.startswith("Failed") for result in results):
        because = ", ".join(sorted(results))
        world.record_decision(
            correspondence_id, f"the {what} failed", because, RuleId.NOTIFICATION_FAILED
        )
    elif results:
        world.record_decision(
            correspondence_id, f"the {what} was sent", order.status.value, RuleId.DELIVERY_CHECK
        )

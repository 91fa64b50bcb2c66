"""Looking whether a notification has arrived: five minutes after its time, and then ever later.

Source: spec/verified-correspondence.md section 6.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.correspondence.store import Correspondence, NotificationRecord, correspondences
from mock_server.domain.enums import OrderState
from mock_server.domain.instant import HOUR, MINUTE
from mock_server.domain.orders import Order
from mock_server.world.schedule import Phase
from mock_server.world.world import Job, World

FIRST_LOOK: Final = 5 * MINUTE
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
_FINAL: Final = (OrderState.COMPLETED, OrderState.SEND_CONDITION_NOT_MET, OrderState.CANCELLED)


@dataclass(frozen=True, slots=True)
class DeliveryToCheck(Job):
    """The job that looks after one record."""

    correspondence_id: str
    record_id: str
    looks: int = 0

    def run(self, world: World) -> None:
        """Write down what became of the notification, or look again later."""
        record = self._record(world)
        if record.is_resolved:
            return
        order = world.book.get(record.shipment_id or "")
        if order.state in _FINAL:
            record.is_resolved = True
            _note(world, self.correspondence_id, record, order)
        elif self.looks < len(PAUSES):
            at = world.clock.now() + PAUSES[self.looks]
            again = DeliveryToCheck(self.correspondence_id, self.record_id, self.looks + 1)
            world.schedule.add(at, Phase.CLEAN_UP, again)

    def is_active(self, world: World) -> bool:
        """Tell whether nobody knows yet."""
        return not self._record(world).is_resolved

    def _record(self, world: World) -> NotificationRecord:
        correspondence = correspondences(world).correspondences[self.correspondence_id]
        return next(each for each in correspondence.records if each.id == self.record_id)


def schedule(world: World, correspondence: Correspondence, record: NotificationRecord) -> None:
    """Let somebody look after a record that has become an order.

    It changes nothing that a test can wait for: so it is clean-up, like the feed's.
    """
    at = max(world.clock.now(), record.send_time + FIRST_LOOK)
    world.schedule.add(at, Phase.CLEAN_UP, DeliveryToCheck(correspondence.id, record.id))


def _note(world: World, correspondence_id: str, record: NotificationRecord, order: Order) -> None:
    what = "reminder" if record.is_reminder else "notification"
    results = {each.result.value for each in order.notifications}
    if any(result.startswith("Failed") for result in results):
        because = ", ".join(sorted(results))
        world.note(correspondence_id, f"the {what} failed", because, "notification-failed")
    elif results:
        world.note(correspondence_id, f"the {what} was sent", order.state.value, "delivery-check")

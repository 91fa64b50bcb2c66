"""Queues of notifications that the next sweep sends."""

from collections import deque
from dataclasses import dataclass, field

from mock_server.domain.enums import OrderType, SendingTimePolicy
from mock_server.domain.instant import Instant
from mock_server.domain.orders import Order


@dataclass(slots=True)
class SendQueues:
    """The ids of new notifications, oldest first, and the end of the e-mail rate limit."""

    emails: deque[str] = field(default_factory=deque)
    composed: deque[str] = field(default_factory=deque)
    anytime: deque[str] = field(default_factory=deque)
    daytime: deque[str] = field(default_factory=deque)
    rate_limited_until: Instant | None = None

    def ids(self) -> set[str]:
        """Return the ids of all queued notifications."""
        return {*self.emails, *self.composed, *self.anytime, *self.daytime}

    def email_queue(self, order: Order) -> deque[str]:
        """Return the queue for the order's e-mails."""
        return self.composed if order.type is OrderType.COMPOSED else self.emails

    def sms_queue(self, policy: int | None) -> deque[str]:
        """Return the queue for SMS with a policy; v1 orders have none and count as daytime."""
        return self.anytime if policy == SendingTimePolicy.ANYTIME else self.daytime

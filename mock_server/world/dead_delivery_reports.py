"""Dead delivery reports: results that Altinn could not apply to a notification.

Source: docs/reference/time-and-delivery.md section 10.2.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.enums import Channel, NotificationResult
from mock_server.domain.instant import SECOND, Instant

# Altinn's delays between its attempts to find the notification of a report.
RETRIES: Final = tuple(seconds * SECOND for seconds in (1, 5, 10, 60, 120, 120))
NOT_FOUND: Final = "RETRY_THRESHOLD_EXCEEDED"
EXPIRED: Final = "NOTIFICATION_EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadDeliveryReport:
    """A result whose notification was not found or had expired."""

    reference: str
    channel: Channel
    result: NotificationResult
    reason: str
    message: str
    attempts: int
    first_seen: Instant
    last_attempt: Instant

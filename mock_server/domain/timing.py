"""When an order is taken up, when a message may leave, when it expires.

Sweeps run on whole UTC minutes. Source: spec/processing-and-timing.md sections 3.2 to 3.5, 6.5, 12.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from mock_server.domain.enums import SendingTimePolicy
from mock_server.domain.instant import (
    DAY,
    HOUR,
    MAX_INSTANT,
    MICROSECOND,
    MINUTE,
    NORWAY,
    SECOND,
    Duration,
    Instant,
    ceil_to_minute,
    from_datetime,
    to_norwegian_time,
)

PICK_UP_LEAD: Final = MINUTE
RETRY_DELAY: Final = MINUTE
CANCELLATION_DEADLINE: Final = 5 * MINUTE
NOTIFICATION_LIFETIME: Final = 48 * HOUR
EXPIRY_GRACE: Final = 300 * SECOND
TERMINATION_INTERVAL: Final = 15 * MINUTE
FEED_RETENTION: Final = 90 * DAY
FEED_DELAY: Final = 2 * SECOND
EMAIL_RATE_LIMIT_PAUSE: Final = 60 * SECOND
# The Norwegian clock cannot be asked for days beyond the calendar.
CALENDAR_MARGIN: Final = MAX_INSTANT - 4 * DAY
SMS_RETRY_DELAYS: Final = (5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE)
_CLEANUP_STARTS: Final = 2 * HOUR
_CLEANUP_ENDS: Final = 6 * HOUR
_CLEANUP_INTERVAL: Final = 5 * MINUTE


def first_pick_up(requested: Instant, registered: Instant) -> Instant:
    """Return the first past-due sweep that takes an order up: up to a minute before its time."""
    return ceil_to_minute(max(registered, requested - PICK_UP_LEAD))


def first_termination_run(expires: Instant) -> Instant:
    """Return the first sweep that ends a notification without a report.

    That is the first quarter hour later than five minutes after *expires*, never exactly then.
    """
    return ((expires + EXPIRY_GRACE) // TERMINATION_INTERVAL + 1) * TERMINATION_INTERVAL


def first_feed_cleanup(created: Instant) -> Instant:
    """Return the first clean-up that deletes a feed entry of that moment."""
    return next_feed_cleanup(created + FEED_RETENTION)


def next_feed_cleanup(at: Instant) -> Instant:
    """Return the first clean-up at *at* or later: every fifth minute from 02:00 to 05:55 UTC."""
    at = -(-at // _CLEANUP_INTERVAL) * _CLEANUP_INTERVAL
    of_day = at % DAY
    if of_day < _CLEANUP_STARTS:
        return at - of_day + _CLEANUP_STARTS
    if of_day >= _CLEANUP_ENDS:
        return at - of_day + DAY + _CLEANUP_STARTS
    return at


@dataclass(frozen=True, slots=True)
class SmsWindow:
    """The hours, on the Norwegian wall clock, in which a daytime SMS may leave.

    Both ends are shut: at exactly 09:00:00 the answer is still no. Every day counts, Sundays and
    holidays too.
    """

    opens: time = time(9)
    closes: time = time(17)

    def is_open(self, at: Instant) -> bool:
        """Tell whether a daytime SMS may leave at *at*."""
        return (
            _ticks_since_midnight(self.opens)
            < _norwegian_time_of_day(at)
            < _ticks_since_midnight(self.closes)
        )

    def first_sweep(self, at: Instant) -> Instant | None:
        """Return the first sweep, at *at* or later, that carries daytime SMS.

        None for a window that no whole minute lies in, and where the calendar ends before.
        """
        return _first_sweep(self, ceil_to_minute(at))

    def opening(self, at: Instant, days: int) -> Instant:
        """Return the opening on the Norwegian date of *at*, *days* calendar days later."""
        day = to_norwegian_time(at).date() + timedelta(days=days)
        return from_datetime(datetime.combine(day, self.opens, tzinfo=NORWAY).astimezone(UTC))

    def expiry(self, requested: Instant) -> Instant:
        """Return when a daytime SMS requested for then no longer accepts results.

        Inside the window 48 real hours; before it, the opening two calendar days later; at the
        very opening or after the closing, three. The last two count on the wall clock.
        """
        of_day = _norwegian_time_of_day(requested)
        if _ticks_since_midnight(self.opens) < of_day < _ticks_since_midnight(self.closes):
            return requested + NOTIFICATION_LIFETIME
        return self.opening(requested, 2 if of_day < _ticks_since_midnight(self.opens) else 3)


def sms_expiry(requested: Instant, policy: int | None, window: SmsWindow) -> Instant:
    """Return when an ordinary SMS expires; an order without a policy (v1) counts 48 hours."""
    if policy != SendingTimePolicy.DAYTIME:
        return email_expiry(requested)
    return window.expiry(requested) if requested < CALENDAR_MARGIN else MAX_INSTANT


def email_expiry(requested: Instant) -> Instant:
    """Return when an e-mail expires."""
    return min(requested + NOTIFICATION_LIFETIME, MAX_INSTANT)


def _ticks_since_midnight(of_day: time) -> int:
    seconds = (of_day.hour * 60 + of_day.minute) * 60 + of_day.second
    return seconds * SECOND + of_day.microsecond * MICROSECOND


def _norwegian_time_of_day(at: Instant) -> int:
    return (at + _offset_from_utc(at // HOUR)) % DAY


@lru_cache(maxsize=16_384)
def _offset_from_utc(hour: int) -> Duration:
    """Return what Norway is ahead of UTC in that hour since year 1: it changes on whole hours."""
    offset = to_norwegian_time(min(hour * HOUR, CALENDAR_MARGIN)).utcoffset() or timedelta()
    return int(offset.total_seconds()) * SECOND


@lru_cache(maxsize=4096)
def _first_sweep(window: SmsWindow, sweep: Instant) -> Instant | None:
    if window.is_open(sweep):
        return sweep
    if sweep > CALENDAR_MARGIN:
        return None
    for days in range(3):
        first = ceil_to_minute(window.opening(sweep, days) + 1)
        if first >= sweep and window.is_open(first):
            return first
    return None

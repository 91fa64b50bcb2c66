"""When orders are picked up, when messages can be sent, and when they expire.

Sweeps run on whole UTC minutes. Source: docs/reference/time-and-delivery.md sections 3.2 to 3.5,
6.5, 12.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from mock_server.domain.enums import RuleSet, SendingTimePolicy
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

DEPLOYED_PICK_UP_LEAD: Final = MINUTE
RETRY_DELAY: Final = MINUTE
CANCELLATION_DEADLINE: Final = 5 * MINUTE
NOTIFICATION_LIFETIME: Final = 48 * HOUR
EXPIRY_GRACE: Final = 300 * SECOND
TERMINATION_INTERVAL: Final = 15 * MINUTE
FEED_RETENTION: Final = 90 * DAY
FEED_DELAY: Final = 2 * SECOND
EMAIL_RATE_LIMIT_PAUSE: Final = 60 * SECOND
# Norwegian time cannot be computed for dates after the year 9999.
CALENDAR_MARGIN: Final = MAX_INSTANT - 4 * DAY
SMS_RETRY_DELAYS: Final = (5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE)
_CLEANUP_STARTS: Final = 2 * HOUR
_CLEANUP_ENDS: Final = 6 * HOUR
_CLEANUP_INTERVAL: Final = 5 * MINUTE


def pick_up_lead(rules: RuleSet) -> Duration:
    """Return how long before its requested send time an order may be picked up."""
    match rules:
        case RuleSet.DOCUMENTED:
            return 0
        case RuleSet.DEPLOYED:
            return DEPLOYED_PICK_UP_LEAD


def first_pick_up(requested: Instant, registered: Instant, rules: RuleSet) -> Instant:
    """Return the first sweep that picks an order up."""
    return ceil_to_minute(max(registered, requested - pick_up_lead(rules)))


def first_termination_run(expires: Instant) -> Instant:
    """Return the first run that terminates a notification without a delivery report.

    Runs are every 15 minutes. The first is strictly later than five minutes after *expires*.
    """
    return ((expires + EXPIRY_GRACE) // TERMINATION_INTERVAL + 1) * TERMINATION_INTERVAL


def first_feed_cleanup(created: Instant) -> Instant:
    """Return the first clean-up that deletes a feed entry created at *created*."""
    return next_feed_cleanup(created + FEED_RETENTION)


def next_feed_cleanup(at: Instant) -> Instant:
    """Return the first clean-up at *at* or later: every five minutes from 02:00 to 05:55 UTC."""
    at = -(-at // _CLEANUP_INTERVAL) * _CLEANUP_INTERVAL
    of_day = at % DAY
    if of_day < _CLEANUP_STARTS:
        return at - of_day + _CLEANUP_STARTS
    if of_day >= _CLEANUP_ENDS:
        return at - of_day + DAY + _CLEANUP_STARTS
    return at


@dataclass(frozen=True, slots=True)
class SmsWindow:
    """The hours, in Norwegian time, in which a daytime SMS can be sent.

    Both ends are exclusive: the window is closed at exactly 09:00:00. It is the same every day,
    including Sundays and public holidays.
    """

    opens: time = time(9)
    closes: time = time(17)

    def is_open(self, at: Instant) -> bool:
        """Return whether a daytime SMS can be sent at *at*."""
        return (
            _ticks_since_midnight(self.opens)
            < _norwegian_time_of_day(at)
            < _ticks_since_midnight(self.closes)
        )

    def first_sweep(self, at: Instant) -> Instant | None:
        """Return the first sweep, at *at* or later, that sends daytime SMS.

        None if the window contains no whole minute, or opens only after the year 9999.
        """
        return _first_sweep(self, ceil_to_minute(at))

    def opening(self, at: Instant, days: int) -> Instant:
        """Return when the window opens, *days* days after the Norwegian date of *at*."""
        day = to_norwegian_time(at).date() + timedelta(days=days)
        return from_datetime(datetime.combine(day, self.opens, tzinfo=NORWAY).astimezone(UTC))

    def expiry(self, requested: Instant) -> Instant:
        """Return when a daytime SMS with the requested send time *requested* expires.

        * Inside the window: 48 hours later.
        * Before the window: when it opens two calendar days later, in Norwegian time.
        * At the opening, or after the window: when it opens three calendar days later.
        """
        of_day = _norwegian_time_of_day(requested)
        if _ticks_since_midnight(self.opens) < of_day < _ticks_since_midnight(self.closes):
            return requested + NOTIFICATION_LIFETIME
        return self.opening(requested, 2 if of_day < _ticks_since_midnight(self.opens) else 3)


def sms_expiry(
    requested: Instant, policy: int | None, window: SmsWindow, rules: RuleSet
) -> Instant:
    """Return when an ordinary SMS expires; an SMS without a policy (v1) expires like an e-mail.

    Under ``documented`` every SMS expires like an e-mail, whatever its policy.
    """
    if policy != SendingTimePolicy.DAYTIME or rules is RuleSet.DOCUMENTED:
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
    """Return Norway's offset in an hour, counted from year 1; it changes only on whole hours."""
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

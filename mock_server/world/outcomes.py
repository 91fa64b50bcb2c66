"""The results that gateways report: ``Delivered``, unless a test configures another outcome.

Source: docs/control-api.md, Outcomes and faults; docs/reference/time-and-delivery.md section 2.4.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from mock_server.domain.addresses import ensure_country_code
from mock_server.domain.enums import RESULTS_BY_CHANNEL, Channel, NotificationResult
from mock_server.domain.instant import Duration
from mock_server.world.rules import consume_first

NO_REPORT: Final = "NoReport"


@dataclass(slots=True, kw_only=True)
class OutcomeRule:
    """The result for matching messages: a value of ``NotificationResult``, or ``NoReport``.

    ``to`` is a glob for the address, ``text`` a part of subject or body. ``after`` is the time
    from sending to the report (None: the world's delivery delay). ``times`` None is unlimited.
    A result that only e-mails or only SMS can have matches only that channel.
    """

    result: str
    channel: Channel | None = None
    to: str | None = None
    text: str | None = None
    after: Duration | None = None
    times: int | None = None

    def matches(self, channel: Channel, to: str, text: str) -> bool:
        """Return whether the rule applies to a message."""
        if self.channel is not None and self.channel is not channel:
            return False
        if (
            self.result != NO_REPORT
            and NotificationResult(self.result) not in RESULTS_BY_CHANNEL[channel]
        ):
            return False
        if self.text is not None and self.text not in text:
            return False
        return self.to is None or _matches_address(to, self.to)


@dataclass(slots=True)
class Outcomes:
    """The outcome rules of a world, in order; the first matching one is used."""

    rules: list[OutcomeRule] = field(default_factory=list)

    def consume(self, channel: Channel, to: str, text: str) -> OutcomeRule | None:
        """Return the first matching rule and count its use; None means the default result."""
        return consume_first(self.rules, lambda rule: rule.matches(channel, to, text))


def final_result(rule: OutcomeRule | None) -> NotificationResult | None:
    """Return the result that a gateway will report, or None if it will not report."""
    if rule is None:
        return NotificationResult.DELIVERED
    return None if rule.result == NO_REPORT else NotificationResult(rule.result)


def _matches_address(to: str, pattern: str) -> bool:
    return fnmatchcase(to.lower(), pattern.lower()) or fnmatchcase(
        ensure_country_code(to), ensure_country_code(pattern)
    )

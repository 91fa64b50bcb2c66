"""The results that gateways report: ``Delivered``, unless a test configures another outcome.

Source: docs/control-api.md, Outcomes and faults; docs/reference/time-and-delivery.md section 2.4.
"""

from collections.abc import Mapping
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


# Recipients that stand for a result; docs/control-api.md lists them.
_MAGIC_DOMAIN: Final = "@outcome.example"
_MAGIC_MAILBOXES: Final[Mapping[str, str]] = {
    "bounced": NotificationResult.BOUNCED.value,
    "suppressed": NotificationResult.SUPPRESSED_RECIPIENT.value,
    "quarantined": NotificationResult.QUARANTINED.value,
    "filtered": NotificationResult.FILTERED_SPAM.value,
    "failed": NotificationResult.FAILED.value,
    "noreport": NO_REPORT,
}
_MAGIC_NUMBERS: Final[Mapping[str, str]] = {
    "+4740000901": NotificationResult.BARRED_RECEIVER.value,
    "+4740000902": NotificationResult.UNDELIVERED.value,
    "+4740000903": NotificationResult.EXPIRED.value,
    "+4740000904": NotificationResult.DELETED.value,
    "+4740000905": NotificationResult.INVALID_RECIPIENT.value,
    "+4740000906": NotificationResult.REJECTED.value,
    "+4740000907": NotificationResult.FAILED.value,
    "+4740000908": NO_REPORT,
}


def magic_outcome(channel: Channel, to: str) -> OutcomeRule | None:
    """Return the outcome that the address itself asks for, such as ``bounced@outcome.example``."""
    if channel is Channel.SMS:
        result = _MAGIC_NUMBERS.get(ensure_country_code(to))
    else:
        name, domain, rest = to.lower().partition(_MAGIC_DOMAIN)
        result = _MAGIC_MAILBOXES.get(name) if domain and not rest else None
    return None if result is None else OutcomeRule(result=result)


@dataclass(slots=True)
class Outcomes:
    """The outcome rules of a world, in order; the first matching one is used."""

    rules: list[OutcomeRule] = field(default_factory=list)

    def consume(self, channel: Channel, to: str, text: str) -> OutcomeRule | None:
        """Return the first matching rule and count its use, or the outcome of a magic recipient.

        None means the default result.
        """
        rule = consume_first(self.rules, lambda rule: rule.matches(channel, to, text))
        return rule or magic_outcome(channel, to)


def final_result(rule: OutcomeRule | None) -> NotificationResult | None:
    """Return the result that a gateway will report, or None if it will not report."""
    if rule is None:
        return NotificationResult.DELIVERED
    return None if rule.result == NO_REPORT else NotificationResult(rule.result)


def _matches_address(to: str, pattern: str) -> bool:
    return fnmatchcase(to.lower(), pattern.lower()) or fnmatchcase(
        ensure_country_code(to), ensure_country_code(pattern)
    )

"""What becomes of a message that a gateway has taken: delivered, unless a test says otherwise.

Source: design/control-api.md, What goes wrong; spec/processing-and-timing.md 2.4.
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
    """Messages that fit get this result: a ``NotificationResult``'s text, or ``NoReport``.

    ``to`` is a glob over the address, ``text`` a part of subject or body; ``after`` counts from
    the hand-over (None: the world's delivery delay); ``times`` None never runs out. A result that
    only e-mails or only SMS can have is about those.
    """

    result: str
    channel: Channel | None = None
    to: str | None = None
    text: str | None = None
    after: Duration | None = None
    times: int | None = None

    def matches(self, channel: Channel, to: str, text: str) -> bool:
        """Tell whether the rule is about such a message."""
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
    """The planned results of a world; the first rule that fits is used."""

    rules: list[OutcomeRule] = field(default_factory=list)

    def consume(self, channel: Channel, to: str, text: str) -> OutcomeRule | None:
        """Use up the first rule that fits, or return None: delivered at the usual time.

        A rule that runs out is forgotten.
        """
        return consume_first(self.rules, lambda rule: rule.matches(channel, to, text))


def final_result(rule: OutcomeRule | None) -> NotificationResult | None:
    """Return the result that a gateway will report; None for one that never comes."""
    if rule is None:
        return NotificationResult.DELIVERED
    return None if rule.result == NO_REPORT else NotificationResult(rule.result)


def _matches_address(to: str, pattern: str) -> bool:
    return fnmatchcase(to.lower(), pattern.lower()) or fnmatchcase(
        ensure_country_code(to), ensure_country_code(pattern)
    )

"""The settings of a world, changed by ``PATCH /_mock/settings``.

Source: docs/control-api.md, Settings and whitelist.
"""

from dataclasses import dataclass
from datetime import time
from typing import Final

from mock_server.domain.enums import AuthMode, Environment, LintMode, RuleSet
from mock_server.domain.instant import Duration

# Default senders of e-mail and SMS.
_DEPLOYED_SENDERS: Final = ("noreply@altinn.cloud", "Altinn")
_DOCUMENTED_SENDERS: Final = {
    Environment.PRODUCTION: ("noreply@altinn.no", "Altinn"),
    Environment.TT02: ("noreply-tt02@altinn.no", "Altinn-test"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSettings:
    """The settings of one world; a change replaces the whole object.

    A duration or a default sender of None follows the rule set and the environment.
    """

    environment: Environment = Environment.PRODUCTION
    rules: RuleSet = RuleSet.DOCUMENTED
    auth: AuthMode = AuthMode.PERMISSIVE
    sms_window_opens: time = time(9)
    sms_window_closes: time = time(17)
    correspondence_send_delay: Duration | None = None
    reminder_delay: Duration | None = None
    delivery_delay: Duration = 0
    default_email_from_address: str | None = None
    default_sms_sender: str | None = None
    attachment_storage_limit: int = 20_000_000
    lint: LintMode = LintMode.WARN
    allow_outgoing_calls: bool = True

    @property
    def email_sender(self) -> str:
        """Return the address that an e-mail comes from if its order names none."""
        return self.default_email_from_address or self._default_senders[0]

    @property
    def sms_sender(self) -> str:
        """Return the sender of an SMS if its order names none."""
        return self.default_sms_sender or self._default_senders[1]

    @property
    def _default_senders(self) -> tuple[str, str]:
        match self.rules:
            case RuleSet.DOCUMENTED:
                return _DOCUMENTED_SENDERS[self.environment]
            case RuleSet.DEPLOYED:
                return _DEPLOYED_SENDERS

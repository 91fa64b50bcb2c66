"""The settings of a world, changed by ``PATCH /_mock/settings``.

Source: docs/control-api.md, Settings and whitelist.
"""

from dataclasses import dataclass
from datetime import time

from mock_server.domain.enums import AuthMode, Environment, LintMode, RuleSet
from mock_server.domain.instant import Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldSettings:
    """The settings of one world; a change replaces the whole object.

    A duration of None follows the rule set and the environment.
    """

    environment: Environment = Environment.PRODUCTION
    rules: RuleSet = RuleSet.DOCUMENTED
    auth: AuthMode = AuthMode.PERMISSIVE
    sms_window_opens: time = time(9)
    sms_window_closes: time = time(17)
    correspondence_send_delay: Duration | None = None
    reminder_delay: Duration | None = None
    delivery_delay: Duration = 0
    default_email_from_address: str = "noreply@altinn.cloud"
    default_sms_sender: str = "Altinn"
    attachment_storage_limit: int = 20_000_000
    lint: LintMode = LintMode.WARN
    allow_outgoing_calls: bool = True

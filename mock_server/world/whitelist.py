"""The whitelist of numbers that receive SMS from a test environment.

Source: docs/reference/contacts-and-tokens.md section 4; docs/control-api.md, Settings and
whitelist.
"""

from dataclasses import dataclass, field

from mock_server.domain.addresses import comparable_number
from mock_server.domain.enums import UnlistedNumbers


@dataclass(slots=True)
class Whitelist:
    """The whitelisted numbers; ``enabled`` None follows the environment."""

    enabled: bool | None = None
    unlisted: UnlistedNumbers = UnlistedNumbers.SIMULATE
    numbers: list[str] = field(default_factory=list)

    def contains(self, number: str) -> bool:
        """Return whether *number* is listed, in any notation."""
        comparable = comparable_number(number)
        return any(comparable_number(listed) == comparable for listed in self.numbers)

    def add(self, number: str) -> None:
        """Add *number*, unless it is listed."""
        if not self.contains(number):
            self.numbers.append(number)

    def remove(self, number: str) -> bool:
        """Remove *number*; return whether it was listed."""
        comparable = comparable_number(number)
        remaining = [each for each in self.numbers if comparable_number(each) != comparable]
        was_listed = len(remaining) < len(self.numbers)
        self.numbers[:] = remaining
        return was_listed

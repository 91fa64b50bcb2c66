"""The numbers that a test environment sends real SMS to.

Source: spec/contacts-and-authorization.md section 4; design/control-api.md, Whitelist.
"""

from dataclasses import dataclass, field

from mock_server.domain.addresses import comparable_number
from mock_server.domain.enums import UnlistedNumbers


@dataclass(slots=True)
class Whitelist:
    """The numbers that get real SMS; ``enabled`` None follows the environment."""

    enabled: bool | None = None
    unlisted: UnlistedNumbers = UnlistedNumbers.SIMULATE
    numbers: list[str] = field(default_factory=list)

    def contains(self, number: str) -> bool:
        """Tell whether *number* is listed, whatever way either is written."""
        wanted = comparable_number(number)
        return any(comparable_number(listed) == wanted for listed in self.numbers)

    def add(self, number: str) -> None:
        """List *number*, once."""
        if not self.contains(number):
            self.numbers.append(number)

    def remove(self, number: str) -> bool:
        """Take *number* off the list; tell whether it was there."""
        kept = [
            listed
            for listed in self.numbers
            if comparable_number(listed) != comparable_number(number)
        ]
        was_there = len(kept) < len(self.numbers)
        self.numbers[:] = kept
        return was_there

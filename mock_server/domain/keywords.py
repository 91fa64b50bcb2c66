"""Keywords in texts, replaced when an order is picked up.

Source: docs/reference/time-and-delivery.md section 5.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.enums import RuleSet
from mock_server.domain.whitespace import is_blank

RECIPIENT_NAME: Final = "$recipientName$"
RECIPIENT_NUMBER: Final = "$recipientNumber$"


@dataclass(frozen=True, slots=True)
class KeywordValues:
    """The name of a recipient, and the number if it is an organisation, from Register."""

    name: str
    number: str = ""


def has_keyword(text: str) -> bool:
    """Return whether *text* contains a keyword that Notifications replaces."""
    return RECIPIENT_NAME in text or RECIPIENT_NUMBER in text


def replace_keywords(text: str, values: KeywordValues | None, rules: RuleSet) -> str | None:
    """Return *text* with its keywords replaced, or None if *text* is sent unchanged.

    A text without a keyword is sent unchanged, under ``deployed`` also a text of which only white
    space would remain.
    """
    if not has_keyword(text):
        return None
    if values is None:
        return text
    replaced = text.replace(RECIPIENT_NAME, values.name).replace(RECIPIENT_NUMBER, values.number)
    return None if is_blank(replaced) and rules is RuleSet.DEPLOYED else replaced

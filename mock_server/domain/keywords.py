"""Keywords in texts, filled in when an order is taken up.

Source: spec/processing-and-timing.md section 5.
"""

from dataclasses import dataclass
from typing import Final

from mock_server.domain.whitespace import is_blank

RECIPIENT_NAME: Final = "$recipientName$"
RECIPIENT_NUMBER: Final = "$recipientNumber$"


@dataclass(frozen=True, slots=True)
class KeywordValues:
    """What Register says of a recipient: a name, and the number of an organisation."""

    name: str
    number: str = ""


def has_keyword(text: str) -> bool:
    """Tell whether *text* holds a keyword that Notifications fills in."""
    return RECIPIENT_NAME in text or RECIPIENT_NUMBER in text


def replace_keywords(text: str, known: KeywordValues | None) -> str | None:
    """Return *text* with its keywords filled in; None where the text itself is sent.

    That is so without a keyword, and where filling in leaves nothing but white space: then the
    template is sent with its raw keyword.
    """
    if not has_keyword(text):
        return None
    if known is None:
        return text
    filled = text.replace(RECIPIENT_NAME, known.name).replace(RECIPIENT_NUMBER, known.number)
    return None if is_blank(filled) else filled

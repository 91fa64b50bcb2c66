"""How many messages an SMS text is counted as.

Source: spec/processing-and-timing.md section 8.1. The platform counts the URL-encoded text, so
that æ, ø and å weigh six characters each.
"""

from typing import Final

# A blank is among them because it becomes a single "+".
_PLAIN: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!*() "
_SINGLE: Final = 160
_PART: Final = 134
_MOST: Final = 16


def count_sms_segments(text: str) -> int:
    """Return the number of messages that *text* is counted as, 1 to 16."""
    octets = text.encode("utf-8", "surrogatepass")
    escaped = len(octets.translate(None, _PLAIN))
    length = len(octets) + 2 * escaped
    return 1 if length <= _SINGLE else min(-(-length // _PART), _MOST)

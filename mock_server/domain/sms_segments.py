"""How many messages an SMS text is counted as.

Source: spec/processing-and-timing.md section 8.1. The platform counts the URL-encoded text, so
that æ, ø and å weigh six characters each.
"""

from typing import Final

# A blank is among them because it becomes a single "+".
_UNESCAPED: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!*() "
_SINGLE_SEGMENT_LENGTH: Final = 160
_SEGMENT_LENGTH: Final = 134
MAX_SEGMENTS: Final = 16


def count_sms_segments(text: str) -> int:
    """Return the number of messages that *text* is counted as, 1 to 16."""
    octets = text.encode("utf-8", "surrogatepass")
    escaped = len(octets.translate(None, _UNESCAPED))
    length = len(octets) + 2 * escaped
    return (
        1 if length <= _SINGLE_SEGMENT_LENGTH else min(-(-length // _SEGMENT_LENGTH), MAX_SEGMENTS)
    )

"""The number of segments of an SMS.

Source: docs/reference/time-and-delivery.md section 8.1. Altinn counts the characters of the
URL-encoded text, so æ, ø and å count as six characters each.
"""

from typing import Final

# The space is included because it is encoded as a single "+".
_UNESCAPED: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!*() "
_SINGLE_SEGMENT_LENGTH: Final = 160
_SEGMENT_LENGTH: Final = 134
MAX_SEGMENTS: Final = 16


def count_sms_segments(text: str) -> int:
    """Return the number of segments of *text*, 1 to 16."""
    encoded = text.encode("utf-8", "surrogatepass")
    escaped = len(encoded.translate(None, _UNESCAPED))
    length = len(encoded) + 2 * escaped
    return (
        1 if length <= _SINGLE_SEGMENT_LENGTH else min(-(-length // _SEGMENT_LENGTH), MAX_SEGMENTS)
    )

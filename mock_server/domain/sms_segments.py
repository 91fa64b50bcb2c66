"""The segments of an SMS, and what is cut from a text or a sender name that is too long.

Source: docs/reference/time-and-delivery.md section 8.1. Altinn counts the characters of the
URL-encoded text, so æ, ø and å count as six characters each.
"""

from typing import Final

# The space is included because it is encoded as a single "+".
_UNESCAPED: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!*() "
_SINGLE_SEGMENT_LENGTH: Final = 160
_SEGMENT_LENGTH: Final = 134
MAX_SEGMENTS: Final = 16
_MAX_SENDER_NAME: Final = 11
_MAX_LENGTH: Final = MAX_SEGMENTS * _SEGMENT_LENGTH


def count_sms_segments(text: str) -> int:
    """Return the number of segments of *text*, 1 to 16."""
    length = _encoded_length(text)
    return (
        1 if length <= _SINGLE_SEGMENT_LENGTH else min(-(-length // _SEGMENT_LENGTH), MAX_SEGMENTS)
    )


def cut_to_segments(text: str) -> str:
    """Return the first characters of *text*, as many as 16 segments hold."""
    if _encoded_length(text) <= _MAX_LENGTH:
        return text
    length = 0
    for position, character in enumerate(text):
        length += _encoded_length(character)
        if length > _MAX_LENGTH:
            return text[:position]
    return text


def cut_sender(sender: str) -> str:
    """Return what phones show of a sender: 11 characters of a name; numbers are shown whole."""
    is_name = any(character.isalpha() for character in sender)
    return sender[:_MAX_SENDER_NAME] if is_name else sender


def _encoded_length(text: str) -> int:
    encoded = text.encode("utf-8", "surrogatepass")
    escaped = len(encoded.translate(None, _UNESCAPED))
    return len(encoded) + 2 * escaped

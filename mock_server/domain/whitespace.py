"""White space as .NET defines it: Unicode's, without the separators U+001C to U+001F.

Python's ``str.isspace`` and ``str.strip`` include these four, so they are not used on input.
"""

from typing import Final

WHITESPACE: Final = (
    "\t\n\v\f\r\x20\x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def is_blank(text: str | None) -> bool:
    """Return whether *text* is missing, empty or only white space."""
    return not text or not text.strip(WHITESPACE)


def trim(text: str) -> str:
    """Return *text* without leading and trailing white space."""
    return text.strip(WHITESPACE)


def utf16_length(text: str) -> int:
    """Return the length of *text* in UTF-16 units."""
    return len(text) + sum(1 for character in text if character > "\uffff")

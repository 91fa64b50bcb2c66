"""Lifetimes of tokens, judged by real time: moving a world's clock locks nobody out.

Source: design/control-api.md, Tokens; spec/contacts-and-authorization.md section 6.4.
"""

from typing import Final

from mock_server.tokens.signing import Claims

_TOLERANCE: Final = 10


def holds(claims: Claims, now: int) -> bool:
    """Tell whether a token that says when it expires is still good."""
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(ends, int | float) or not isinstance(begins, int | float):
        return False
    return begins - _TOLERANCE <= now <= ends + _TOLERANCE

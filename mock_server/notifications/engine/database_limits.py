"""Texts that Altinn's database cannot store: texts with U+0000.

Source: docs/reference/notifications.md section 27.

Deviation: references and idempotency ids of any length are accepted. Altinn responds with an error
when its database cannot index them (about 2,690 random characters).
"""

from dataclasses import fields, is_dataclass
from typing import Any, Final

from mock_server.domain.errors import PlatformServerError
from mock_server.domain.orders import OrderChainRequest, OrderRequest

NUL_REJECTED: Final = "the database cannot store U+0000"


def check_database_limits(request: OrderRequest | OrderChainRequest, request_json: str) -> None:
    """Check that Altinn's database can store all texts of *request*, parsed from *request_json*.

    Altinn finds out when it stores the order, after everything else has been checked.

    Raises:
        PlatformServerError: if a text contains U+0000.
    """
    # JSON has no other spelling of the character, so few bodies need the second check.
    if r"\u0000" in request_json and _contains_nul(request):
        raise PlatformServerError(NUL_REJECTED)


def _contains_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, tuple):
        return any(_contains_nul(each) for each in value)
    if is_dataclass(value):
        return any(_contains_nul(getattr(value, each.name)) for each in fields(value))
    return False

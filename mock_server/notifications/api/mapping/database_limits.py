"""Texts that the platform's database does not take: those with U+0000 in them.

Source: spec/verified-notifications.md, section 13.

Deviation: references and idempotency ids of any length are accepted. Altinn responds with an error
when its database cannot index them (about 2,690 random characters).
"""

from dataclasses import fields, is_dataclass
from typing import Any

from mock_server.domain.errors import PlatformServerError
from mock_server.domain.orders import OrderChainRequest, OrderRequest


def check_database_limits(draft: OrderRequest | OrderChainRequest, octets: bytes) -> None:
    """Make sure that all texts of *draft*, which *octets* ask for, can be stored.

    Raises:
        PlatformCrash: if one of them cannot.
    """
    # JSON has no other way to write the character, so that nearly every body is done with here.
    if rb"\u0000" in octets and _holds_nul(draft):
        raise PlatformServerError("the database takes no U+0000")


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, tuple):
        return any(_holds_nul(each) for each in value)
    if is_dataclass(value):
        return any(_holds_nul(getattr(value, each.name)) for each in fields(value))
    return False

"""What the app library gets wrong in the order chains that real apps post, noted for who asks why.

Nothing is repaired: the numbers mean here what they mean to the platform.
Source: spec/altinn-app.md section 4.7, verified-app.md section 4.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from mock_server.domain.enums import SendingTimePolicy
from mock_server.domain.rule_ids import RuleId
from mock_server.world.world import World

# Since 8.11.0-rc.3, and still in the newest one that was seen.
_LIBRARY: Final = "the app library (8.11.0-rc.3 to 8.12.17)"
DAYTIME_AS_ANYTIME: Final = (
    f"{_LIBRARY} writes Daytime as sendingTimePolicy 1, which Notifications reads as Anytime;"
    " Daytime is 2 there"
)
ANYTIME_REFUSED: Final = (
    f"{_LIBRARY} writes Anytime as sendingTimePolicy 0, which Notifications does not know;"
    " Anytime is 1 there. SMS settings are always sent along, so the whole order is refused,"
    " one for e-mail too"
)
_UNKNOWN: Final = 0
_REFERENCE: Final = "app-"


def warn_about_policy_numbers(world: World, octets: bytes, shipment_id: str | None) -> None:
    """Note it where an app's order says 0 or 1 for when SMS may be sent.

    An order that was taken is explained by its shipment id; one that was refused by the instance
    that it is about, else by its idempotency id.
    """
    document = _json(octets)
    policies = set(_policies(document))
    subject = shipment_id or _subject(document)
    if shipment_id is None and _UNKNOWN in policies:
        what, because = "the app's order was refused", ANYTIME_REFUSED
    elif shipment_id is not None and SendingTimePolicy.ANYTIME.value in policies:
        what, because = "an SMS may leave at any hour", DAYTIME_AS_ANYTIME
    else:
        return
    world.record_decision(subject, what, because, RuleId.APP_POLICY_NUMBERS)


def _json(octets: bytes) -> Any:
    try:
        return json.loads(octets)
    except (ValueError, RecursionError):
        return None


def _subject(document: dict[str, Any]) -> str:
    reference = str(document.get("sendersReference"))
    if reference.startswith(_REFERENCE):
        return reference.removeprefix(_REFERENCE)
    return str(document.get("idempotencyId"))


def _policies(document: Any) -> Iterator[int]:
    """Go through the policies of a document that are written as numbers, wherever they stand."""
    if isinstance(document, list):
        for each in document:
            yield from _policies(each)
    elif isinstance(document, dict):
        for name, value in document.items():
            if name == "sendingTimePolicy" and type(value) is int:
                yield value
            else:
                yield from _policies(value)

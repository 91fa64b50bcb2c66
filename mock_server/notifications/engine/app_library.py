"""Warnings about wrong sending time policies in the order chains that the app library posts.

The mock does not correct the numbers: they mean what they mean to Altinn.
Source: docs/reference/apps.md section 4.7.
"""

import json
from collections.abc import Iterator
from typing import Any, Final

from mock_server.domain.enums import SendingTimePolicy
from mock_server.domain.rule_ids import RuleId
from mock_server.world.world import World

# From 8.11.0-rc.3 to the newest version that was checked.
_LIBRARY: Final = "the app library (8.11.0-rc.3 to 8.12.17)"
DAYTIME_AS_ANYTIME: Final = (
    f"{_LIBRARY} writes Daytime as sendingTimePolicy 1, which Notifications reads as Anytime;"
    " Daytime is 2 there"
)
ANYTIME_REJECTED: Final = (
    f"{_LIBRARY} writes Anytime as sendingTimePolicy 0, which Notifications rejects; Anytime is 1"
    " there. The library always includes SMS settings, so the whole order is rejected, also for"
    " e-mail"
)
_INVALID_POLICY: Final = 0
_REFERENCE_PREFIX: Final = "app-"


def warn_about_policy_numbers(world: World, body: bytes, shipment_id: str | None) -> None:
    """Record a decision if an app's order has the sending time policy 0 or 1.

    The decision of a registered order is found by its shipment id, the decision of a rejected
    order (``shipment_id`` is None) by its instance id, or else by its idempotency id. A body that
    is no JSON object, which Altinn rejects, has no decision.
    """
    document = _parse_object(body)
    policies = set(_policy_numbers(document))
    subject = shipment_id or _rejected_order_id(document)
    if shipment_id is None and _INVALID_POLICY in policies:
        what, because = "the app's order was rejected", ANYTIME_REJECTED
    elif shipment_id is not None and SendingTimePolicy.ANYTIME.value in policies:
        what, because = "the SMS can be sent at any hour", DAYTIME_AS_ANYTIME
    else:
        return
    world.record_decision(subject, what, because, RuleId.APP_POLICY_NUMBERS)


def _parse_object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _rejected_order_id(document: dict[str, Any]) -> str:
    reference = str(document.get("sendersReference"))
    if reference.startswith(_REFERENCE_PREFIX):
        return reference.removeprefix(_REFERENCE_PREFIX)
    return str(document.get("idempotencyId"))


def _policy_numbers(document: dict[str, Any]) -> Iterator[int]:
    """Yield every sending time policy in a document that is written as a number."""
    rest: list[Any] = [document]
    while rest:
        value = rest.pop()
        if isinstance(value, list):
            rest += value
        elif isinstance(value, dict):
            policy = value.get("sendingTimePolicy")
            if type(policy) is int:
                yield policy
            rest += value.values()

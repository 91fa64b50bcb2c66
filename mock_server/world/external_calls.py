"""Calls that the engine asks the server to make, and their responses."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from mock_server.domain.enums import OrderSource
from mock_server.domain.json import Json


@dataclass(frozen=True, slots=True)
class CheckSendCondition:
    """Ask an order's condition endpoint, once, by GET on exactly that URL."""

    url: str
    order_id: str


@dataclass(frozen=True, slots=True)
class SendConditionResult:
    """What a condition endpoint said: yes, no, or nothing usable (None), and how.

    ``is_unreachable`` marks a connection that failed: the platform's client then tries again.
    """

    met: bool | None
    reason: str
    is_unreachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOrder:
    """Post an order chain to the Notifications API, as Correspondence and apps do.

    ``looks_up`` False skips the look-up of contact points at registration.
    """

    document: Json
    creator: str
    source: OrderSource
    correspondence_id: str | None = None
    instance_id: str | None = None
    looks_up: bool = True


@dataclass(frozen=True, slots=True)
class SubmitOrderResponse:
    """The answer to a posted order; status None where no answer came."""

    status: int | None
    body: Json | None = None


ExternalCall = CheckSendCondition | SubmitOrder
Steps = Generator[ExternalCall, Any, None]

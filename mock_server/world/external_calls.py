"""Steps that engines yield to the server: calls to make, and points at which it may pause."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Final

from mock_server.domain.enums import OrderSource
from mock_server.domain.json import Json


@dataclass(frozen=True, slots=True)
class CheckSendCondition:
    """One GET of an order's condition endpoint."""

    url: str
    order_id: str


@dataclass(frozen=True, slots=True)
class SendConditionResult:
    """The result of a condition check: met, not met, or inconclusive (None), and the reason.

    ``is_unreachable`` is True if the connection failed; Altinn's client then tries again.
    """

    met: bool | None
    reason: str
    is_unreachable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOrder:
    """An order chain that Correspondence or an app posts to the Notifications API.

    ``lookup_contact_points`` False skips the lookup of contact points at registration.
    ``on_behalf_of`` is the service owner that causes the order. ``is_composed`` posts the order to
    ``future/orders/composed-email``. ``warnings`` are those of the request.
    """

    document: Json
    creator: str
    source: OrderSource
    correspondence_id: str | None = None
    instance_id: str | None = None
    lookup_contact_points: bool = True
    on_behalf_of: str | None = None
    is_composed: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubmitOrderResponse:
    """The response to a posted order; ``status`` is None without a response."""

    status: int | None
    body: Json | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A point at which the server may serve other worlds; it has no response."""


PAUSE: Final = Pause()
ExternalCall = CheckSendCondition | SubmitOrder
Steps = Generator[ExternalCall | Pause, Any, None]

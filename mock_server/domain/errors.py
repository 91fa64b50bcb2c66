"""Errors of the emulated platform, and errors in the use of the mock."""


class PlatformError(Exception):
    """A request that Altinn rejects."""


class MissingContactInformation(PlatformError):
    """An order chain in which an order has no address for any recipient."""


class TemporaryNetworkFailure(PlatformError):
    """An instant message that a gateway did not accept."""


class ShipmentNotFound(PlatformError):
    """A shipment id that the caller does not have."""


class OrderNotFound(PlatformError):
    """An order id that the caller does not have."""


class CannotBeCancelled(PlatformError):
    """An order that is too close to its send time, or past it."""


class PlatformServerError(PlatformError):
    """An input that makes Altinn respond with 500 and an empty body; the mock does the same."""


class DependencyFailure(Exception):
    """A failure of a service that Altinn depends on, configured as a fault."""

    def __init__(self, dependency: str, status: int | None = None) -> None:
        super().__init__(
            f"{dependency} did not respond"
            if status is None
            else f"{dependency} responded with {status}"
        )
        self.dependency = dependency
        self.status = status


class UsageError(ValueError):
    """An invalid use of the mock; the message says what is expected."""

    status = 400


class NotFoundError(UsageError):
    """An id or name that does not exist in the world."""

    status = 404


class ConflictError(UsageError):
    """A request that conflicts with the state of the world."""

    status = 409


class ClockBackwardsError(ConflictError):
    """An attempt to set the clock back."""

    def __init__(self, now: str, target: str) -> None:
        super().__init__(
            f"the clock is at {now} and cannot be set back to {target};"
            " reset the world instead (POST /_mock/reset)"
        )

"""The two ways of saying no: what the platform refuses, and what makes no sense to ask of us."""


class PlatformError(Exception):
    """A request that the real platform would turn down."""


class MissingContactInformation(PlatformError):
    """No recipient of an order in the chain can be reached on the channel that it asks for."""


class TemporaryNetworkFailure(PlatformError):
    """A gateway did not take an instant message."""


class ShipmentNotFound(PlatformError):
    """The caller has no shipment of that id."""


class OrderNotFound(PlatformError):
    """The caller has no order of that id."""


class CannotBeCancelled(PlatformError):
    """The order is too near its send time, or past it."""


class PlatformServerError(PlatformError):
    """An input on which the real service fails with 500 and an empty body; so do we, on purpose."""


class DependencyFailure(Exception):
    """A service that the platform needs did not answer well (a fault that a test has planned)."""

    def __init__(self, dependency: str, status: int | None = None) -> None:
        super().__init__(f"{dependency} answered {status or 'nothing'}")
        self.dependency = dependency
        self.status = status


class UsageError(ValueError):
    """The emulator was asked for something that makes no sense; the message says what does."""

    status = 400


class NotFoundError(UsageError):
    """Something was named that the world does not hold."""

    status = 404


class ConflictError(UsageError):
    """What was asked goes against what has already happened."""

    status = 409


class ClockBackwardsError(ConflictError):
    """A test asked for an earlier moment; what was sent cannot be unsent."""

    def __init__(self, now: str, target: str) -> None:
        super().__init__(
            f"the clock stands at {now} and cannot go back to {target};"
            " start from a fresh world instead (POST /_mock/reset)"
        )

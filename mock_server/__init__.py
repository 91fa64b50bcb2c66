"""A test double of Altinn's notification platform, under a clock that the test controls."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_server.server.app import create_app

__all__ = ["create_app"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name != "create_app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Late, so that importing a rule of the domain does not import a web server.
    from mock_server.server.app import create_app

    return create_app

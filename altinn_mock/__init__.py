"""The Python client and pytest fixtures of altinn-notifications-mock, under its own name.

The packages behind it, ``client_fixtures`` and ``mock_server``, have names that a package of the
user can have, too. Names are imported on first use.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from client_fixtures import Altinn, Email, Event, Inbox, Message, Sms, serve
    from mock_server import __version__

__all__ = ["Altinn", "Email", "Event", "Inbox", "Message", "Sms", "__version__", "serve"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from altinn_mock.package_names import check_package_names

    check_package_names()
    import client_fixtures
    import mock_server

    return getattr(mock_server if name == "__version__" else client_fixtures, name)

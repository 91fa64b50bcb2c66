"""The Python client and pytest fixtures of altinn-notifications-mock.

Names are imported on first use, since pytest imports this package in every run.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from client_fixtures.altinn import Altinn
    from client_fixtures.inbox import Inbox
    from client_fixtures.messages import Email, Event, Message, Sms
    from client_fixtures.servers import serve

__all__ = ["Altinn", "Email", "Event", "Inbox", "Message", "Sms", "serve"]

_MODULES = {
    "Altinn": "altinn",
    "Inbox": "inbox",
    "Email": "messages",
    "Event": "messages",
    "Message": "messages",
    "Sms": "messages",
    "serve": "servers",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

"""Errors of an app that creates an instance.

Source: docs/reference/apps.md section 1.6.
"""

from mock_server.domain.errors import PlatformError


class PartyNotFound(PlatformError):
    """The owner cannot be found; the message is the app library's."""


class NotPermitted(PlatformError):
    """The caller may not create instances for the owner, or Register denies access to it."""


class PartyTypeNotAllowed(PlatformError):
    """The app does not allow owners of this type; the message names the party and the app."""


class DataNotStored(PlatformError):
    """A part cannot be stored, so the new instance is deleted again."""


class DataTypeNotFound(DataNotStored):
    """A second instance template, handled as data; the message names the part."""

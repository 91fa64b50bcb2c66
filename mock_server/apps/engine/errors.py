"""Why an app does not create an instance.

Source: spec/altinn-app.md section 1.6, verified-app.md section 4.
"""

from mock_server.domain.errors import PlatformError


class PartyNotFound(PlatformError):
    """The owner cannot be looked up; the message says why, in the library's words."""


class NotPermitted(PlatformError):
    """The caller may not create instances for that owner, or the register keeps it back."""


class PartyTypeNotAllowed(PlatformError):
    """The app is not for owners of that type; the message names both."""


class DataNotStored(PlatformError):
    """A part cannot be stored with the new instance, which is deleted again."""


class DataTypeNotFound(DataNotStored):
    """A second template, which was taken for data; the message names the part."""

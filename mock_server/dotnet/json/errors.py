"""What reading a request body can end with, other than a document."""

from __future__ import annotations


class ReadError(Exception):
    """The body is malformed, or a value does not fit its type.

    ``path`` is the key of the model state (``$.recipient.recipientSms``), ``message`` the
    complete text, position included where the platform states one.
    """

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path
        self.message = message


class EmptyBody(Exception):
    """There is nothing to read: no bytes at all, or the literal ``null``."""


class Undecodable(Exception):
    """The bytes are not of the charset that they are labelled with; the platform breaks down."""


class Mistyped(Exception):
    """A value is sound JSON, and not what its type takes. Never leaves this room."""

"""The request model of ``POST /_mock/tokens``.

Source: docs/control-api.md, Tokens.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from pydantic import Field

from mock_server.control.schemas.parsing import ControlModel

# What the emulated APIs require of a service owner.
USUAL_SCOPES: Final = (
    "altinn:serviceowner",
    "altinn:serviceowner/notifications.create",
    "altinn:serviceowner/notifications.composedemail.create",
    "altinn:serviceowner/instances.read",
    "altinn:serviceowner/instances.write",
    "altinn:correspondence.write",
)


class TokenKind(StrEnum):
    """The kinds of tokens."""

    MASKINPORTEN = "maskinporten"
    MASKINPORTEN_RAW = "maskinportenRaw"
    USER = "user"
    PLATFORM = "platform"


class TokenRequest(ControlModel):
    """The contents of a token to issue."""

    kind: TokenKind = TokenKind.MASKINPORTEN
    org: str | None = None
    organization_number: str | None = None
    scopes: list[str] | None = None
    expires_in: int | None = None
    claims: dict[str, Any] = Field(default_factory=dict)
    user_id: int | None = None
    national_identity_number: str | None = None
    issuer: str = "platform"
    app: str | None = None

    @property
    def granted_scopes(self) -> Sequence[str]:
        """Return the scopes of the token: the usual ones of a service owner if none are given."""
        if self.scopes is not None:
            return self.scopes
        is_machine = self.kind in (TokenKind.MASKINPORTEN, TokenKind.MASKINPORTEN_RAW)
        return USUAL_SCOPES if is_machine else ()

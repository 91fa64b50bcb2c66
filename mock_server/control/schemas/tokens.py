"""What ``POST /_mock/tokens`` takes.

Source: design/control-api.md, Tokens.
"""

from enum import StrEnum
from typing import Any

from pydantic import Field

from mock_server.control.schemas.parsing import ControlModel


class TokenKind(StrEnum):
    """Whose token, and for whom."""

    MASKINPORTEN = "maskinporten"
    MASKINPORTEN_RAW = "maskinportenRaw"
    USER = "user"
    PLATFORM = "platform"


class TokenRequest(ControlModel):
    """The token that a test wants."""

    kind: TokenKind = TokenKind.MASKINPORTEN
    org: str | None = None
    organization_number: str | None = None
    scopes: list[str] = Field(default_factory=list)
    expires_in: int | None = None
    claims: dict[str, Any] = Field(default_factory=dict)
    user_id: int | None = None
    national_identity_number: str | None = None
    issuer: str = "platform"
    app: str | None = None

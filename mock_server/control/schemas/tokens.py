"""The request model of ``POST /_mock/tokens``.

Source: docs/control-api.md, Tokens.
"""

from enum import StrEnum
from typing import Any

from pydantic import Field

from mock_server.control.schemas.parsing import ControlModel


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
    scopes: list[str] = Field(default_factory=list)
    expires_in: int | None = None
    claims: dict[str, Any] = Field(default_factory=dict)
    user_id: int | None = None
    national_identity_number: str | None = None
    issuer: str = "platform"
    app: str | None = None

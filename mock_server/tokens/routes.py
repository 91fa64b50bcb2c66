"""Routes of the token endpoints."""

from collections.abc import Sequence
from typing import Final

from starlette.routing import BaseRoute, Route

from mock_server.tokens.exchange import exchange_token
from mock_server.tokens.maskinporten import token_endpoint
from mock_server.tokens.metadata import (
    MASKINPORTEN_CONFIGURATION,
    MASKINPORTEN_KEYS,
    MASKINPORTEN_TOKEN,
    OPENID_CONFIGURATION,
    OPENID_KEYS,
    get_jwks,
    get_maskinporten_metadata,
    get_openid_configuration,
)
from mock_server.tokens.token_generator import (
    enterprise_token,
    local_org_token,
    personal_token,
    platform_access_token,
)

routes: Final[Sequence[BaseRoute]] = (
    Route("/authentication/api/v1/exchange/{provider}", exchange_token),
    Route(OPENID_CONFIGURATION, get_openid_configuration),
    Route(OPENID_KEYS, get_jwks),
    Route(MASKINPORTEN_CONFIGURATION, get_maskinporten_metadata),
    Route(MASKINPORTEN_KEYS, get_jwks),
    Route(MASKINPORTEN_TOKEN, token_endpoint, methods=["POST"]),
    Route("/api/GetEnterpriseToken", enterprise_token),
    Route("/api/GetPersonalToken", personal_token),
    Route("/api/GetPlatformAccessToken", platform_access_token),
    Route("/Home/GetTestOrgToken", local_org_token),
    Route("/Home/GetTestOrgToken/{org}", local_org_token),
)

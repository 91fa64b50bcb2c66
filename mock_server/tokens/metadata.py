"""OpenID metadata of Altinn, server metadata of Maskinporten, and the public key.

Source: docs/reference/contacts-and-tokens.md section 6.6. The issuers are those of the tokens; the
URLs are those of this server.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mock_server.request_context import request_origin, world_of
from mock_server.tokens.claims import altinn_issuer, maskinporten_issuer

OPENID: Final = "/authentication/api/v1/openid"
OPENID_CONFIGURATION: Final = OPENID + "/.well-known/openid-configuration"
OPENID_KEYS: Final = OPENID_CONFIGURATION + "/jwks"
MASKINPORTEN_TOKEN: Final = "/maskinporten/token"
MASKINPORTEN_CONFIGURATION: Final = "/maskinporten/.well-known/oauth-authorization-server"
MASKINPORTEN_KEYS: Final = "/maskinporten/jwk"
JWT_GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


async def get_openid_configuration(request: Request) -> Response:
    """Return Altinn's OpenID configuration: issuer and key URL."""
    origin = request_origin(request)
    return JSONResponse(
        {
            "issuer": altinn_issuer(world_of(request).settings.environment),
            "jwks_uri": origin + OPENID_KEYS,
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


async def get_maskinporten_metadata(request: Request) -> Response:
    """Return Maskinporten's metadata: issuer, token endpoint and key URL."""
    origin = request_origin(request)
    return JSONResponse(
        {
            "issuer": maskinporten_issuer(world_of(request).settings.environment),
            "token_endpoint": origin + MASKINPORTEN_TOKEN,
            "jwks_uri": origin + MASKINPORTEN_KEYS,
            "grant_types_supported": [JWT_GRANT],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "token_endpoint_auth_signing_alg_values_supported": ["RS256", "RS384", "RS512"],
        }
    )


async def get_jwks(request: Request) -> Response:
    """Return the public key of this server as a JSON Web Key Set."""
    return JSONResponse(request.app.state.signer.jwks())

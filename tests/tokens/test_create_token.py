"""``POST /_mock/tokens``. Source: docs/control-api.md, Tokens."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator
from mock_server.tokens.bearer_tokens import unix_now

TOKENS = "/w/here/_mock/tokens"


def claims_of_token(client: TestClient, app: Emulator, /, **body: Any) -> dict[str, Any]:
    """Create a token, and return its claims."""
    response = client.post(TOKENS, json=body)
    assert response.status_code == 200, response.text
    return app.state.signer.verify(response.json()["access_token"])


def test_a_service_owner_gets_an_exchanged_token(client: TestClient, app: Emulator):
    claims = claims_of_token(
        client, app, org="ttd", organizationNumber="991825827", scopes=["a", "b"]
    )

    assert claims["urn:altinn:org"] == "ttd"
    assert claims["urn:altinn:orgNumber"] == "991825827"
    assert claims["consumer"] == {"authority": "iso6523-actorid-upis", "ID": "0192:991825827"}
    assert claims["scope"] == "a b"
    assert claims["iss"] == "https://platform.altinn.no/authentication/api/v1/openid/"
    assert claims["exp"] - claims["iat"] == 1800


def test_a_token_has_the_number_of_a_known_service_owner(client: TestClient, app: Emulator):
    assert claims_of_token(client, app, org="ttd")["urn:altinn:orgNumber"] == "991825827"


def test_without_an_org_there_is_no_org_claim(client: TestClient, app: Emulator):
    claims = claims_of_token(client, app, organizationNumber="310244007")

    assert "urn:altinn:org" not in claims
    assert claims["urn:altinn:orgNumber"] == "310244007"


def test_a_request_without_a_body_gets_the_default_token(client: TestClient):
    response = client.post(TOKENS)

    assert response.status_code == 200
    assert (response.json()["token_type"], response.json()["expires_in"]) == ("Bearer", 1800)


def test_a_user_token_has_user_id_and_identity_number(client: TestClient, app: Emulator):
    claims = claims_of_token(
        client, app, kind="user", userId=20011, nationalIdentityNumber="08900499559"
    )

    assert claims["urn:altinn:userid"] == 20011
    assert claims["pid"] == "08900499559"


def test_a_raw_token_is_issued_by_maskinporten(client: TestClient, app: Emulator):
    claims = claims_of_token(client, app, kind="maskinportenRaw", scopes=["x"])

    assert claims["iss"] == "https://maskinporten.no/"
    assert "consumer" not in claims
    assert [name for name in claims if name.startswith("urn:altinn")] == []


def test_a_platform_token_is_issued_by_its_app(client: TestClient, app: Emulator):
    claims = claims_of_token(client, app, kind="platform", issuer="ttd", app="skjema")

    assert (claims["iss"], claims["urn:altinn:app"]) == ("ttd", "skjema")
    assert claims["exp"] - claims["iat"] == 300
    assert claims["iat"] - claims["nbf"] == 5


def test_a_token_with_a_negative_lifetime_has_expired(client: TestClient, app: Emulator):
    claims = claims_of_token(client, app, expiresIn=-3600)

    assert claims["exp"] < unix_now() - 3500
    assert claims["nbf"] <= claims["exp"]


def test_additional_claims_are_added_unchanged(client: TestClient, app: Emulator):
    claims = claims_of_token(client, app, claims={"urn:altinn:partyid": 50011, "iss": "mine"})

    assert (claims["urn:altinn:partyid"], claims["iss"]) == (50011, "mine")


def test_the_issuers_depend_on_the_environment(client: TestClient, app: Emulator):
    client.post("/w/here/_mock/reset", json={"settings": {"environment": "tt02"}})

    raw = claims_of_token(client, app, kind="maskinportenRaw")
    exchanged = claims_of_token(client, app)

    assert raw["iss"] == "https://test.maskinporten.no/"
    assert exchanged["iss"] == "https://platform.tt02.altinn.no/authentication/api/v1/openid/"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            '{"kind": "saml"}',
            "kind: expected 'maskinporten', 'maskinportenRaw', 'user'",
        ),
        ('{"scope": "x"}', "unknown field 'scope'; did you mean 'scopes'?"),
        ('{"scopes": "x"}', "scopes: expected a valid"),
        ("{", "the request body is not valid JSON"),
    ],
)
def test_an_invalid_request_is_rejected(client: TestClient, body: str, message: str):
    response = client.post(TOKENS, content=body)

    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith(message)

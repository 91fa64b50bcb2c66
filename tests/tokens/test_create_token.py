"""``POST /_mock/tokens``. Source: design/control-api.md, Tokens."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator
from mock_server.tokens.bearer_tokens import unix_now

TOKENS = "/w/here/_mock/tokens"


def make(client: TestClient, app: Emulator, /, **asked: Any) -> dict[str, Any]:
    """Ask for a token, and return its claims."""
    answer = client.post(TOKENS, json=asked)
    assert answer.status_code == 200, answer.text
    return app.state.signer.verify(answer.json()["access_token"])


def test_a_service_owner_gets_an_exchanged_token(client: TestClient, app: Emulator):
    claims = make(client, app, org="ttd", organizationNumber="991825827", scopes=["a", "b"])

    assert claims["urn:altinn:org"] == "ttd"
    assert claims["urn:altinn:orgNumber"] == "991825827"
    assert claims["consumer"] == {"authority": "iso6523-actorid-upis", "ID": "0192:991825827"}
    assert claims["scope"] == "a b"
    assert claims["iss"] == "https://platform.altinn.no/authentication/api/v1/openid/"
    assert claims["exp"] - claims["iat"] == 1800


def test_a_known_service_owner_brings_its_number(client: TestClient, app: Emulator):
    assert make(client, app, org="ttd")["urn:altinn:orgNumber"] == "991825827"


def test_without_an_org_there_is_no_org_claim(client: TestClient, app: Emulator):
    claims = make(client, app, organizationNumber="310244007")

    assert "urn:altinn:org" not in claims
    assert claims["urn:altinn:orgNumber"] == "310244007"


def test_no_body_asks_for_the_default(client: TestClient):
    answer = client.post(TOKENS)

    assert answer.status_code == 200
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 1800)


def test_a_user_is_named_by_number_and_identity(client: TestClient, app: Emulator):
    claims = make(client, app, kind="user", userId=20011, nationalIdentityNumber="08900499559")

    assert claims["urn:altinn:userid"] == 20011
    assert claims["pid"] == "08900499559"


def test_a_raw_token_is_maskinportens(client: TestClient, app: Emulator):
    claims = make(client, app, kind="maskinportenRaw", scopes=["x"])

    assert claims["iss"] == "https://maskinporten.no/"
    assert "consumer" not in claims
    assert [name for name in claims if name.startswith("urn:altinn")] == []


def test_a_platform_token_is_issued_by_its_app(client: TestClient, app: Emulator):
    claims = make(client, app, kind="platform", issuer="ttd", app="skjema")

    assert (claims["iss"], claims["urn:altinn:app"]) == ("ttd", "skjema")
    assert claims["exp"] - claims["iat"] == 300
    assert claims["iat"] - claims["nbf"] == 5


def test_a_negative_lifetime_has_run_out(client: TestClient, app: Emulator):
    claims = make(client, app, expiresIn=-3600)

    assert claims["exp"] < unix_now() - 3500
    assert claims["nbf"] <= claims["exp"]


def test_claims_are_added_as_they_are(client: TestClient, app: Emulator):
    claims = make(client, app, claims={"urn:altinn:partyid": 50011, "iss": "mine"})

    assert (claims["urn:altinn:partyid"], claims["iss"]) == (50011, "mine")


def test_an_environment_has_its_own_issuers(client: TestClient, app: Emulator):
    client.post("/w/here/_mock/reset", json={"settings": {"environment": "tt02"}})

    raw, own = make(client, app, kind="maskinportenRaw"), make(client, app)

    assert raw["iss"] == "https://test.maskinporten.no/"
    assert own["iss"] == "https://platform.tt02.altinn.no/authentication/api/v1/openid/"


@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ('{"kind": "saml"}', "kind: write 'maskinporten', 'maskinportenRaw', 'user' or 'platform'"),
        ('{"scope": "x"}', "'scope' is not known; did you mean 'scopes'?"),
        ('{"scopes": "x"}', "scopes: write a valid"),
        ("{", "the body is no JSON document"),
    ],
)
def test_what_makes_no_sense_is_refused_with_advice(client: TestClient, body: str, advice: str):
    answer = client.post(TOKENS, content=body)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(advice)

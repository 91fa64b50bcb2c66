"""Metadata, keys, Maskinporten and the token generator. Source: docs/control-api.md, Tokens."""

from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.metadata import JWT_GRANT

ALTINN = "/authentication/api/v1/openid/.well-known/openid-configuration"
MASKINPORTEN = "/maskinporten/.well-known/oauth-authorization-server"


def grant(**claims: Any) -> dict[str, str]:
    given = {"iss": "client", "scope": "a b", "exp": unix_now() + 60, **claims}
    return {"grant_type": JWT_GRANT, "assertion": jwt.encode(given, "secret" * 8, "HS256")}


@pytest.mark.parametrize("prefix", ["", "/w/mine"])
def test_the_metadata_has_the_url_of_the_signing_key(
    client: TestClient, app: Emulator, prefix: str
):
    metadata = client.get(prefix + ALTINN).json()

    keys = client.get(metadata["jwks_uri"]).json()
    token = app.state.signer.issue({"iss": metadata["issuer"]})
    assert metadata["jwks_uri"].startswith(f"http://testserver{prefix}/authentication/")
    assert keys == app.state.signer.jwks()
    assert jwt.decode(token, jwt.PyJWK(keys["keys"][0]), issuer=metadata["issuer"])


@pytest.mark.parametrize("host", ['evil"><script>', "a b", "x/y", "a:b", "x" * 300])
def test_an_invalid_host_is_not_echoed(client: TestClient, host: str):
    metadata = client.get(ALTINN, headers={"Host": host}).json()

    assert metadata["jwks_uri"].startswith("http://testserver:80/authentication/")


def test_maskinporten_issues_a_token_with_the_requested_scopes(client: TestClient, app: Emulator):
    metadata = client.get("/w/mine" + MASKINPORTEN).json()

    token = client.post(metadata["token_endpoint"], data=grant()).json()

    claims = app.state.signer.verify(token["access_token"])
    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 120, "a b")
    assert claims["iss"] == metadata["issuer"]
    assert claims["client_id"] == "client"
    assert claims["consumer"]["ID"] == "0192:991825827"


def test_a_supplier_gets_a_token_for_its_consumer(client: TestClient, app: Emulator):
    token = client.post("/maskinporten/token", data=grant(consumer_org="310244007")).json()

    claims = app.state.signer.verify(token["access_token"])
    assert claims["consumer"]["ID"] == "0192:310244007"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": JWT_GRANT}, "invalid_grant"),
        ({"grant_type": JWT_GRANT, "assertion": "a.b.c"}, "invalid_grant"),
        (grant(exp=1), "invalid_grant"),
    ],
    ids=["nothing", "other grant", "no assertion", "letters", "expired"],
)
def test_an_invalid_grant_is_rejected(client: TestClient, form: dict[str, str], error: str):
    response = client.post("/maskinporten/token", data=form)

    assert response.status_code == 400
    assert response.json()["error"] == error


def test_a_maskinporten_token_can_be_exchanged(client: TestClient, app: Emulator):
    token = client.post("/maskinporten/token", data=grant(scope="altinn:serviceowner")).json()

    exchanged = client.get(
        "/authentication/api/v1/exchange/maskinporten",
        headers={"Authorization": f"Bearer {token['access_token']}"},
    )

    assert app.state.signer.verify(exchanged.text)["urn:altinn:org"] == "ttd"


def test_the_generator_issues_an_enterprise_token(client: TestClient, app: Emulator):
    response = client.get(
        "/api/GetEnterpriseToken?env=tt02&scopes=a,b&org=ttd&orgNo=991825827&ttl=60"
        "&supplierOrgNo=310244007"
    )

    claims = app.state.signer.verify(response.text)
    assert (claims["scope"], claims["urn:altinn:org"]) == ("a b", "ttd")
    assert claims["supplier"]["ID"] == "0192:310244007"
    assert claims["actual_iss"] == "altinn-test-tools"
    assert claims["exp"] - claims["iat"] == 60


def test_the_generator_issues_a_personal_token(client: TestClient, app: Emulator):
    response = client.get(
        "/api/GetPersonalToken?env=tt02&scopes=a&userId=20011&partyId=50011&pid=08900499559"
        "&authLvl=4&userName=ola"
    )

    claims = app.state.signer.verify(response.text)
    assert claims["urn:altinn:userid"] == 20011
    assert claims["urn:altinn:partyid"] == 50011
    assert claims["urn:altinn:username"] == "ola"
    assert (claims["pid"], claims["acr"]) == ("08900499559", "idporten-loa-high")


@pytest.mark.parametrize("path", ["/Home/GetTestOrgToken/TTD?", "/Home/GetTestOrgToken?org=ttd&"])
def test_a_local_app_gets_a_token_for_its_owner(client: TestClient, app: Emulator, path: str):
    response = client.get(path + "scopes=a%20b&authenticationLevel=3")

    claims = app.state.signer.verify(response.text)
    assert claims["urn:altinn:org"] == "ttd"
    assert claims["urn:altinn:orgNumber"] == "991825827"
    assert claims["urn:altinn:scope"] == "a b"
    assert "scope" not in claims


@pytest.mark.parametrize(
    "path",
    ["/Home/GetTestOrgToken", "/api/GetPersonalToken?userId=x", "/api/GetEnterpriseToken?ttl=-1"],
)
def test_an_invalid_parameter_is_rejected(client: TestClient, path: str):
    response = client.get(path)

    assert response.status_code == 400
    assert response.json()["detail"]

"""Token exchange. Source: docs/reference/contacts-and-tokens.md section 6.3."""

from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator
from mock_server.tokens.bearer_tokens import unix_now

EXCHANGE = "/authentication/api/v1/exchange/maskinporten"
TTD = {"authority": "iso6523-actorid-upis", "ID": "0192:991825827"}


def maskinporten_token(**claims: Any) -> str:
    """Return a token as Maskinporten issues it, signed with an unknown key; None drops a claim."""
    defaults = {
        "iss": "https://maskinporten.no/",
        "aud": "https://platform.altinn.no",
        "scope": "altinn:serviceowner/notifications.create",
        "consumer": TTD,
        "client_amr": "private_key_jwt",
        "exp": unix_now() + 60,
    }
    given = {name: value for name, value in (defaults | claims).items() if value is not None}
    return jwt.encode(given, "secret" * 8, "HS256")


def exchange(client: TestClient, token: str, path: str = EXCHANGE, **headers: str) -> Any:
    return client.get(path, headers={"Authorization": f"Bearer {token}", **headers})


def test_a_service_owner_gets_an_altinn_token(client: TestClient, app: Emulator):
    response = exchange(client, maskinporten_token(custom="kept"))

    claims = app.state.signer.verify(response.text)
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert claims["urn:altinn:org"] == "ttd"
    assert claims["urn:altinn:orgNumber"] == "991825827"
    assert claims["urn:altinn:authenticatemethod"] == "maskinporten"
    assert claims["urn:altinn:authlevel"] == 3
    assert claims["consumer"] == TTD
    assert claims["custom"] == "kept"
    assert claims["iss"] == "https://platform.altinn.no/authentication/api/v1/openid/"
    assert {"aud", "client_amr"} & set(claims) == set()
    assert claims["exp"] - unix_now() > 1790


def test_an_organisation_that_is_not_a_service_owner_has_no_org(client: TestClient, app: Emulator):
    other = maskinporten_token(consumer={**TTD, "ID": "0192:310244007"})

    assert "urn:altinn:org" not in app.state.signer.verify(exchange(client, other).text)


def test_without_a_service_owners_scope_there_is_no_org(client: TestClient, app: Emulator):
    token = maskinporten_token(scope="altinn:correspondence.write")

    assert "urn:altinn:org" not in app.state.signer.verify(exchange(client, token).text)


def test_a_json_string_is_returned_on_request(client: TestClient):
    response = exchange(client, maskinporten_token(), Accept="application/json")

    assert response.headers["content-type"] == "application/json"
    assert response.json().count(".") == 2


@pytest.mark.parametrize(
    "token",
    [
        "garbage",
        "a.b.c",
        maskinporten_token(consumer=None),
        maskinporten_token(consumer={"authority": "other", "ID": "0192:991825827"}),
        maskinporten_token(consumer={**TTD, "ID": "991825827"}),
        maskinporten_token(exp=1),
        maskinporten_token(exp=None),
    ],
    ids=["word", "letters", "none", "authority", "number", "expired", "no expiry"],
)
def test_an_invalid_token_is_rejected(client: TestClient, token: str):
    response = exchange(client, token)

    assert (response.status_code, response.text) == (401, "")


def test_a_request_without_a_token_is_rejected(client: TestClient):
    assert client.get(EXCHANGE).status_code == 401


def test_an_unknown_provider_is_rejected(client: TestClient):
    response = exchange(client, maskinporten_token(), "/authentication/api/v1/exchange/google")

    assert response.status_code == 400
    assert response.text == (
        "Invalid token provider: google. Trusted token providers are"
        " 'Maskinporten', 'Id-porten' and 'AltinnStudio'."
    )


def test_a_provider_matches_in_any_case(client: TestClient):
    path = EXCHANGE.replace("maskinporten", "MaskinPorten")

    assert exchange(client, maskinporten_token(), path).status_code == 200


def test_an_enterprise_user_is_rejected_with_410(client: TestClient):
    response = exchange(
        client, maskinporten_token(), **{"X-Altinn-EnterpriseUser-Authentication": "x"}
    )

    assert response.status_code == 410


def test_a_person_of_the_directory_gets_a_user_token(client: TestClient, app: Emulator):
    token = maskinporten_token(pid="08900499559", consumer=None)

    response = exchange(client, token, "/authentication/api/v1/exchange/id-porten")

    claims = app.state.signer.verify(response.text)
    assert (claims["urn:altinn:userid"], claims["urn:altinn:partyid"]) == (20011, 50011)


def test_strict_mode_accepts_only_tokens_that_this_server_signed(client: TestClient):
    client.post("/w/strict/_mock/reset", json={"settings": {"auth": "strict"}})
    body = {"kind": "maskinportenRaw", "organizationNumber": "991825827"}
    raw = client.post("/w/strict/_mock/tokens", json=body).json()["access_token"]
    own = client.post("/w/strict/_mock/tokens", json={"org": "ttd"}).json()["access_token"]

    assert exchange(client, raw, "/w/strict" + EXCHANGE).status_code == 200
    assert exchange(client, maskinporten_token(), "/w/strict" + EXCHANGE).status_code == 401
    assert exchange(client, own, "/w/strict" + EXCHANGE).status_code == 401

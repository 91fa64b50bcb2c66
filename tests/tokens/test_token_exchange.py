"""Exchange of foreign tokens. Source: spec/contacts-and-authorization.md section 6.3."""

from typing import Any

import jwt
import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator
from mock_server.tokens.bearer_tokens import unix_now

EXCHANGE = "/authentication/api/v1/exchange/maskinporten"
TTD = {"authority": "iso6523-actorid-upis", "ID": "0192:991825827"}


def foreign(**claims: Any) -> str:
    """A token as Maskinporten would issue it, signed by nobody that we know."""
    usual = {
        "iss": "https://maskinporten.no/",
        "aud": "https://platform.altinn.no",
        "scope": "altinn:serviceowner/notifications.create",
        "consumer": TTD,
        "client_amr": "private_key_jwt",
        "exp": unix_now() + 60,
    }
    kept = {name: value for name, value in (usual | claims).items() if value is not None}
    return jwt.encode(kept, "secret" * 8, "HS256")


def exchange(client: TestClient, token: str, path: str = EXCHANGE, **headers: str) -> Any:
    return client.get(path, headers={"Authorization": f"Bearer {token}", **headers})


def test_a_service_owners_token_becomes_altinns(client: TestClient, app: Emulator):
    answer = exchange(client, foreign(custom="kept"))

    claims = app.state.signer.verify(answer.text)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert claims["urn:altinn:org"] == "ttd"
    assert claims["urn:altinn:orgNumber"] == "991825827"
    assert claims["urn:altinn:authenticatemethod"] == "maskinporten"
    assert claims["urn:altinn:authlevel"] == 3
    assert claims["consumer"] == TTD
    assert claims["custom"] == "kept"
    assert claims["iss"] == "https://platform.altinn.no/authentication/api/v1/openid/"
    assert {"aud", "client_amr"} & set(claims) == set()
    assert claims["exp"] - unix_now() > 1790


def test_who_is_no_service_owner_has_no_org(client: TestClient, app: Emulator):
    other = foreign(consumer={**TTD, "ID": "0192:310244007"})

    assert "urn:altinn:org" not in app.state.signer.verify(exchange(client, other).text)


def test_without_a_service_owners_scope_there_is_no_org(client: TestClient, app: Emulator):
    token = foreign(scope="altinn:correspondence.write")

    assert "urn:altinn:org" not in app.state.signer.verify(exchange(client, token).text)


def test_who_asks_for_json_gets_a_json_string(client: TestClient):
    answer = exchange(client, foreign(), Accept="application/json")

    assert answer.headers["content-type"] == "application/json"
    assert answer.json().count(".") == 2


@pytest.mark.parametrize(
    "token",
    [
        "garbage",
        "a.b.c",
        foreign(consumer=None),
        foreign(consumer={"authority": "other", "ID": "0192:991825827"}),
        foreign(consumer={**TTD, "ID": "991825827"}),
        foreign(exp=1),
        foreign(exp=None),
    ],
    ids=["word", "letters", "none", "authority", "number", "expired", "no expiry"],
)
def test_a_token_that_is_no_good_is_refused(client: TestClient, token: str):
    answer = exchange(client, token)

    assert (answer.status_code, answer.text) == (401, "")


def test_no_token_is_refused(client: TestClient):
    assert client.get(EXCHANGE).status_code == 401


def test_an_unknown_provider_is_named(client: TestClient):
    answer = exchange(client, foreign(), "/authentication/api/v1/exchange/google")

    assert answer.status_code == 400
    assert answer.text == (
        "Invalid token provider: google. Trusted token providers are"
        " 'Maskinporten', 'Id-porten' and 'AltinnStudio'."
    )


def test_a_provider_is_known_in_any_case(client: TestClient):
    path = EXCHANGE.replace("maskinporten", "MaskinPorten")

    assert exchange(client, foreign(), path).status_code == 200


def test_an_enterprise_user_is_gone(client: TestClient):
    answer = exchange(client, foreign(), **{"X-Altinn-EnterpriseUser-Authentication": "x"})

    assert answer.status_code == 410


def test_a_person_of_the_directory_logs_in(client: TestClient, app: Emulator):
    token = foreign(pid="08900499559", consumer=None)

    answer = exchange(client, token, "/authentication/api/v1/exchange/id-porten")

    claims = app.state.signer.verify(answer.text)
    assert (claims["urn:altinn:userid"], claims["urn:altinn:partyid"]) == (20011, 50011)


def test_a_strict_world_takes_what_this_server_has_signed(client: TestClient):
    client.post("/w/strict/_mock/reset", json={"settings": {"auth": "strict"}})
    asked = {"kind": "maskinportenRaw", "organizationNumber": "991825827"}
    raw = client.post("/w/strict/_mock/tokens", json=asked).json()["access_token"]
    own = client.post("/w/strict/_mock/tokens", json={"org": "ttd"}).json()["access_token"]

    assert exchange(client, raw, "/w/strict" + EXCHANGE).status_code == 200
    assert exchange(client, foreign(), "/w/strict" + EXCHANGE).status_code == 401
    assert exchange(client, own, "/w/strict" + EXCHANGE).status_code == 401

"""Links contain scheme, host and port of the request. Source: docs/control-api.md, first list."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

API = "/w/linked/notifications/api/v1"
ORDER = {"body": "Hei", "recipients": [{"mobileNumber": "+4799999999"}]}


def links(url: str, host: str, **options: Any) -> set[str]:
    """Return what all links in responses begin with."""
    client = TestClient(create_app(Configuration.read(**options)), base_url=url)
    client.headers["Host"] = host
    placed = client.post(f"{API}/orders/sms", json=ORDER)
    order = client.get(f"{API}/orders/{placed.json()['orderId']}").json()
    openid = "/w/linked/authentication/api/v1/openid/.well-known/openid-configuration"
    metadata = "/w/linked/maskinporten/.well-known/oauth-authorization-server"
    found = [
        placed.headers["location"],
        *order["links"].values(),
        client.get(openid).json()["jwks_uri"],
        client.get(metadata).json()["token_endpoint"],
    ]
    return {each.partition("/w/linked/")[0] for each in found}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:5090", "localhost:49153"),
        ("http://127.0.0.1:5090", "127.0.0.1"),
        ("http://127.0.0.1:5090", "[::1]:5090"),
        ("http://172.17.0.2:5090", "altinn-mock:8080"),
        ("https://127.0.0.1:5090", "platform.altinn.no"),
    ],
)
def test_links_contain_the_scheme_and_host_of_the_request(url: str, host: str):
    assert links(url, host) == {f"{url.partition(':')[0]}://{host}"}


def test_an_invalid_host_is_not_repeated():
    assert links("http://172.17.0.2:5090", 'x"><script>') == {"http://172.17.0.2:5090"}


@pytest.mark.parametrize("public_url", ["https://mock.example.com", "http://proxy:81/altinn/"])
def test_the_public_url_overrides_the_request(public_url: str):
    found = links("http://127.0.0.1:5090", "localhost:5090", public_url=public_url)

    assert found == {public_url.rstrip("/")}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "https://localhost:5090/w/linked/ttd/skjema/instances/"),
        (
            {"public_url": "http://proxy:81"},
            "http://proxy:81/w/linked/ttd/skjema/instances/",
        ),
    ],
)
def test_apps_write_https_unless_the_public_url_says_otherwise(
    options: dict[str, str], expected: str
):
    app = create_app(Configuration.read(**options))
    client = TestClient(app, base_url="http://127.0.0.1:5090")
    token = client.post("/w/linked/_mock/tokens", json={}).json()["access_token"]

    response = client.post(
        "/w/linked/ttd/skjema/instances",
        json={"instanceOwner": {"personNumber": "08900499559"}},
        headers={"Host": "localhost:5090", "Authorization": f"Bearer {token}"},
    )

    assert response.json()["selfLinks"]["apps"].startswith(expected)

"""Tests of the kind of a token: what strict worlds reject, and what no token means in others.

Source: docs/control-api.md, Tokens; docs/reference/notifications.md section 3,
docs/reference/correspondence.md section 1.2, docs/reference/apps.md section 1.1.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.correspondence.api.routes import ENDPOINTS as CORRESPONDENCE
from mock_server.notifications.api.routes import ENDPOINTS as NOTIFICATIONS

SCOPES = [
    "altinn:serviceowner",
    "altinn:serviceowner/notifications.create",
    "altinn:correspondence.read",
]
EXCHANGED = {"org": "ttd", "organizationNumber": "991825827", "scopes": SCOPES}
RAW = {"kind": "maskinportenRaw", "organizationNumber": "991825827", "scopes": SCOPES}
PLATFORM = {"kind": "platform", "issuer": "ttd", "claims": {"scope": " ".join(SCOPES)}}
SOME_ID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
FEED = "/notifications/api/v1/future/shipment/feed"
INSTANCE = f"/ttd/skjema/instances/50001018/{SOME_ID}"
OVERVIEW = f"/correspondence/api/v1/correspondence/{SOME_ID}"
CONTENT = f"{OVERVIEW}/content"
# What stands for the parameters of a path.
VALUES = {"correspondenceId": SOME_ID, "attachmentId": SOME_ID, "id": SOME_ID}


def strict(client: TestClient, world: str, environment: str = "production") -> str:
    """Make a strict world and return the prefix of its paths."""
    settings = {"auth": "strict", "environment": environment}
    response = client.post(f"/w/{world}/_mock/reset", json={"settings": settings})
    assert response.is_success, response.text
    return f"/w/{world}"


def token(client: TestClient, prefix: str, asked: Any) -> str:
    made: str = client.post(f"{prefix}/_mock/tokens", json=asked).json()["access_token"]
    return made


def get(client: TestClient, prefix: str, path: str, made: str) -> tuple[int, str | None]:
    response = client.get(prefix + path, headers={"Authorization": f"Bearer {made}"})
    return response.status_code, response.headers.get("www-authenticate")


@pytest.mark.parametrize(("path", "status"), [(FEED, 200), (OVERVIEW, 404), (INSTANCE, 404)])
def test_a_strict_world_accepts_an_exchanged_token(client: TestClient, path: str, status: int):
    prefix = strict(client, "exchanged")

    assert get(client, prefix, path, token(client, prefix, EXCHANGED))[0] == status


@pytest.mark.parametrize("asked", [RAW, PLATFORM], ids=["not exchanged", "platform token"])
@pytest.mark.parametrize("path", [FEED, INSTANCE])
def test_a_strict_world_rejects_a_bearer_token_of_another_kind(
    client: TestClient, path: str, asked: Any
):
    prefix = strict(client, "other-kind")

    assert get(client, prefix, path, token(client, prefix, asked)) == (401, None)


def test_a_form_of_an_app_needs_an_exchanged_token_in_a_strict_world(client: TestClient):
    prefix = strict(client, "create")
    body = {"instanceOwner": {"personNumber": "08900499559"}}
    statuses = [
        client.post(
            f"{prefix}/ttd/skjema/instances/create",
            json=body,
            headers={"Authorization": f"Bearer {token(client, prefix, asked)}"},
        ).status_code
        for asked in (EXCHANGED, RAW, PLATFORM)
    ]

    assert statuses == [201, 401, 401]


def test_correspondence_takes_no_platform_token_as_bearer(client: TestClient):
    prefix = strict(client, "correspondence")

    status, challenge = get(client, prefix, OVERVIEW, token(client, prefix, PLATFORM))

    assert status == 401
    assert challenge == (
        'Bearer error="invalid_token", error_description="The issuer \'ttd\' is invalid"'
    )


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", CONTENT), ("POST", f"{OVERVIEW}/markasread"), ("POST", f"{OVERVIEW}/confirm")],
)
def test_a_recipient_is_told_to_exchange_the_token(client: TestClient, method: str, path: str):
    prefix = strict(client, "recipient")
    headers = {"Authorization": f"Bearer {token(client, prefix, RAW)}"}

    response = client.request(method, prefix + path, headers=headers)

    assert response.status_code == 403
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("path", [FEED, OVERVIEW, INSTANCE])
def test_a_token_of_another_environment_is_rejected(client: TestClient, path: str):
    production, test = strict(client, "production"), strict(client, "test", "tt02")

    assert get(client, test, path, token(client, production, EXCHANGED))[0] == 401
    assert get(client, production, path, token(client, test, EXCHANGED))[0] == 401


def test_only_a_platform_token_counts_as_platform_access_token(client: TestClient):
    prefix = strict(client, "platform")
    statuses = [
        client.get(
            prefix + FEED, headers={"PlatformAccessToken": token(client, prefix, asked)}
        ).status_code
        for asked in (PLATFORM, EXCHANGED, RAW)
    ]

    assert statuses == [200, 401, 401]


def test_a_permissive_world_reads_tokens_of_every_kind(client: TestClient):
    raw = token(client, "/w/permissive", {**RAW, "claims": {"urn:altinn:org": "ttd"}})

    assert get(client, "/w/permissive", FEED, raw) == (200, None)


def endpoints() -> list[Any]:
    """Return method and path of the endpoints that ask for a token."""
    # The metrics ask for a key, and only Notifications asks whether to send.
    others = ("/metrics", "/trigger", "/health")
    return [
        pytest.param(route.method, route.path, id=f"{route.method} {route.path}")
        for route in (*NOTIFICATIONS, *CORRESPONDENCE)
        if not any(each in route.path for each in others)
    ]


@pytest.mark.parametrize(("method", "path"), endpoints())
def test_a_permissive_world_needs_no_token(client: TestClient, method: str, path: str):
    for name, value in VALUES.items():
        path = path.replace(f"{{{name}:guid}}", value).replace(f"{{{name}}}", value)

    response = client.request(method, f"/w/permissive{path}")

    assert response.status_code not in (401, 403), response.text


@pytest.mark.parametrize(
    ("name", "issuer"),
    [("authentication", "platform"), ("ttd/skjema", "ttd"), ("notification-instantiation-ttd", "")],
)
def test_the_generator_makes_platform_access_tokens(client: TestClient, name: str, issuer: str):
    directory = {"apps": [{"org": "skd", "app": "notification-instantiation-ttd"}]}
    client.patch("/w/generator/_mock/directory", json=directory)
    query = f"app={name}&env=tt02&ttl=60"
    made = client.get(f"/w/generator/api/GetPlatformAccessToken?{query}").text

    claims = client.app.state.signer.verify(made)  # type: ignore[attr-defined]

    assert claims["iss"] == (issuer or "skd")
    assert claims["urn:altinn:app"] == name.rpartition("/")[2]
    assert claims["exp"] - claims["iat"] == 60
    strict(client, "generator")
    headers = {"PlatformAccessToken": made}
    assert client.get(f"/w/generator{FEED}", headers=headers).status_code == 200

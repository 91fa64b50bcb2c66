"""Pages of other origins and unknown host names. Source: docs/control-api.md, first list."""

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration

LOCAL, CONTAINER = "http://127.0.0.1:5090", "http://172.17.0.2:5090"
HOST = {"Host": "localhost:5090"}
ORDER = "/w/visited/notifications/api/v1/orders/sms"
EVIL = "https://evil.example.com"
NAVIGATION = {
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
    "Accept": "text/html",
}
EVERY_KIND_OF_PATH = [
    "/w/visited/_mock/reset",
    "/w/visited/_mock/nothing",
    "/w/visited/",
    ORDER,
    "/w/visited/correspondence/api/v1/correspondence",
    "/w/visited/maskinporten/token",
    "/w/visited/ttd/skjema/instances",
    "/health",
]


def server(**options: Any) -> Emulator:
    return create_app(Configuration.read(**options))


def client(app: Emulator | None = None, address: str = LOCAL) -> TestClient:
    """Return a client whose connections arrive at *address*."""
    return TestClient(app or server(), base_url=address)


def status(headers: dict[str, str], address: str = LOCAL, **options: Any) -> int:
    return client(server(**options), address).get("/health", headers=headers).status_code


@pytest.mark.parametrize("path", EVERY_KIND_OF_PATH)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
        {"Host": "evil.example.com"},
    ],
    ids=str,
)
def test_foreign_requests_are_refused_on_every_path_and_make_no_world(
    path: str, method: str, headers: dict[str, str]
):
    app = server()

    response = client(app).request(method, path, headers={**HOST, **headers})

    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert list(app.worlds) == []


@pytest.mark.parametrize(
    "origin",
    [
        EVIL,
        "null",
        "http://localhost.evil.no",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:5090",
        "http://203.0.113.5:5090",
    ],
)
def test_another_origin_than_the_requested_host_is_foreign(origin: str):
    assert status({**HOST, "Origin": origin}) == 403


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:5090", "http://localhost:5090"),
        ("LOCALHOST:5090", "http://localhost:5090"),
        ("127.0.0.1:5090", "http://127.0.0.1:5090"),
        ("localhost", "http://localhost"),
        ("localhost:443", "https://localhost"),
        ("[::1]:5090", "http://[::1]:5090"),
    ],
)
def test_the_pages_of_the_server_may_call_it(host: str, origin: str):
    assert status({"Host": host, "Origin": origin, "Sec-Fetch-Site": "same-origin"}) == 200


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_what_a_person_enters_in_a_browser_is_served(site: str):
    assert status({**HOST, "Sec-Fetch-Site": site}) == 200


@pytest.mark.parametrize(
    "host",
    [
        "localhost:5090",
        "LOCALHOST.",
        "mock.localhost",
        "127.0.0.1:5090",
        "127.8.8.8",
        "[::1]:5090",
        "platform.altinn.no",
        "platform.tt02.altinn.no:443",
        "ttd.apps.altinn.no",
        "local.altinn.cloud",
        "maskinporten.no",
        "test.maskinporten.no",
    ],
)
def test_a_local_server_has_loopback_names_and_those_of_altinn(host: str):
    assert status({"Host": host}) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "evil.com:5090",
        "localhost.evil.com",
        "altinn.no.evil.com",
        "evilaltinn.no",
        "notmaskinporten.no",
        "mock",
        "mock.test",
        "203.0.113.5",
        "127.0.0.1@evil.com",
        "[evil",
    ],
)
def test_a_local_server_has_no_other_name(host: str):
    assert status({"Host": host}) == 403


def test_a_server_for_other_machines_has_every_name():
    assert status({"Host": "mock.etat.no"}, CONTAINER, host="0.0.0.0") == 200
    assert status({"Host": "mock.etat.no"}, host="0.0.0.0") == 200


def test_its_pages_still_have_one_origin():
    headers = {"Host": "mock.etat.no", "Origin": EVIL}

    assert status(headers, CONTAINER, host="0.0.0.0") == 403


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("mock.etat.no", 200),
        ("second:5090", 200),
        ("MOCK.etat.no.", 200),
        ("public.etat.no", 200),
        ("localhost", 200),
        ("172.17.0.2:5090", 200),
        ("172.17.0.3:5090", 403),
        ("evil.com", 403),
        ("sub.mock.etat.no", 403),
    ],
)
def test_allowed_hosts_are_the_only_other_names(host: str, expected: int):
    options = {
        "host": "0.0.0.0",
        "allow_host": "mock.etat.no,second",
        "public_url": "https://public.etat.no/mock",
    }

    assert status({"Host": host}, CONTAINER, **options) == expected


def test_a_local_server_has_allowed_hosts_too():
    assert status({"Host": "host.docker.internal:5090"}, allow_host="host.docker.internal") == 200


def test_pages_of_the_public_url_may_call_behind_a_proxy():
    headers = {**HOST, "Origin": "https://mock.etat.no"}

    assert status(headers, public_url="https://mock.etat.no/altinn") == 200
    assert status(headers) == 403


def test_a_refusal_says_what_to_do():
    unknown = client().get("/health", headers={"Host": "mock.etat.no:5090"}).json()
    foreign = client().get("/health", headers={**HOST, "Origin": EVIL}).json()

    assert unknown["detail"] == (
        "this server does not have the name 'mock.etat.no:5090'; use localhost, or start the server"
        " with --allow-host mock.etat.no"
    )
    assert foreign["detail"] == (
        f"web pages of {EVIL} may not call this server; start it with --allow-origin"
        " SCHEME://HOST:PORT if they are your own"
    )


def test_a_refusal_is_logged_once(caplog: pytest.LogCaptureFixture):
    mock = client()
    for _ in range(3):
        mock.get("/health", headers={**HOST, "Origin": EVIL})

    assert [each.getMessage()[:55] for each in caplog.records] == [
        f"requests are refused with 403: web pages of {EVIL}"[:55]
    ]


@pytest.mark.parametrize("path", ["/", "/w/made/", "/w/made", "/_mock/docs", "/w/made/_mock/docs"])
def test_a_link_from_elsewhere_opens_a_page(path: str):
    app = server()
    app.worlds.get("made")

    response = client(app).get(path, headers={**HOST, **NAVIGATION})

    assert response.status_code == 200
    assert "Create it" not in response.text


@pytest.mark.parametrize(
    ("method", "path", "changed"),
    [
        ("GET", "/", {"Sec-Fetch-Dest": "iframe"}),
        ("GET", "/", {"Sec-Fetch-Mode": "no-cors"}),
        ("GET", "/", {"Origin": EVIL}),
        ("POST", "/", {}),
        ("GET", "/health", {}),
        ("GET", "/_mock/inbox", {}),
        ("GET", "/w/made/notifications/api/v1/future/shipment/feed", {}),
    ],
)
def test_a_link_from_elsewhere_opens_nothing_but_pages(
    method: str, path: str, changed: dict[str, str]
):
    response = client().request(method, path, headers={**HOST, **NAVIGATION, **changed})

    assert response.status_code == 403


def test_a_link_from_elsewhere_makes_no_world():
    app = server()

    response = client(app).get("/w/linked/", headers={**HOST, **NAVIGATION})

    assert response.status_code == 200
    assert '<a href="/w/linked/">Create it</a>' in response.text
    assert list(app.worlds) == []


PAGE = "http://localhost:3000"
PREFLIGHT = {
    **HOST,
    "Origin": PAGE,
    "Sec-Fetch-Site": "same-site",
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@pytest.mark.parametrize("path", EVERY_KIND_OF_PATH)
def test_a_page_of_an_allowed_origin_may_ask_first(path: str):
    app = server(allow_origin=f"{PAGE},https://test.etat.no")

    response = client(app).options(path, headers=PREFLIGHT)

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == PAGE
    assert response.headers["access-control-allow-methods"] == "POST"
    assert response.headers["access-control-allow-headers"] == "authorization,content-type"
    assert response.headers["vary"] == "Origin"
    assert list(app.worlds) == []


def test_a_page_of_an_allowed_origin_reads_responses_and_their_headers():
    order = {"body": "Hei", "recipients": [{"mobileNumber": "+4799999999"}]}
    headers = {**HOST, "Origin": PAGE, "Sec-Fetch-Site": "same-site"}

    response = client(server(allow_origin=PAGE)).post(ORDER, json=order, headers=headers)

    assert response.status_code == 202
    assert response.headers["access-control-allow-origin"] == PAGE
    assert "location" in response.headers["access-control-expose-headers"].split(", ")


def test_errors_of_the_server_are_readable_too():
    headers = {**HOST, "Origin": PAGE}

    response = client(server(allow_origin=PAGE, control_token="x")).get("/_mock", headers=headers)

    assert response.status_code == 401
    assert response.headers["access-control-allow-origin"] == PAGE


def test_other_origins_stay_foreign():
    headers = {**PREFLIGHT, "Origin": "http://localhost:3001"}

    response = client(server(allow_origin=PAGE)).options("/health", headers=headers)

    assert response.status_code == 403
    assert "access-control-allow-origin" not in response.headers


def test_programs_get_no_such_headers():
    response = client(server(allow_origin=PAGE)).get("/health", headers=HOST)

    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("headers", "code"),
    [({b"origin": EVIL.encode()}, 1008), ({b"host": b"evil.com"}, 1008)],
)
def test_a_foreign_websocket_is_closed(headers: dict[bytes, bytes], code: int):
    sent: list[Any] = []
    scope = {
        "type": "websocket",
        "path": "/_mock/changes",
        "server": ("127.0.0.1", 5090),
        "headers": list({b"host": b"localhost:5090", **headers}.items()),
    }

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    asyncio.run(server()(scope, receive, send))

    assert [each["type"] for each in sent] == ["websocket.close"]
    assert sent[0].get("code") == code

"""Protection of the control API against pages of other sites."""

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app

WORLD = "/w/visited/_mock"
LOOPBACK, CONTAINER = "http://127.0.0.1:5090", "http://172.17.0.2:5090"


def status(headers: dict[str, str], method: str = "POST", server: str = LOOPBACK) -> int:
    """Return the status of a request; ``server`` is the address that receives it."""
    client = TestClient(create_app(), base_url=server)
    path = "/reset" if method == "POST" else "/ready"
    return client.request(method, WORLD + path, headers=headers).status_code


@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "http://203.0.113.5", "null", "http://localhost.evil.no"]
)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_page_of_another_site_is_rejected(origin: str, kind: str):
    assert status({"Host": "localhost:5090", "Origin": origin, "Content-Type": kind}) == 403


@pytest.mark.parametrize(
    "origin", ["http://localhost:5090", "http://127.0.0.1:3000", "http://localhost:3000"]
)
def test_a_page_of_this_machine_is_accepted(origin: str):
    assert status({"Host": "localhost:5090", "Origin": origin}) == 204


def test_a_page_of_the_server_itself_is_accepted():
    headers = {"Host": "mock.etat.no", "Origin": "https://mock.etat.no"}

    assert status(headers, server=CONTAINER) == 204


@pytest.mark.parametrize(
    "host", ["evil.com", "evil.com:5090", "localhost.evil.com", "altinn.no.x.com"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_public_host_name_is_rejected_on_loopback(host: str, method: str):
    origin = {"Origin": f"http://{host}"} if method == "POST" else {}

    assert status({"Host": host, **origin}, method) == 403


@pytest.mark.parametrize(
    "host",
    [
        "localhost:5090",
        "LOCALHOST.",
        "127.0.0.1:5090",
        "[::1]:5090",
        "altinn-mock:5090",
        "host.docker.internal",
        "local.altinn.cloud",
        "mock.test",
    ],
)
def test_a_private_host_name_is_accepted_on_loopback(host: str):
    assert status({"Host": host}, "GET") == 200


def test_any_host_name_is_accepted_from_other_machines():
    assert status({"Host": "mock.etat.no"}, "GET", CONTAINER) == 200


def test_emulated_apis_accept_any_origin():
    client = TestClient(create_app(), base_url=LOOPBACK)

    assert client.get("/health", headers={"Origin": "https://portal.example.no"}).status_code == 200

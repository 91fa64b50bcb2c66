"""Pages of other sites, open in a browser on this machine, and the control API."""

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app

WORLD = "/w/visited/_mock"
LOOPBACK, CONTAINER = "http://127.0.0.1:5090", "http://172.17.0.2:5090"


def status(headers: dict[str, str], method: str = "POST", server: str = LOOPBACK) -> int:
    """Ask as over a socket: ``server`` is the address at which the connection arrived."""
    client = TestClient(create_app(), base_url=server)
    path = "/reset" if method == "POST" else "/ready"
    return client.request(method, WORLD + path, headers=headers).status_code


@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "http://203.0.113.5", "null", "http://localhost.evil.no"]
)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_page_of_another_site_changes_nothing(origin: str, kind: str):
    assert status({"Host": "localhost:5090", "Origin": origin, "Content-Type": kind}) == 403


@pytest.mark.parametrize(
    "origin", ["http://localhost:5090", "http://127.0.0.1:3000", "http://localhost:3000"]
)
def test_pages_of_this_machine_may_call(origin: str):
    assert status({"Host": "localhost:5090", "Origin": origin}) == 204


def test_own_pages_may_call_by_whatever_name_the_server_has():
    headers = {"Host": "mock.etat.no", "Origin": "https://mock.etat.no"}

    assert status(headers, server=CONTAINER) == 204


@pytest.mark.parametrize(
    "host", ["evil.com", "evil.com:5090", "localhost.evil.com", "altinn.no.x.com"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_name_that_somebody_made_lead_here_opens_nothing(host: str, method: str):
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
def test_names_that_nobody_out_there_can_have_are_good(host: str):
    assert status({"Host": host}, "GET") == 200


def test_callers_from_other_machines_use_any_name():
    assert status({"Host": "mock.etat.no"}, "GET", CONTAINER) == 200


def test_the_emulated_apis_do_not_ask_where_a_page_is_from():
    client = TestClient(create_app(), base_url=LOOPBACK)

    assert client.get("/health", headers={"Origin": "https://portal.example.no"}).status_code == 200

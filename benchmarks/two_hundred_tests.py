"""A suite of 200 tests on two workers in random order, on its own servers and on a shared server.

    python benchmarks/two_hundred_tests.py [TIMES]

Exits with status 1 if a run fails.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from client_fixtures.server import server_thread

ROOT = Path(__file__).parent.parent
SUITE = """
import pytest
from client_fixtures.connection import Connection

PERSON = "08900499559"


def order(altinn, number):
    sms = {"phoneNumber": f"+4790{number:06}", "smsSettings": {"body": "Hei"}}
    document = {"idempotencyId": "same in every test", "recipient": {"recipientSms": sms}}
    connection = Connection(altinn.url)
    status, body = connection.exchange("POST", "/notifications/api/v1/future/orders", document)
    assert status == 201, body


@pytest.mark.parametrize("number", range(100))
def test_exactly_one_message_is_sent(altinn, altinn_inbox, number):
    order(altinn, number)
    altinn.advance(minutes=1)
    altinn_inbox.expect_sms(to=f"+4790{number:06}")
    altinn_inbox.expect(1)


@pytest.mark.parametrize("number", range(50))
def test_no_sms_is_sent_at_night(altinn, altinn_inbox, number):
    altinn.advance(hours=8)
    order(altinn, number)
    altinn.advance(hours=number % 12)
    altinn_inbox.expect_nothing()
    assert [each["reason"] for each in altinn.pending()] == ["outsideSmsWindow"]


@pytest.mark.altinn(environment="tt02", own_world=True)
@pytest.mark.parametrize("number", range(25))
def test_a_test_can_have_its_own_world(altinn, altinn_inbox, number):
    order(altinn, number)
    altinn.advance(minutes=1)
    assert not altinn_inbox.expect_sms().reached


@pytest.mark.parametrize("number", range(25))
def test_each_test_has_its_own_directory(altinn, number):
    altinn.person(PERSON, name=str(number))
    persons = altinn.control("GET", "/_mock/directory")["persons"]
    assert [each["name"] for each in persons if each["nationalIdentityNumber"] == PERSON] == [
        str(number)
    ]
"""


def run(folder: str, label: str, url: str | None) -> bool:
    """Run the suite once, and return whether all tests passed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("ALTINN_MOCK_URL", None)
    if url is not None:
        environment["ALTINN_MOCK_URL"] = url
    plugins = ("xdist", "pytest_randomly", "client_fixtures.plugin")
    options = [option for plugin in plugins for option in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *options, folder]
    start = perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    has_passed = result.returncode == 0 and "200 passed" in result.stdout
    print(f"{label}: {'passed' if has_passed else 'FAILED'}, {perf_counter() - start:.1f} s")
    if not has_passed:
        print(result.stdout[-4_000:])
    return has_passed


def main() -> None:
    """Run the suite a number of times on its own servers, and as often on one shared server."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_suite.py").write_text(SUITE, encoding="utf-8")
        own = [run(folder, f"own servers, run {n + 1}", None) for n in range(times)]
        with server_thread() as server:
            shared = [run(folder, f"shared server, run {n + 1}", server.url) for n in range(times)]
            remaining = len(server.app.worlds.by_name)
    print(f"worlds remaining on the shared server: {remaining}")
    sys.exit(0 if all(own + shared) and remaining == 0 else 1)


if __name__ == "__main__":
    main()

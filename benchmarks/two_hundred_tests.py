"""A suite of 200 tests on two workers in random order: on servers of its own, and on a shared one.

    python benchmarks/two_hundred_tests.py [TIMES]

Exit status 1 when a run is not green.
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
    calls = Connection(altinn.url)
    status, answer = calls.exchange("POST", "/notifications/api/v1/future/orders", document)
    assert status == 201, answer


@pytest.mark.parametrize("number", range(100))
def test_one_message_and_no_other(altinn, altinn_inbox, number):
    order(altinn, number)
    altinn.advance(minutes=1)
    altinn_inbox.expect_sms(to=f"+4790{number:06}")
    altinn_inbox.expect(1)


@pytest.mark.parametrize("number", range(50))
def test_nothing_leaves_at_night(altinn, altinn_inbox, number):
    altinn.advance(hours=8)
    order(altinn, number)
    altinn.advance(hours=number % 12)
    altinn_inbox.expect_nothing()
    assert [each["reason"] for each in altinn.pending()] == ["outsideSmsWindow"]


@pytest.mark.altinn(environment="tt02", own_world=True)
@pytest.mark.parametrize("number", range(25))
def test_a_world_of_its_own(altinn, altinn_inbox, number):
    order(altinn, number)
    altinn.advance(minutes=1)
    assert not altinn_inbox.expect_sms().reached


@pytest.mark.parametrize("number", range(25))
def test_people_are_the_tests_own(altinn, number):
    altinn.person(PERSON, name=str(number))
    persons = altinn.control("GET", "/_mock/directory")["persons"]
    assert [each["name"] for each in persons if each["nationalIdentityNumber"] == PERSON] == [
        str(number)
    ]
"""


def run(folder: str, label: str, url: str | None) -> bool:
    """Run the suite once, and tell whether it was green."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    environment.pop("ALTINN_MOCK_URL", None)
    if url is not None:
        environment["ALTINN_MOCK_URL"] = url
    plugins = ("xdist", "pytest_randomly", "client_fixtures.plugin")
    loaded = [word for plugin in plugins for word in ("-p", plugin)]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *loaded, folder]
    began = perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    green = result.returncode == 0 and "200 passed" in result.stdout
    print(f"{label}: {'green' if green else 'RED'}, {perf_counter() - began:.1f} s")
    if not green:
        print(result.stdout[-4_000:])
    return green


def main() -> None:
    """Run the suite so many times on servers of its own, and as often on one shared server."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_suite.py").write_text(SUITE, encoding="utf-8")
        greens = [run(folder, f"own servers, run {n + 1}", None) for n in range(times)]
        with server_thread() as server:
            shared = [run(folder, f"shared server, run {n + 1}", server.url) for n in range(times)]
            left = len(server.app.worlds.by_name)
    print(f"worlds left on the shared server: {left}")
    sys.exit(0 if all(greens + shared) and left == 0 else 1)


if __name__ == "__main__":
    main()

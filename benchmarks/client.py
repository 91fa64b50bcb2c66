"""What the client costs: a fresh world, a whole test, the plugin's import.

    python benchmarks/client.py

Prints medians, beside one bare HTTP round trip to the same server. Of the imports the quickest
counts: whole processes are started for them, and what else the machine does is no part of it.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from client_fixtures.altinn import DEFAULT_START, Altinn
from client_fixtures.connection import Connection
from client_fixtures.server import server_thread
from client_fixtures.setup import TestSetup

ROUNDS = 1_000
IMPORTS = 25
ORDER = {
    "recipient": {
        "recipientSms": {
            "phoneNumber": "+4799999999",
            "smsSettings": {"body": "Fristen er i morgen"},
        }
    }
}


def median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds, the middle of *rounds*."""
    times = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return statistics.median(times) * 1_000


def bare_round_trip(url: str) -> float:
    """The cheapest call that the server answers, over the same kind of connection."""
    connection = Connection(url)
    return median(lambda: connection.exchange("GET", "/_mock/ready"))


def fresh_world(altinn: Altinn) -> float:
    """What the fixture ``altinn`` does before each test."""
    return median(lambda: TestSetup(arguments={}).apply(altinn))


def whole_test(altinn: Altinn) -> float:
    """A fresh world, an order, an advance and an expectation, over HTTP."""
    calls = Connection(altinn.url)
    numbers = iter(range(10**9))

    def test() -> None:
        TestSetup(arguments={}).apply(altinn)
        order = {"idempotencyId": str(next(numbers)), **ORDER}
        status, answer = calls.exchange("POST", "/notifications/api/v1/future/orders", order)
        assert status == 201, answer
        altinn.advance(minutes=1)
        altinn.inbox.expect_sms(to="+4799999999", containing="Fristen")

    return median(test, ROUNDS // 2)


def imports() -> tuple[float, float]:
    """Milliseconds of a pytest run without tests, the quickest: bare, and with the plugin."""
    with tempfile.TemporaryDirectory() as folder:
        bare, plugin = [], []
        for _ in range(IMPORTS):
            bare.append(_pytest(folder, "no:altinn"))
            plugin.append(_pytest(folder, "client_fixtures.plugin"))
    return min(bare), min(plugin)


def _pytest(folder: str, plugin: str) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", plugin, folder]
    root = str(Path(__file__).parent.parent)
    began = perf_counter()
    environment = {"PYTHONPATH": root, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, capture_output=True, env=environment, check=False)
    return (perf_counter() - began) * 1_000


def main() -> None:
    """Measure, and print one line for each figure."""
    with server_thread() as server:
        altinn = Altinn(f"{server.url}/w/benchmark")
        altinn.reset(DEFAULT_START)
        figures = {
            "bare round trip, ms": bare_round_trip(server.url),
            "fresh world, ms": fresh_world(altinn),
            "whole test, ms": whole_test(altinn),
        }
    bare, plugin = imports()
    figures |= {"bare pytest, ms": bare, "pytest with the plugin, ms": plugin}
    figures["plugin import, ms"] = plugin - bare
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}, indent=2))


if __name__ == "__main__":
    main()

"""Overhead of the client: a world reset, a complete test, and the import of the plugin.

    python benchmarks/client.py

Prints medians, and one plain HTTP round trip to the same server for comparison. For the imports,
which start processes, the minimum is used, since it depends least on other load.
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


def median_milliseconds(function: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median time of *function* in milliseconds."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        function()
        times.append(perf_counter() - start)
    return statistics.median(times) * 1_000


def plain_round_trip(url: str) -> float:
    """Return the time of the cheapest request, over the same kind of connection."""
    connection = Connection(url)
    return median_milliseconds(lambda: connection.exchange("GET", "/_mock/ready"))


def world_reset(altinn: Altinn) -> float:
    """Return the time of what the fixture ``altinn`` does before each test."""
    return median_milliseconds(lambda: TestSetup(arguments={}).apply(altinn))


def complete_test(altinn: Altinn) -> float:
    """Return the time of a reset, an order, an advance and an expectation, over HTTP."""
    connection = Connection(altinn.url)
    numbers = iter(range(10**9))

    def test() -> None:
        TestSetup(arguments={}).apply(altinn)
        order = {"idempotencyId": str(next(numbers)), **ORDER}
        status, body = connection.exchange("POST", "/notifications/api/v1/future/orders", order)
        assert status == 201, body
        altinn.advance(minutes=1)
        altinn.inbox.expect_sms(to="+4799999999", containing="Fristen")

    return median_milliseconds(test, ROUNDS // 2)


def imports() -> tuple[float, float]:
    """Return the minimum milliseconds of an empty pytest run, without and with the plugin."""
    with tempfile.TemporaryDirectory() as folder:
        without, with_plugin = [], []
        for _ in range(IMPORTS):
            without.append(_run_pytest(folder, "no:altinn"))
            with_plugin.append(_run_pytest(folder, "client_fixtures.plugin"))
    return min(without), min(with_plugin)


def _run_pytest(folder: str, plugin: str) -> float:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", plugin, folder]
    root = str(Path(__file__).parent.parent)
    start = perf_counter()
    environment = {"PYTHONPATH": root, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, capture_output=True, env=environment, check=False)
    return (perf_counter() - start) * 1_000


def measure() -> dict[str, float]:
    """Return all results in milliseconds."""
    with server_thread() as server:
        altinn = Altinn(f"{server.url}/w/benchmark")
        altinn.reset(DEFAULT_START)
        results = {
            "plain round trip, ms": plain_round_trip(server.url),
            "world reset, ms": world_reset(altinn),
            "complete test, ms": complete_test(altinn),
        }
    without, with_plugin = imports()
    results |= {"pytest without the plugin, ms": without, "pytest with the plugin, ms": with_plugin}
    return {**results, "plugin import, ms": with_plugin - without}


def main() -> None:
    """Print the results as JSON."""
    print(json.dumps({name: round(value, 3) for name, value in measure().items()}, indent=2))


if __name__ == "__main__":
    main()

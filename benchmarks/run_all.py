"""All figures of docs/performance.md, each beside its reference in the same run.

    python benchmarks/run_all.py            medians of five turns, 100,000 chains stored
    python benchmarks/run_all.py --short    one short turn of each, 2,000 chains stored
    python benchmarks/run_all.py posts      one part: posts, reads, start, requests or worlds

Wall-clock figures need a quiet machine; the server's CPU time of a request does not.
"""

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import client
import engine
import in_process
import load
from load import BROKEN, ORDERS, SEMANTIC_ERROR, VALID, Load, Server

from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

Send = Callable[[Server], Load]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    result: str
    reference: str
    goal: str


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured."""

    turns: int
    seconds: float
    chains: int


def posts(extent: Extent, folder: Path) -> Iterator[Row]:
    """Measure orders and refused bodies, on an empty and on a full store, and the memory."""

    def send(connections: int, body: str) -> Send:
        return lambda server: server.load(extent.seconds, connections, ORDERS, body)

    with load.bare_application(folder) as bare, load.emulator() as mock:
        yield Row("memory at start", _megabytes(mock.memory()), _megabytes(bare.memory()), "60 MB")
        yield from _compare("order, 1 connection", extent, send(1, VALID), mock, bare, 0.9)
        yield from _compare("order, 16 connections", extent, send(16, VALID), mock, bare, 0.9)
        yield from _compare("semantic error", extent, send(16, SEMANTIC_ERROR), mock, bare, 0.9)
        yield from _compare("broken JSON", extent, send(16, BROKEN), mock, bare, 0.6)
    with load.emulator() as empty, load.emulator() as full:
        before = full.memory()
        stored = 0
        while stored < extent.chains:
            stored += full.load(2, 16, ORDERS, VALID).requests
        size = (full.memory() - before) / stored
        yield Row("memory of a chain of two", f"{size / 1_000:.2f} kB", "", "3 kB")
        name = f"order, {stored:,} chains stored"
        yield from _compare(name, extent, send(16, VALID), full, empty, 0.9)
    with (
        tempfile.TemporaryDirectory() as data,
        load.emulator() as without,
        load.emulator("--data", data) as with_data,
    ):
        yield from _compare("order with --data", extent, send(16, VALID), with_data, without, 0.6)


def reads(extent: Extent, folder: Path) -> Iterator[Row]:
    """Measure GETs, beside an application that serves the same bytes."""
    with load.emulator() as mock:
        receipt = mock.post(ORDERS, {**load.ORDER, "idempotencyId": "read"})
        mock.load(1, 16, ORDERS, VALID)
        mock.post("/_mock/clock/advance", {"by": "PT24H"})
        api = "/notifications/api/v1"
        shipment = receipt["notification"]["shipmentId"]
        paths = {
            "shipment": f"{api}/future/shipment/{shipment}",
            "status": f"{api}/orders/{shipment}/status",
            "feed": f"{api}/future/shipment/feed?seq=0",
            "inbox": "/_mock/inbox?limit=200",
        }
        for name, path in paths.items():
            (folder / name).write_bytes(mock.get(path))
        with load.bare_application(folder) as bare:
            path_of = {mock.url: paths, bare.url: {name: f"/{name}" for name in paths}}
            for name in paths:

                def read(server: Server, name: str = name) -> Load:
                    return server.load(extent.seconds, 16, path_of[server.url][name])

                yield from _compare(f"read: {name}", extent, read, mock, bare, 0.7)


def start(extent: Extent, folder: Path) -> Iterator[Row]:
    """Measure the start of a server and of the command."""
    bare_times, times, versions = [], [], []
    for _ in range(extent.turns + 1):
        with load.bare_application(folder) as bare, load.emulator() as mock:
            bare_times.append(bare.start_time)
            times.append(mock.start_time)
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "mock_server", "--version"], capture_output=True, check=True
        )
        versions.append((time.perf_counter() - begin) * 1_000)
    ours, reference = statistics.median(times[1:]), statistics.median(bare_times[1:])
    ratio = f"{reference:.0f} ms ({ours / reference:.2f} x)"
    yield Row("start to the first order", f"{ours:.0f} ms", ratio, "1.7 x")
    yield Row("--version", f"{statistics.median(versions[1:]):.0f} ms", "", "200 ms")


def requests(_extent: Extent, _folder: Path) -> Iterator[Row]:
    """Measure the CPU time of requests in this process."""
    for name, ours, reference in in_process.measure():
        ratio = f"{reference:.0f} µs ({reference / ours:.2f} x)"
        yield Row(f"{name}, in process (CPU)", f"{ours:.0f} µs", ratio, "")


def worlds(_extent: Extent, _folder: Path) -> Iterator[Row]:
    """Measure the engine, worlds and the client's fixtures."""
    seconds, _ = engine.median(engine.sending, 3)
    yield Row("advance, notifications a second", f"{20_000 / seconds:,.0f}", "", "30,000")
    app = create_app(Configuration(clock="frozen"))
    app.worlds.get("first")
    begin = time.process_time()
    for number in range(1_000):
        app.worlds.get(f"timed-{number}")
    milliseconds = time.process_time() - begin
    tracemalloc.start()
    for number in range(1_000):
        app.worlds.get(f"sized-{number}")
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    yield Row("a new world", f"{milliseconds:.3f} ms, {size / 1e6:.1f} kB", "", "0.1 ms, 20 kB")
    for name, value in client.measure().items():
        yield Row(name.removesuffix(", ms"), f"{value:.2f} ms", "", "")


def _compare(
    name: str, extent: Extent, send: Send, mock: Server, reference: Server, goal: float
) -> Iterator[Row]:
    """Yield throughput, CPU time and latency of a request, in turns with the reference."""
    pairs = [(send(reference), send(mock)) for _ in range(extent.turns)]
    for label, value, unit in (
        ("", lambda each: each.rate, "/s"),
        (" (CPU)", lambda each: each.cpu, " µs"),
        (" (p99)", lambda each: each.p99, " ms"),
    ):
        theirs = statistics.median(value(first) for first, _ in pairs)
        ours = statistics.median(value(second) for _, second in pairs)
        is_rate = unit == "/s"
        ratio = (ours / theirs if unit != " µs" else theirs / ours) if theirs else 0
        form = ",.0f" if is_rate else ".1f"
        aim = f"{goal} x" if unit != " ms" else ""
        yield Row(
            name + label, f"{ours:{form}}{unit}", f"{theirs:{form}}{unit} ({ratio:.2f} x)", aim
        )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


PARTS: Final = (posts, reads, start, requests, worlds)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Print the figures of docs/performance.md.")
    parser.add_argument("--short", action="store_true", help="one short turn of each")
    names = [each.__name__ for each in PARTS]
    parser.add_argument("parts", nargs="*", help=" ".join(names))
    arguments = parser.parse_args()
    extent = Extent(1, 1, 2_000) if arguments.short else Extent(5, 5, 100_000)
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is not installed; run: apt-get install wrk")
    print("| What | Result | Reference | Goal |\n|---|---|---|---|")
    for part in PARTS:
        if arguments.parts and part.__name__ not in arguments.parts:
            continue
        with tempfile.TemporaryDirectory() as folder:
            for row in part(extent, Path(folder)):
                print(f"| {row.name} | {row.result} | {row.reference} | {row.goal} |", flush=True)


if __name__ == "__main__":
    main()

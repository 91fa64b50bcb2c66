"""The time to take and restore a snapshot of 20,000 order chains, registered and a day later.

    python benchmarks/snapshot.py

Each result is compared, in the same run, with ``json.dumps`` or ``json.loads`` of the document.
"""

import gc
import json
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from engine import EMAIL, SMS, advance_by, new_world, place_order

from mock_server.cli.serve import tune_garbage_collector
from mock_server.domain.instant import DAY
from mock_server.server.world_state import WorldSnapshots
from mock_server.world.world import World

ORDERS = 20_000
RUNS = 5
SNAPSHOTS = WorldSnapshots()

ResultT = TypeVar("ResultT")


def world_with_orders() -> World:
    """Return a world with 20,000 order chains, each with one e-mail or SMS."""
    world = new_world()
    for number in range(ORDERS):
        place_order(world, number, EMAIL if number % 2 else SMS)
    return world


def timed(function: Callable[[], ResultT]) -> tuple[float, ResultT]:
    """Call *function*, and return the seconds taken and its result."""
    gc.collect()
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def measure(world: World) -> tuple[float, float, float, float, int]:
    """Return the seconds of dump, json.dumps, load and json.loads, and the size in bytes."""
    other = new_world()
    dump, document = timed(lambda: SNAPSHOTS.dump(world))
    loads, plain = timed(lambda: json.loads(document))
    dumps, _ = timed(lambda: json.dumps(plain))
    load, _ = timed(lambda: SNAPSHOTS.load(other, document))
    assert SNAPSHOTS.dump(other) == document
    return dump, dumps, load, loads, len(document)


def report(what: str, world: World) -> None:
    """Print the results for *world* with their goals and references."""
    runs = zip(*(measure(world) for _ in range(RUNS)), strict=True)
    dump, dumps, load, loads, size = (statistics.median(values) for values in runs)
    print(f"{what}: {size / 1e6:.0f} MB")
    print(f"  taken in {dump:.2f} s (goal < 1), json.dumps {dumps:.2f} s, ratio {dump / dumps:.1f}")
    print(
        f"  restored in {load:.2f} s (goal < 2), json.loads {loads:.2f} s, ratio {load / loads:.1f}"
    )


def main() -> None:
    """Print each result with its goal and its reference."""
    tune_garbage_collector()
    first, _ = timed(lambda: SNAPSHOTS.dump(new_world()))
    print(f"first snapshot in a process, of an empty world: {first * 1000:.0f} ms")
    world = world_with_orders()
    report(f"{ORDERS:,} orders, registered", world)
    advance_by(world, DAY)
    assert len(world.outbox) == ORDERS
    report(f"{ORDERS:,} orders, sent and completed", world)


if __name__ == "__main__":
    main()

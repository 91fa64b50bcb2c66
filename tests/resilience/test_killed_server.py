"""A server that is killed under load loses nothing, doubles nothing and continues the same."""

from pathlib import Path

from tests.resilience.killed_server import run


def test_a_killed_server_continues_like_one_that_was_never_killed(tmp_path: Path):
    counted = run(3, tmp_path)

    assert counted["orders"] > 0

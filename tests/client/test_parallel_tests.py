"""A suite of 200 tests on two workers in random order: tests do not share worlds."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_parallel_tests_pass_on_their_own_servers_and_on_a_shared_one():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "benchmarks/two_hundred_tests.py"), "1"]

    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count(": passed, ") == 2

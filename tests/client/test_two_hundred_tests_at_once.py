"""A suite of 200 tests on two workers in random order: no test sees another's world."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_on_servers_of_their_own_and_on_a_shared_one():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "benchmarks/two_hundred_tests.py"), "1"]

    result = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count(": passed, ") == 2

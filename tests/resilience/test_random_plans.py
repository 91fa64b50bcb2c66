"""A world continues the same after an undo, a restart, a restored snapshot and a fork."""

from pathlib import Path

import pytest

from tests.resilience.random_plans import compare


@pytest.mark.parametrize("seed", range(12))
def test_a_disturbed_plan_ends_in_the_same_state(seed: int, tmp_path: Path):
    assert compare(seed, tmp_path / "data") > 0

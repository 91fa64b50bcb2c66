"""Every recording of the real services, played against the emulator. There are no exceptions."""

import pytest

from tests.recorded.player import RECORDINGS, differences

FACES = ("notifications", "app", "correspondence")
PARTS = {("notifications", "requests"): 8, ("notifications", "flows"): 4}
# What other tests read in a form of its own.
NOT_LINES = ("functions", "bodies")


def parts_of_files():
    for face in FACES:
        for path in sorted((RECORDINGS / face).glob("*.jsonl.gz")):
            name = path.name.removesuffix(".jsonl.gz")
            if name not in NOT_LINES:
                parts = PARTS.get((face, name), 1)
                for part in range(parts):
                    yield pytest.param(face, name, part, parts, id=f"{face}-{name}-{part}")


@pytest.mark.parametrize(("face", "name", "part", "parts"), list(parts_of_files()))
def test_the_emulator_answers_as_recorded(face: str, name: str, part: int, parts: int):
    played = differences(face, name, part, parts)

    assert played
    assert {line: difference for line, difference in played.items() if difference} == {}

"""Every recording of Altinn is replayed against the emulator, without exceptions."""

import pytest

from tests.recorded.replay import RECORDINGS, replay_differences

PRODUCTS = ("notifications", "app", "correspondence")
PARTS = {("notifications", "requests"): 8, ("notifications", "flows"): 4}
# Recordings in another format, which other tests read.
OTHER_FORMATS = ("functions", "bodies")


def file_parts():
    for product in PRODUCTS:
        for path in sorted((RECORDINGS / product).glob("*.jsonl.gz")):
            name = path.name.removesuffix(".jsonl.gz")
            if name not in OTHER_FORMATS:
                parts = PARTS.get((product, name), 1)
                for part in range(parts):
                    yield pytest.param(product, name, part, parts, id=f"{product}-{name}-{part}")


@pytest.mark.parametrize(("product", "name", "part", "parts"), list(file_parts()))
def test_the_emulator_responds_as_recorded(product: str, name: str, part: int, parts: int):
    differences = replay_differences(product, name, part, parts)

    assert differences
    assert {line: difference for line, difference in differences.items() if difference} == {}

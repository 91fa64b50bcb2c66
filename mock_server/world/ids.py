"""Ids that are the same in each run, so that test runs are repeatable."""

import random
from typing import Final

_RANDOM: Final = 0xFFFFFFFF_FFFF_0FFF_3FFF_FFFFFFFFFFFF
_VERSION_4: Final = 0x00000000_0000_4000_8000_000000000000


class Ids:
    """A seeded generator of GUIDs (in the form of version 4), formatted as Altinn does."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def new(self) -> str:
        """Return a new GUID, in lower case with hyphens."""
        digits = f"{self._random.getrandbits(128) & _RANDOM | _VERSION_4:032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def state(self) -> list[object]:
        """Return the state of the generator as plain values, for a snapshot."""
        version, internal, gauss = self._random.getstate()
        return [version, list(internal), gauss]

    def restore(self, state: list[object]) -> None:
        """Set the generator to *state*, as returned by ``state()``."""
        version, internal, gauss = state
        assert isinstance(internal, list)
        self._random.setstate((version, tuple(internal), gauss))

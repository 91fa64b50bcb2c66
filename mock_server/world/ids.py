"""Ids that are the same in each run, so that test runs are repeatable."""

import random
from typing import Final

_VARIANT: Final = "89ab"


class Ids:
    """A seeded generator of GUIDs (in the form of version 4), formatted as Altinn does."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def new(self) -> str:
        """Return a new GUID, in lower case with hyphens."""
        digits = f"{self._random.getrandbits(128):032x}"
        variant = _VARIANT[int(digits[16], 16) & 3]
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
        )

    def state(self) -> list[object]:
        """Return the state of the generator as plain values, for a snapshot."""
        version, internal, gauss = self._random.getstate()
        return [version, list(internal), gauss]

    def restore(self, state: list[object]) -> None:
        """Set the generator to *state*, as returned by ``state()``."""
        version, internal, gauss = state
        assert isinstance(internal, list)
        self._random.setstate((version, tuple(internal), gauss))

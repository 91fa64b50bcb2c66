"""Ids that repeat from run to run, so that a failing test can be run again."""

import random
from typing import Final

_VARIANT: Final = "89ab"


class Ids:
    """A seeded source of GUIDs (version 4 in form), as the platform writes them."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def new(self) -> str:
        """Return a GUID that this world has not seen: lower case, with hyphens."""
        digits = f"{self._random.getrandbits(128):032x}"
        variant = _VARIANT[int(digits[16], 16) & 3]
        return (
            f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
        )

    def state(self) -> list[object]:
        """Return where the source stands, as plain values for a snapshot."""
        version, internal, gauss = self._random.getstate()
        return [version, list(internal), gauss]

    def restore(self, state: list[object]) -> None:
        """Continue from where ``state`` was taken."""
        version, internal, gauss = state
        assert isinstance(internal, list)
        self._random.setstate((version, tuple(internal), gauss))

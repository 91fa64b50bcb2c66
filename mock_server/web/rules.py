"""The texts of docs/rules.md by rule id, which the inbox page shows next to a decision."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parents[1]
# In the wheel, and in a checkout.
_PLACES: Final = (_PACKAGE / "_rules.md", _PACKAGE.parent / "docs" / "rules.md")
_HEADING: Final = re.compile(r"^## +(\S+)\s*$", re.MULTILINE)


@cache
def rule_texts() -> Mapping[str, str]:
    """Return the text of each rule, without its sources."""
    text = next(each.read_text(encoding="utf-8") for each in _PLACES if each.is_file())
    _, *parts = _HEADING.split(text)
    return {
        name: _without_sources(part) for name, part in zip(parts[::2], parts[1::2], strict=True)
    }


def _without_sources(part: str) -> str:
    paragraphs = (each.strip() for each in part.split("\n\n"))
    return "\n\n".join(
        each for each in paragraphs if each and not each.startswith(("Source:", "#"))
    )

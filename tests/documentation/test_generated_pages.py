"""Pages that are made from the code or from the recordings are current."""

import pytest

from scripts.fidelity import PAGE, fidelity_page
from scripts.reference_pages import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_is_current(name: str):
    made = PAGES[name]()

    assert (DOCS / name).read_text(encoding="utf-8") == made, (
        "run: python -m scripts.reference_pages"
    )


def test_the_fidelity_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == fidelity_page(), "run: python -m scripts.fidelity"

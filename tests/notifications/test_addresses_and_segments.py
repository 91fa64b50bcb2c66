"""Validation of numbers and addresses, and SMS segments, as in the recordings.

Source: docs/reference/notifications.md sections 10.1 and 10.2, docs/reference/time-and-delivery.md
section 8.1.
"""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mock_server.domain.addresses import (
    ensure_country_code,
    is_national_identity_number,
    is_organization_number,
    is_valid_email,
    is_valid_mobile_number,
)
from mock_server.domain.sms_segments import count_sms_segments

RECORDING = Path(__file__).parents[1] / "recordings" / "notifications" / "functions.jsonl.gz"
FUNCTIONS: dict[str, Callable[[str], Any]] = {
    "is_valid_mobile_number": is_valid_mobile_number,
    "ensure_country_code": ensure_country_code,
    "is_valid_email": is_valid_email,
    "sms_count": count_sms_segments,
}


def read_recording(function: str) -> list[dict[str, Any]]:
    with gzip.open(RECORDING, "rt", encoding="utf-8") as lines:
        return [each for each in map(json.loads, lines) if each["function"] == function]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_recorded_result_is_reproduced(name: str):
    lines = read_recording(name)

    wrong = {
        line["id"]: (line["input"], line["output"])
        for line in lines
        if FUNCTIONS[name](line["input"]) != line["output"]
    }

    assert lines
    assert wrong == {}


@pytest.mark.parametrize("text", [None, ""])
def test_an_empty_text_is_neither_a_number_nor_an_address(text: str | None):
    assert not is_valid_mobile_number(text)
    assert not is_valid_email(text)


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        pytest.param("991825827", True, id="nine-digits"),
        pytest.param("١٢٣٤٥٦٧٨٩", True, id="digits-of-any-script"),
        pytest.param("99182582", False, id="eight"),
        pytest.param("99182582a", False, id="a-letter"),
        pytest.param("99182582\U0001d7d8", False, id="a-digit-beyond-the-basic-plane"),
        pytest.param("", False, id="empty"),
    ],
)
def test_an_organization_number_is_nine_digits(text: str, is_number: bool):
    assert is_organization_number(text) is is_number


def test_a_national_identity_number_is_eleven_digits():
    assert is_national_identity_number("16069412345")
    assert not is_national_identity_number("1606941234")

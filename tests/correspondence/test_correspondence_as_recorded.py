"""2987 requests and courses of events, recorded of the real service, under rule set ``deployed``.

Corrected where a line says what could not be played or was the recorder's own: a used idempotency
key brings the request that uses it (``before``), the user without access has none (``restricted``),
the date of an expired token is not compared, the shipment's own reference stands where the
recorder's stand-in said ``x``, and one deletion comes before time moves.
Source: spec/verified-correspondence.md section 2.
"""

import pytest

from mock_server.app import Emulator, create_app
from mock_server.configuration import Configuration
from tests.correspondence.recorded_stage import RECORDINGS, differences

NAMES = sorted(path.name.removesuffix(".jsonl.gz") for path in RECORDINGS.glob("*.jsonl.gz"))


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return create_app(Configuration.read())


@pytest.mark.parametrize("name", NAMES)
def test_the_service_answers_and_orders_as_recorded(emulator: Emulator, name: str):
    assert differences(emulator, name) == []


def test_every_recording_is_there():
    assert len(NAMES) == 11

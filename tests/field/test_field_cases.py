"""Tests of requests that public clients of Altinn send, each with the right response.

A case names its source: a client, a collection of requests or an issue.
"""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app
from tests.field.runner import CaseRun

CASES = Path(__file__).parent / "cases"
WORLDS = count(1)


def all_cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text()):
            for rules in case.get("rules", ["documented", "deployed"]):
                yield pytest.param(case, rules, id=f"{case['id']}-{rules}")


@pytest.fixture(scope="module")
def server() -> Iterator[TestClient]:
    with TestClient(create_app(), raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(("case", "rules"), list(all_cases()))
def test_a_client_in_the_field_gets_the_right_response(
    server: TestClient, case: dict[str, Any], rules: str
):
    CaseRun(server, f"/w/field-{next(WORLDS)}").run(case, rules)

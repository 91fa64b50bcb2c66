"""Fixtures: runs of a user's test file, and an order."""

import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx
import pytest

import mock_server.server.app  # noqa: F401  (an inner pytest unloads the modules it imports)
from client_fixtures import Altinn, plugin

ROOT = Path(__file__).parents[2]
ORDER = """
import httpx

def order(altinn, to="+4799999999", body="Fristen er i morgen", **more):
    recipient = {"recipientSms": {"phoneNumber": to, "smsSettings": {"body": body}}}
    document = {"idempotencyId": body + to, "recipient": recipient, **more}
    url = altinn.notifications_url + "/future/orders"
    assert httpx.post(url, json=document, verify=False).status_code == 201
"""

RunTests = Callable[..., pytest.RunResult]


@pytest.fixture
def run_tests(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> RunTests:
    """Run a test file in another pytest, with warnings as errors, and return its result."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)

    def run(source: str, *arguments: str, in_process: bool = True) -> pytest.RunResult:
        pytester.makepyfile(ORDER + dedent(source))
        pytester.makeini("[pytest]\nfilterwarnings = error")
        if in_process:
            return pytester.runpytest_inprocess("--tb=short", *arguments, plugins=[plugin])
        return pytester.runpytest_subprocess("-p", "client_fixtures.plugin", *arguments)

    return run


@pytest.fixture
def order_sms(altinn: Altinn) -> Callable[..., dict[str, Any]]:
    """Return a function that orders one SMS, by default to be sent at once."""

    def order(to: str = "+4799999999", body: str = "Fristen", **more: Any) -> dict[str, Any]:
        settings = {"body": body, **more.pop("settings", {})}
        document = {
            "idempotencyId": f"{to} {body}",
            "recipient": {"recipientSms": {"phoneNumber": to, "smsSettings": settings}},
            **more,
        }
        response = httpx.post(
            f"{altinn.notifications_url}/future/orders", json=document, verify=False
        )
        assert response.status_code == 201, response.text
        return dict(response.json())

    return order

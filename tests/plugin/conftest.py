"""Runs test files of a user, as a user would, and orders for tests."""

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import httpx
import pytest

from client_fixtures import Altinn

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
def run_tests(pytester: pytest.Pytester, plugin_arguments: list[str]) -> RunTests:
    """Run a test file, warnings being errors, and return what pytest says."""

    def run(source: str, *arguments: str) -> pytest.RunResult:
        pytester.makepyfile(ORDER + dedent(source))
        return pytester.runpytest(
            *plugin_arguments, "-p", "no:randomly", "-W", "error", "--tb=short", *arguments
        )

    return run


@pytest.fixture
def order_sms(altinn: Altinn) -> Callable[..., dict[str, Any]]:
    """Order one SMS, by default to be sent at once."""

    def order(to: str = "+4799999999", body: str = "Fristen", **more: Any) -> dict[str, Any]:
        settings = {"body": body, **more.pop("settings", {})}
        document = {
            "idempotencyId": f"{to} {body}",
            "recipient": {"recipientSms": {"phoneNumber": to, "smsSettings": settings}},
            **more,
        }
        answer = httpx.post(
            f"{altinn.notifications_url}/future/orders", json=document, verify=False
        )
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    return order

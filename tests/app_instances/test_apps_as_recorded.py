"""Every recorded request to a real app gets the recorded answer, and leads to the recorded order.

Source: spec/verified-app.md; rule set ``deployed``.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.app import create_app
from mock_server.configuration import Configuration
from tests.app_instances.recorded_apps import (
    FILES,
    HEADERS,
    Likeness,
    body_of,
    directories,
    lines,
)

DIRECTORIES = directories()
WORLD = "recorded"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_app(Configuration.read())
    with TestClient(
        app, base_url=f"http://mock/w/{WORLD}", raise_server_exceptions=False
    ) as client:
        yield client


@cache
def token(client: TestClient, auth: str) -> dict[str, str | None]:
    """Return the headers that show who asks; a token of a kind is the same for all lines."""
    wanted = json.loads(auth)
    if wanted.get("type", "none") == "none":
        return {}
    asked = {
        "kind": wanted["type"],
        "scopes": wanted.get("scope", "altinn:portal/enduser").split(),
        "userId": wanted.get("userId"),
        "org": wanted.get("org"),
        "organizationNumber": wanted.get("orgNumber"),
        "expiresIn": -3600 if wanted.get("expired") else None,
        "claims": {"urn:altinn:partyid": wanted["partyId"]} if "partyId" in wanted else None,
    }
    body = {name: value for name, value in asked.items() if value is not None}
    good = client.post("/_mock/tokens", json=body).json()["access_token"]
    shown = f"{good[:-8]}AAAAAAAA" if wanted.get("wrongSignature") else good
    return {"Authorization": f"Bearer {shown}"}


class Player:
    """Plays one line in a world that has just begun."""

    def __init__(self, client: TestClient, line: dict[str, Any]) -> None:
        self.client = client
        self.line = line
        self.likeness = Likeness(line["now"])
        self.seen = 0

    def difference(self) -> str | None:
        """Return where the emulator does otherwise than recorded."""
        self._stage()
        steps = self.line.get("steps") or [self.line]
        return next((found for step in steps if (found := self._step(step))), None)

    def _stage(self) -> None:
        stage = {
            "now": self.line["now"],
            "mode": "frozen",
            "settings": {"auth": "strict", "rules": "deployed", **self.line.get("settings", {})},
            "directory": DIRECTORIES[self.line["directory"]],
        }
        assert self.client.post("/_mock/reset", json=stage).status_code == 204
        if faults := self.line.get("faults"):
            assert self.client.put("/_mock/faults", json=faults).status_code == 200

    def _step(self, step: dict[str, Any]) -> str | None:
        response = self._send(step["request"], step.get("auth", {}))
        recorded = step["response"]
        if response.status_code != recorded["status"]:
            return f"{response.status_code}, recorded {recorded['status']}: {response.text[:200]}"
        headers = {name: response.headers.get(name) for name in HEADERS}
        expected = {name: recorded["headers"].get(name) for name in HEADERS}
        return (
            self.likeness.difference(expected, headers, "headers")
            or self._difference_of_body(recorded, response)
            or self._difference_of_orders(step)
        )

    def _send(self, request: dict[str, Any], auth: dict[str, Any]) -> Any:
        content = body_of(request)
        headers = token(self.client, json.dumps(auth))
        declared = {} if content is None else {"Content-Type": "application/json"}
        headers = headers | declared | request.get("headers", {})
        path, query = (self.likeness.filled(request.get(each, "")) for each in ("path", "query"))
        return self.client.request(
            request["method"],
            f"{path}?{query}" if query else path,
            content=content,
            headers={name: value for name, value in headers.items() if value is not None},
        )

    def _difference_of_body(self, recorded: dict[str, Any], response: Any) -> str | None:
        if "bodyText" in recorded:
            return self.likeness.difference(recorded["bodyText"], response.text, "body")
        given = response.json() if response.content else None
        return self.likeness.difference(recorded.get("body"), given, "body")

    def _difference_of_orders(self, step: dict[str, Any]) -> str | None:
        if "orders" not in step:
            return None
        orders = self.client.get("/_mock/orders").json()["orders"]
        new = [each["request"] for each in orders[self.seen :] if each["source"] == "app"]
        self.seen = len(orders)
        recorded = [each["request"] for each in step["orders"]]
        return self.likeness.difference(recorded, new, "orders")


@pytest.mark.parametrize("name", FILES)
def test_real_apps_answered_and_ordered_like_this(client: TestClient, name: str):
    differences = {
        f"{line['id']} ({line['group']})": difference
        for line in lines(name)
        if (difference := Player(client, line).difference())
    }

    assert differences == {}

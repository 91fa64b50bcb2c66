"""An error of ours is a 500, is written down, and fails the test that met it."""

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app


def test_it_is_written_down_with_the_call(monkeypatch: pytest.MonkeyPatch):
    app = create_app()
    # Nothing in the product is known to crash, so something is broken for the purpose.
    monkeypatch.setattr(app.worlds.get("default"), "status_feed", None)

    with TestClient(app) as client:
        answer = client.get("/notifications/api/v1/future/shipment/feed")
        (call,) = client.get("/_mock/requests").json()["requests"]

    assert answer.status_code == 500
    assert call["status"] == 500
    assert call["crash"] == "AttributeError: 'NoneType' object has no attribute 'read'"


def test_a_failure_that_the_platform_itself_has_is_none_of_ours():
    with TestClient(create_app()) as client:
        headers = {"Authorization": "Bearer x.y.z"}
        answer = client.get("/notifications/api/v1/future/shipment/feed", headers=headers)
        (call,) = client.get("/_mock/requests").json()["requests"]

    assert answer.status_code == 500
    assert "crash" not in call

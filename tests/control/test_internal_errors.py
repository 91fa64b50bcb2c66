"""Internal errors of the mock are recorded; emulated server errors are not."""

import pytest
from starlette.testclient import TestClient

from mock_server.server.app import create_app


def test_an_internal_error_is_recorded_with_its_request(monkeypatch: pytest.MonkeyPatch):
    app = create_app()
    # No request is known to cause an internal error, so the test breaks the world.
    monkeypatch.setattr(app.worlds.get("default"), "status_feed", None)

    with TestClient(app) as client:
        response = client.get("/notifications/api/v1/future/shipment/feed")
        (recorded,) = client.get("/_mock/requests").json()["requests"]

    assert response.status_code == 500
    assert recorded["status"] == 500
    assert recorded["crash"] == "AttributeError: 'NoneType' object has no attribute 'read'"


def test_an_emulated_server_error_is_not_an_internal_error():
    with TestClient(create_app()) as client:
        headers = {"Authorization": "Bearer x.y.z"}
        response = client.get("/notifications/api/v1/future/shipment/feed", headers=headers)
        (recorded,) = client.get("/_mock/requests").json()["requests"]

    assert response.status_code == 500
    assert "crash" not in recorded

"""Reading, completion and deletion of instances, and the condition endpoint.

Source: docs/reference/apps.md sections 1.1 and 3.3.
"""

from typing import Any

import pytest

from tests.apps.app_client import APP, AppClient

LATER = {"notificationChannel": 0, "requestedSendTime": "2026-01-06T10:00:00Z"}


def path(instance: dict[str, Any], suffix: str = "") -> str:
    return f"{APP}/instances/{instance['id']}{suffix}"


def condition_url(app: AppClient) -> str:
    """Return path and query of the condition endpoint of the newest order."""
    url: str = app.orders()[-1]["request"]["conditionEndpoint"]
    return url.partition(":443")[2]


def test_an_instance_is_returned_as_created(app: AppClient):
    instance = app.create_instance()

    assert app.client.get(path(instance)).json() == instance


def test_an_instance_is_marked_as_read_by_other_callers_than_the_service_owner(app: AppClient):
    instance = app.create_instance()
    token = app.control("POST", "/tokens", {"kind": "user", "userId": 20011})["access_token"]

    app.client.get(path(instance), headers={"Authorization": f"Bearer {token}"})

    assert app.client.get(path(instance)).json()["status"]["readStatus"] == 1


@pytest.mark.parametrize("step", ["next", "completeProcess"])
def test_the_process_ends_when_its_only_task_is_completed(app: AppClient, step: str):
    instance = app.create_instance()
    running = app.client.get(path(instance, "/process")).json()

    ended = app.client.put(path(instance, f"/process/{step}")).json()

    assert running["currentTask"]["elementId"] == "Task_1"
    assert (ended["currentTask"], ended["endEvent"]) == (None, "EndEvent_1")
    assert app.client.get(path(instance)).json()["process"]["ended"] == ended["ended"]


@pytest.mark.parametrize(
    ("step", "content_type"),
    [
        ("next", "application/problem+json; charset=utf-8"),
        ("completeProcess", "application/json; charset=utf-8"),
    ],
)
def test_an_ended_process_cannot_be_completed_again(app: AppClient, step: str, content_type: str):
    instance = app.create_instance()
    app.client.put(path(instance, "/process/next"))

    response = app.client.put(path(instance, f"/process/{step}"))

    assert (response.status_code, response.headers["content-type"]) == (409, content_type)


@pytest.mark.parametrize(
    ("query", "is_hard"), [("", False), ("?hard=True", True), ("?hard=false", False)]
)
def test_a_deleted_instance_can_still_be_read(app: AppClient, query: str, is_hard: bool):
    instance = app.create_instance()

    response = app.client.delete(path(instance, query))

    assert "party" not in response.json()["instanceOwner"]
    status = app.client.get(path(instance)).json()["status"]
    assert (status["isSoftDeleted"], status["isHardDeleted"]) == (True, is_hard)


@pytest.mark.parametrize(
    ("method", "suffix"),
    [
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/process"),
        ("PUT", "/process/next"),
        ("PUT", "/process/completeProcess"),
    ],
)
def test_an_unknown_instance_is_not_found(app: AppClient, method: str, suffix: str):
    unknown = f"{APP}/instances/1/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11{suffix}"

    response = app.client.request(method, unknown)

    assert (response.status_code, response.json()["status"]) == (404, 404)


def test_the_hard_parameter_must_be_a_boolean(app: AppClient):
    response = app.client.delete(path(app.create_instance(), "?hard=x"))

    assert response.json()["errors"] == {"hard": ["The value 'x' is not valid."]}


@pytest.mark.parametrize(
    "instance_path",
    [
        "5_0/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11",
        "x/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11",
        "1/not-a-guid",
    ],
)
def test_a_path_without_valid_ids_is_not_found(app: AppClient, instance_path: str):
    response = app.client.get(f"{APP}/instances/{instance_path}")

    assert (response.status_code, response.content) == (404, b"")


def test_an_immediate_order_has_no_condition_endpoint_as_documented(app: AppClient):
    app.create_instance({})

    assert "conditionEndpoint" not in app.orders()[0]["request"]


@pytest.mark.parametrize(
    ("method", "suffix", "is_documented_to_send", "does_deployed_send"),
    [
        pytest.param("GET", "", True, True, id="unchanged"),
        pytest.param("PUT", "/process/completeProcess", False, False, id="ended"),
        pytest.param("DELETE", "", False, True, id="deleted"),
        pytest.param("DELETE", "?hard=true", False, True, id="deleted permanently"),
    ],
)
def test_the_condition_depends_on_the_state_of_the_instance(
    app: AppClient, method: str, suffix: str, is_documented_to_send: bool, does_deployed_send: bool
):
    instance = app.create_instance(LATER)
    app.client.request(method, path(instance, suffix))

    documented = app.client.get(condition_url(app)).json()
    app.control("PATCH", "/settings", {"rules": "deployed"})
    deployed = app.client.get(condition_url(app)).json()

    assert documented == {"sendNotification": is_documented_to_send}
    assert deployed == {"sendNotification": does_deployed_send}


def test_a_message_about_an_unknown_instance_is_only_stopped_as_documented(app: AppClient):
    app.create_instance(LATER)
    url_of_unknown_instance = condition_url(app).replace("/50001018/", "/1/")

    documented = app.client.get(url_of_unknown_instance).json()
    app.control("PATCH", "/settings", {"rules": "deployed"})

    assert documented == {"sendNotification": False}
    assert app.client.get(url_of_unknown_instance).json() == {"sendNotification": True}


def test_the_condition_endpoint_requires_the_code_of_the_instance(app: AppClient):
    app.create_instance(LATER)
    own_url = condition_url(app)
    app.create_instance(LATER)
    other_url = condition_url(app)

    for wrong_url in (
        own_url.partition("?")[0],
        own_url + "x",
        own_url.partition("?")[0] + "?" + other_url.partition("?")[2],
    ):
        response = app.client.get(wrong_url)
        assert (response.status_code, response.json()["title"]) == (401, "Unauthorized")


def test_a_code_without_secret_id_is_a_server_error(app: AppClient):
    app.create_instance(LATER)

    response = app.client.get(condition_url(app).partition("?")[0] + "?code=e30.e30.x")

    assert (response.status_code, response.content) == (500, b"")


def test_the_condition_is_returned_as_xml_on_request(app: AppClient):
    app.create_instance(LATER)

    response = app.client.get(
        condition_url(app), headers={"Accept": "application/xml;q=0.9, image/png"}
    )

    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    assert "<SendNotification>true</SendNotification>" in response.text


@pytest.mark.parametrize("auth", ["strict", "permissive"])
def test_only_a_strict_world_requires_a_token(app: AppClient, auth: str):
    app.control("PATCH", "/settings", {"auth": auth})

    response = app.create({})

    assert response.status_code == (401 if auth == "strict" else 201)

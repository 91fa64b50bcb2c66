"""Reading, ending and deleting instances, and what the condition endpoint says of it.

Source: spec/altinn-app.md sections 1.1 and 3.3, verified-app.md section 5.
"""

from typing import Any

import pytest

from tests.apps.app_caller import APP, AppCaller

LATER = {"notificationChannel": 0, "requestedSendTime": "2026-01-06T10:00:00Z"}


def path(instance: dict[str, Any], more: str = "") -> str:
    return f"{APP}/instances/{instance['id']}{more}"


def condition(app: AppCaller) -> str:
    """Return path and query of the condition endpoint of the newest order."""
    url: str = app.orders()[-1]["request"]["conditionEndpoint"]
    return url.partition(":443")[2]


def test_an_instance_is_shown_as_it_was_created(app: AppCaller):
    instance = app.created()

    assert app.client.get(path(instance)).json() == instance


def test_whoever_is_not_the_service_owner_has_read_it_then(app: AppCaller):
    instance = app.created()
    token = app.control("POST", "/tokens", {"kind": "user", "userId": 20011})["access_token"]

    app.client.get(path(instance), headers={"Authorization": f"Bearer {token}"})

    assert app.client.get(path(instance)).json()["status"]["readStatus"] == 1


@pytest.mark.parametrize("step", ["next", "completeProcess"])
def test_the_only_task_done_the_process_ends(app: AppCaller, step: str):
    instance = app.created()
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
def test_what_has_ended_does_not_end_again(app: AppCaller, step: str, content_type: str):
    instance = app.created()
    app.client.put(path(instance, "/process/next"))

    response = app.client.put(path(instance, f"/process/{step}"))

    assert (response.status_code, response.headers["content-type"]) == (409, content_type)


@pytest.mark.parametrize(
    ("query", "is_hard"), [("", False), ("?hard=True", True), ("?hard=false", False)]
)
def test_a_deleted_instance_can_still_be_read(app: AppCaller, query: str, is_hard: bool):
    instance = app.created()

    response = app.client.delete(path(instance, query))

    assert "party" not in response.json()["instanceOwner"]
    status = app.client.get(path(instance)).json()["status"]
    assert (status["isSoftDeleted"], status["isHardDeleted"]) == (True, is_hard)


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/process"),
        ("PUT", "/process/next"),
        ("PUT", "/process/completeProcess"),
    ],
)
def test_an_instance_that_does_not_exist_is_not_found(app: AppCaller, method: str, more: str):
    unknown = f"{APP}/instances/1/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11{more}"

    response = app.client.request(method, unknown)

    assert (response.status_code, response.json()["status"]) == (404, 404)


def test_how_an_instance_is_deleted_is_said_with_true_or_false(app: AppCaller):
    response = app.client.delete(path(app.created(), "?hard=x"))

    assert response.json()["errors"] == {"hard": ["The value 'x' is not valid."]}


@pytest.mark.parametrize(
    "place",
    [
        "5_0/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11",
        "x/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11",
        "1/not-a-guid",
    ],
)
def test_a_path_that_names_no_instance_is_no_path(app: AppCaller, place: str):
    response = app.client.get(f"{APP}/instances/{place}")

    assert (response.status_code, response.content) == (404, b"")


def test_by_the_seed_what_goes_out_at_once_is_not_asked_about(app: AppCaller):
    app.created({})

    assert "conditionEndpoint" not in app.orders()[0]["request"]


@pytest.mark.parametrize(
    ("method", "more", "by_the_seed", "as_deployed"),
    [
        pytest.param("GET", "", True, True, id="as it was created"),
        pytest.param("PUT", "/process/completeProcess", False, False, id="ended"),
        pytest.param("DELETE", "", False, True, id="deleted"),
        pytest.param("DELETE", "?hard=true", False, True, id="deleted for good"),
    ],
)
def test_the_app_answers_by_the_state_of_the_instance(
    app: AppCaller, method: str, more: str, by_the_seed: bool, as_deployed: bool
):
    instance = app.created(LATER)
    app.client.request(method, path(instance, more))

    documented = app.client.get(condition(app)).json()
    app.control("PATCH", "/settings", {"rules": "deployed"})
    deployed = app.client.get(condition(app)).json()

    assert documented == {"sendNotification": by_the_seed}
    assert deployed == {"sendNotification": as_deployed}


def test_an_instance_that_the_app_does_not_have_is_stopped_by_the_seed_only(app: AppCaller):
    app.created(LATER)
    elsewhere = condition(app).replace("/50001018/", "/1/")

    documented = app.client.get(elsewhere).json()
    app.control("PATCH", "/settings", {"rules": "deployed"})

    assert documented == {"sendNotification": False}
    assert app.client.get(elsewhere).json() == {"sendNotification": True}


def test_without_the_right_code_the_app_says_nothing(app: AppCaller):
    app.created(LATER)
    own = condition(app)
    app.created(LATER)
    others = condition(app)

    for wrong in (
        own.partition("?")[0],
        own + "x",
        own.partition("?")[0] + "?" + others.partition("?")[2],
    ):
        response = app.client.get(wrong)
        assert (response.status_code, response.json()["title"]) == (401, "Unauthorized")


def test_a_token_that_does_not_name_its_secret_breaks_the_app(app: AppCaller):
    app.created(LATER)

    response = app.client.get(condition(app).partition("?")[0] + "?code=e30.e30.x")

    assert (response.status_code, response.content) == (500, b"")


def test_the_answer_comes_as_xml_when_that_is_wanted(app: AppCaller):
    app.created(LATER)

    response = app.client.get(
        condition(app), headers={"Accept": "application/xml;q=0.9, image/png"}
    )

    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    assert "<SendNotification>true</SendNotification>" in response.text


@pytest.mark.parametrize("auth", ["strict", "permissive"])
def test_only_a_strict_world_asks_who_creates(app: AppCaller, auth: str):
    app.control("PATCH", "/settings", {"auth": auth})

    response = app.create({})

    assert response.status_code == (401 if auth == "strict" else 201)

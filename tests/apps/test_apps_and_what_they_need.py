"""What an app answers, orders and says when something that it needs fails.

Source: spec/altinn-app.md sections 3.4 and 4.7; design/control-api.md, Faults.
"""

from typing import Any

import pytest

from tests.apps.app_caller import ORGANISATION, AppCaller


def failing(app: AppCaller, dependency: str, **how: Any) -> None:
    app.control("PUT", "/faults", [{"dependency": dependency, **how}])


@pytest.mark.parametrize(
    ("how", "answered"), [({"status": 503}, 503), ({"close": True}, None), ({"status": 301}, 301)]
)
def test_an_order_that_notifications_does_not_take_leaves_the_instance(
    app: AppCaller, how: dict[str, Any], answered: int | None
):
    failing(app, "notifications", **how)

    instance = app.created({})

    (order,) = app.orders()
    assert (order["shipmentId"], order["rejectedStatus"], order["source"]) == (
        None,
        answered,
        "app",
    )
    assert f"Notifications answered {answered or 'nothing'}" in app.decisions(instance)


def test_an_app_never_posts_an_order_twice(app: AppCaller):
    app.control("PUT", "/faults", [{"dependency": "notifications", "times": 1}])

    app.created({})

    assert app.advance("P1D") == []
    assert len(app.orders()) == 1


def test_an_owner_whom_nobody_can_reach_is_not_told_and_the_reason_is(app: AppCaller):
    people = [{"nationalIdentityNumber": "17858296439", "name": "Uten Adresse", "partyId": 9}]
    app.control("PATCH", "/directory", {"persons": people})

    instance = app.created({}, instanceOwner={"personNumber": "17858296439"})

    assert app.orders()[0]["rejectedStatus"] == 422
    assert "Missing contact information for recipient(s)" in app.decisions(instance)


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        pytest.param({"status": 500}, "cdn responded with 500", id="error"),
        pytest.param({"close": True}, "cdn did not respond", id="closed"),
    ],
)
def test_without_names_of_service_owners_there_is_no_order(
    app: AppCaller, how: dict[str, Any], reason: str
):
    failing(app, "cdn", **how)

    instance = app.created({})

    assert app.orders() == []
    assert f"the app placed no order: {reason}" in app.decisions(instance)


def test_a_service_owner_without_a_name_is_not_named(app: AppCaller):
    app.control("PATCH", "/directory", {"serviceOwners": [{"org": "ttd", "name": None}]})

    app.created({})

    body = app.orders()[0]["request"]["recipient"]["recipientPerson"]["emailSettings"]["body"]
    assert body.startswith("A new form has been created (")


def test_a_profile_that_answers_badly_costs_the_language_only(app: AppCaller):
    app.control("PUT", "/faults", [{"dependency": "profile", "status": 500, "times": 1}])

    app.created({"notificationChannel": 0})

    assert app.advance("PT5M")[0]["subject"] == "Nytt skjema opprettet i Altinn"


def test_a_profile_that_cannot_be_reached_costs_the_order(app: AppCaller):
    failing(app, "profile", close=True)

    app.created({})

    assert app.orders() == []


@pytest.mark.parametrize(
    ("owner", "how", "status", "message"),
    [
        (
            {"personNumber": "54928201018"},
            {"status": 500},
            404,
            "500 - Internal Server Error - feil",
        ),
        (
            {"organisationNumber": ORGANISATION},
            {"close": True},
            404,
            "An error occurred while sending",
        ),
        ({"partyId": "50001018"}, {"status": 404}, 404, "Cannot lookup party: Unknown party"),
        ({"partyId": "50001018"}, {"close": True}, 404, "An error occurred while sending"),
        ({"username": "jens.jensen@digdir.no"}, {"status": 401}, 404, "401 - Unauthorized - feil"),
    ],
)
def test_a_register_that_fails_finds_nobody(
    app: AppCaller, owner: dict[str, str], how: dict[str, Any], status: int, message: str
):
    failing(app, "register", **how)

    response = app.create({}, instanceOwner=owner)

    assert response.status_code == status
    assert message in response.json()


def test_a_register_that_refuses_a_party_id_is_a_refusal(app: AppCaller):
    failing(app, "register", status=500)

    response = app.create({}, instanceOwner={"partyId": "50001018"})

    assert (response.status_code, response.json()["title"]) == (403, "Forbidden")


@pytest.mark.parametrize(
    "how", [{"status": 500}, {"close": True}, {"decision": "Deny"}, {"decision": "NotApplicable"}]
)
def test_who_is_not_permitted_creates_nothing(app: AppCaller, how: dict[str, Any]):
    failing(app, "authorization", **how)

    response = app.create({})

    assert response.status_code == 403
    assert app.orders() == []


def test_the_deployed_librarys_anytime_loses_the_order_even_for_email(deployed: AppCaller):
    asked = {"notificationChannel": 0, "allowSendingAfterWorkHours": True}

    instance = deployed.created(asked)

    assert deployed.orders()[0]["rejectedStatus"] == 400
    decisions = deployed.decisions(instance)
    assert "SMS only supports send time daytime and anytime" in decisions
    assert "writes Anytime as sendingTimePolicy 0" in decisions


def test_the_deployed_librarys_daytime_sms_leaves_at_night(deployed: AppCaller):
    deployed.advance("PT10H")
    instance = deployed.created({"notificationChannel": 1})

    (sms,) = deployed.advance("PT5M")

    assert sms["sentAt"] == "2026-01-05T20:04:00Z"
    assert "writes Daytime as sendingTimePolicy 1" in deployed.decisions(instance)


def test_by_the_seed_a_daytime_sms_waits_for_morning_unless_it_need_not(app: AppCaller):
    app.advance("PT10H")
    app.created({"notificationChannel": 1})
    app.created({"notificationChannel": 1, "allowSendingAfterWorkHours": True})

    assert [each["sentAt"] for each in app.advance("P1D")] == [
        "2026-01-05T20:04:00Z",
        "2026-01-06T08:01:00Z",
    ]


def test_a_channel_that_is_none_is_refused_behind_the_deployed_apps_back(deployed: AppCaller):
    instance = deployed.created({"notificationChannel": 7})

    assert deployed.orders()[0]["rejectedStatus"] == 400
    assert "Invalid channel scheme value." in deployed.decisions(instance)


def test_what_nobody_checks_is_pointed_out(app: AppCaller):
    text = {"nb": "b", "nn": "n", "en": "e"}
    asked = {
        "customSms": {"senderName": "Testdepartementet", "text": text},
        "reminders": [{"sendAfterDays": 40}],
    }

    decisions = app.decisions(app.created(asked))

    assert "the sender's name is too long" in decisions
    assert "a message is planned too far ahead" in decisions


def real_order(policy: Any, reference: str = "app-1/x") -> dict[str, Any]:
    sms = {"sender": "Altinn", "body": "Hei", "sendingTimePolicy": policy}
    return {
        "idempotencyId": "1/x-init",
        "sendersReference": reference,
        "recipient": {"recipientSms": {"phoneNumber": "+4799999999", "smsSettings": sms}},
        "reminders": None,
    }


def post_as_app(app: AppCaller, document: dict[str, Any]) -> Any:
    token = app.control("POST", "/tokens", {"kind": "platform", "issuer": "ttd", "app": "a"})
    return app.client.post(
        "/notifications/api/v1/future/orders",
        json=document,
        headers={"PlatformAccessToken": token["access_token"]},
    )


def test_a_real_apps_daytime_is_taken_for_anytime_and_explained(app: AppCaller):
    response = post_as_app(app, real_order(1))

    assert response.status_code == 201
    shipment = response.json()["notification"]["shipmentId"]
    explained = app.control("GET", f"/explain/{shipment}")["decisions"]
    assert any("writes Daytime as sendingTimePolicy 1" in each["because"] for each in explained)


@pytest.mark.parametrize(("reference", "subject"), [("app-1/x", "1/x"), ("mine", "1/x-init")])
def test_a_real_apps_anytime_is_refused_and_explained(app: AppCaller, reference: str, subject: str):
    response = post_as_app(app, real_order(0, reference))

    assert response.status_code == 400
    explained = app.control("GET", f"/explain/{subject}")["decisions"]
    assert [each["rule"] for each in explained] == ["app-policy-numbers"]


@pytest.mark.parametrize("policy", [2, "Anytime"])
def test_a_good_policy_of_a_real_app_needs_no_explanation(app: AppCaller, policy: Any):
    response = post_as_app(app, real_order(policy))

    shipment = response.json()["notification"]["shipmentId"]
    explained = app.control("GET", f"/explain/{shipment}")["decisions"]
    assert "app-policy-numbers" not in [each["rule"] for each in explained]

"""Responses, orders and explanations of an app when a dependency fails.

Source: docs/reference/apps.md sections 3.4 and 4.7; docs/control-api.md, Outcomes and faults.
"""

from typing import Any

import pytest

from tests.apps.app_client import ORGANISATION, AppClient


def set_fault(app: AppClient, dependency: str, **fault: Any) -> None:
    app.control("PUT", "/faults", [{"dependency": dependency, **fault}])


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        ({"status": 503}, 503, "responded 503"),
        ({"close": True}, None, "did not respond"),
        ({"status": 301}, 301, "responded 301"),
    ],
)
def test_an_instance_is_created_even_if_its_order_is_rejected(
    app: AppClient, fault: dict[str, Any], status: int | None, reason: str
):
    set_fault(app, "notifications", **fault)

    instance = app.create_instance({})

    (order,) = app.orders()
    assert (order["shipmentId"], order["rejectedStatus"], order["source"]) == (None, status, "app")
    assert f"the Notifications API {reason} to the order" in app.decisions(instance)


def test_an_app_does_not_retry_an_order(app: AppClient):
    app.control("PUT", "/faults", [{"dependency": "notifications", "times": 1}])

    app.create_instance({})

    assert app.advance("P1D") == []
    assert len(app.orders()) == 1


def test_an_order_for_an_owner_without_addresses_is_rejected_and_explained(app: AppClient):
    persons = [{"nationalIdentityNumber": "17858296439", "name": "Uten Adresse", "partyId": 9}]
    app.control("PATCH", "/directory", {"persons": persons})

    instance = app.create_instance({}, instanceOwner={"personNumber": "17858296439"})

    assert app.orders()[0]["rejectedStatus"] == 422
    assert "Missing contact information for recipient(s)" in app.decisions(instance)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        pytest.param({"status": 500}, "cdn responded with 500", id="error"),
        pytest.param({"close": True}, "cdn did not respond", id="closed"),
    ],
)
def test_without_service_owner_names_no_order_is_placed(
    app: AppClient, fault: dict[str, Any], reason: str
):
    set_fault(app, "cdn", **fault)

    instance = app.create_instance({})

    assert app.orders() == []
    assert f"the app placed no order: {reason}" in app.decisions(instance)


def test_a_service_owner_without_a_name_is_omitted_from_the_text(app: AppClient):
    app.control("PATCH", "/directory", {"serviceOwners": [{"org": "ttd", "name": None}]})

    app.create_instance({})

    body = app.orders()[0]["request"]["recipient"]["recipientPerson"]["emailSettings"]["body"]
    assert body.startswith("A new form has been created (")


def test_an_error_of_profile_leads_to_the_default_language(app: AppClient):
    app.control("PUT", "/faults", [{"dependency": "profile", "status": 500, "times": 1}])

    app.create_instance({"notificationChannel": 0})

    assert app.advance("PT5M")[0]["subject"] == "Nytt skjema opprettet i Altinn"


def test_without_a_connection_to_profile_no_order_is_placed(app: AppClient):
    set_fault(app, "profile", close=True)

    app.create_instance({})

    assert app.orders() == []


@pytest.mark.parametrize(
    ("owner", "fault", "status", "message"),
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
            "Connection refused (platform.altinn.no:443)",
        ),
        ({"partyId": "50001018"}, {"status": 404}, 404, "Cannot lookup party: Unknown party"),
        (
            {"partyId": "50001018"},
            {"close": True},
            404,
            "Connection refused (platform.altinn.no:443)",
        ),
        ({"username": "jens.jensen@digdir.no"}, {"status": 401}, 404, "401 - Unauthorized - feil"),
    ],
)
def test_an_owner_is_not_found_when_register_fails(
    app: AppClient, owner: dict[str, str], fault: dict[str, Any], status: int, message: str
):
    set_fault(app, "register", **fault)

    response = app.create({}, instanceOwner=owner)

    assert response.status_code == status
    assert message in response.json()


def test_an_error_of_register_for_a_party_id_is_forbidden(app: AppClient):
    set_fault(app, "register", status=500)

    response = app.create({}, instanceOwner={"partyId": "50001018"})

    assert (response.status_code, response.json()["title"]) == (403, "Forbidden")


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"close": True}, {"decision": "Deny"}, {"decision": "NotApplicable"}]
)
def test_a_caller_without_permission_creates_no_instance(app: AppClient, fault: dict[str, Any]):
    set_fault(app, "authorization", **fault)

    response = app.create({})

    assert response.status_code == 403
    assert app.orders() == []


def test_a_deployed_apps_anytime_order_is_rejected_even_for_email(deployed: AppClient):
    notification = {"notificationChannel": 0, "allowSendingAfterWorkHours": True}

    instance = deployed.create_instance(notification)

    assert deployed.orders()[0]["rejectedStatus"] == 400
    decisions = deployed.decisions(instance)
    assert "SMS only supports send time daytime and anytime" in decisions
    assert "writes Anytime as sendingTimePolicy 0" in decisions


def test_a_deployed_apps_daytime_sms_is_sent_at_night(deployed: AppClient):
    deployed.advance("PT10H")
    instance = deployed.create_instance({"notificationChannel": 1})

    (sms,) = deployed.advance("PT5M")

    assert sms["sentAt"] == "2026-01-05T20:04:00Z"
    assert "writes Daytime as sendingTimePolicy 1" in deployed.decisions(instance)


def test_a_documented_apps_daytime_sms_is_sent_in_the_morning(app: AppClient):
    app.advance("PT10H")
    app.create_instance({"notificationChannel": 1})
    app.create_instance({"notificationChannel": 1, "allowSendingAfterWorkHours": True})

    assert [each["sentAt"] for each in app.advance("P1D")] == [
        "2026-01-05T20:05:00Z",
        "2026-01-06T08:01:00Z",
    ]


def test_a_deployed_apps_order_with_an_undefined_channel_is_rejected(deployed: AppClient):
    instance = deployed.create_instance({"notificationChannel": 7})

    assert deployed.orders()[0]["rejectedStatus"] == 400
    assert "Invalid channel scheme value." in deployed.decisions(instance)


def test_values_above_the_documented_limits_are_explained(app: AppClient):
    text = {"nb": "b", "nn": "n", "en": "e"}
    notification = {
        "customSms": {"senderName": "Testdepartementet", "text": text},
        "reminders": [{"sendAfterDays": 40}],
    }

    decisions = app.decisions(app.create_instance(notification))

    assert "the sender name is too long" in decisions
    assert "a message is scheduled too far ahead" in decisions


def app_library_order(policy: Any, reference: str = "app-1/x") -> dict[str, Any]:
    sms = {"sender": "Altinn", "body": "Hei", "sendingTimePolicy": policy}
    return {
        "idempotencyId": "1/x-init",
        "sendersReference": reference,
        "recipient": {"recipientSms": {"phoneNumber": "+4799999999", "smsSettings": sms}},
        "reminders": None,
    }


def submit_as_app(app: AppClient, document: dict[str, Any]) -> Any:
    token = app.control("POST", "/tokens", {"kind": "platform", "issuer": "ttd", "app": "a"})
    return app.client.post(
        "/notifications/api/v1/future/orders",
        json=document,
        headers={"PlatformAccessToken": token["access_token"]},
    )


def test_a_real_apps_daytime_is_registered_as_anytime_and_explained(app: AppClient):
    response = submit_as_app(app, app_library_order(1))

    assert response.status_code == 201
    shipment = response.json()["notification"]["shipmentId"]
    decisions = app.control("GET", f"/explain/{shipment}")["decisions"]
    assert any("writes Daytime as sendingTimePolicy 1" in each["because"] for each in decisions)


@pytest.mark.parametrize(("reference", "subject"), [("app-1/x", "1/x"), ("mine", "1/x-init")])
def test_a_real_apps_anytime_is_rejected_and_explained(
    app: AppClient, reference: str, subject: str
):
    response = submit_as_app(app, app_library_order(0, reference))

    assert response.status_code == 400
    decisions = app.control("GET", f"/explain/{subject}")["decisions"]
    assert [each["rule"] for each in decisions] == ["app-policy-numbers"]


@pytest.mark.parametrize("policy", [2, "Anytime"])
def test_a_valid_policy_of_a_real_app_is_not_explained(app: AppClient, policy: Any):
    response = submit_as_app(app, app_library_order(policy))

    shipment = response.json()["notification"]["shipmentId"]
    decisions = app.control("GET", f"/explain/{shipment}")["decisions"]
    assert "app-policy-numbers" not in [each["rule"] for each in decisions]

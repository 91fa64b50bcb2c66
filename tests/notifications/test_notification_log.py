"""The notification log, and the dashboards by address and shipment.

Source: docs/reference/notifications.md sections 20 and 28.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

CONTROL = "http://mock/_mock"
DIALOG = "0196e5d5-7d3c-7b5a-9b5e-6f0d8a4f1c11"
OTHER = "0196e5d5-7d3c-7b5a-9b5e-6f0d8a4f1c22"
TRANSMISSION = "0196e5d5-7d3c-7b5a-9b5e-6f0d8a4f1c33"
OLA, KARI = "08900499559", "26818099001"
DASHBOARD = "future/dashboard/recipients/notifications"


def order_to(number: str, key: str, **association: str) -> dict[str, Any]:
    person = {
        "nationalIdentityNumber": number,
        "channelSchema": "EmailAndSms",
        "emailSettings": {"subject": "Emne", "body": "Innhold"},
        "smsSettings": {"body": "Hei", "sendingTimePolicy": "Anytime"},
    }
    return {
        "idempotencyId": key,
        "dialogportenAssociation": association,
        "recipient": {"recipientPerson": person},
    }


@pytest.fixture
def shipments(api: TestClient) -> list[str]:
    """Send two notifications about each of two dialogs, the first with a transmission."""
    persons = [
        {"nationalIdentityNumber": OLA, "userId": 7, "email": "ola@example.com"},
        {"nationalIdentityNumber": KARI, "userId": 8, "email": "kari@example.com"},
    ]
    with_number = [{**each, "mobileNumber": "+4799999999"} for each in persons]
    api.put(f"{CONTROL}/directory", json={"persons": with_number})
    api.post(f"{CONTROL}/outcomes", json={"channel": "sms", "result": "Failed_BarredReceiver"})
    orders = [
        order_to(OLA, "1", dialogId=DIALOG, transmissionId=TRANSMISSION),
        order_to(KARI, "2", dialogId=OTHER.upper()),
    ]
    answers = [api.post("future/orders", json=each).json() for each in orders]
    api.post(f"{CONTROL}/clock/advance", json={"by": "PT1M"})
    return [each["notification"]["shipmentId"] for each in answers]


def bearer(api: TestClient, **body: object) -> dict[str, str]:
    token = api.post(f"{CONTROL}/tokens", json=body).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.usefixtures("shipments")
def test_the_log_lists_the_final_notifications_about_a_dialog(api: TestClient):
    entries = api.get(f"future/log?dialogId={DIALOG.upper()}").json()

    ids = [each.pop("notificationId") for each in entries]
    common = {
        "dialogId": DIALOG,
        "transmissionId": TRANSMISSION,
        "type": "Notification",
        "requestedSendTime": "2026-01-05T10:00:00Z",
        "lastUpdateTime": "2026-01-05T10:00:00Z",
    }
    email = {"channel": "Email", "destination": "ola@example.com", "status": "Delivered"}
    sms = {"channel": "Sms", "destination": "+4799999999", "status": "Failed_BarredReceiver"}
    assert entries == [{**common, **email}, {**common, **sms}]
    assert len(set(ids)) == 2


@pytest.mark.usefixtures("shipments")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param(f"dialogId={OTHER}", 2, id="another-dialog"),
        pytest.param(f"dialogId={DIALOG}&transmissionId={TRANSMISSION}", 2, id="transmission"),
        pytest.param(f"dialogId={DIALOG}&transmissionId=", 2, id="blank-transmission"),
        pytest.param(f"dialogId={DIALOG}&transmissionId={OTHER}", 0, id="other-transmission"),
        pytest.param(f"dialogId={OTHER}&transmissionId={TRANSMISSION}", 0, id="none-in-dialog"),
        pytest.param(f"dialogId={TRANSMISSION}", 0, id="unknown-dialog"),
    ],
)
def test_the_log_is_filtered_by_dialog_and_transmission(api: TestClient, query: str, count: int):
    assert len(api.get(f"future/log?{query}").json()) == count


def test_a_pending_notification_is_not_in_the_log(api: TestClient, shipments: list[str]):
    assert len(shipments) == 2
    api.put(f"{CONTROL}/outcomes", json=[{"result": "NoReport"}])
    api.post("future/orders", json=order_to(OLA, "3", dialogId=DIALOG))
    api.post(f"{CONTROL}/clock/advance", json={"by": "PT1M"})

    assert len(api.get(f"future/log?dialogId={DIALOG}").json()) == 2


@pytest.mark.parametrize("path", ["future/log", "future/enduser/log"])
@pytest.mark.parametrize(
    ("query", "messages"),
    [
        pytest.param("", [0], id="missing"),
        pytest.param("dialogId=", [0], id="empty"),
        pytest.param("dialogId=%20", [0], id="blank"),
        pytest.param("dialogId=x", [1, 0], id="malformed"),
    ],
)
def test_the_log_needs_a_dialog_id(api: TestClient, path: str, query: str, messages: list[int]):
    texts = [
        "A value for the 'dialogId' parameter or property was not provided.",
        "The value 'x' is not valid for dialogId.",
    ]

    response = api.get(f"{path}?{query}")

    assert response.status_code == 400
    assert response.json()["errors"] == {"dialogId": [texts[each] for each in messages]}


def test_a_malformed_transmission_id_is_rejected(api: TestClient):
    response = api.get(f"future/log?dialogId={DIALOG}&transmissionId=x")

    assert response.json()["errors"] == {
        "transmissionId": ["The value 'x' is not valid for transmissionId."]
    }


@pytest.mark.usefixtures("shipments")
def test_a_service_owner_sees_its_own_orders_only(api: TestClient):
    scope = "altinn:serviceowner/notifications.create"
    digdir = bearer(api, org="digdir", scopes=[scope])
    without_scope = bearer(api, org="ttd", scopes=["altinn:other"])

    assert api.get(f"future/log?dialogId={DIALOG}", headers=digdir).json() == []
    assert api.get(f"future/log?dialogId={DIALOG}", headers=without_scope).status_code == 403


@pytest.mark.usefixtures("shipments")
@pytest.mark.parametrize(
    ("user", "status"),
    [
        pytest.param({"userId": 7, "nationalIdentityNumber": OLA}, 200, id="recipient"),
        pytest.param({"userId": 8, "nationalIdentityNumber": KARI}, 403, id="another-person"),
    ],
)
def test_an_end_user_sees_the_dialogs_that_notified_them(
    api: TestClient, user: dict[str, object], status: int
):
    headers = bearer(api, kind="user", **user)

    response = api.get(f"future/enduser/log?dialogId={DIALOG}", headers=headers)

    assert response.status_code == status
    if status == 200:
        owner = api.get(f"future/log?dialogId={DIALOG}")
        assert response.json() == owner.json()


def test_the_log_of_an_end_user_needs_a_token_in_strict_mode(api: TestClient):
    api.patch(f"{CONTROL}/settings", json={"auth": "strict"})

    assert api.get(f"future/enduser/log?dialogId={DIALOG}").status_code == 401
    assert api.get(f"future/log?dialogId={DIALOG}").status_code == 401


@pytest.mark.parametrize(
    ("path", "header", "value", "channels"),
    [
        pytest.param("email", "EmailAddress", "OLA@example.com", ["email"], id="email"),
        pytest.param("phonenumber", "PhoneNumber", "004799999999", ["sms"], id="phone"),
        pytest.param("shipmentid", "ShipmentId", None, ["email", "sms"], id="shipment"),
    ],
)
def test_a_dashboard_lists_notifications_by_address_and_shipment(
    api: TestClient,
    shipments: list[str],
    path: str,
    header: str,
    value: str | None,
    channels: list[str],
):
    headers = {header: value or shipments[0].upper()}

    found = api.get(f"{DASHBOARD}/{path}", headers=headers).json()

    mine = [each for each in found if each["shipmentId"] == shipments[0]]
    assert [each["channel"] for each in mine[0]["deliveryAttempts"]] == channels
    assert len(found) == (2 if path == "phonenumber" else 1)


@pytest.mark.parametrize(
    ("path", "header", "message"),
    [
        ("email", "EmailAddress", "'EmailAddress' must be a valid email address."),
        ("phonenumber", "PhoneNumber", "'PhoneNumber' must be a valid mobile number."),
        ("shipmentid", "ShipmentId", "'ShipmentId' must be a valid GUID."),
    ],
)
def test_a_dashboard_needs_a_valid_header(api: TestClient, path: str, header: str, message: str):
    invalid = api.get(f"{DASHBOARD}/{path}", headers={header: "x"})
    missing = api.get(f"{DASHBOARD}/{path}")

    assert invalid.json()["errors"] == {header: [message]}
    assert missing.json()["errors"] == {
        header: [f"A value for the '{header}' parameter or property was not provided."]
    }

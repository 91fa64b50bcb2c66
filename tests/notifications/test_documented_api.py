"""Responses of the API: what the documents say and what the service does.

Source: docs/rule-sets.md.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

CONTROL = "http://mock/_mock"
SMS_ORDER = {"body": "Hei", "recipients": [{"mobileNumber": "+4799999999"}]}
UNKNOWN = "11111111-2222-3333-4444-555555555555"
CONDITION = "https://condition.example.com/c"


@pytest.fixture(params=["documented", "deployed"])
def rules(api: TestClient, request: pytest.FixtureRequest) -> str:
    api.patch(f"{CONTROL}/settings", json={"rules": request.param})
    return str(request.param)


def advance(api: TestClient, by: str = "PT0S") -> None:
    assert api.post(f"{CONTROL}/clock/advance", json={"by": by}).status_code == 200


def status_of(api: TestClient, order_id: str) -> tuple[str, int]:
    document = api.get(f"orders/{order_id}/status").json()
    return (
        document["processingStatus"]["status"],
        document["notificationsStatusSummary"]["sms"]["succeeded"],
    )


def test_a_processed_order_and_a_delivered_sms_in_the_status_of_v1(api: TestClient, rules: str):
    api.post(f"{CONTROL}/outcomes", json={"result": "NoReport"})
    order_id = api.post("orders/sms", json=SMS_ORDER).json()["orderId"]
    advance(api)
    (message,) = api.get(f"{CONTROL}/inbox").json()["messages"]

    before = status_of(api, order_id)
    api.post(f"{CONTROL}/inbox/{message['id']}/report", json={"result": "Delivered"})
    after = status_of(api, order_id)

    if rules == "documented":
        assert (before, after) == (("Processed", 1), ("Completed", 1))
    else:
        assert (before, after) == (("Completed", 1), ("Completed", 0))


def test_the_status_of_an_unknown_order(api: TestClient, rules: str):
    response = api.get(f"orders/{UNKNOWN}/status")

    assert response.status_code == 404
    if rules == "documented":
        assert response.json()["title"] == "Not Found"
    else:
        assert response.content == b""


def test_a_shipment_whose_id_is_no_guid(api: TestClient, rules: str):
    response = api.get("future/shipment/xyz")

    assert response.status_code == 404
    if rules == "documented":
        assert response.json()["code"] == "NOT-00003"
    else:
        assert response.content == b""


@pytest.mark.usefixtures("rules")
def test_the_status_feed_is_no_shipment(api: TestClient):
    response = api.get("future/shipment/feed")

    assert (response.status_code, response.json()) == (200, [])


@pytest.mark.parametrize("status", [201, 202, 204])
def test_only_the_status_200_decides_a_condition_under_documented(
    api: TestClient, rules: str, status: int
):
    script = {
        "url": CONDITION,
        "answers": [{"status": status, "json": {"sendNotification": False}}],
    }
    api.post(f"{CONTROL}/conditions", json=script)
    order = {**SMS_ORDER, "conditionEndpoint": CONDITION}
    order_id = api.post("orders/sms", json=order).json()["orderId"]

    advance(api, "PT5M")

    calls = api.get(f"{CONTROL}/conditions").json()[0]["calls"]
    state = api.get(f"orders/{order_id}/status").json()["processingStatus"]["status"]
    if rules == "documented":
        assert (calls, state) == (2, "Completed")
    else:
        assert (calls, state) == (1, "SendConditionNotMet")


def person_sms(body: str) -> dict[str, Any]:
    person = {
        "nationalIdentityNumber": "08900499559",
        "channelSchema": "Sms",
        "smsSettings": {"body": body},
    }
    return {"idempotencyId": body, "recipient": {"recipientPerson": person}}


def test_the_number_of_a_person_is_empty(api: TestClient, rules: str):
    person = {"nationalIdentityNumber": "08900499559", "name": "Ola", "mobileNumber": "+4799999999"}
    api.patch(f"{CONTROL}/directory", json={"persons": [person]})
    for body in ("[$recipientNumber$]", "$recipientNumber$"):
        assert api.post("future/orders", json=person_sms(body)).status_code == 201

    advance(api)

    bodies = [each["body"] for each in api.get(f"{CONTROL}/inbox").json()["messages"]]
    assert bodies == ["[]", "" if rules == "documented" else "$recipientNumber$"]


def test_default_senders_in_the_test_environment(api: TestClient, rules: str):
    api.patch(f"{CONTROL}/settings", json={"environment": "tt02"})
    email = {
        "subject": "Emne",
        "body": "Innhold",
        "recipients": [{"emailAddress": "a@example.com"}],
    }
    order_id = api.post("orders/email", json=email).json()["orderId"]
    api.post("orders/sms", json=SMS_ORDER)
    advance(api)

    template = api.get(f"orders/{order_id}").json()["emailTemplate"]
    senders = {each["channel"]: each["from"] for each in messages(api)}
    is_documented = rules == "documented"
    address = "noreply-tt02@altinn.no" if is_documented else "noreply@altinn.cloud"
    assert template["fromAddress"] == senders["email"] == address
    assert senders["sms"] == ("Altinn-test" if is_documented else "Altinn")


def messages(api: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get(f"{CONTROL}/inbox").json()["messages"]
    return found


def test_default_senders_can_be_set_and_unset(api: TestClient):
    set_to = {"defaultSmsSender": "Digdir", "defaultEmailFromAddress": "a@b.no"}

    changed = api.patch(f"{CONTROL}/settings", json=set_to).json()
    unset = api.patch(f"{CONTROL}/settings", json={"defaultSmsSender": None}).json()

    assert {name: changed[name] for name in set_to} == set_to
    assert unset["defaultSmsSender"] is None
    assert unset["defaultEmailFromAddress"] == "a@b.no"


@pytest.mark.parametrize(
    ("documented_name", "stored", "on_the_wire"),
    [
        (
            "Failed_SuppressedRecipient",
            "Failed_SupressedRecipient",
            "Email_Failed_SuppressedRecipient",
        ),
        ("Failed_InvalidFormat", "Failed_InvalidEmailFormat", "Email_Failed_InvalidFormat"),
    ],
)
def test_results_can_be_written_as_the_documents_write_them(
    api: TestClient, documented_name: str, stored: str, on_the_wire: str
):
    email = {"emailAddress": "a@example.com", "emailSettings": {"subject": "E", "body": "I"}}
    chain = {"idempotencyId": "1", "recipient": {"recipientEmail": email}}
    rule = api.post(f"{CONTROL}/outcomes", json={"result": documented_name, "channel": "email"})
    shipment = api.post("future/orders", json=chain).json()["notification"]["shipmentId"]
    advance(api)

    assert rule.json()[0]["result"] == messages(api)[0]["result"] == stored
    recipients = api.get(f"future/shipment/{shipment}").json()["recipients"]
    assert [each["status"] for each in recipients] == [on_the_wire]


def test_a_report_can_be_written_as_the_documents_write_it(api: TestClient):
    email = {"emailAddress": "a@example.com", "emailSettings": {"subject": "E", "body": "I"}}
    chain = {"idempotencyId": "1", "recipient": {"recipientEmail": email}}
    api.post(f"{CONTROL}/outcomes", json={"result": "NoReport"})
    api.post("future/orders", json=chain)
    advance(api)
    report = f"{CONTROL}/inbox/{messages(api)[0]['id']}/report"

    response = api.post(report, json={"result": "Failed_SuppressedRecipient"})

    assert response.json()["result"] == "Failed_SupressedRecipient"

"""The support dashboard, the metrics page and the metrics export.

Source: docs/reference/notifications.md sections 20 and 21.
"""

import base64
import hashlib
import io
import sys
from typing import Any

import pytest
from starlette.testclient import TestClient

from mock_server.domain.instant import DAY, HOUR, format_instant, parse_instant
from mock_server.notifications.api.endpoints.metrics import TITLE
from mock_server.notifications.api.endpoints.metrics_export import API_KEY
from mock_server.world.advance import advance
from mock_server.world.directory import Organization, Person
from mock_server.world.world import World

NIN, NUMBER = "16069412345", "910150804"
DASHBOARD = "/future/dashboard/recipients/notifications"
KEY = {"X-API-Key": API_KEY}


@pytest.fixture
def sent_shipments(api: TestClient, world: World) -> list[str]:
    """Send an e-mail to a person and one to an organisation; return their shipment ids."""
    world.directory.persons[NIN] = Person(
        national_identity_number=NIN, email="kari@example.com", mobile_number="+4799999999"
    )
    world.directory.organizations[NUMBER] = Organization(
        organization_number=NUMBER, email_list=("post@example.com",)
    )
    settings = {"emailSettings": {"subject": "Emne", "body": "Innhold"}, "channelSchema": "Email"}
    recipients: list[dict[str, Any]] = [
        {"recipientPerson": {"nationalIdentityNumber": NIN, **settings}},
        {"recipientOrganization": {"orgNumber": NUMBER, **settings}},
    ]
    shipments = [
        api.post(
            "/future/orders",
            json={"idempotencyId": str(index), "recipient": each, "sendersReference": "ref"},
        ).json()["notification"]["shipmentId"]
        for index, each in enumerate(recipients)
    ]
    list(advance(world, world.clock.now() + HOUR))
    return shipments


def test_the_dashboard_lists_notifications_to_a_person(api: TestClient, sent_shipments: list[str]):
    response = api.get(f"{DASHBOARD}/nin", headers={"NationalIdentityNumber": f" {NIN} "})

    assert response.json() == [
        {
            "shipmentId": sent_shipments[0],
            "creatorName": "ttd",
            "sendersReference": "ref",
            "requestedSendTime": "2026-01-05T10:00:00Z",
            "notificationChannel": "Email",
            "notificationType": "Notification",
            "deliveryAttempts": [
                {
                    "nationalIdentityNumber": NIN,
                    "channel": "email",
                    "emailAddress": "kari@example.com",
                    "result": "Delivered",
                    "resultTime": "2026-01-05T10:00:00Z",
                }
            ],
        }
    ]


def test_the_dashboard_lists_notifications_to_an_organization(
    api: TestClient, sent_shipments: list[str]
):
    response = api.get(f"{DASHBOARD}/orgnumber", headers={"OrganizationNumber": NUMBER})

    [shipment] = response.json()
    assert shipment["shipmentId"] == sent_shipments[1]
    assert shipment["deliveryAttempts"][0]["organizationNumber"] == NUMBER


@pytest.mark.usefixtures("sent_shipments")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param("from=2026-01-05T10:00:00Z", 1, id="from-is-included"),
        pytest.param("to=2026-01-05T10:00:00Z", 0, id="to-is-excluded"),
        pytest.param("from=2026-01-05T11:30:00%2B01:00&to=", 0, id="an-offset"),
    ],
)
def test_the_dashboard_lists_the_requested_period(api: TestClient, query: str, count: int):
    response = api.get(f"{DASHBOARD}/nin?{query}", headers={"NationalIdentityNumber": NIN})

    assert len(response.json()) == count


@pytest.mark.parametrize(
    ("now", "first"),
    [
        pytest.param("2026-06-15T08:00:00.0000001Z", "2016-06-15T08:00:00.0000001Z", id="a-tick"),
        pytest.param("2028-02-29T12:00:00Z", "2018-02-28T12:00:00Z", id="a-leap-day"),
    ],
)
def test_the_dashboard_accepts_a_start_up_to_ten_years_ago(
    api: TestClient, world: World, now: str, first: str
):
    list(advance(world, parse_instant(now)))
    headers = {"NationalIdentityNumber": NIN}

    def status(at: int) -> int:
        return api.get(f"{DASHBOARD}/nin?from={format_instant(at)}", headers=headers).status_code

    assert status(parse_instant(first)) == 200
    assert status(parse_instant(first) - 1) == 400


def test_the_metrics_page_has_a_month_form(api: TestClient):
    response = api.get("/metrics")

    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert f"<title>{TITLE}</title>" in response.text


@pytest.mark.usefixtures("sent_shipments")
@pytest.mark.parametrize(
    "form",
    [
        pytest.param({"data": {"Month": "1", "YEAR": "2026"}}, id="form"),
        pytest.param({"files": {"month": (None, "1"), "year": (None, "2026")}}, id="multipart"),
    ],
)
def test_the_metrics_page_shows_the_metrics_of_a_month(api: TestClient, form: dict[str, Any]):
    response = api.post("/metrics", **form)

    assert "<th>Org</th><th>OrdersCreated</th><th>EmailNotificationsCreated</th>" in response.text
    row = "".join(f"<td>{each}</td>" for each in ("ttd", 2, 2, 2, 0, 0))
    assert f"<tr>{row}</tr>" in response.text


@pytest.mark.parametrize(
    ("form", "status"),
    [
        pytest.param({}, 500, id="no-form"),
        pytest.param({"json": {"month": 1, "year": 2026}}, 500, id="json"),
        pytest.param({"data": {"month": "13", "year": "2026"}}, 500, id="invalid-month"),
        pytest.param({"data": {"year": "2026"}}, 500, id="no-month"),
        pytest.param({"data": {"month": "1", "year": "99999"}}, 200, id="a-far-year"),
        pytest.param({"data": {"month": "x", "year": "2026"}}, 400, id="not-a-number"),
        pytest.param(
            {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
            500,
            id="no-boundary",
        ),
        pytest.param(
            {"content": b"x", "headers": {"content-type": "multipart/form-data; boundary=b"}},
            500,
            id="no-parts",
        ),
    ],
)
def test_the_metrics_page_responds_to_invalid_forms_as_recorded(
    api: TestClient, form: dict[str, Any], status: int
):
    assert api.post("/metrics", **form).status_code == status


def test_an_invalid_field_of_the_metrics_page_is_a_problem_document(api: TestClient):
    response = api.post("/metrics", data={"month": "x", "year": ""})

    assert response.headers["content-type"] == "application/problem+json; charset=utf-8"
    assert response.json()["errors"] == {
        "year": ["The value '' is invalid."],
        "month": ["The value 'x' is not valid."],
    }


@pytest.mark.parametrize(
    ("headers", "error"),
    [
        pytest.param({}, "API key required for Metrics endpoints", id="none"),
        pytest.param({"X-API-Key": " "}, "API key cannot be empty", id="blank"),
        pytest.param({"X-API-Key": "guess"}, "Invalid API key", id="wrong"),
    ],
)
def test_the_export_requires_the_api_key(api: TestClient, headers: dict[str, str], error: str):
    response = api.post("/metrics/sms", headers=headers)

    assert (response.status_code, response.json()) == (401, {"error": error})


@pytest.mark.usefixtures("sent_shipments")
def test_yesterdays_notifications_are_exported_as_a_file(api: TestClient, world: World):
    parquet = pytest.importorskip("pyarrow.parquet")
    list(advance(world, world.clock.now() + DAY))

    response = api.post("/metrics/email", headers=KEY)

    name = "20260105_email_notifications_Production.parquet"
    assert response.headers["content-disposition"] == (
        f"attachment; filename={name}; filename*=UTF-8''{name}"
    )
    digest = hashlib.md5(response.content, usedforsecurity=False).digest()
    assert response.headers["x-file-hash"] == base64.b64encode(digest).decode()
    assert response.headers["x-file-size"] == str(len(response.content))
    assert response.headers["x-total-filetransfer-count"] == "2"
    assert response.headers["x-generated-at"] == "2026-01-06T11:00:00.0000000+00:00"
    assert response.headers["x-environment"] == "Production"
    rows = parquet.read_table(io.BytesIO(response.content)).to_pylist()
    (message, other) = world.outbox.all()
    assert list(rows[0]) == [
        "EmailId",
        "ShipmentId",
        "SendersReference",
        "RequestedSendTime",
        "CreatorName",
        "ResourceId",
        "Result",
        "OperationId",
    ]
    assert [row["OperationId"] for row in rows] == [message.id, other.id]
    assert rows[0]["RequestedSendTime"] == "2026-01-05T10:00:00.0000000Z"
    assert {row["CreatorName"] for row in rows} == {"ttd"}


def test_the_export_without_pyarrow_names_the_extra_to_install(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    response = api.post("/metrics/sms", headers=KEY)

    assert response.status_code == 501
    assert "altinn-notifications-mock[parquet]" in response.text

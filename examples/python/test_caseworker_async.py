"""Async tests of the caseworker; its calls to Altinn's real hosts reach the mock."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from caseworker import create_app

from client_fixtures import Altinn, Inbox

KARI = "26818099001"
CASE = {"id": "1", "person": KARI, "title": "Vedtak om barnehageplass"}

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("altinn_respx")]


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def caseworker():
    transport = httpx.ASGITransport(app=create_app())
    async with httpx.AsyncClient(transport=transport, base_url="http://caseworker") as client:
        yield client


async def test_a_letter_is_sent_at_once(caseworker, altinn: Altinn, altinn_inbox: Inbox):
    altinn.person(KARI, email="kari@example.com")

    response = await caseworker.post("/cases", json=CASE)
    altinn.advance(minutes=1)

    assert response.status_code == 201
    altinn_inbox.expect_email(to="kari@example.com", subject="Vedtak")


async def test_a_bounced_letter_is_completed(caseworker, altinn: Altinn):
    altinn.person(KARI, email="kari@exmaple.com")
    altinn.outcome("Failed_Bounced", to="kari@exmaple.com", after="PT5M")

    letter = (await caseworker.post("/cases", json=CASE)).json()
    before = (await caseworker.get(f"/letters/{letter['shipment']}")).json()
    altinn.advance(minutes=10)
    after = (await caseworker.get(f"/letters/{letter['shipment']}")).json()

    assert (before["status"], after["status"]) == ("Order_Registered", "Order_Completed")


@pytest.mark.usefixtures("altinn_freezer")
async def test_the_application_has_the_same_time_as_altinn(caseworker, altinn: Altinn):
    altinn.person(KARI, email="kari@example.com")
    today = datetime.now(UTC)

    await caseworker.post("/cases", json=CASE)
    altinn.advance(days=3)

    assert datetime.now(UTC) == today + timedelta(days=3)

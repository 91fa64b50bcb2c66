"""The code under test: a small application that notifies people through Altinn.

It has no reference to the mock; ``ALTINN_PLATFORM_URL`` is the base URL of Altinn.
"""

import os
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

PLATFORM = "https://platform.altinn.no"


def reminder_order(case: dict[str, str]) -> dict[str, object]:
    """Return an order for a letter now and a reminder a week later if it is not answered."""
    person = {
        "nationalIdentityNumber": case["person"],
        "channelSchema": "EmailPreferred",
        "resourceId": "urn:altinn:resource:caseworker",
    }
    letter = {"subject": case["title"], "body": "Hei $recipientName$, du har fått et brev."}
    reminder = {"subject": f"Påminnelse: {case['title']}", "body": "Vi venter på svar fra deg."}
    return {
        "idempotencyId": f"case-{case['id']}",
        "sendersReference": case["id"],
        "recipient": {"recipientPerson": {**person, **settings(letter)}},
        "reminders": [
            {
                "delayDays": 7,
                "conditionEndpoint": f"https://caseworker.example.com/cases/{case['id']}/waiting",
                "recipient": {"recipientPerson": {**person, **settings(reminder)}},
            }
        ],
    }


def settings(text: dict[str, str]) -> dict[str, object]:
    """Return the same text for e-mail and SMS."""
    return {"emailSettings": text, "smsSettings": {"body": text["subject"]}}


async def open_case(request: Request) -> JSONResponse:
    """Open a case and notify its person."""
    case = await request.json()
    platform = request.app.state.platform
    response = await platform.post("/notifications/api/v1/future/orders", json=reminder_order(case))
    if response.status_code == 422:
        return JSONResponse({"id": case["id"], "notified": False}, 201)
    response.raise_for_status()
    shipment = response.json()["notification"]["shipmentId"]
    return JSONResponse({"id": case["id"], "notified": True, "shipment": shipment}, 201)


async def get_letter(request: Request) -> JSONResponse:
    """Return the status of a letter."""
    shipment = request.path_params["shipment"]
    platform = request.app.state.platform
    response = await platform.get(f"/notifications/api/v1/future/shipment/{shipment}")
    response.raise_for_status()
    return JSONResponse({"status": response.json()["status"]})


def create_app() -> Starlette:
    """Return the application."""
    platform = httpx.AsyncClient(base_url=os.environ.get("ALTINN_PLATFORM_URL", PLATFORM))

    @asynccontextmanager
    async def lifespan(_: Starlette):
        yield
        await platform.aclose()

    routes = [
        Route("/cases", open_case, methods=["POST"]),
        Route("/letters/{shipment}", get_letter),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.state.platform = platform
    return app

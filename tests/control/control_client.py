"""A client of the control API for one world."""

from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

MONDAY = "2026-01-05T10:00:00Z"


@dataclass(frozen=True)
class ControlClient:
    """A client for one world of a server."""

    client: TestClient
    prefix: str = ""

    def request(self, method: str, path: str, body: Any = None, **options: Any) -> Response:
        """Send a request to a path below ``/_mock``."""
        if body is not None:
            options["json"] = body
        return self.client.request(method, f"{self.prefix}/_mock{path}", **options)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request that must succeed, and return the JSON of its response."""
        response = self.request(method, path, body)
        assert response.status_code in (200, 201, 204), response.text
        return response.json() if response.content else None

    def get(self, path: str) -> Any:
        """Return the JSON of a path."""
        return self.send("GET", path)

    def rejected(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, str]:
        """Send a request that must fail, and return the status and the detail of its response."""
        response = self.request(method, path, body, **options)
        assert response.headers["content-type"] == "application/problem+json", response.text
        document = response.json()
        assert document["status"] == response.status_code
        return response.status_code, document["detail"]

    def advance(self, by: str) -> Any:
        """Advance the clock."""
        return self.send("POST", "/clock/advance", {"by": by})

    def email(self, to: str = "ola@example.com", **more: Any) -> str:
        """Place an order for an e-mail, and return its shipment id."""
        settings = {
            "emailAddress": to,
            "emailSettings": {"subject": "Emne", "body": more.pop("body", "Innhold")},
        }
        return self._order({"recipientEmail": settings}, **more)

    def sms(self, to: str = "+4799999999", **more: Any) -> str:
        """Place an order for a daytime SMS, and return its shipment id."""
        settings = {"phoneNumber": to, "smsSettings": {"body": more.pop("body", "Hei")}}
        return self._order({"recipientSms": settings}, **more)

    def person_email(self, number: str, **more: Any) -> str:
        """Place an order for an e-mail to a person, and return its shipment id."""
        person = {
            "nationalIdentityNumber": number,
            "channelSchema": "Email",
            "emailSettings": {"subject": "Emne", "body": "Innhold"},
        }
        return self._order({"recipientPerson": person}, **more)

    def _order(self, recipient: dict[str, Any], **more: Any) -> str:
        body = {"idempotencyId": f"id-{len(self.get('/orders')['orders'])}", "recipient": recipient}
        path = f"{self.prefix}/notifications/api/v1/future/orders"
        response = self.client.post(path, json={**body, **more})
        assert response.status_code == 201, response.text
        shipment: str = response.json()["notification"]["shipmentId"]
        return shipment

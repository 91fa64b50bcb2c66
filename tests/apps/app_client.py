"""A client of an app and of the control API of its world."""

import json
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

MONDAY = "2026-01-05T10:00:00Z"
APP = "/ttd/notification-instantiation-ttd"
PERSON = "54928201018"
ORGANISATION = "950474084"
IDENTITY = "urn:altinn:person:idporten-email:jens.jensen@digdir.no"
DIRECTORY = {
    "persons": [
        {
            "nationalIdentityNumber": PERSON,
            "name": "ASTROLOG NÆR",
            "partyId": 50001018,
            "language": "en",
            "email": "astrolog@example.com",
            "mobileNumber": "+4799999999",
        }
    ],
    "organizations": [
        {
            "organizationNumber": ORGANISATION,
            "name": "Oslos Vakreste Borettslag",
            "partyId": 500700,
            "emailList": ["post@borettslag.example.com"],
            "mobileNumberList": [],
        }
    ],
    "externalIdentities": [
        {"urn": IDENTITY, "partyId": 510100, "userId": 20099, "email": "jens@example.com"}
    ],
    "serviceOwners": [
        {
            "org": "ttd",
            "organizationNumber": "991825827",
            "name": {"nb": "Testdepartementet", "en": "The Norwegian Test Department"},
        }
    ],
    "apps": [
        {
            "org": "ttd",
            "app": "notification-instantiation-ttd",
            "title": {"nb": "Skjema", "en": "Form"},
            "dataTypes": [
                {
                    "id": "vedlegg",
                    "allowedContentTypes": ["text/plain"],
                    "maxCount": 1,
                    "maxSize": 1,
                }
            ],
        }
    ],
}


@dataclass(frozen=True)
class AppClient:
    """A client of one world."""

    client: TestClient

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the control API and return its successful response."""
        response = self.client.request(method, f"/_mock{path}", json=body)
        assert response.status_code in (200, 204), response.text
        return response.json() if response.content else None

    def create(self, notification: Any = None, **fields: Any) -> Response:
        """Create an instance for the person from a JSON document."""
        body = {"instanceOwner": {"personNumber": PERSON}, "notification": notification, **fields}
        return self.client.post(f"{APP}/instances/create", json=body)

    def create_instance(self, notification: Any = None, **fields: Any) -> dict[str, Any]:
        """Create an instance and return its document."""
        response = self.create(notification, **fields)
        assert response.status_code == 201, response.text
        instance: dict[str, Any] = response.json()
        return instance

    def create_from_parts(self, notification: str, owner: Any = None, **files: str) -> Response:
        """Create an instance from a multipart request with text files by data type."""
        template = json.dumps({"instanceOwner": owner or {"personNumber": PERSON}})
        parts = {
            "instance": (None, template, "application/json"),
            "notification": (None, notification, "application/json"),
            **{name: (f"{name}.txt", text, "text/plain") for name, text in files.items()},
        }
        return self.client.post(f"{APP}/instances", files=parts)

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders, oldest first."""
        orders: list[dict[str, Any]] = self.control("GET", "/orders")["orders"]
        return orders

    def advance(self, by: str) -> list[dict[str, Any]]:
        """Advance the clock and return the messages sent."""
        messages: list[dict[str, Any]] = self.control("POST", "/clock/advance", {"by": by})[
            "messages"
        ]
        return messages

    def decisions(self, instance: dict[str, Any]) -> str:
        """Return all decisions about an instance, with reasons, as one text."""
        decisions = self.control("GET", f"/explain/{instance['id']}")["decisions"]
        return "\n".join(f"{each['what']}: {each['because']}" for each in decisions)

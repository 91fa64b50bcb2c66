"""Calls to Correspondence as a sender, a recipient or Notifications.

The directory is that of docs/reference/correspondence.md section 8: resource ``1``, an organisation
with addresses, one without, and three persons, one of them with a reservation.
"""

from dataclasses import dataclass, field
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

MONDAY = "2025-03-10T08:00:00Z"
API = "/correspondence/api/v1"

OWNER = "991825827"
NUMBER = "310244007"
ORG = f"urn:altinn:organization:identifier-no:{NUMBER}"
WITHOUT_ADDRESS = "urn:altinn:organization:identifier-no:313154599"
PERSON = "urn:altinn:person:identifier-no:26818099001"
OTHER_PERSON = "urn:altinn:person:identifier-no:08900499559"
RESERVED = "urn:altinn:person:identifier-no:13896396174"
EMAIL_USER = "urn:altinn:person:idporten-email:a@b.no"

Json = dict[str, Any]

DIRECTORY: Json = {
    "organizations": [
        {
            "organizationNumber": NUMBER,
            "name": "ASTROLOG NÆR",
            "emailList": ["post@astrolog.no"],
            "mobileNumberList": ["+4790000001"],
        },
        {"organizationNumber": "313154599", "name": "UTEN ADRESSE AS"},
        {"organizationNumber": OWNER, "name": "DIGITALISERINGSDIREKTORATET"},
    ],
    "persons": [
        {"nationalIdentityNumber": "26818099001", "name": "KARI NORDMANN", "email": "kari@a.no"},
        {"nationalIdentityNumber": "08900499559", "name": "OLA NORDMANN", "email": "ola@a.no"},
        {"nationalIdentityNumber": "13896396174", "name": "PER RESERVERT", "isReserved": True},
    ],
    "externalIdentities": [{"urn": EMAIL_USER, "email": "a@b.no"}],
    "serviceOwners": [{"org": "digdir", "organizationNumber": OWNER, "name": {"nb": "Digdir"}}],
    "resources": [
        {
            "resourceId": "1",
            "serviceOwner": "digdir",
            "title": {"nb": "Ressurs", "nn": "Ressurs nn", "en": "Resource"},
        },
        {"resourceId": "an-app", "serviceOwner": "digdir", "resourceType": "AltinnApp"},
    ],
}

SENDER: Json = {"scopes": ["altinn:correspondence.write"], "organizationNumber": OWNER}
RECIPIENT: Json = {"scopes": ["altinn:correspondence.read"], "organizationNumber": NUMBER}
KARI: Json = {
    "kind": "user",
    "userId": 7,
    "scopes": ["altinn:correspondence.read"],
    "nationalIdentityNumber": "26818099001",
}
NOTIFICATIONS: Json = {
    "kind": "maskinportenRaw",
    "scopes": ["altinn:system/notifications.condition.check"],
}


def message(notification: Json | None = None, **changes: Any) -> Json:
    """Return a request to send a message; *changes* apply to the message or to the request."""
    request: Json = {
        name: changes.pop(name)
        for name in ("recipients", "idempotentKey", "existingAttachments")
        if name in changes
    }
    content = {
        "language": "nb",
        "messageTitle": "test",
        "messageSummary": "test",
        "messageBody": "test",
        **changes.pop("content", {}),
    }
    correspondence = {"resourceId": "1", "sendersReference": "1", "content": content, **changes}
    if notification is not None:
        correspondence["notification"] = notification
    return {"correspondence": correspondence, "recipients": [ORG], **request}


@dataclass
class Service:
    """The Correspondence API in one world of a server."""

    client: TestClient
    prefix: str
    settings: Json
    tokens: dict[str, str] = field(default_factory=dict)

    def reset(self) -> None:
        settings = {
            "now": MONDAY,
            "mode": "frozen",
            "settings": {"auth": "strict", **self.settings},
            "directory": DIRECTORY,
        }
        self.control("POST", "/reset", settings)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        options = {} if body is None else {"json": body}
        response = self.client.request(method, f"{self.prefix}/_mock{path}", **options)
        assert response.status_code in (200, 201, 204), response.text
        return response.json() if response.content else None

    def headers(self, caller: Json) -> dict[str, str]:
        key = repr(caller)
        if key not in self.tokens:
            self.tokens[key] = self.control("POST", "/tokens", caller)["access_token"]
        return {"Authorization": f"Bearer {self.tokens[key]}"}

    def call(self, method: str, path: str, caller: Json = SENDER, **options: Any) -> Response:
        headers = {**self.headers(caller), **options.pop("headers", {})}
        url = f"{self.prefix}{API}{path}"
        return self.client.request(method, url, headers=headers, **options)

    def post(self, document: Json, **headers: str) -> Response:
        return self.call("POST", "/correspondence", json=document, headers=headers)

    def send(self, document: Json) -> str:
        """Send a message that is accepted, and return its id."""
        response = self.post(document)
        assert response.status_code == 200, response.text
        message_id: str = response.json()["correspondences"][0]["correspondenceId"]
        return message_id

    def send_and_run_jobs(self, document: Json) -> str:
        """Send a message that is accepted, run the jobs that are due now, and return its id."""
        message_id = self.send(document)
        self.advance("PT0S")
        return message_id

    def get(self, path: str, caller: Json = SENDER) -> Response:
        return self.call("GET", f"/correspondence{path}", caller)

    def overview(self, message_id: str, caller: Json = SENDER) -> Any:
        return self.get(f"/{message_id}", caller).json()

    def details(self, message_id: str, caller: Json = SENDER) -> Any:
        return self.get(f"/{message_id}/details", caller).json()

    def conditions(self, message_id: str) -> tuple[bool, bool]:
        """Return the results of the condition endpoints for the main order and the reminder."""
        paths = (f"/{message_id}/notification/check/main", f"/{message_id}/notification/check")
        main, reminder = (self.get(path, NOTIFICATIONS).json() for path in paths)
        return main["sendNotification"], reminder["sendNotification"]

    def advance(self, by: str) -> None:
        self.control("POST", "/clock/advance", {"by": by})

    def advance_to(self, instant: str) -> None:
        self.control("POST", "/clock/advance", {"to": instant})

    def placed_orders(self) -> list[Json]:
        """Return the orders of Correspondence, as ``GET /_mock/orders`` lists them."""
        orders: list[Json] = self.control("GET", "/orders")["orders"]
        return orders

    def order_requests(self) -> list[Json]:
        """Return the requests of the orders of Correspondence."""
        return [each["request"] for each in self.placed_orders()]

    def inbox(self) -> list[Json]:
        messages: list[Json] = self.control("GET", "/inbox")["messages"]
        return messages

    def fail(self, dependency: str, **rule: Any) -> None:
        self.control("POST", "/faults", {"dependency": dependency, **rule})


def error_code(response: Response) -> tuple[int, int]:
    """Return the HTTP status and the error code of a response."""
    document = response.json()
    assert document["code"] == f"CORR-{document['errorCode']:05}"
    return response.status_code, document["errorCode"]


def errors(response: Response) -> dict[str, list[str]]:
    """Return the model validation errors of a response, by key."""
    assert response.status_code == 400, response.text
    document = response.json()
    assert document["code"] == "STD-00000"
    return {key: messages for key, messages in document["errors"].items() if messages}

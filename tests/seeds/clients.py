"""Callers of Correspondence and of an app that send one document as JSON or as a form."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from httpx2 import Response
from starlette.testclient import TestClient

API = "/correspondence/api/v1/correspondence"
APP = "/ttd/skjema"
OWNER = "991825827"
NUMBER = "310244007"
ORG = f"urn:altinn:organization:identifier-no:{NUMBER}"
OTHER_NUMBER = "313154599"
OTHER_ORG = f"urn:altinn:organization:identifier-no:{OTHER_NUMBER}"
KARI = "26818099001"
PERSON = f"urn:altinn:person:identifier-no:{KARI}"
OLA = "08900499559"
ONLY_MOBILE = f"urn:altinn:person:identifier-no:{OLA}"
# Nobody is permitted to read the first resource, and three users the second one.
RESOURCE = "ttd-melding"
SHARED_RESOURCE = "ttd-felles"
APP_RESOURCE = "app_ttd_skjema"

Json = dict[str, Any]

CHOSEN = [SHARED_RESOURCE, APP_RESOURCE]
PERMITS = [{"userId": user, "actions": ["read"]} for user in (1, 2, 3)]

DIRECTORY: Json = {
    "organizations": [
        {
            "organizationNumber": NUMBER,
            "name": "ASTROLOG NÆR",
            "emailList": ["post@astrolog.no"],
            "mobileNumberList": ["+4790000001"],
            "users": [
                {"userId": 1, "email": "alle@astrolog.no"},
                {
                    "userId": 2,
                    "email": "valgt@astrolog.no",
                    "resources": [SHARED_RESOURCE, APP_RESOURCE],
                },
                {"userId": 3, "email": "gammel@astrolog.no", "resources": ["altinn2-tjeneste"]},
                {"userId": 4, "email": "uten@astrolog.no"},
            ],
        },
        {"organizationNumber": OTHER_NUMBER, "name": "FJORD AS", "emailList": ["post@fjord.no"]},
    ],
    "persons": [
        {
            "nationalIdentityNumber": KARI,
            "name": "KARI NORDMANN",
            "language": "en",
            "email": "kari@a.no",
            "mobileNumber": "+4790000002",
        },
        {
            "nationalIdentityNumber": OLA,
            "name": "OLA NORDMANN",
            "mobileNumber": "+4790000003",
        },
        {"nationalIdentityNumber": "13896396174", "name": "PER UTEN"},
    ],
    "serviceOwners": [
        {
            "org": "ttd",
            "organizationNumber": OWNER,
            "name": {"nb": "Testdepartementet", "en": "The Norwegian Test Department"},
        }
    ],
    "resources": [
        {"resourceId": RESOURCE, "serviceOwner": "ttd", "permits": []},
        {"resourceId": SHARED_RESOURCE, "serviceOwner": "ttd", "permits": PERMITS},
        {"resourceId": APP_RESOURCE, "serviceOwner": "ttd", "permits": PERMITS},
    ],
    "apps": [{"org": "ttd", "app": "skjema", "title": {"nb": "Skjemaet", "en": "The form"}}],
}


@dataclass
class Sender:
    """A caller in one world; ``is_form`` uses the endpoint that takes a form."""

    client: TestClient
    prefix: str
    is_form: bool

    def reset(self, now: str, **settings: Any) -> None:
        document = {"now": now, "mode": "frozen", "settings": settings, "directory": DIRECTORY}
        self.control("POST", "/reset", document)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        response = self.client.request(method, f"{self.prefix}/_mock{path}", json=body)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def advance(self, by: str) -> None:
        self.control("POST", "/clock/advance", {"by": by})

    def inbox(self) -> list[Json]:
        found: list[Json] = self.control("GET", "/inbox?limit=1000")["messages"]
        return found

    def orders(self) -> list[Json]:
        found: list[Json] = self.control("GET", "/orders")["orders"]
        return found

    def addresses(self) -> list[str]:
        """Return the addresses of the sent messages, in alphabetical order."""
        return sorted(each["to"] for each in self.inbox())


class MessageSender(Sender):
    """A sender of messages through Correspondence."""

    def post(
        self, notification: Json | None, *, recipients: tuple[str, ...] = (ORG,), **changes: Any
    ) -> Response:
        """Send a message; *changes* apply to the message."""
        content = {
            "language": "nb",
            "messageTitle": "Tittel",
            "messageSummary": "Sammendrag",
            "messageBody": "Innhold",
            **changes.pop("content", {}),
        }
        message = {
            "resourceId": RESOURCE,
            "sendersReference": "ref",
            "content": content,
            **changes,
        }
        if notification is not None:
            message["notification"] = notification
        document = {"correspondence": message, "recipients": list(recipients)}
        if not self.is_form:
            return self.client.post(self.prefix + API, json=document)
        fields = {name: (None, value) for name, value in form_fields(document)}
        return self.client.post(f"{self.prefix}{API}/upload", files=fields)

    def send(self, notification: Json | None, **changes: Any) -> str:
        """Send a message that is accepted; return its id."""
        response = self.post(notification, **changes)
        assert response.status_code == 200, response.text
        message_id: str = response.json()["correspondences"][0]["correspondenceId"]
        self.advance("PT0S")
        return message_id

    def main_requests(self) -> list[Json]:
        """Return the requests of the orders, those to custom recipients included."""
        return [each["request"] for each in self.orders()]


class AppSender(Sender):
    """A creator of instances of an app."""

    def post(self, notification: Any, owner: Json | None = None, **template: Any) -> Response:
        """Create an instance; *template* are further members of the instance template."""
        document = {"instanceOwner": owner or {"personNumber": KARI}, **template}
        if not self.is_form:
            body = {**document, "notification": notification}
            return self.client.post(f"{self.prefix}{APP}/instances/create", json=body)
        parts = {
            "instance": (None, json.dumps(document), "application/json"),
            "notification": (None, json.dumps(notification), "application/json"),
        }
        return self.client.post(f"{self.prefix}{APP}/instances", files=parts)

    def create(self, notification: Any, owner: Json | None = None, **template: Any) -> Json:
        """Create an instance, send its notification, and return its document."""
        response = self.post(notification, owner, **template)
        assert response.status_code == 201, response.text
        self.advance("PT10M")
        document: Json = response.json()
        return document


def form_fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield a field for each value in a document, named by its path."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from form_fields(each, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from form_fields(each, f"{name}[{index}]")
    elif value is not None:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)

"""What each call of the control API takes and answers: the types that its endpoint reads by.

Source: design/control-api.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from pydantic import BaseModel

from mock_server.control import clock, explanations, inbox, requests, worlds
from mock_server.control.schemas import directory, rules, settings
from mock_server.control.schemas.tokens import TokenRequest
from mock_server.web.api_docs import control_responses
from mock_server.web.api_docs.operations import Json


class NoContent(Enum):
    """An answer without a body, 204."""

    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One call; ``answer`` is a type, or a media type where it is no JSON."""

    answer: Any = NoContent.NOTHING
    body: Any = None
    query: type[BaseModel] | None = None
    example: Any = None
    is_body_optional: bool = False


_Free: Final = dict[str, Any]
_PERSON: Final[Json] = {"name": "Ola Nordmann", "email": "ola@example.com"}
_OUTCOME: Final[Json] = {"channel": "email", "to": "*@example.com", "result": "Failed_Bounced"}
_FAULT: Final[Json] = {"path": "/notifications/api/v1/future/orders", "status": 503, "times": 1}
_CONDITION: Final[Json] = {
    "url": "https://example.com/*",
    "answers": [{"status": 200, "json": {"sendNotification": True}}],
}
_SCENARIO: Final[Json] = {
    "description": "An e-mail is sent at once.",
    "steps": [
        {
            "request": {
                "method": "POST",
                "path": "/notifications/api/v1/future/orders",
                "body": {
                    "idempotencyId": "letter-1",
                    "recipient": {
                        "recipientEmail": {
                            "emailAddress": "ola@example.com",
                            "emailSettings": {"subject": "Frist", "body": "I morgen."},
                        }
                    },
                },
            }
        },
        {"advance": "PT1M"},
        {"expect": {"inbox": [{"channel": "email", "subject": "Frist"}]}},
    ],
}


def _rules(path: str, shape: Any, example: Json) -> Mapping[str, Operation]:
    every: Any = tuple[shape, ...]
    return {
        f"GET {path}": Operation(answer=every),
        f"PUT {path}": Operation(body=list[shape], answer=every, example=[example]),
        f"POST {path}": Operation(body=shape, answer=every, example=example),
        f"DELETE {path}": Operation(),
    }


def _register(path: str, shape: Any, example: Json) -> Mapping[str, Operation]:
    return {
        f"GET {path}": Operation(answer=shape),
        f"PUT {path}": Operation(body=shape, answer=shape, example=example),
        f"DELETE {path}": Operation(),
    }


_ENTRY: Final = "/_mock/directory"

OPERATIONS: Final[Mapping[str, Operation]] = {
    "DELETE /_mock": Operation(),
    "GET /_mock/worlds": Operation(answer=tuple[control_responses.World, ...]),
    "POST /_mock/reset": Operation(
        body=worlds.ResetRequest,
        is_body_optional=True,
        example={"now": "2026-01-05T10:00:00Z", "mode": "frozen", "directory": "default"},
    ),
    "GET /_mock/ready": Operation(answer=control_responses.Ready),
    "GET /_mock/clock": Operation(answer=control_responses.Clock),
    "PUT /_mock/clock": Operation(
        body=clock.ClockUpdate,
        answer=control_responses.Clock,
        example={"mode": "running", "speed": 60},
    ),
    "POST /_mock/clock/advance": Operation(
        body=clock.AdvanceRequest, answer=control_responses.AdvanceResult, example={"by": "P7D"}
    ),
    "GET /_mock/inbox/stream": Operation(answer="text/event-stream"),
    "GET /_mock/inbox": Operation(query=inbox.MessageQuery, answer=control_responses.Inbox),
    "DELETE /_mock/inbox": Operation(),
    "GET /_mock/inbox/wait": Operation(query=inbox.WaitQuery, answer=control_responses.Inbox),
    "GET /_mock/inbox/{id}.eml": Operation(answer="message/rfc822"),
    "GET /_mock/inbox/{id}": Operation(answer=control_responses.Message),
    "POST /_mock/inbox/{id}/report": Operation(
        body=inbox.DeliveryReportRequest,
        answer=control_responses.Message,
        example={"result": "Failed_Bounced"},
    ),
    "GET /_mock/orders": Operation(answer=control_responses.Orders),
    "GET /_mock/pending": Operation(answer=control_responses.PendingMessages),
    "GET /_mock/suppressed": Operation(answer=control_responses.SuppressedMessages),
    "GET /_mock/explain/{id}": Operation(answer=control_responses.Decisions),
    "GET /_mock/timeline": Operation(query=explanations.Period, answer=control_responses.Timeline),
    f"GET {_ENTRY}": Operation(answer=directory.DirectoryModel),
    **{
        f"{method} {_ENTRY}": Operation(
            body=directory.DirectoryModel,
            answer=directory.DirectoryModel,
            example={"persons": [{"nationalIdentityNumber": "08900499559", **_PERSON}]},
        )
        for method in ("PUT", "PATCH")
    },
    **_register(
        f"{_ENTRY}/organizations/{{number}}/users/{{userId}}",
        directory.UserModel,
        {"email": "ola@example.com", "resources": ["ttd-skjema"]},
    ),
    **_register(f"{_ENTRY}/persons/{{key}}", directory.PersonModel, _PERSON),
    **_register(
        f"{_ENTRY}/organizations/{{key}}",
        directory.OrganizationModel,
        {"name": "Fjord og Fjell AS", "emailList": ["post@example.com"]},
    ),
    **_register(
        f"{_ENTRY}/external-identities/{{key}}",
        directory.ExternalIdentityModel,
        {"email": "jens@example.com"},
    ),
    **_register(
        f"{_ENTRY}/resources/{{key}}",
        directory.ResourceModel,
        {"title": {"nb": "Skjema"}, "serviceOwner": "ttd"},
    ),
    "GET /_mock/settings": Operation(answer=settings.SettingsModel),
    "PATCH /_mock/settings": Operation(
        body=settings.SettingsModel,
        answer=settings.SettingsModel,
        example={"environment": "tt02", "rules": "deployed"},
    ),
    "GET /_mock/whitelist": Operation(answer=settings.WhitelistModel),
    "PUT /_mock/whitelist": Operation(
        body=settings.WhitelistModel,
        answer=settings.WhitelistModel,
        example={"enabled": True, "numbers": ["+4799999999"]},
    ),
    "POST /_mock/whitelist": Operation(
        body=settings.NumberModel,
        answer=settings.WhitelistModel,
        example={"number": "+4799999999"},
    ),
    "DELETE /_mock/whitelist/{number}": Operation(),
    **_rules("/_mock/outcomes", rules.OutcomeModel, _OUTCOME),
    **_rules("/_mock/faults", rules.FaultModel, _FAULT),
    **_rules("/_mock/conditions", rules.ConditionModel, _CONDITION),
    "GET /_mock/requests": Operation(
        query=requests.RequestQuery, answer=control_responses.RecordedRequests
    ),
    "DELETE /_mock/requests": Operation(),
    "POST /_mock/scenarios/run": Operation(
        body=_Free, answer=control_responses.ScenarioReport, example=_SCENARIO
    ),
    "GET /_mock/snapshot": Operation(answer=_Free),
    "PUT /_mock/snapshot": Operation(body=_Free),
    "POST /_mock/tokens": Operation(
        body=TokenRequest,
        is_body_optional=True,
        answer=control_responses.Token,
        example={"org": "ttd", "scopes": ["altinn:serviceowner/notifications.create"]},
    ),
    "GET /_mock/openapi.json": Operation(answer=_Free),
    "GET /_mock/docs": Operation(answer="text/html"),
    "GET /_mock/docs/page.css": Operation(answer="text/css"),
    "GET /_mock/docs/page.js": Operation(answer="text/javascript"),
}

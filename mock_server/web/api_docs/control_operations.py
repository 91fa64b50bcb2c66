"""The request and response types of each operation of the control API.

Source: docs/control-api.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from pydantic import BaseModel

from mock_server.control import (
    checkpoints,
    clock,
    expectations,
    explanations,
    inbox,
    orders,
    requests,
    worlds,
)
from mock_server.control.message_query import MessageQuery
from mock_server.control.schemas import directory, rules, settings
from mock_server.control.schemas.tokens import TokenRequest
from mock_server.web.api_docs import control_responses
from mock_server.web.api_docs.operations import Json


class NoContent(Enum):
    """The response of an operation without a response body (204)."""

    NOTHING = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An operation; ``response`` is a type, or a media type if it is not JSON."""

    response: Any = NoContent.NOTHING
    body: Any = None
    query: type[BaseModel] | None = None
    example: Any = None
    is_body_optional: bool = False
    status: int = 200


_JsonObject: Final = dict[str, Any]
_PERSON: Final[Json] = {"name": "Ola Nordmann", "email": "ola@example.com"}
_OUTCOME: Final[Json] = {"channel": "email", "to": "*@example.com", "result": "Failed_Bounced"}
_FAULT: Final[Json] = {"path": "/notifications/api/v1/future/orders", "status": 503, "times": 1}
_CONDITION: Final[Json] = {
    "url": "https://example.com/*",
    "answers": [{"status": 200, "json": {"sendNotification": True}}],
}
_SCENARIO: Final[Json] = {
    "description": "An e-mail is sent immediately.",
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


def _rule_list(path: str, model: Any, example: Json) -> Mapping[str, Operation]:
    rules: Any = tuple[model, ...]
    return {
        f"GET {path}": Operation(response=rules),
        f"PUT {path}": Operation(body=list[model], response=rules, example=[example]),
        f"POST {path}": Operation(body=model, response=rules, example=example),
        f"DELETE {path}": Operation(),
    }


def _entry(path: str, model: Any, example: Json) -> Mapping[str, Operation]:
    return {
        f"GET {path}": Operation(response=model),
        f"PUT {path}": Operation(body=model, response=model, example=example),
        f"DELETE {path}": Operation(),
    }


_DIRECTORY: Final = "/_mock/directory"

OPERATIONS: Final[Mapping[str, Operation]] = {
    "GET /_mock": Operation(response=control_responses.Index),
    "DELETE /_mock": Operation(),
    "GET /_mock/worlds": Operation(response=tuple[control_responses.World, ...]),
    "POST /_mock/reset": Operation(
        body=worlds.ResetRequest,
        is_body_optional=True,
        example={"now": "2026-01-05T10:00:00Z", "mode": "frozen", "directory": "default"},
    ),
    "GET /_mock/ready": Operation(response=control_responses.Ready),
    "GET /_mock/clock": Operation(response=control_responses.Clock),
    "PUT /_mock/clock": Operation(
        body=clock.ClockUpdate,
        response=control_responses.Clock,
        example={"mode": "running", "speed": 60},
    ),
    "POST /_mock/clock/advance": Operation(
        body=clock.AdvanceRequest, response=control_responses.AdvanceResult, example={"by": "P7D"}
    ),
    "GET /_mock/inbox/stream": Operation(response="text/event-stream"),
    "GET /_mock/inbox": Operation(query=inbox.InboxQuery, response=control_responses.Inbox),
    "DELETE /_mock/inbox": Operation(query=MessageQuery),
    "GET /_mock/inbox/latest": Operation(query=MessageQuery, response=control_responses.Message),
    "POST /_mock/inbox/expect": Operation(
        body=expectations.ExpectRequest,
        is_body_optional=True,
        response=control_responses.ExpectedMessages,
        example={"channel": "sms", "to": "+4740000000", "count": 0},
    ),
    "GET /_mock/inbox/wait": Operation(query=inbox.WaitQuery, response=control_responses.Messages),
    "GET /_mock/inbox/{id}.eml": Operation(response="message/rfc822"),
    "GET /_mock/inbox/{id}": Operation(query=inbox.MessageView, response=control_responses.Message),
    "POST /_mock/inbox/{id}/report": Operation(
        body=inbox.DeliveryReportRequest,
        response=control_responses.Message,
        example={"result": "Failed_Bounced"},
    ),
    "GET /_mock/orders": Operation(query=orders.OrderQuery, response=control_responses.Orders),
    "GET /_mock/pending": Operation(
        query=explanations.PendingQuery, response=control_responses.PendingMessages
    ),
    "GET /_mock/suppressed": Operation(
        query=explanations.SuppressedQuery, response=control_responses.SuppressedMessages
    ),
    "GET /_mock/explain/{id}": Operation(response=control_responses.Decisions),
    "GET /_mock/timeline": Operation(
        query=explanations.Period, response=control_responses.Timeline
    ),
    f"GET {_DIRECTORY}": Operation(response=directory.DirectoryModel),
    **{
        f"{method} {_DIRECTORY}": Operation(
            body=directory.DirectoryModel,
            response=directory.DirectoryModel,
            example={"persons": [{"nationalIdentityNumber": "08900499559", **_PERSON}]},
        )
        for method in ("PUT", "PATCH")
    },
    **_entry(
        f"{_DIRECTORY}/organizations/{{number}}/users/{{userId}}",
        directory.UserModel,
        {"email": "ola@example.com", "resources": ["ttd-skjema"]},
    ),
    **_entry(f"{_DIRECTORY}/persons/{{key}}", directory.PersonModel, _PERSON),
    **_entry(
        f"{_DIRECTORY}/organizations/{{key}}",
        directory.OrganizationModel,
        {"name": "Fjord og Fjell AS", "emailList": ["post@example.com"]},
    ),
    **_entry(
        f"{_DIRECTORY}/external-identities/{{key}}",
        directory.ExternalIdentityModel,
        {"email": "jens@example.com"},
    ),
    **_entry(
        f"{_DIRECTORY}/resources/{{key}}",
        directory.ResourceModel,
        {"title": {"nb": "Skjema"}, "serviceOwner": "ttd"},
    ),
    "GET /_mock/settings": Operation(response=settings.SettingsModel),
    "PATCH /_mock/settings": Operation(
        body=settings.SettingsModel,
        response=settings.SettingsModel,
        example={"environment": "tt02", "rules": "deployed"},
    ),
    "GET /_mock/whitelist": Operation(response=settings.WhitelistModel),
    "PUT /_mock/whitelist": Operation(
        body=settings.WhitelistModel,
        response=settings.WhitelistModel,
        example={"enabled": True, "unlisted": "simulate", "numbers": ["+4799999999"]},
    ),
    "POST /_mock/whitelist": Operation(
        body=settings.NumberModel,
        response=settings.WhitelistModel,
        example={"number": "+4799999999"},
    ),
    "DELETE /_mock/whitelist/{number}": Operation(),
    **_rule_list("/_mock/outcomes", rules.OutcomeModel, _OUTCOME),
    **_rule_list("/_mock/faults", rules.FaultModel, _FAULT),
    **_rule_list("/_mock/conditions", rules.ConditionModel, _CONDITION),
    "GET /_mock/requests": Operation(
        query=requests.RequestQuery, response=control_responses.RecordedRequests
    ),
    "DELETE /_mock/requests": Operation(),
    "POST /_mock/scenarios/run": Operation(
        body=_JsonObject, response=control_responses.ScenarioReport, example=_SCENARIO
    ),
    "GET /_mock/checkpoints": Operation(response=tuple[control_responses.Checkpoint, ...]),
    "POST /_mock/checkpoints": Operation(
        body=checkpoints.CheckpointRequest,
        is_body_optional=True,
        response=control_responses.Checkpoint,
        status=201,
        example={"name": "before the deadline"},
    ),
    "POST /_mock/checkpoints/{id}/restore": Operation(),
    "DELETE /_mock/checkpoints/{id}": Operation(),
    "POST /_mock/fork": Operation(
        body=checkpoints.ForkRequest,
        response=control_responses.ForkedWorld,
        status=201,
        example={"world": "what-if"},
    ),
    "GET /_mock/snapshot": Operation(response=_JsonObject),
    "PUT /_mock/snapshot": Operation(body=_JsonObject),
    "POST /_mock/tokens": Operation(
        body=TokenRequest,
        is_body_optional=True,
        response=control_responses.Token,
        example={"org": "ttd", "scopes": ["altinn:serviceowner/notifications.create"]},
    ),
    "GET /_mock/openapi.json": Operation(response=_JsonObject),
    "GET /_mock/docs": Operation(response="text/html"),
}

"""``altinn-mock send``: order one message by hand, as a service owner would."""

import secrets
from typing import Any, Final

from pydantic import Field

from mock_server.cli.api_client import Server, ServerOptions
from mock_server.cli.options import takes
from mock_server.cli.output import AsJson, CommandError, say, show_json

ORDERS: Final = "/notifications/api/v1/future/orders"
SCOPE: Final = "altinn:serviceowner/notifications.create"


class SendOptions(ServerOptions):
    """To whom, what and when."""

    email: str | None = Field(
        None, description="To this e-mail address.", json_schema_extra={"metavar": "ADDRESS"}
    )
    sms: str | None = Field(
        None, description="To this mobile number.", json_schema_extra={"metavar": "NUMBER"}
    )
    person: str | None = Field(
        None,
        description="To the person with this identity number.",
        json_schema_extra={"metavar": "NUMBER"},
    )
    organization: str | None = Field(
        None,
        description="To the organisation with this number.",
        json_schema_extra={"metavar": "NUMBER"},
    )
    channel: str = Field(
        "EmailPreferred",
        description="How to reach a person or an organisation.",
        json_schema_extra={"metavar": "SCHEME"},
    )
    subject: str = Field(
        "Melding fra Altinn",
        description="Subject of an e-mail.",
        json_schema_extra={"metavar": "TEXT"},
    )
    body: str = Field(
        "Du har fått en melding.", description="The text.", json_schema_extra={"metavar": "TEXT"}
    )
    at: str | None = Field(
        None, description="Not before this instant.", json_schema_extra={"metavar": "INSTANT"}
    )
    org: str = Field("ttd", description="Who orders.", json_schema_extra={"metavar": "ORG"})
    json_: AsJson = False

    def order(self) -> dict[str, Any]:
        """Return the order chain.

        Raises:
            CommandError: if it is not for exactly one recipient.
        """
        recipients = self._recipients()
        if len(recipients) != 1:
            raise CommandError("name one of: --email, --sms, --person, --organization")
        order: dict[str, Any] = {
            "idempotencyId": secrets.token_hex(16),
            "sendersReference": "altinn-mock send",
            "recipient": recipients,
        }
        return order | ({"requestedSendTime": self.at} if self.at else {})

    def _recipients(self) -> dict[str, Any]:
        email = {"subject": self.subject, "body": self.body}
        sms = {"body": self.body, "sendingTimePolicy": "Anytime"}
        both = {"channelSchema": self.channel, "emailSettings": email, "smsSettings": sms}
        found: dict[str, Any] = {}
        if self.email:
            found["recipientEmail"] = {"emailAddress": self.email, "emailSettings": email}
        if self.sms:
            found["recipientSms"] = {"phoneNumber": self.sms, "smsSettings": sms}
        if self.person:
            found["recipientPerson"] = {"nationalIdentityNumber": self.person, **both}
        if self.organization:
            found["recipientOrganization"] = {"orgNumber": self.organization, **both}
        return found


@takes(SendOptions)
def send(asked: SendOptions) -> None:
    """Order one message by hand.

    It leaves when the world's clock comes that far.
    """
    order = asked.order()
    with Server(asked) as server:
        token = server.post("/tokens", {"org": asked.org, "scopes": [SCOPE]})["access_token"]
        answer = server.order(ORDERS, order, token)
    if answer.is_error:
        raise CommandError(f"refused with {answer.status_code}: {answer.text}", status=1)
    if asked.json_:
        show_json(answer.json())
        return
    receipt = answer.json()["notification"]
    say(f"Ordered; the shipment is {receipt['shipmentId']}. Read it with: altinn-mock inbox")

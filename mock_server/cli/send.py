"""The command ``altinn-mock send``."""

import secrets
from typing import Annotated, Any, Final

import typer

from mock_server.cli.api_client import ControlClient, ControlToken, Url
from mock_server.cli.output import AsJson, CommandError, echo, print_json
from mock_server.domain.enums import NotificationChannel

ORDERS: Final = "/notifications/api/v1/future/orders"
SCOPE: Final = "altinn:serviceowner/notifications.create"


def send(
    url: Url,
    control_token: ControlToken = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Recipient: an e-mail address.")
    ] = None,
    sms: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Recipient: a mobile number.")
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Recipient: the identity number of a person."),
    ] = None,
    organization: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="Recipient: an organisation number.")
    ] = None,
    notification_channel: Annotated[
        str,
        typer.Option(
            metavar="CHANNEL",
            help="Notification channel for a person or an organisation.",
            autocompletion=lambda: list(NotificationChannel),
        ),
    ] = "EmailPreferred",
    subject: Annotated[
        str, typer.Option(metavar="TEXT", help="Subject of the e-mail.")
    ] = "Melding fra Altinn",
    body: Annotated[
        str, typer.Option(metavar="TEXT", help="Body of the e-mail or SMS.")
    ] = "Du har fått en melding.",
    at: Annotated[str | None, typer.Option(metavar="INSTANT", help="Requested send time.")] = None,
    org: Annotated[
        str, typer.Option(metavar="ORG", help="Service owner that places the order.")
    ] = "ttd",
    as_json: AsJson = False,
) -> None:
    """Place an order for one message.

    It is sent when the world's clock reaches its send time.
    """
    email_settings = {"subject": subject, "body": body}
    sms_settings = {"body": body, "sendingTimePolicy": "Anytime"}
    both = {
        "channelSchema": notification_channel,
        "emailSettings": email_settings,
        "smsSettings": sms_settings,
    }
    recipients: dict[str, Any] = {}
    if email:
        recipients["recipientEmail"] = {"emailAddress": email, "emailSettings": email_settings}
    if sms:
        recipients["recipientSms"] = {"phoneNumber": sms, "smsSettings": sms_settings}
    if person:
        recipients["recipientPerson"] = {"nationalIdentityNumber": person, **both}
    if organization:
        recipients["recipientOrganization"] = {"orgNumber": organization, **both}
    document = _place(ControlClient(url, control_token), _order(recipients, at), org)
    if as_json:
        print_json(document)
        return
    shipment_id = document["notification"]["shipmentId"]
    recipient = email or sms or person or organization
    echo(f"Order placed, shipment {shipment_id} to {recipient}.")
    echo(f"Show its messages: altinn-mock inbox. Ask why: altinn-mock why {shipment_id}")


def _order(recipients: dict[str, Any], at: str | None) -> dict[str, Any]:
    """Return the request body of the order.

    Raises:
        CommandError: unless there is exactly one recipient.
    """
    if len(recipients) != 1:
        raise CommandError("give exactly one of: --email, --sms, --person, --organization")
    order: dict[str, Any] = {
        "idempotencyId": secrets.token_hex(16),
        "sendersReference": "altinn-mock send",
        "recipient": recipients,
    }
    return order | ({"requestedSendTime": at} if at else {})


def _place(client: ControlClient, order: dict[str, Any], org: str) -> Any:
    """Place an order as *org*, and return the response."""
    with client:
        token = client.post("/tokens", {"org": org, "scopes": [SCOPE]})["access_token"]
        response = client.order(ORDERS, order, token)
    if response.is_error:
        raise CommandError(f"order rejected with {response.status_code}: {response.text}", status=1)
    return response.json()

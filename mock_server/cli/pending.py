"""The command ``altinn-mock pending``."""

from mock_server.cli.api_client import ControlClient, ControlToken, Url
from mock_server.cli.output import AsJson, Row, echo, one_line, print_json, print_table
from mock_server.cli.rows import Document, order_name, recipient_name
from mock_server.matching.formatting import format_norwegian_time


def pending(url: Url, control_token: ControlToken = None, as_json: AsJson = False) -> None:
    """Show pending messages, with the reason and the expected send time."""
    with ControlClient(url, control_token) as client:
        notifications = client.get_all("/pending", "notifications")
    if as_json:
        print_json({"count": len(notifications), "notifications": notifications})
    elif notifications:
        rows = [_row(each) for each in notifications]
        print_table(("Expected (Norway)", "Channel", "To", "Order", "Reason", "Text"), rows)
    else:
        echo("No pending messages.")


def _row(notification: Document) -> Row:
    at = notification.get("expectedSendTime")
    return (
        format_norwegian_time(at, with_seconds=True) if at else "unknown",
        notification.get("channel") or "",
        notification.get("to") or recipient_name(notification.get("recipient") or {}),
        order_name(notification),
        str(notification.get("because") or notification["reason"]),
        one_line(notification.get("subject") or notification.get("body")),
    )

"""Names and descriptions of the statuses of orders and notifications.

Source: docs/reference/notifications.md sections 9, 12.3 and 13.
"""

from typing import Final

from mock_server.domain.enums import Channel, NotificationResult, OrderStatus, RuleSet

ORDER_STATUSES: Final = {
    OrderStatus.REGISTERED: (
        "Registered",
        "Order has been registered and is awaiting requested send time before processing.",
    ),
    OrderStatus.PROCESSING: (
        "Processing",
        "Order processing is ongoing. Notifications are being generated.",
    ),
    OrderStatus.PROCESSED: (
        "Completed",
        "Order processing is done. Notifications have been successfully generated.",
    ),
    OrderStatus.COMPLETED: (
        "Completed",
        "Order processing is completed. All notifications have a final status.",
    ),
    OrderStatus.SEND_CONDITION_NOT_MET: (
        "SendConditionNotMet",
        "Order processing was stopped due to send condition not being met.",
    ),
    OrderStatus.CANCELLED: (
        "Cancelled",
        "Order processing was stopped due to order being cancelled.",
    ),
}


def order_status(status: OrderStatus, rules: RuleSet) -> tuple[str, str]:
    """Return the name and description of an order status in API v1.

    Only its documents know the name Processed; the service says Completed.
    """
    name, description = ORDER_STATUSES[status]
    if status is OrderStatus.PROCESSED and rules is RuleSet.DOCUMENTED:
        name = OrderStatus.PROCESSED.value
    return name, description


EMAIL_DESCRIPTIONS: Final = {
    NotificationResult.NEW: (
        "The email has been created, but has not been picked up for processing yet."
    ),
    NotificationResult.SENDING: "The email is being processed and will be attempted sent shortly.",
    NotificationResult.SUCCEEDED: (
        "The email has been accepted by the third party email service and will be sent shortly."
    ),
    NotificationResult.DELIVERED: (
        "The email was delivered to the recipient. No errors reported, making it likely it was"
        " received by the recipient."
    ),
    NotificationResult.FAILED: "The email was not sent due to an unspecified failure.",
    NotificationResult.RECIPIENT_RESERVED: (
        "The email was not sent because the recipient has reserved themselves from electronic"
        " communication."
    ),
    NotificationResult.RECIPIENT_NOT_IDENTIFIED: (
        "The email was not sent because the recipient's email address was not found."
    ),
    NotificationResult.INVALID_EMAIL_FORMAT: (
        "The email was not sent because the recipient’s email address is in an invalid format."
    ),
    NotificationResult.SUPPRESSED_RECIPIENT: (
        "The email was not sent because the recipient’s email address is suppressed by the third"
        " party email service."
    ),
    NotificationResult.TRANSIENT_ERROR: (
        "The email was not sent due to a transient error. We will retry sending the email."
    ),
    NotificationResult.BOUNCED: (
        "The email hard bounced, which may have happened because the email address does not exist"
        " or the domain is invalid."
    ),
    NotificationResult.FILTERED_SPAM: (
        "The email was identified as spam, and was rejected or blocked (not quarantined)."
    ),
    NotificationResult.QUARANTINED: ("The email was quarantined (as spam, bulk mail, or phising)."),
    NotificationResult.TTL: (
        "The email was in indefinite state Succeeded for too long (TTL), and was subsequently set"
        " to failed."
    ),
    NotificationResult.INVALID_SAS_URL: (
        "The email was not sent because one or more attachment SAS URLs are invalid, expired, or"
        " inaccessible."
    ),
    NotificationResult.PAYLOAD_TOO_LARGE: (
        "The email was not sent because the total size of the attachments exceeds the allowed"
        " limit."
    ),
}

SMS_DESCRIPTIONS: Final = {
    NotificationResult.NEW: (
        "The SMS has been created, but has not been picked up for processing yet."
    ),
    NotificationResult.SENDING: "The SMS is being processed and will be attempted sent shortly.",
    NotificationResult.ACCEPTED: (
        "The SMS has been accepted by the gateway service and will be sent shortly."
    ),
    NotificationResult.DELIVERED: "The SMS was successfully delivered to its destination.",
    NotificationResult.FAILED: "The SMS was not delivered due to an unspecified failure.",
    NotificationResult.INVALID_RECIPIENT: (
        "The SMS was not delivered because the recipient's mobile number was invalid."
    ),
    NotificationResult.RECIPIENT_RESERVED: (
        "The SMS was not sent because the recipient has reserved themselves from electronic"
        " communication."
    ),
    NotificationResult.BARRED_RECEIVER: (
        "The SMS was not delivered because the recipient's number is barred, blocked or not in use."
    ),
    NotificationResult.DELETED: "The SMS was not delivered because the message has been deleted.",
    NotificationResult.EXPIRED: "The SMS was not delivered because it has expired.",
    NotificationResult.UNDELIVERED: (
        "The SMS was not delivered due to invalid number or no available route to destination."
    ),
    NotificationResult.RECIPIENT_NOT_IDENTIFIED: (
        "The SMS was not delivered because the recipient's mobile number was not found."
    ),
    NotificationResult.REJECTED: "The SMS was not delivered because it was rejected.",
    NotificationResult.TTL: (
        "The SMS was in indefinite state Accepted for too long (TTL), and was subsequently set to"
        " failed."
    ),
}

DESCRIPTIONS: Final = {Channel.EMAIL: EMAIL_DESCRIPTIONS, Channel.SMS: SMS_DESCRIPTIONS}

# Successful results in the summary of a notification.
SUCCESSFUL_RESULTS: Final = {
    Channel.EMAIL: frozenset({NotificationResult.SUCCEEDED, NotificationResult.DELIVERED}),
    Channel.SMS: frozenset({NotificationResult.ACCEPTED, NotificationResult.DELIVERED}),
}
# Successful results in the status of an order: under deployed a delivered SMS does not count.
SUCCESSFUL_IN_ORDER_STATUS: Final = {
    RuleSet.DOCUMENTED: SUCCESSFUL_RESULTS,
    RuleSet.DEPLOYED: {
        **SUCCESSFUL_RESULTS,
        Channel.SMS: frozenset({NotificationResult.ACCEPTED}),
    },
}

_STATUS_PREFIX: Final = {Channel.EMAIL: "Email_", Channel.SMS: "SMS_"}
_STATUS_SPELLING: Final = {
    NotificationResult.INVALID_EMAIL_FORMAT: "Failed_InvalidFormat",
    NotificationResult.SUPPRESSED_RECIPIENT: "Failed_SuppressedRecipient",
}


def order_status_name(status: OrderStatus) -> str:
    """Return the name of an order status in shipments and the status feed."""
    return "Order_" + status.value


def notification_status_name(channel: Channel, result: NotificationResult) -> str:
    """Return the name of a notification's result in shipments and the status feed."""
    return _STATUS_PREFIX[channel] + _STATUS_SPELLING.get(result, result.value)


def log_status_name(result: NotificationResult) -> str:
    """Return the name of a notification's result in the notification log: without a prefix."""
    return _STATUS_SPELLING.get(result, result.value)


def send_status(result: NotificationResult) -> str:
    """Return the name of a notification's result in API v1."""
    return NotificationResult.FAILED.value if result is NotificationResult.TTL else result.value

"""How this API names and describes where orders and notifications stand.

Source: spec/notifications-api.md, sections 9, 12.3 and 13.
"""

from typing import Final

from mock_server.domain.enums import Medium, OrderState, Result

ORDER_STATUSES: Final = {
    OrderState.REGISTERED: (
        "Registered",
        "Order has been registered and is awaiting requested send time before processing.",
    ),
    OrderState.PROCESSING: (
        "Processing",
        "Order processing is ongoing. Notifications are being generated.",
    ),
    # The older API never says Processed.
    OrderState.PROCESSED: (
        "Completed",
        "Order processing is done. Notifications have been successfully generated.",
    ),
    OrderState.COMPLETED: (
        "Completed",
        "Order processing is completed. All notifications have a final status.",
    ),
    OrderState.SEND_CONDITION_NOT_MET: (
        "SendConditionNotMet",
        "Order processing was stopped due to send condition not being met.",
    ),
    OrderState.CANCELLED: (
        "Cancelled",
        "Order processing was stopped due to order being cancelled.",
    ),
}

EMAIL_DESCRIPTIONS: Final = {
    Result.NEW: "The email has been created, but has not been picked up for processing yet.",
    Result.SENDING: "The email is being processed and will be attempted sent shortly.",
    Result.SUCCEEDED: (
        "The email has been accepted by the third party email service and will be sent shortly."
    ),
    Result.DELIVERED: (
        "The email was delivered to the recipient. No errors reported, making it likely it was"
        " received by the recipient."
    ),
    Result.FAILED: "The email was not sent due to an unspecified failure.",
    Result.RECIPIENT_RESERVED: (
        "The email was not sent because the recipient has reserved themselves from electronic"
        " communication."
    ),
    Result.RECIPIENT_NOT_IDENTIFIED: (
        "The email was not sent because the recipient's email address was not found."
    ),
    Result.INVALID_EMAIL_FORMAT: (
        "The email was not sent because the recipient’s email address is in an invalid format."
    ),
    Result.SUPPRESSED_RECIPIENT: (
        "The email was not sent because the recipient’s email address is suppressed by the third"
        " party email service."
    ),
    Result.TRANSIENT_ERROR: (
        "The email was not sent due to a transient error. We will retry sending the email."
    ),
    Result.BOUNCED: (
        "The email hard bounced, which may have happened because the email address does not exist"
        " or the domain is invalid."
    ),
    Result.FILTERED_SPAM: (
        "The email was identified as spam, and was rejected or blocked (not quarantined)."
    ),
    Result.QUARANTINED: ("The email was quarantined (as spam, bulk mail, or phising)."),
    Result.TTL: (
        "The email was in indefinite state Succeeded for too long (TTL), and was subsequently set"
        " to failed."
    ),
    Result.INVALID_SAS_URL: (
        "The email was not sent because one or more attachment SAS URLs are invalid, expired, or"
        " inaccessible."
    ),
    Result.PAYLOAD_TOO_LARGE: (
        "The email was not sent because the total size of the attachments exceeds the allowed"
        " limit."
    ),
}

SMS_DESCRIPTIONS: Final = {
    Result.NEW: "The SMS has been created, but has not been picked up for processing yet.",
    Result.SENDING: "The SMS is being processed and will be attempted sent shortly.",
    Result.ACCEPTED: "The SMS has been accepted by the gateway service and will be sent shortly.",
    Result.DELIVERED: "The SMS was successfully delivered to its destination.",
    Result.FAILED: "The SMS was not delivered due to an unspecified failure.",
    Result.INVALID_RECIPIENT: (
        "The SMS was not delivered because the recipient's mobile number was invalid."
    ),
    Result.RECIPIENT_RESERVED: (
        "The SMS was not sent because the recipient has reserved themselves from electronic"
        " communication."
    ),
    Result.BARRED_RECEIVER: (
        "The SMS was not delivered because the recipient's number is barred, blocked or not in use."
    ),
    Result.DELETED: "The SMS was not delivered because the message has been deleted.",
    Result.EXPIRED: "The SMS was not delivered because it has expired.",
    Result.UNDELIVERED: (
        "The SMS was not delivered due to invalid number or no available route to destination."
    ),
    Result.RECIPIENT_NOT_IDENTIFIED: (
        "The SMS was not delivered because the recipient's mobile number was not found."
    ),
    Result.REJECTED: "The SMS was not delivered because it was rejected.",
    Result.TTL: (
        "The SMS was in indefinite state Accepted for too long (TTL), and was subsequently set to"
        " failed."
    ),
}

DESCRIPTIONS: Final = {Medium.EMAIL: EMAIL_DESCRIPTIONS, Medium.SMS: SMS_DESCRIPTIONS}

# A notification has succeeded, as its own summary counts.
SUCCESSES: Final = {
    Medium.EMAIL: frozenset({Result.SUCCEEDED, Result.DELIVERED}),
    Medium.SMS: frozenset({Result.ACCEPTED, Result.DELIVERED}),
}
# The same, as the status of its order counts: an SMS drops out again when it is delivered.
STATUS_SUCCESSES: Final = {
    Medium.EMAIL: frozenset({Result.SUCCEEDED, Result.DELIVERED}),
    Medium.SMS: frozenset({Result.ACCEPTED}),
}

_LIFECYCLE_PREFIX: Final = {Medium.EMAIL: "Email_", Medium.SMS: "SMS_"}
_LIFECYCLE_SPELLING: Final = {
    Result.INVALID_EMAIL_FORMAT: "Failed_InvalidFormat",
    Result.SUPPRESSED_RECIPIENT: "Failed_SuppressedRecipient",
}


def order_lifecycle(state: OrderState) -> str:
    """Return an order's state as shipments and the feed write it."""
    return "Order_" + state.value


def lifecycle(medium: Medium, result: Result) -> str:
    """Return a notification's result as shipments and the feed write it."""
    return _LIFECYCLE_PREFIX[medium] + _LIFECYCLE_SPELLING.get(result, result.value)


def send_status(result: Result) -> str:
    """Return a notification's result as the older API writes it."""
    return Result.FAILED.value if result is Result.TTL else result.value

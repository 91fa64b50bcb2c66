"""Validation of instant orders.

Source: docs/reference/notifications.md section 16.2.
"""

from collections.abc import Iterator
from typing import Final

from mock_server.domain.addresses import is_valid_email, is_valid_mobile_number
from mock_server.domain.instant import Instant
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document
from mock_server.notifications.api.validation.sending_options import content_type_errors

MIN_TIME_TO_LIVE: Final = 60
MAX_TIME_TO_LIVE: Final = 172_800


def instant_errors(document: Document, _now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST future/orders/instant."""
    yield from _sms_errors(
        document["recipient"]["recipientSms"],
        "InstantNotificationRecipient.ShortMessageDeliveryDetails.",
    )


def instant_sms_errors(document: Document, _now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST future/orders/instant/sms."""
    yield from _sms_errors(document["recipientSms"], "RecipientSms.")


def instant_email_errors(document: Document, _now: Instant) -> Iterator[Error]:
    """Yield the errors of the body of POST future/orders/instant/email."""
    details = document["recipientEmail"]
    settings = details["emailSettings"]
    if not is_valid_email(details["emailAddress"]):
        yield "InstantEmailDetails.EmailAddress", "Invalid email address format."
    sender = settings.get("senderEmailAddress")
    if sender is not None and not is_valid_email(sender):
        yield (
            "InstantEmailDetails.EmailSettings.SenderEmailAddress",
            "Invalid email address format.",
        )
    yield from content_type_errors(settings, "InstantEmailDetails.EmailSettings.")


def _sms_errors(details: Document, prefix: str) -> Iterator[Error]:
    if not is_valid_mobile_number(details["phoneNumber"]):
        yield (
            f"{prefix}PhoneNumber",
            "Recipient phone number is not a valid mobile number.",
        )
    if not MIN_TIME_TO_LIVE <= details["timeToLiveInSeconds"] <= MAX_TIME_TO_LIVE:
        yield (
            f"{prefix}TimeToLiveInSeconds",
            "Time-to-live must be between 60 and 172800 seconds (48 hours).",
        )

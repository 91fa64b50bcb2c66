"""Reading the documents of request bodies: what they consist of, their checks, their rules.

Source: spec/notifications-api.md sections 6.2 and 7, spec/verified-notifications.md section 1.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from mock_server.domain.instant import Instant
from mock_server.dotnet.aspnet.annotations import Property, missing_fields
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.request_bodies import Invalid, document_of
from mock_server.dotnet.schema import Document, Record
from mock_server.notifications.api import request_schemas as schemas
from mock_server.notifications.api import required_fields
from mock_server.notifications.api.validation.composed_emails import composed_errors
from mock_server.notifications.api.validation.instant_orders import (
    instant_email_errors,
    instant_errors,
    instant_sms_errors,
)
from mock_server.notifications.api.validation.order_chains import chain_errors
from mock_server.notifications.api.validation.orders_v1 import (
    email_order_errors,
    order_errors,
    sms_order_errors,
)


@dataclass(frozen=True, slots=True)
class Body:
    """A kind of request body: its parameter's name, its type, its checks, its rules."""

    parameter: str
    schema: Record
    required: tuple[Property, ...]
    rules: Callable[[Document, Instant], Iterator[Error]]

    def document(self, octets: bytes, now: Instant) -> Document:
        """Return the document that *octets*, UTF-8, hold, all rules kept.

        Raises:
            Invalid: if there is none, or if it breaks rules.
            PlatformCrash: if it breaks a rule so that the platform breaks down.
        """
        document = document_of(octets, self.schema, self.parameter)
        errors = list(missing_fields(document, self.required)) or list(self.rules(document, now))
        if errors:
            raise Invalid(errors)
        return document


ORDER = Body("notificationOrderRequest", schemas.ORDER, required_fields.ORDER, order_errors)
EMAIL_ORDER = Body(
    "emailNotificationOrderRequest",
    schemas.EMAIL_ORDER,
    required_fields.EMAIL_ORDER,
    email_order_errors,
)
SMS_ORDER = Body(
    "smsNotificationOrderRequest", schemas.SMS_ORDER, required_fields.SMS_ORDER, sms_order_errors
)
CHAIN = Body("notificationOrderRequest", schemas.CHAIN, required_fields.CHAIN, chain_errors)
COMPOSED = Body("orderRequest", schemas.COMPOSED, required_fields.COMPOSED, composed_errors)
INSTANT = Body("request", schemas.INSTANT, required_fields.INSTANT, instant_errors)
INSTANT_SMS = Body("request", schemas.INSTANT_SMS, required_fields.INSTANT_SMS, instant_sms_errors)
INSTANT_EMAIL = Body(
    "request", schemas.INSTANT_EMAIL, required_fields.INSTANT_EMAIL, instant_email_errors
)

ALL: Final = (
    *(ORDER, EMAIL_ORDER, SMS_ORDER, CHAIN, COMPOSED),
    *(INSTANT, INSTANT_SMS, INSTANT_EMAIL),
)

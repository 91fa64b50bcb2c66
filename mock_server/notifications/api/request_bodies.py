"""Parsing and validation of request bodies.

Source: docs/reference/notifications.md sections 6.2 and 7.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from mock_server.domain.instant import Instant
from mock_server.dotnet.aspnet.annotations import PropertyRule, missing_fields
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.aspnet.request_bodies import InvalidRequest, parse_body
from mock_server.dotnet.schema import Document, ObjectType
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
class RequestBody:
    """The request body of an endpoint: parameter name, type, required fields and rules.

    The parameter name is the key of errors about the body as a whole.
    """

    parameter: str
    schema: ObjectType
    required: tuple[PropertyRule, ...]
    rules: Callable[[Document, Instant], Iterator[Error]]

    def parse(self, body: bytes, now: Instant) -> Document:
        """Return the valid document in *body*, which is UTF-8.

        Raises:
            InvalidRequest: if the body is not a document, or the document is not valid.
            PlatformServerError: if the document makes Altinn respond with 500.
        """
        document = parse_body(body, self.schema, self.parameter)
        errors = missing_fields(document, self.required) or list(self.rules(document, now))
        if errors:
            raise InvalidRequest(errors)
        return document


ORDER = RequestBody("notificationOrderRequest", schemas.ORDER, required_fields.ORDER, order_errors)
EMAIL_ORDER = RequestBody(
    "emailNotificationOrderRequest",
    schemas.EMAIL_ORDER,
    required_fields.EMAIL_ORDER,
    email_order_errors,
)
SMS_ORDER = RequestBody(
    "smsNotificationOrderRequest", schemas.SMS_ORDER, required_fields.SMS_ORDER, sms_order_errors
)
CHAIN = RequestBody("notificationOrderRequest", schemas.CHAIN, required_fields.CHAIN, chain_errors)
COMPOSED = RequestBody("orderRequest", schemas.COMPOSED, required_fields.COMPOSED, composed_errors)
INSTANT = RequestBody("request", schemas.INSTANT, required_fields.INSTANT, instant_errors)
INSTANT_SMS = RequestBody(
    "request", schemas.INSTANT_SMS, required_fields.INSTANT_SMS, instant_sms_errors
)
INSTANT_EMAIL = RequestBody(
    "request", schemas.INSTANT_EMAIL, required_fields.INSTANT_EMAIL, instant_email_errors
)

ALL: Final = (
    *(ORDER, EMAIL_ORDER, SMS_ORDER, CHAIN, COMPOSED),
    *(INSTANT, INSTANT_SMS, INSTANT_EMAIL),
)

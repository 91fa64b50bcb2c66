"""Validation shared by order chains and composed e-mail: send time, condition, settings.

Source: docs/reference/notifications.md sections 15.2, 15.3 and 17.2.
"""

from collections.abc import Iterator

from mock_server.domain.addresses import is_valid_email
from mock_server.domain.enums import ContentType, SendingTimePolicy
from mock_server.domain.instant import Instant
from mock_server.dotnet.aspnet.model_state import Error
from mock_server.dotnet.schema import Document
from mock_server.dotnet.uri_texts import is_well_formed_unescaped
from mock_server.dotnet.uris import parse_absolute_uri


def time_errors(document: Document, now: Instant) -> Iterator[Error]:
    """Yield the errors of the main order's send time, which can be exactly *now*."""
    send_time = document.get("requestedSendTime")
    if send_time is None:
        return
    if not send_time.has_zone:
        yield (
            "RequestedSendTime",
            "The requested send time value must have specified a time zone.",
        )
    if send_time.at < now:
        yield "RequestedSendTime", "RequestedSendTime must be greater than or equal to now."


def condition_errors(document: Document, prefix: str) -> Iterator[Error]:
    """Yield the errors of a condition endpoint."""
    endpoint = document.get("conditionEndpoint")
    if endpoint is None:
        return
    if not is_well_formed_unescaped(endpoint.text):
        yield (
            f"{prefix}ConditionEndpoint",
            "ConditionEndpoint must be a valid absolute URI or null.",
        )
    if endpoint.kind == "absolute" and not _is_http_url(endpoint.text):
        yield (
            f"{prefix}ConditionEndpoint",
            "ConditionEndpoint must use http or https scheme.",
        )


def _is_http_url(text: str) -> bool:
    uri = parse_absolute_uri(text)
    return uri is not None and uri.scheme in ("http", "https")


def email_settings_errors(settings: Document, prefix: str) -> Iterator[Error]:
    """Yield the errors of e-mail settings, also if the channel does not use them."""
    sender = settings.get("senderEmailAddress")
    if sender is not None and not is_valid_email(sender):
        yield f"{prefix}SenderEmailAddress", "The sender email address is not valid."
    policy = settings.get("sendingTimePolicy", SendingTimePolicy.ANYTIME)
    if policy != SendingTimePolicy.ANYTIME:
        yield f"{prefix}SendingTimePolicy", "Email only supports send time anytime"
    yield from content_type_errors(settings, prefix)


def content_type_errors(settings: Document, prefix: str) -> Iterator[Error]:
    """Yield the errors of an e-mail's content type."""
    if settings.get("contentType", ContentType.PLAIN) not in (ContentType.PLAIN, ContentType.HTML):
        yield f"{prefix}ContentType", "Email content type must be either Plain or HTML."


def sms_settings_errors(settings: Document, prefix: str) -> Iterator[Error]:
    """Yield the errors of SMS settings, also if the channel does not use them."""
    policy = settings.get("sendingTimePolicy", SendingTimePolicy.DAYTIME)
    if policy not in (SendingTimePolicy.ANYTIME, SendingTimePolicy.DAYTIME):
        yield f"{prefix}SendingTimePolicy", "SMS only supports send time daytime and anytime"

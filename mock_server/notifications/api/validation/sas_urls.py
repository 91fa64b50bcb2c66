"""Validation of SAS URLs of attachments.

Source: docs/reference/notifications.md section 17.2.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import unquote_plus

from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import MAX_INSTANT, MINUTE, Instant
from mock_server.domain.whitespace import is_blank
from mock_server.dotnet.general_dates import parse_date_time
from mock_server.dotnet.schema import ParsedUri
from mock_server.dotnet.uris import parse_absolute_uri

_STORAGE_DOMAIN: Final = ".blob.core.windows.net"
MIN_VALIDITY: Final = 15 * MINUTE


def sas_url_errors(url: ParsedUri, now: Instant) -> Iterator[str]:
    """Yield the errors of the URL itself; an invalid URL or host hides later errors."""
    uri = parse_absolute_uri(url.text)
    if url.kind == "relative" or uri is None or uri.scheme != "https":
        yield "sasUrl must be an absolute HTTPS URI."
        return
    if not uri.host.lower().endswith(_STORAGE_DOMAIN):
        yield "sasUrl host must be within Azure Blob Storage (*.blob.core.windows.net)."
        return
    query = _query_parameters(uri.query)
    if query.get("sr", "").lower() != "b" or any(
        is_blank(query.get(name)) for name in ("se", "sp", "sig")
    ):
        yield "sasUrl is missing required SAS parameters (se, sig, sp, sr)."
        return
    if parse_date_time(query["se"], now) is None:
        yield "sasUrl has an invalid 'se' (signed expiry) value."
    if "r" not in query["sp"]:
        yield "sasUrl does not grant read permission ('r' must be present in 'sp')."


def expires_too_early(url: ParsedUri, send_time: Instant, now: Instant) -> bool:
    """Return whether the URL expires less than 15 minutes after *send_time*.

    Raises:
        PlatformServerError: if the URL is relative, or if the 15 minutes end after year 9999.
    """
    uri = parse_absolute_uri(url.text)
    if url.kind == "relative" or uri is None:
        raise PlatformServerError("a relative sasUrl has no query")
    expiry = parse_date_time(_query_parameters(uri.query).get("se", ""), now)
    if expiry is None:
        return False
    if send_time + MIN_VALIDITY > MAX_INSTANT:
        raise PlatformServerError("15 minutes after the send time is after year 9999")
    return expiry.at < send_time + MIN_VALIDITY


def _query_parameters(query: str) -> Mapping[str, str]:
    """Return the parameters by lower-case name, with repeated values joined by a comma."""
    parameters: dict[str, str] = {}
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if equals:
            name, value = unquote_plus(name).lower(), unquote_plus(value)
            parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
    return parameters

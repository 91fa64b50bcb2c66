"""Protection against web pages of other sites that are open in a browser on this machine.

Any page can post a form to ``localhost``. A page whose host name resolves to this machine (DNS
rebinding) can also read the responses. A request is therefore rejected if its origin is another
site, or if it arrives over the loopback interface under a name that anyone can register.
Requests from other machines are restricted with ``--control-token``, not here.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.request_context import is_altinn_host, is_domain_or_subdomain, problem_response

# Names that no public name server resolves: RFC 2606, 6761, 6762, 8375 and ICANN's internal.
_PRIVATE_DOMAINS: Final = (
    "localhost",
    "test",
    "example",
    "invalid",
    "local",
    "home.arpa",
    "internal",
)


class RejectForeignOrigins:
    """Middleware that rejects requests from web pages of other sites."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request, or reject it with 403."""
        detail = _rejection(scope, Headers(scope=scope))
        if detail is None:
            await self._app(scope, receive, send)
        else:
            await problem_response(403, detail)(scope, receive, send)


def _rejection(scope: Scope, headers: Headers) -> str | None:
    host, origin = headers.get("host", ""), headers.get("origin")
    if origin is not None and not _is_allowed_origin(origin, host):
        return f"cross-origin requests from {origin} are not allowed"
    if _is_loopback((scope.get("server") or ("",))[0]) and not _is_safe_from_dns_rebinding(
        _host_name(f"//{host}")
    ):
        return f"host name {host} is not allowed; use localhost"
    return None


def _is_allowed_origin(origin: str, host: str) -> bool:
    """Return whether *origin* is this server or another server on this machine."""
    name = _host_name(origin)
    return name == "localhost" or _is_loopback(name) or origin.partition("://")[2] == host


def _is_safe_from_dns_rebinding(name: str) -> bool:
    """Return whether *name* is an IP address, or a name that outsiders cannot register."""
    is_ip_address = _ip_address(name) is not None
    is_private = "." not in name or is_domain_or_subdomain(name, _PRIVATE_DOMAINS)
    return is_private or is_ip_address or is_altinn_host(name)


def _is_loopback(host: str) -> bool:
    address = _ip_address(host)
    return address is not None and address.is_loopback


def _ip_address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _host_name(url: str) -> str:
    """Return the host name of *url* in lower case, or an empty string."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""

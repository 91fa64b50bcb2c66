"""Keeps pages of other sites, open in a browser on this machine, away from a world.

Any page may have its browser post a form to ``localhost``, and one whose own name is made to lead
to this machine (DNS rebinding) may read the answers too. So a call is refused whose origin is
another site, and one that came over the loopback interface under a name that anybody can own.
Calls from other machines, by whatever name, are a matter of ``--control-token``.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from mock_server.request_context import is_altinn_host, is_domain_or_subdomain, problem_response

# No public name server may answer for these: RFC 2606, 6761, 6762, 8375 and ICANN's internal.
_PRIVATE: Final = ("localhost", "test", "example", "invalid", "local", "home.arpa", "internal")


class RejectForeignOrigins:
    """Lets no call through that a page of another site has made."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, or refuse it."""
        advice = _rejection(scope, Headers(scope=scope))
        if advice is None:
            await self._app(scope, receive, send)
        else:
            await problem_response(403, advice)(scope, receive, send)


def _rejection(scope: Scope, headers: Headers) -> str | None:
    host, origin = headers.get("host", ""), headers.get("origin")
    if origin is not None and not _is_allowed_origin(origin, host):
        return f"pages of {origin} may not call this; call it from a program, or from its own pages"
    if _is_loopback((scope.get("server") or ("",))[0]) and not _is_safe_from_dns_rebinding(
        _name(f"//{host}")
    ):
        return f"this machine does not go by the name {host} here; write localhost"
    return None


def _is_allowed_origin(origin: str, host: str) -> bool:
    """Tell whether pages of *origin* are this server's own, or served from this machine."""
    name = _name(origin)
    return name == "localhost" or _is_loopback(name) or origin.partition("://")[2] == host


def _is_safe_from_dns_rebinding(name: str) -> bool:
    """Tell whether nobody out there can make *name* lead here; an address leads where it says."""
    is_address = _address(name) is not None
    return (
        "." not in name
        or is_address
        or is_domain_or_subdomain(name, _PRIVATE)
        or is_altinn_host(name)
    )


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return address is not None and address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _name(url: str) -> str:
    """Return the host of *url* in small letters, empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""

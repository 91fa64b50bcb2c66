"""Names of hosts and origins of web pages, as options and request headers write them."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from mock_server.request_context import is_altinn_host, is_domain_or_subdomain

_MASKINPORTEN: Final = ("maskinporten.no",)
_AUTHORITY: Final = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\[\]:/@\s]+))(?::\d*)?")
_ORIGIN: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+")
_DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}


def host_name(authority: str) -> str:
    """Return the name of a ``Host`` header in lower case; empty if it is malformed."""
    found = _AUTHORITY.fullmatch(authority.lower())
    return (found[1] or found[2]).rstrip(".") if found else ""


def is_address(host: str) -> bool:
    """Return whether *host* is an IP address."""
    return _address(host) is not None


def is_loopback(host: str) -> bool:
    """Return whether *host* is this machine: ``localhost`` or a loopback address."""
    address = _address(host)
    return address.is_loopback if address else is_domain_or_subdomain(host, ["localhost"])


def is_emulated_host(host: str) -> bool:
    """Return whether *host* is one of Altinn's or Maskinporten's own hosts."""
    return is_altinn_host(host) or is_domain_or_subdomain(host, _MASKINPORTEN)


def normalized_origin(origin: str) -> str:
    """Return *origin* in lower case, without the default port of its scheme."""
    origin = origin.lower()
    return origin.removesuffix(_DEFAULT_PORTS.get(origin.partition(":")[0], ":"))


def parse_host_option(value: str) -> str:
    """Return a valid name of a host.

    Raises:
        ValueError: if *value* is not a host name or an address without a port.
    """
    name = value.strip().lower().rstrip(".")
    if not (is_address(name) or re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", name)):
        raise ValueError(f"invalid host {value!r}; expected a name without a port, such as mock")
    return name


def parse_origin_option(value: str) -> str:
    """Return a valid origin of web pages.

    Raises:
        ValueError: if *value* is not a scheme, a host and an optional port.
    """
    origin = normalized_origin(value.strip().removesuffix("/"))
    if not _ORIGIN.fullmatch(origin) or "*" in origin or not host_name(origin.split("://")[1]):
        raise ValueError(
            f"invalid origin {value!r}; expected SCHEME://HOST[:PORT], such as"
            " http://localhost:3000"
        )
    return origin


def parse_url_option(value: str) -> str:
    """Return a valid URL for links, without a slash at its end.

    Raises:
        ValueError: if *value* is not an HTTP URL without a query.
    """
    try:
        parts = urlsplit(value)
        is_valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_valid = False
    if not is_valid or re.search(r"[?#@\s]", value) or not value.isascii():
        raise ValueError(f"invalid URL {value!r}; expected one such as https://mock.example.com")
    return value.rstrip("/")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address

"""Where a caller reached this server: for links that must be whole, and which names are whose."""

import re
from collections.abc import Iterable
from typing import Final

from starlette.requests import Request

# A name, an IPv4 or an IPv6 address, and a port; what else a caller writes is not repeated.
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_ALTINN: Final = ("altinn.no", "altinn.cloud", "altinn3local.no")


def is_altinn(host: str) -> bool:
    """Tell whether the platform, or its own local stand-in, answers to that name."""
    return is_within(host, _ALTINN)


def is_within(host: str, domains: Iterable[str]) -> bool:
    """Tell whether *host* is one of *domains*, or a name below one."""
    return any(host == each or host.endswith("." + each) for each in domains)


def origin_of(request: Request) -> str:
    """Return scheme, host and the world's prefix, as the caller wrote them or as we know them."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = request.scope.get("server") or ("localhost", None)
        host = name if port is None else f"{name}:{port}"
    return f"{request.scope['scheme']}://{host}{request.scope.get('root_path', '')}"

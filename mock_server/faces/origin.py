"""Where a caller reached this server, for links that must be whole."""

import re
from typing import Final

from starlette.requests import Request

# A name, an IPv4 or an IPv6 address, and a port; what else a caller writes is not repeated.
_HOST: Final = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")


def origin_of(request: Request) -> str:
    """Return scheme, host and the world's prefix, as the caller wrote them or as we know them."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        name, port = request.scope.get("server") or ("localhost", None)
        host = name if port is None else f"{name}:{port}"
    return f"{request.scope['scheme']}://{host}{request.scope.get('root_path', '')}"

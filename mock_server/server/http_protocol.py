"""HTTP/1.1 on a connection: uvicorn's protocol, which ignores offers of other protocols.

The JDK's ``HttpClient`` and ``curl --http2`` offer HTTP/2 with each request over plain HTTP
(``Upgrade: h2c``). A server may ignore the offer (RFC 9110, 7.8). uvicorn with httptools ignores it
too, but loses the body of the request.
"""

import asyncio
from importlib.util import find_spec

from uvicorn.protocols.http.h11_impl import H11Protocol


class H11WithoutUpgrades(H11Protocol):
    """uvicorn's protocol on h11, which keeps the body, without a warning for each offer."""

    def _unsupported_upgrade_warning(self) -> None:
        pass


def http_protocol() -> type[asyncio.Protocol]:
    """Return the protocol class for uvicorn: on httptools, or on h11 if httptools is absent."""
    if find_spec("httptools") is None:
        return H11WithoutUpgrades
    from mock_server.server.httptools_protocol import HttpToolsWithoutUpgrades

    return HttpToolsWithoutUpgrades

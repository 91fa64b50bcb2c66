"""Forwarding of httpx requests to the mock, unaffected by patches of httpx."""

import asyncio
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

import httpx

HOP_BY_HOP_HEADERS = {"host", "connection", "keep-alive", "transfer-encoding", "content-length"}


def send(
    request: httpx.Request, base: str, path: str | None = None, host: str | None = None
) -> httpx.Response:
    """Send *request*, with its body read, to *path* (default: its own path) below *base*.

    Links in the response contain *host* (default: that of *base*).
    It uses ``http.client``, since respx patches the transports of httpx.
    """
    parts = urlsplit(base)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port)
    target = path or request.url.raw_path.decode("ascii")
    connection.putrequest(request.method, parts.path + target, True, skip_accept_encoding=True)
    connection.putheader("Host", host or parts.netloc)
    for name, value in request.headers.raw:
        if name.decode("ascii").lower() not in HOP_BY_HOP_HEADERS:
            connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(request.content)))
    connection.endheaders(request.content)
    response = connection.getresponse()
    headers = [each for each in response.getheaders() if each[0].lower() not in HOP_BY_HOP_HEADERS]
    content = response.read()
    connection.close()
    return httpx.Response(response.status, headers=headers, content=content)


async def send_async(
    request: httpx.Request, base: str, path: str | None = None, host: str | None = None
) -> httpx.Response:
    """Send *request* as ``send`` does, without blocking the event loop."""
    return await asyncio.to_thread(send, request, base, path, host)

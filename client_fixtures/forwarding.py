"""Sends an httpx request on to the mock, sync or async, past whatever has patched httpx."""

import asyncio
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

import httpx

HOP_BY_HOP_HEADERS = {"host", "connection", "keep-alive", "transfer-encoding", "content-length"}


def send(
    request: httpx.Request, base: str, path: str | None = None, host: str | None = None
) -> httpx.Response:
    """Send *request*, whose body has been read, to *path* (default: its own) below *base*.

    Links in the response name *host* (default: that of *base*).
    Plain ``http.client``, since respx patches what httpx itself would use.
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
    answer = connection.getresponse()
    headers = [each for each in answer.getheaders() if each[0].lower() not in HOP_BY_HOP_HEADERS]
    content = answer.read()
    connection.close()
    return httpx.Response(answer.status, headers=headers, content=content)


async def send_async(
    request: httpx.Request, base: str, path: str | None = None, host: str | None = None
) -> httpx.Response:
    """Do the same without holding up the event loop."""
    return await asyncio.to_thread(send, request, base, path, host)

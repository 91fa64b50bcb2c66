"""Sends an httpx request on to a world of the mock, sync or async."""

import httpx

OF_ONE_HOP = {"host", "connection", "keep-alive", "transfer-encoding", "content-length"}


def redirected(request: httpx.Request, base: str, path: str | None = None) -> httpx.Request:
    """Return *request*, whose body has been read, as one to the world at *base*."""
    target = path or request.url.raw_path.decode("ascii")
    headers = [
        (name, value)
        for name, value in request.headers.raw
        if name.decode("ascii").lower() not in OF_ONE_HOP
    ]
    return httpx.Request(request.method, base + target, headers=headers, content=request.content)


def send(request: httpx.Request) -> httpx.Response:
    """Send *request* and return the whole answer."""
    with httpx.HTTPTransport(verify=_verify(request)) as transport:
        answer = transport.handle_request(request)
        answer.read()
    return _as_read(answer)


async def send_async(request: httpx.Request) -> httpx.Response:
    """Send *request* without holding up the event loop, and return the whole answer."""
    async with httpx.AsyncHTTPTransport(verify=_verify(request)) as transport:
        answer = await transport.handle_async_request(request)
        await answer.aread()
    return _as_read(answer)


def _verify(request: httpx.Request) -> bool:
    # Loading the certificates takes longer than the call; plain http has no use for them.
    return request.url.scheme == "https"


def _as_read(answer: httpx.Response) -> httpx.Response:
    headers = [
        (name, value)
        for name, value in answer.headers.raw
        if name.decode("ascii").lower() not in OF_ONE_HOP
    ]
    return httpx.Response(answer.status_code, headers=headers, content=answer.content)

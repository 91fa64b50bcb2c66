"""Calls to the real hosts of Altinn and Maskinporten, led to a test's world by respx.

Source: design/client-api.md, altinn_respx; spec/contacts-and-authorization.md 4.3 (hosts).
"""

import re
from urllib.parse import urlsplit

import httpx
import respx
from respx.models import AllMockedAssertionError

from client_fixtures.forwarding import send, send_async

ALTINN = re.compile(r"(platform|[a-z0-9-]+\.apps)(\.tt02)?\.altinn\.no")
MASKINPORTEN = re.compile(r"((test|ver2)\.)?maskinporten\.no")


class RealHosts(respx.MockRouter):
    """Routes of the test's own come first, then the world at *base*; others are errors.

    ``unrouted_calls``: a sentence for each call to a host that nobody routes.
    """

    def __init__(self, base: str) -> None:
        super().__init__(assert_all_called=False)
        self._base = base
        self.unrouted_calls: list[str] = []
        parts = urlsplit(base)
        self._prefix = parts.path
        self.route(host=parts.hostname, port=parts.port).pass_through()

    def handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a call of a sync client."""
        try:
            return super().handler(request)
        except AllMockedAssertionError:
            base, path = self._target(request)
        answer = send(request, base, path, request.url.netloc.decode())
        self.record(request, response=answer)
        return answer

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a call of an async client; its event loop is free meanwhile."""
        try:
            return await super().async_handler(request)
        except AllMockedAssertionError:
            base, path = self._target(request)
        answer = await send_async(request, base, path, request.url.netloc.decode())
        self.record(request, response=answer)
        return answer

    def _target(self, request: httpx.Request) -> tuple[str, str | None]:
        """Return where a request belongs: the base URL, and the path if not its own."""
        host, path = request.url.host, request.url.path
        if path.startswith(f"{self._prefix}/"):
            # A link out of an answer: it names the world itself, and whatever host the mock says.
            return self._base.removesuffix(self._prefix), None
        if ALTINN.fullmatch(host):
            return self._base, None
        if MASKINPORTEN.fullmatch(host) and path == "/token":
            return self._base, "/maskinporten/token"
        error = (
            f"{request.method} {request.url} goes to a host that is neither Altinn's nor"
            f" routed by the test; route it, e.g. altinn_respx.get({str(request.url)!r}).respond()"
        )
        # Another router of the test may know this host; then nothing has gone astray.
        if self.Mocker is not None and len(self.Mocker.routers) == 1:
            self.unrouted_calls.append(error)
        raise AllMockedAssertionError(error)

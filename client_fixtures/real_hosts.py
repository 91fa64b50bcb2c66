"""Routing of httpx calls to the real hosts of Altinn and Maskinporten to a test's world.

Source: docs/client.md, Fixtures; docs/reference/contacts-and-tokens.md section 4.3 (hosts).
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
    """A respx router: routes of the test come first, then the world at *base*.

    Calls to any other host fail; ``unrouted_calls`` has a message for each.
    """

    def __init__(self, base: str) -> None:
        super().__init__(assert_all_called=False)
        self._base = base
        self.unrouted_calls: list[str] = []
        parts = urlsplit(base)
        self._prefix = parts.path
        self.route(host=parts.hostname, port=parts.port).pass_through()

    def handler(self, request: httpx.Request) -> httpx.Response:
        """Return the response to a request of a sync client."""
        try:
            return super().handler(request)
        except AllMockedAssertionError:
            base, path = self._target(request)
        response = send(request, base, path, request.url.netloc.decode())
        self.record(request, response=response)
        return response

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        """Return the response to a request of an async client, without blocking its event loop."""
        try:
            return await super().async_handler(request)
        except AllMockedAssertionError:
            base, path = self._target(request)
        response = await send_async(request, base, path, request.url.netloc.decode())
        self.record(request, response=response)
        return response

    def _target(self, request: httpx.Request) -> tuple[str, str | None]:
        """Return the base URL for a request, and its path there if it differs."""
        host, path = request.url.host, request.url.path
        if path.startswith(f"{self._prefix}/"):
            # A link from a response: its path contains the world, and its host can be any.
            return self._base.removesuffix(self._prefix), None
        if ALTINN.fullmatch(host):
            return self._base, None
        if MASKINPORTEN.fullmatch(host) and path == "/token":
            return self._base, "/maskinporten/token"
        error = (
            f"{request.method} {request.url}: this host is not an Altinn host and has no route. Add"
            f" one, for example altinn_respx.get({str(request.url)!r}).respond()"
        )
        # With several routers, another one may have a route for this host.
        if self.Mocker is not None and len(self.Mocker.routers) == 1:
            self.unrouted_calls.append(error)
        raise AllMockedAssertionError(error)

"""A client for one world of a server, over HTTP or in this process."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from mock_server.scenarios.runner import WorldResponse


class HttpWorldClient:
    """A client for the world at *prefix*; *control_headers* are only sent to the control API."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        prefix: str,
        control_headers: Mapping[str, str] | None = None,
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._control_headers = dict(control_headers or {})

    async def __call__(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> WorldResponse:
        """Send a request to *path* of the world, without a body if *body* is None."""
        all_headers = {**(self._control_headers if path.startswith("/_mock") else {}), **headers}
        content = None if body is None else json.dumps(body)
        if content is not None:
            all_headers = {"Content-Type": "application/json", **all_headers}
        response = await self._client.request(
            method, self._prefix + path, content=content, headers=all_headers
        )
        return WorldResponse(status=response.status_code, json=_json(response))

    async def delete_world(self) -> None:
        """Delete the world."""
        await self("DELETE", "/_mock", None, {})


def in_process_client(app: Any) -> httpx.AsyncClient:
    """Return a client for a server in this process, without a socket."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://altinn-mock", timeout=None)


def _json(response: httpx.Response) -> Any:
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError:
        return response.text

"""A world of a server, reached over HTTP or within this process."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from mock_server.scenarios.runner import WorldResponse


class HttpWorldClient:
    """Reaches the world at *prefix* of the server that *client* is for.

    ``control`` are headers for the control API alone, where it asks for a token.
    """

    def __init__(
        self, client: httpx.AsyncClient, prefix: str, control: Mapping[str, str] | None = None
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._control = dict(control or {})

    async def __call__(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> WorldResponse:
        """Call *path* of the world; *body* None is none at all."""
        sent = {**(self._control if path.startswith("/_mock") else {}), **headers}
        content = None if body is None else json.dumps(body)
        if content is not None:
            sent = {"Content-Type": "application/json", **sent}
        answer = await self._client.request(
            method, self._prefix + path, content=content, headers=sent
        )
        return WorldResponse(status=answer.status_code, json=_json(answer))

    async def delete_world(self) -> None:
        """Let the world go."""
        await self("DELETE", "/_mock", None, {})


def in_process_client(app: Any) -> httpx.AsyncClient:
    """Return a client of a server in this very process, without a socket."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://altinn-mock", timeout=None)


def _json(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        return answer.text

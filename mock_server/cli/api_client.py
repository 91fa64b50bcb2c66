"""A command's way to a running server: the control API over HTTP."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from pydantic import Field, SecretStr, field_validator

from mock_server.cli.output import CommandError
from mock_server.server.configuration import PREFIX, Options


def _here() -> str:
    return f"http://127.0.0.1:{os.environ.get(PREFIX + 'PORT') or 5090}"


class ServerOptions(Options):
    """Which server, and which of its worlds, a command is about."""

    url: str = Field(
        default_factory=_here,
        description="The server; with /w/NAME at its end, that world.",
        json_schema_extra={"metavar": "URL"},
    )
    control_token: SecretStr | None = Field(
        None,
        description="The token that the server was given as --control-token.",
        json_schema_extra={"metavar": "TOKEN"},
    )

    @field_validator("url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write it like http://127.0.0.1:5090 or http://127.0.0.1:5090/w/name")
        return value.rstrip("/")


class Server:
    """A running server, as the commands call it."""

    def __init__(self, options: ServerOptions) -> None:
        token = options.control_token
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        self.url = options.url
        self._client = httpx.Client(headers=headers, timeout=httpx.Timeout(5, read=None))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """Return what the control API answers to a GET of *path*."""
        return self._call("GET", path, params=query)

    def post(self, path: str, body: Any) -> Any:
        """Return what the control API answers to a POST of *body*."""
        return self._call("POST", path, json=body)

    def order(self, path: str, body: Any, token: str) -> httpx.Response:
        """Return what an emulated API answers to an order."""
        return self._send("POST", path, json=body, headers={"Authorization": f"Bearer {token}"})

    def events(self, path: str) -> Iterator[tuple[str, Any]]:
        """Return what a stream of the control API tells, for as long as it lasts."""
        try:
            with self._client.stream("GET", f"{self.url}/_mock{path}") as answer:
                if answer.is_error:
                    answer.read()
                    self._complain(answer)
                kind = "message"
                for line in answer.iter_lines():
                    name, _, value = line.partition(":")
                    if name == "event":
                        kind = value.strip()
                    elif name == "data":
                        yield kind, json.loads(value)
        except httpx.TransportError as error:
            raise self._unreachable(error) from error

    def _call(self, method: str, path: str, **more: Any) -> Any:
        answer = self._send(method, f"/_mock{path}", **more)
        if answer.is_error:
            self._complain(answer)
        return answer.json() if answer.content else None

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            return self._client.request(method, self.url + path, **more)
        except httpx.TransportError as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: httpx.TransportError) -> CommandError:
        return CommandError(
            f"{self.url} does not answer ({error}); start it with: altinn-mock serve", status=1
        )

    def _complain(self, answer: httpx.Response) -> None:
        try:
            detail = answer.json()["detail"]
        except (ValueError, KeyError, TypeError):
            detail = f"{answer.request.url} answered {answer.status_code}; is this altinn-mock?"
        raise CommandError(str(detail), status=1)

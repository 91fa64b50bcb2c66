"""The control API of a running server, called by the commands over HTTP."""

import json
import os
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self
from urllib.parse import SplitResult, urlsplit

import httpx
import typer

from mock_server.cli.output import CommandError


def _default_url() -> str:
    return f"http://127.0.0.1:{os.environ.get('ALTINN_MOCK_PORT') or 5090}"


Url = Annotated[
    str,
    typer.Option(
        "--url",
        envvar="ALTINN_MOCK_URL",
        metavar="URL",
        help="Server URL; append /w/NAME to select a world.",
        default_factory=_default_url,
        show_default=_default_url(),
    ),
]
ControlToken = Annotated[
    str | None,
    typer.Option(
        "--control-token",
        envvar="ALTINN_MOCK_CONTROL_TOKEN",
        metavar="TOKEN",
        help="Value of the server's --control-token.",
    ),
]


def parse_url(url: str) -> SplitResult:
    """Parse the URL of a server.

    Raises:
        CommandError: if it is not an HTTP URL.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CommandError(f"invalid --url {url!r}; expected a URL such as http://127.0.0.1:5090")
    return parts


def bearer(token: str | None) -> dict[str, str]:
    """Return the headers that carry a control token."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def open_client(url: str | None) -> httpx.AsyncClient:
    """Return a client of the server at *url*, or of an emulator in this process.

    Raises:
        CommandError: if *url* is not an HTTP URL.
    """
    if url is None:
        from mock_server.scenarios.http_client import in_process_client
        from mock_server.server.app import create_app

        return in_process_client(create_app())
    parts = parse_url(url)
    return httpx.AsyncClient(base_url=f"{parts.scheme}://{parts.netloc}", timeout=None)


class ConnectionLost(CommandError):
    """An error because no server responds."""


class ControlClient:
    """A client of the control API, and of the emulated APIs beside it."""

    def __init__(self, url: str, token: str | None) -> None:
        parse_url(url)
        self.url = url.rstrip("/")
        self._client = httpx.Client(headers=bearer(token), timeout=httpx.Timeout(5, read=None))
        self._is_checked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def check_server(self) -> Any:
        """Check that the server is this mock, and return its version and state.

        Raises:
            CommandError: if it is another kind of server.
        """
        document = self._call("GET", "/ready")
        if not isinstance(document, dict) or "version" not in document:
            raise self._other_server("without a version")
        self._is_checked = True
        return document

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """Return the response of the control API to a GET."""
        self._ensure_checked()
        return self._call("GET", path, params=query)

    def get_all(self, path: str, name: str) -> list[Any]:
        """Return the entries of all pages of a list, which are under *name* in its document."""
        entries: list[Any] = []
        after = None
        while True:
            document = self.get(path, {"after": after} if after else None)
            entries += document[name]
            after = document.get("next")
            if after is None:
                return entries

    def post(self, path: str, body: Any) -> Any:
        """Return the response of the control API to a POST of *body*."""
        self._ensure_checked()
        return self._call("POST", path, json=body)

    def world(self) -> Any:
        """Return the clock of the world in the URL, and the numbers of its orders and messages."""
        prefix, _, name = self.url.rpartition("/w/")
        worlds = self.get("/worlds")
        return next(each for each in worlds if each["name"] == (name if prefix else "default"))

    def order(self, path: str, body: Any, token: str) -> httpx.Response:
        """Return the response of an emulated API to an order."""
        return self._send("POST", path, json=body, headers=bearer(token))

    def events(self, path: str) -> Iterator[tuple[str, Any]]:
        """Yield the kind and document of each event in a stream, first of all ``open``.

        Raises:
            ConnectionLost: if the server stops or does not respond.
        """
        try:
            with self._client.stream("GET", f"{self.url}/_mock{path}") as response:
                if response.is_error:
                    response.read()
                self._raise_for_status(response)
                yield "open", None
                kind = "message"
                for line in response.iter_lines():
                    name, _, value = line.partition(":")
                    if name == "event":
                        kind = value.strip()
                    elif name == "data":
                        yield kind, json.loads(value)
        except (httpx.TransportError, ValueError) as error:
            raise self._connection_error(error) from error

    def _ensure_checked(self) -> None:
        if not self._is_checked:
            self.check_server()

    def _call(self, method: str, path: str, **more: Any) -> Any:
        response = self._send(method, f"/_mock{path}", **more)
        self._raise_for_status(response)
        try:
            return response.json() if response.content else None
        except ValueError:
            kind = response.headers.get("content-type", "no content type")
            raise self._other_server(f"with {kind.partition(';')[0]}") from None

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            return self._client.request(method, self.url + path, **more)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise self._connection_error(error) from error

    def _other_server(self, answer: str) -> CommandError:
        return CommandError(
            f"the server at {self.url} is not altinn-mock (it responded {answer} to"
            " GET /_mock/ready); give the address of altinn-mock with --url"
        )

    def _connection_error(self, error: Exception) -> ConnectionLost:
        return ConnectionLost(
            f"no server responds at {self.url} ({error}); start one with: altinn-mock serve",
            status=1,
        )

    def _raise_for_status(self, response: httpx.Response) -> None:
        if not response.is_error:
            return
        try:
            detail = response.json()["detail"]
        except (ValueError, KeyError, TypeError):
            raise self._other_server(f"{response.status_code}") from None
        raise CommandError(str(detail), status=1)

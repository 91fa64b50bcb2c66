"""One kept-alive HTTP connection to a server, and what its answers mean to a test.

Plain ``http.client``: nothing to import, and quick enough for a reset before every test.
"""

import json
import os
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NoReturn
from urllib.parse import urlsplit

TIMEOUT = 300


class Connection:
    """Calls a server at *url*, a path prefix included; safe to share between threads.

    *token* is the server's ``--control-token``, if it has one (default: the environment's
    ``ALTINN_MOCK_CONTROL_TOKEN``).
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise ValueError(
                f"{url!r} is no address of a mock; write it like http://localhost:5090"
            )
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._http = kind(parts.hostname, parts.port, timeout=TIMEOUT)
        self._url = url
        self._prefix = parts.path.rstrip("/")
        token = token or os.environ.get("ALTINN_MOCK_CONTROL_TOKEN")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._lock = threading.Lock()

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Return the JSON of the answer, None where it has no body.

        Raises:
            ValueError: if the server turns the call down; its advice is the text.
            ConnectionError: if nobody answers there.
            RuntimeError: if the server itself failed.
        """
        status, answer = self.exchange(method, path, body)
        if status >= 400:
            self._raise_for_status(method, path, status, answer)
        return answer

    def exchange(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Return the status and the JSON of the answer, whatever the status."""
        headers = dict(self._headers)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        with self._lock:
            response = self._send(method, self._prefix + path, data, headers)
            content = response.read()
        return response.status, _json(content)

    def close(self) -> None:
        """Let the connection go; the next call opens another."""
        self._http.close()

    def __del__(self) -> None:
        # A handle that a script just drops is no leak to warn of.
        if hasattr(self, "_http"):
            self._http.close()

    def _send(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]
    ) -> HTTPResponse:
        was_open = self._http.sock is not None
        try:
            self._http.request(method, path, data, headers)
            return self._http.getresponse()
        except (OSError, HTTPException) as failure:
            self._http.close()
            # A server lets go of a connection that has been idle; that is no failure.
            if was_open and isinstance(failure, (ConnectionError, HTTPException)):
                return self._send(method, path, data, headers)
            raise ConnectionError(
                f"nobody answers at {self._url} ({failure}); start the mock with"
                " `altinn-mock serve`, or unset ALTINN_MOCK_URL so that the tests start their own"
            ) from failure

    def _raise_for_status(self, method: str, path: str, status: int, answer: Any) -> NoReturn:
        detail = answer.get("detail") if isinstance(answer, Mapping) else None
        if detail is None:
            raise RuntimeError(
                f"{method} {path} at {self._url} was answered with {status}: {answer!r}"
            )
        raise ValueError(detail)


def _json(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")

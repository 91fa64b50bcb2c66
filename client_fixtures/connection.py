"""A kept-alive HTTP connection to the server.

It uses ``http.client``, which is fast to import and to call; each test begins with a reset.
"""

import json
import os
import threading
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NoReturn
from urllib.parse import urlsplit

TIMEOUT = 300  # seconds


class Connection:
    """A connection to the server at *url*, which may have a path; threads can share it.

    *token* is the server's ``--control-token`` (default: ``ALTINN_MOCK_CONTROL_TOKEN``).
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise ValueError(
                f"invalid server URL {url!r}; expected for example http://localhost:5090"
            )
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._http = kind(parts.hostname, parts.port, timeout=TIMEOUT)
        self._url = url
        self._prefix = parts.path.rstrip("/")
        token = token or os.environ.get("ALTINN_MOCK_CONTROL_TOKEN")
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._lock = threading.Lock()

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and return the JSON of the response, None if it has no body.

        Raises:
            ValueError: if the server rejects the request; the text suggests a correction.
            ConnectionError: if no server responds.
            RuntimeError: if the response is any other error.
        """
        status, document = self.exchange(method, path, body)
        return self.checked(method, path, status, document)

    def checked(self, method: str, path: str, status: int, document: Any) -> Any:
        """Return the JSON of a successful response.

        Raises:
            ValueError: if the server rejects the request; the text suggests a correction.
            RuntimeError: if the response is any other error.
        """
        if status >= 400:
            self._raise_for_status(method, path, status, document)
        return document

    def exchange(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Send a request and return the status and the JSON of the response."""
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
        """Close the connection; the next call opens a new one."""
        self._http.close()

    def __del__(self) -> None:
        # A script need not close its client; without this, Python warns about the open socket.
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
            # The server closes idle connections, so try once more on a new one.
            if was_open and isinstance(failure, (ConnectionError, HTTPException)):
                return self._send(method, path, data, headers)
            raise ConnectionError(
                f"no server responds at {self._url} ({failure}). Start one with"
                " `altinn-mock serve`, or unset ALTINN_MOCK_URL to let the tests start their own"
            ) from failure

    def _raise_for_status(self, method: str, path: str, status: int, document: Any) -> NoReturn:
        detail = document.get("detail") if isinstance(document, Mapping) else None
        if detail is None:
            raise RuntimeError(
                f"the server at {self._url} responded {status} to {method} {path}: {document!r}"
            )
        raise ValueError(detail)


def _json(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")

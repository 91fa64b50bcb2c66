"""A server in its own process, with a data folder, that can be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx

START_SECONDS = 60


class ServerProcess:
    """A server on a free port; *options* are those of ``altinn-mock serve``."""

    def __init__(self, folder: Path | None, *options: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            self.port = listening.getsockname()[1]
        data = ("--data", str(folder)) if folder else ()
        self._command = [
            *(sys.executable, "-m", "mock_server", "serve", "--port", str(self.port)),
            *data,
            *options,
        ]
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)
        self.log = ""
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int:
        """The id of the process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it responds."""
        self._process = subprocess.Popen(
            self._command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self.client.get("/_mock/ready")
            except httpx.TransportError:
                time.sleep(0.02)  # noqa: TID251 (another process starts)
            else:
                return
        raise AssertionError(f"the server did not start: {self.stop(signal.SIGKILL)}")

    def kill(self) -> None:
        """End the server with SIGKILL."""
        self.stop(signal.SIGKILL)

    def stop(self, number: int = signal.SIGTERM) -> str:
        """End the server with a signal, and return its log."""
        process = self._process
        assert process is not None
        if process.poll() is None:
            os.kill(process.pid, number)
        self.log = process.communicate()[1]
        self._process = None
        return self.log

    def get(self, path: str) -> Any:
        """Return the JSON of a path."""
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def all(self, name: str) -> list[Any]:
        """Return the whole list of the control API with that name, page by page."""
        entries: list[Any] = []
        page = self.get(f"/_mock/{name}")
        while True:
            entries += next(each for each in page.values() if isinstance(each, list))
            if page.get("next") is None:
                return entries
            page = self.get(f"/_mock/{name}?after={page['next']}")

    def post(self, path: str, body: Any = None) -> Any:
        """Post JSON that must be accepted, and return the JSON of the response."""
        response = self.client.post(path, json=body)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self.kill()
        self.client.close()

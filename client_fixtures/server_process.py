"""A server in another process: the program ``altinn-mock`` on the PATH."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

PROGRAM = "altinn-mock"
STOP_TIMEOUT = 10  # seconds

_PORT = re.compile(r"https?://\S+:(\d+)")


class ServerProcess:
    """A server at ``url`` in a process of its own."""

    def __init__(self, program: str) -> None:
        # The variables are those of a server that the user starts, such as its port.
        variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ALTINN_MOCK_") and name != "PYTHONPATH"
        }
        self._process = subprocess.Popen(
            [program, "serve", "--host", "127.0.0.1", "--port", "0"],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        assert self._process.stdout is not None
        self._output: IO[str] = self._process.stdout
        # A process whose output is not read stops when the pipe is full.
        self._reader = Thread(target=deque, args=(self._output, 0), daemon=True)
        self.url = f"http://127.0.0.1:{self._port(program)}"
        self._reader.start()

    def stop(self) -> None:
        """Stop the process."""
        self._process.terminate()
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._reader.is_alive():
            self._reader.join()
        self._output.close()

    def _port(self, program: str) -> str:
        lines = []
        for line in self._output:
            if found := _PORT.search(line):
                return found[1]
            lines.append(line.strip())
        self.stop()
        raise RuntimeError(f"{program} did not start: {' '.join(lines) or 'no output'}")


def find_program() -> str | None:
    """Return the program on the PATH, but not the one of this environment, which has no server."""
    own = {Path(sysconfig.get_path("scripts")).resolve(), Path(sys.executable).parent.resolve()}
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder and Path(folder).resolve() not in own:
            program = shutil.which(PROGRAM, path=folder)
            if program is not None:
                return program
    return None


@contextmanager
def server_process(program: str) -> Iterator[ServerProcess]:
    """Run *program* as a server until the block ends.

    Raises:
        RuntimeError: if it does not start; the text is what it printed.
    """
    server = ServerProcess(program)
    try:
        yield server
    finally:
        server.stop()

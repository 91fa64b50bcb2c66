"""Servers in processes of their own, and load on them from wrk (apt-get install wrk)."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import psutil

ROOT: Final = Path(__file__).parent.parent
ORDERS: Final = "/notifications/api/v1/future/orders"
ORDER: Final[dict[str, Any]] = {
    "idempotencyId": "ID",
    "sendersReference": "ref-2026-001",
    "recipient": {
        "recipientSms": {
            "phoneNumber": "+4799999999",
            "smsSettings": {
                "sender": "Etaten",
                "body": "Fristen for innsending er i morgen. Logg inn i Altinn for detaljer.",
                "sendingTimePolicy": "Daytime",
            },
        }
    },
    "reminders": [
        {
            "sendersReference": "ref-2026-001-r",
            "delayDays": 7,
            "recipient": {
                "recipientEmail": {
                    "emailAddress": "ola.nordmann@example.com",
                    "emailSettings": {"subject": "Påminnelse", "body": "Fristen er ute."},
                }
            },
        }
    ],
}
VALID: Final = json.dumps(ORDER, ensure_ascii=False)
SEMANTIC_ERROR: Final = VALID.replace("+4799999999", "+479")
BROKEN: Final = VALID[:-1]

_LUA: Final = """
local count, threads = 0, 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end
local head, tail = [==[HEAD]==], [==[TAIL]==]
function request()
  count = count + 1
  local id = "RUN-" .. number .. "-" .. count
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, head .. id .. tail)
end
"""
_UNITS: Final = {"us": 0.001, "ms": 1.0, "s": 1_000.0}
_run_numbers = count()


@dataclass(frozen=True, slots=True)
class Load:
    """The result of load on a server; ``cpu`` is the server's CPU time of a request in µs."""

    rate: float
    p99: float
    cpu: float
    requests: int


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``start_time`` is the time to its first accepted order, in ms."""

    url: str
    process: psutil.Process
    start_time: float

    def get(self, path: str) -> bytes:
        """Return the body of a GET."""
        with urllib.request.urlopen(self.url + path) as response:
            body: bytes = response.read()
        return body

    def post(self, path: str, document: object) -> Any:
        """Return the JSON of a POST."""
        return json.loads(_post(self.url + path, json.dumps(document)))

    def memory(self) -> int:
        """Return the resident memory in bytes."""
        size: int = self.process.memory_info().rss
        return size

    def load(self, seconds: float, connections: int, path: str, body: str | None = None) -> Load:
        """Send requests for *seconds*; each POST has an idempotency id of its own."""
        with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
            command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency"]
            if body is not None:
                head, tail = body.split('"ID"', 1)
                text = _LUA.replace("HEAD", head + '"').replace("TAIL", '"' + tail)
                script.write(text.replace("RUN", f"run{os.getpid()}-{next(_run_numbers)}"))
                script.flush()
                command += ["-s", script.name]
            before = sum(self.process.cpu_times()[:2])
            output = subprocess.run(
                [*command, self.url + path], capture_output=True, text=True, check=True
            ).stdout
            used = sum(self.process.cpu_times()[:2]) - before
        requests = int(_find(r"(\d+) requests in", output)[1])
        p99 = _find(r"99%\s+([\d.]+)(us|ms|s)", output)
        return Load(
            rate=float(_find(r"Requests/sec:\s+([\d.]+)", output)[1]),
            p99=float(p99[1]) * _UNITS[p99[2]],
            cpu=used / requests * 1_000_000,
            requests=requests,
        )


@contextmanager
def emulator(*options: str) -> Iterator[Server]:
    """Start the emulator with a frozen clock."""
    command = [sys.executable, "-m", "mock_server", "serve", "--clock", "frozen", *options]
    with _running(command, {}) as server:
        yield server


@contextmanager
def bare_application(files: Path) -> Iterator[Server]:
    """Start the bare application, which also serves *files*."""
    command = [sys.executable, "-m", "uvicorn", "--no-access-log", "--app-dir"]
    command += [str(ROOT / "benchmarks"), "bare:app"]
    with _running(command, {"BARE_FILES": str(files)}) as server:
        yield server


@contextmanager
def _running(command: list[str], variables: dict[str, str]) -> Iterator[Server]:
    port = 5191 + next(_run_numbers) % 300
    url = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **variables, "PYTHONPATH": str(ROOT)}
    # A first start compiles the modules; without this each start would.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    with subprocess.Popen(
        [*command, "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        try:
            _wait_for_order(url, process)
            elapsed = (time.perf_counter() - start) * 1_000
            yield Server(url, psutil.Process(process.pid), elapsed)
        finally:
            process.terminate()


def _wait_for_order(url: str, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            _post(url + ORDERS, VALID)
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.005)  # noqa: TID251  a real server takes real time to start
        else:
            return
    raise SystemExit(f"the server did not start: {process.args!r}")


def _post(url: str, text: str) -> bytes:
    headers = {"Content-Type": "application/json"}
    request = urllib.request.Request(url, text.encode(), headers)
    with urllib.request.urlopen(request) as response:
        body: bytes = response.read()
    return body


def _find(pattern: str, output: str) -> re.Match[str]:
    match = re.search(pattern, output)
    if match is None:
        raise SystemExit(f"wrk did not print {pattern}:\n{output}")
    return match

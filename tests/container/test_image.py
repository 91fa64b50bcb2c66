"""Tests of the image in containers, by podman. `.ci/container` builds the image and runs them."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from mock_server import __version__

IMAGE = os.environ.get("ALTINN_MOCK_IMAGE", "")
# Plain ones: a container of podman asks for more than a confined process may set.
ULIMITS = ("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=4096:4096")
ISOLATION = ("--cgroups", "disabled", "--network", "host", "--log-driver", "k8s-file", *ULIMITS)
HARDENED = ("--read-only", "--cap-drop", "all", "--user", "54321")
PERSON = "08900499559"
STOP_SECONDS = 5  # below one second on an idle machine

pytestmark = pytest.mark.skipif(
    not IMAGE or shutil.which("podman") is None,
    reason="needs podman and ALTINN_MOCK_IMAGE; .ci/container runs them",
)


def podman(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        ("podman", *arguments), capture_output=True, text=True, check=False, timeout=120
    )
    assert not check or result.returncode == 0, result.stderr
    return result


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until(condition, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "gave up waiting"
        time.sleep(0.02)


@dataclass
class Container:
    """A running container of the image, on a port of its own."""

    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    id: str = ""

    def start(self) -> None:
        host = ("-e", "ALTINN_MOCK_HOST=127.0.0.1", "-e", f"ALTINN_MOCK_PORT={self.port}")
        health = ("--health-interval", "disable")
        self.id = podman(
            "run", "-d", *ISOLATION, *health, *host, *self.options, IMAGE
        ).stdout.strip()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/_mock/clock").status_code == 200
        except httpx.TransportError:
            return False

    def call(self, method: str, path: str, body: object = None) -> dict:
        response = httpx.request(method, self.url + path, json=body, timeout=30)
        assert response.is_success, response.text
        return response.json() if response.content else {}

    def exit_code(self) -> int:
        return int(podman("wait", self.id).stdout)

    def handles_sigterm(self) -> bool:
        """Return whether the program has begun; until then Linux drops signals of process 1."""
        pid = podman("inspect", "--format", "{{.State.Pid}}", self.id).stdout.strip()
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        caught = int(re.findall(r"SigCgt:\s+(\w+)", status)[0], 16)
        return bool(caught >> (signal.SIGTERM - 1) & 1)

    def finished_at(self) -> float:
        text = podman("inspect", "--format", "{{.State.FinishedAt.UnixMilli}}", self.id).stdout
        return int(text) / 1000

    def log(self) -> str:
        result = podman("logs", self.id)
        return result.stdout + result.stderr


@pytest.fixture
def started() -> Iterator:
    containers: list[Container] = []

    def start(*options: str) -> Container:
        container = Container(options)
        containers.append(container)
        container.start()
        return container

    yield start
    for each in containers:
        podman("rm", "-f", "-t", "0", each.id, check=False)


@pytest.fixture
def run(started):
    def run_until_it_answers(*options: str) -> Container:
        container = started(*options)
        wait_until(container.answers)
        return container

    return run_until_it_answers


def order(key: str) -> dict[str, object]:
    text = {"body": f"Frist {key}, $recipientName$", "sendingTimePolicy": "Anytime"}
    person = {"nationalIdentityNumber": PERSON, "channelSchema": "Sms", "smsSettings": text}
    return {"idempotencyId": key, "recipient": {"recipientPerson": person}}


def send_an_sms(container: Container, key: str) -> None:
    container.call("POST", "/notifications/api/v1/future/orders", order(key))
    container.call("POST", "/_mock/clock/advance", {"by": "PT5M"})


def sent_texts(container: Container) -> list[str]:
    return [each["body"] for each in container.call("GET", "/_mock/inbox")["messages"]]


@pytest.mark.parametrize("options", [(), HARDENED], ids=["default", "hardened"])
def test_an_order_is_sent_in_a_container(run, options: tuple[str, ...]):
    container = run(*options)
    container.call("POST", "/_mock/reset", {"mode": "frozen", "now": "2026-01-05T10:00:00Z"})

    send_an_sms(container, "1")

    assert sent_texts(container) == ["Frist 1, Ola Nordmann"]


@pytest.mark.parametrize("options", [(), HARDENED], ids=["default", "hardened"])
def test_the_health_check_passes(run, options: tuple[str, ...]):
    container = run(*options)

    assert podman("healthcheck", "run", container.id, check=False).returncode == 0


def test_the_health_check_fails_without_a_server(run):
    container = run("-e", "ALTINN_MOCK_URL=http://127.0.0.1:1")

    assert podman("healthcheck", "run", container.id, check=False).returncode != 0


def test_a_hardened_container_has_no_capabilities_and_writes_nothing(run):
    container = run(*HARDENED)

    status = podman("exec", container.id, "cat", "/proc/1/status").stdout
    write = podman("exec", container.id, "touch", "/data/x", "/x", check=False)

    assert re.findall(r"Cap(?:Prm|Eff|Bnd):\s+(\w+)", status) == ["0" * 16] * 3
    assert re.search(r"Uid:\s+54321", status)
    assert write.stderr.count("Read-only file system") == 2


def test_the_log_is_readable(run):
    container = run()
    send_an_sms(container, "1")

    log = container.log()

    assert f"localhost:{container.port}" in log
    assert "Traceback" not in log
    assert "\x1b" not in log


def test_the_image_runs_as_a_user_of_its_own_and_is_labelled():
    image = json.loads(podman("image", "inspect", IMAGE).stdout)[0]
    labels = image["Labels"]

    assert image["User"] == "10001"
    assert image["Config"]["ExposedPorts"] == {"5090/tcp": {}}
    assert image["HealthCheck" if "HealthCheck" in image else "Healthcheck"]["Test"] == [
        "CMD",
        "altinn-mock",
        "ready",
    ]
    assert labels["org.opencontainers.image.version"] == __version__
    assert labels["org.opencontainers.image.licenses"] == "MIT"
    assert image["Size"] < 220_000_000


def test_the_image_has_no_pip_and_no_build_tools():
    script = (
        "import importlib.util as u, shutil as s;"
        "print([m for m in ('pip', 'setuptools', 'ensurepip', 'hatchling') if u.find_spec(m)],"
        "[p for p in ('pip', 'pip3', 'gcc', 'make', 'curl') if s.which(p)])"
    )

    found = podman("run", "--rm", *ISOLATION, "--entrypoint", "python3", IMAGE, "-c", script)

    assert found.stdout == "[] []\n"


def test_the_base_python_has_no_pip():
    script = (
        "import importlib.util as u; print([m for m in ('pip', 'ensurepip') if u.find_spec(m)])"
    )

    found = podman(
        *("run", "--rm", *ISOLATION, "--entrypoint", "sh", IMAGE),
        *("-c", f'PATH=/usr/local/bin:/usr/bin python3 -c "{script}"'),
    )

    assert found.stdout == "[]\n"


def test_the_server_starts_with_a_folder_for_messages(run, tmp_path: Path):
    tmp_path.chmod(0o777)
    container = run(*HARDENED, "-v", f"{tmp_path}:/data", "-e", "ALTINN_MOCK_DATA=/data")

    send_an_sms(container, "1")

    assert sent_texts(container) == ["Frist 1, Ola Nordmann"]
    assert list(tmp_path.iterdir())


def test_sigterm_ends_the_server_with_exit_status_0(run):
    container = run(*HARDENED)

    at = time.time()
    podman("kill", "--signal", "TERM", container.id)

    assert container.exit_code() == 0
    assert container.finished_at() - at < STOP_SECONDS
    assert "Traceback" not in container.log()


@pytest.mark.parametrize("delay", [0.0, 0.2, 0.5])
def test_sigterm_during_start_ends_the_server(started, delay: float):
    container = started(*HARDENED)
    wait_until(container.handles_sigterm)

    time.sleep(delay)
    at = time.time()
    podman("kill", "--signal", "TERM", container.id)

    assert container.exit_code() == 0
    assert container.finished_at() - at < STOP_SECONDS
    assert "Traceback" not in container.log()


def test_a_world_survives_a_kill(run, tmp_path: Path):
    tmp_path.chmod(0o777)
    options = (*HARDENED, "-v", f"{tmp_path}:/data", "-e", "ALTINN_MOCK_DATA=/data")
    container = run(*options)
    container.call("POST", "/_mock/reset", {"mode": "frozen", "now": "2026-01-05T10:00:00Z"})
    send_an_sms(container, "1")
    container.call("POST", "/notifications/api/v1/future/orders", order("2"))

    podman("kill", "--signal", "KILL", container.id)
    container.exit_code()
    second = run(*options)

    assert sent_texts(second) == ["Frist 1, Ola Nordmann"]
    second.call("POST", "/_mock/clock/advance", {"by": "PT5M"})
    assert sent_texts(second) == ["Frist 1, Ola Nordmann", "Frist 2, Ola Nordmann"]

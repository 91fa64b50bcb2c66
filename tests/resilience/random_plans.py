"""Cut random plans into steps; undo, restart, restore and fork; compare with a straight run.

python -m tests.resilience.random_plans 600
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from mock_server.server.app import Emulator, create_app
from mock_server.server.configuration import Configuration

MONDAY = "2026-01-05T10:00:00Z"
ORDERS = "/notifications/api/v1/future/orders"
Request = tuple[str, str, Any]
MINUTES = [0, 1, 5, 30, 60, 600, 1440, 4000]


def plan(seed: int) -> list[Request]:
    """Return the requests of a random plan."""
    choices = random.Random(seed)
    requests: list[Request] = [("POST", "/_mock/reset", {"now": MONDAY, "mode": "frozen"})]
    for number in range(choices.randint(4, 14)):
        kind = choices.choice([_order, _order, _advance, _advance, _outcome, _fault, _condition])
        requests.append(kind(choices, number))
    return [*requests, ("POST", "/_mock/clock/advance", {"by": "P9D"})]


def _order(choices: random.Random, number: int) -> Request:
    policy = choices.choice(["Anytime", "Daytime"])
    recipient = choices.choice(
        [
            {
                "recipientSms": {
                    "phoneNumber": "+4799999999",
                    "smsSettings": {"body": "Hei", "sendingTimePolicy": policy},
                }
            },
            {
                "recipientEmail": {
                    "emailAddress": f"a{number}@example.com",
                    "emailSettings": {"subject": "Emne", "body": "Hei"},
                }
            },
        ]
    )
    order: dict[str, Any] = {
        # Some repeat an earlier order.
        "idempotencyId": f"order-{choices.randint(max(0, number - 3), number)}",
        "recipient": recipient,
        "conditionEndpoint": choices.choice([None, "https://condition.example.com/c"]),
    }
    if choices.random() < 0.5:
        order["reminders"] = [{"delayDays": choices.randint(1, 7), "recipient": recipient}]
    return "POST", ORDERS, order


def _advance(choices: random.Random, _number: int) -> Request:
    return "POST", "/_mock/clock/advance", {"by": f"PT{choices.choice(MINUTES)}M"}


def _outcome(choices: random.Random, _number: int) -> Request:
    result = choices.choice(["Failed", "Delivered", "NoReport"])
    return "POST", "/_mock/outcomes", {"result": result, "times": choices.randint(1, 3)}


def _fault(choices: random.Random, _number: int) -> Request:
    fault = choices.choice(
        [
            {"dependency": "smsGateway", "times": 2},
            {"dependency": "emailGateway", "times": 1},
            {"path": "/notifications/*", "status": 503, "times": 1},
            {"path": "/notifications/*", "delay": "PT0.001S", "times": 1},
        ]
    )
    return "POST", "/_mock/faults", fault


def _condition(choices: random.Random, _number: int) -> Request:
    answers: list[dict[str, Any]] = [
        {"status": 200, "json": {"sendNotification": choices.random() < 0.7}}
    ]
    if choices.random() < 0.5:
        answers.insert(0, {"networkError": True})
    return (
        "POST",
        "/_mock/conditions",
        {"url": "https://condition.example.com/*", "answers": answers},
    )


class Run:
    """A run of a plan that goes back, restarts and changes worlds between its requests."""

    def __init__(self, folder: Path, choices: random.Random) -> None:
        self._choices = choices
        self._folder = folder
        self._copies = 0
        self.apps: list[Emulator] = []
        self.prefix = ""
        self.client = self._open(folder)

    def _open(self, folder: Path) -> TestClient:
        app = create_app(Configuration.read(data=folder))
        self.apps.append(app)
        self._folder = folder
        return TestClient(app)

    def send(self, request: Request) -> None:
        """Send a request of the plan."""
        method, path, body = request
        self.client.request(method, self.prefix + path, json=body)

    def disturb(self, done: list[Request]) -> None:
        """Go back, restart or change the world."""
        kinds: list[Callable[[list[Request]], None]] = [
            self._undo,
            self._restart,
            self._restore,
            self._fork,
            self._fail,
        ]
        self._choices.choice(kinds)(done)

    def _checkpoint(self) -> str:
        response = self.client.post(f"{self.prefix}/_mock/checkpoints")
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    def _undo(self, done: list[Request]) -> None:
        """Repeat the last request after it was undone."""
        checkpoint = self._checkpoint()
        for request in self._choices.sample(done, min(2, len(done))):
            if not request[1].endswith("/reset"):
                self.send(request)
        self._back(checkpoint)

    def _fail(self, _done: list[Request]) -> None:
        """Advance far, and go back."""
        checkpoint = self._checkpoint()
        self.send(("POST", "/_mock/clock/advance", {"by": "P30D"}))
        self._back(checkpoint)

    def _back(self, checkpoint: str) -> None:
        response = self.client.post(f"{self.prefix}/_mock/checkpoints/{checkpoint}/restore")
        assert response.status_code == 204, response.text

    def _restart(self, _done: list[Request]) -> None:
        """Continue with a copy of the folder as a server leaves it that is killed."""
        self._copies += 1
        copy = self._folder.with_name(f"{self._folder.name}-{self._copies}")
        shutil.copytree(self._folder, copy)
        self.client = self._open(copy)

    def _restore(self, _done: list[Request]) -> None:
        """Continue in another world with a snapshot of this one."""
        snapshot = self.client.get(f"{self.prefix}/_mock/snapshot").content
        self._copies += 1
        self.prefix = f"/w/restored-{self._copies}"
        response = self.client.put(
            f"{self.prefix}/_mock/snapshot",
            content=snapshot,
            headers={"Content-Type": "application/json"},
        )
        assert response.status_code == 204, response.text

    def _fork(self, _done: list[Request]) -> None:
        """Continue in a fork."""
        self._copies += 1
        name = f"forked-{self._copies}"
        response = self.client.post(f"{self.prefix}/_mock/fork", json={"world": name})
        assert response.status_code == 201, response.text
        self.prefix = f"/w/{name}"

    def state(self) -> Any:
        """Return the state of the world."""
        return self.client.get(f"{self.prefix}/_mock/snapshot").json()["state"]

    def close(self) -> None:
        """Close all journals."""
        for app in self.apps:
            app.journal.store.close()


def compare(seed: int, folder: Path) -> int:
    """Run a plan with and without disturbances, and return the number of its requests."""
    choices = random.Random(seed)
    requests = plan(seed)
    straight = TestClient(create_app())
    for method, path, body in requests:
        straight.request(method, path, json=body)
    folder.mkdir()
    run = Run(folder, choices)
    for number, request in enumerate(requests):
        run.send(request)
        while number and choices.random() < 0.3:
            run.disturb(requests[: number + 1])
    expected = straight.get("/_mock/snapshot").json()["state"]
    assert run.state() == expected, f"plan {seed} continues differently"
    run.close()
    return len(requests)


if __name__ == "__main__":
    total = 0
    for each in range(int(sys.argv[1])):
        with tempfile.TemporaryDirectory() as name:
            total += compare(each, Path(name) / "data")
    print(f"{sys.argv[1]} plans, {total} requests: all the same")  # noqa: T201

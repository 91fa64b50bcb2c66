"""The commands against a running server."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from client_fixtures import Altinn
from client_fixtures.server import server_thread
from mock_server.cli.main import main
from mock_server.real_time import pause
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    start = Configuration.read(clock="2026-01-05T10:00:30Z", control_token="let me in")
    with server_thread(create_app(start)) as running:
        yield running.url


@pytest.fixture
def run(
    server: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """Run ``altinn-mock`` on a world of this test's own: status, output, errors."""
    world = re.sub(r"\W", "-", request.node.name)[:60]
    monkeypatch.setenv("ALTINN_MOCK_URL", f"{server}/w/{world}")
    monkeypatch.setenv("ALTINN_MOCK_CONTROL_TOKEN", "let me in")

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["altinn-mock", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return (int(ended.value.code or 0), *capsys.readouterr())

    return call


def test_a_message_is_ordered_sent_and_shown(run: Run):
    status, ordered, _ = run("send", "--email", "ola@example.com", "--subject", "Frist")
    _, nothing, _ = run("inbox")
    _, passed, _ = run("advance", "5m")
    _, inbox, _ = run("inbox")

    assert status == 0
    assert ordered.startswith("Order placed, shipment ")
    assert nothing.startswith("No messages sent.")
    assert "2026-01-05 11:01:00  messageSent" in passed
    assert passed.endswith(
        "The clock is at 2026-01-05 11:05:30 Norwegian time. Messages sent: 1.\n"
    )
    assert [line.split()[:5] for line in inbox.splitlines()] == [
        ["Sent", "(Norway)", "Channel", "To", "Result"],
        ["2026-01-05", "11:01:00", "email", "ola@example.com", "Delivered"],
    ]


def test_json_output(run: Run):
    _, ordered, _ = run("send", "--sms", "+4799999999", "--json")
    run("advance", "1m")
    _, inbox, _ = run("inbox", "--channel", "sms", "--json")

    message = json.loads(inbox)["messages"][0]
    assert message["shipmentId"] == json.loads(ordered)["notification"]["shipmentId"]
    assert (message["to"], message["route"]) == ("+4799999999", "handset")


@pytest.mark.parametrize(
    ("recipient", "to"),
    [
        (("--person", "08900499559"), "ola@example.com"),
        (("--organization", "310244007"), "post@fjordogfjell.example.com"),
    ],
    ids=["person", "organization"],
)
def test_recipients_are_looked_up_in_the_directory(run: Run, recipient: tuple[str, str], to: str):
    run("send", *recipient)
    run("advance", "--until", "idle")
    _, inbox, _ = run("inbox", "--json")

    assert [each["to"] for each in json.loads(inbox)["messages"]] == [to]


def test_the_notification_channel_of_a_person_can_be_chosen(run: Run):
    run("send", "--person", "08900499559", "--notification-channel", "Sms")
    run("advance", "--until", "idle")
    _, inbox, _ = run("inbox", "--json")

    assert [each["channel"] for each in json.loads(inbox)["messages"]] == ["sms"]


@pytest.mark.parametrize("event", ["nextEvent", "next-event"])
def test_advance_until_the_next_event(run: Run, event: str):
    run("send", "--email", "ola@example.com")
    status, output, _ = run("advance", "--until", event)

    assert status == 0
    assert output.splitlines()[-1].startswith("The clock is at 2026-01-05 11:01 ")


def test_a_rejected_order_is_reported(run: Run):
    status, output, error = run("send", "--email", "nobody")

    assert (status, output) == (1, "")
    assert error.startswith("altinn-mock: order rejected with 400: {")


def test_a_pending_message_is_shown_with_its_reason(run: Run):
    _, nothing, _ = run("pending")
    run("send", "--person", "08900499559", "--at", "2026-01-06T10:00:00Z")
    run("advance", "1m")
    status, output, _ = run("pending")

    assert nothing == "No pending messages.\n"
    assert status == 0
    assert output.splitlines()[1].startswith("2026-01-06 11:00:00  email    ola@example.com")
    assert "its send time is 2026-01-06 11:00 Norwegian time" in output


def test_why_explains_an_order_by_the_beginning_of_its_id(run: Run):
    _, ordered, _ = run("send", "--email", "ola@example.com", "--json")
    any_id = json.loads(ordered)["notification"]["shipmentId"]
    run("advance", "5m")

    status, output, _ = run("why", any_id[:8])
    _, document, _ = run("why", any_id, "--json")

    assert status == 0
    assert len(output.splitlines()) == len(json.loads(document)["decisions"]) + 1
    assert output.splitlines()[0].split() == [
        "Time",
        "(Norway)",
        "Decision",
        "Recipient",
        "Reason",
        "Rule",
    ]


def test_why_reports_an_unknown_id(run: Run):
    status, output, error = run("why", "nothing")

    assert (status, output) == (1, "")
    assert "nothing" in error


def test_messages_and_events_name_order_and_recipient(run: Run):
    _, ordered, _ = run("send", "--person", "08900499559", "--json")
    any_id = json.loads(ordered)["notification"]["shipmentId"]
    _, passed, _ = run("advance", "5m")
    _, inbox, _ = run("inbox")

    assert [line for line in passed.splitlines()[1:-1] if any_id not in line] == []
    assert "orderPickedUp" in passed
    assert re.search(rf"messageSent +altinn-mock send {any_id} +ola@example.com", passed)
    assert re.search(rf"Delivered +Ola Nordmann 08900499559 +altinn-mock send {any_id}", inbox)


def test_the_newest_messages_are_shown(run: Run):
    for number in range(3):
        run("send", "--email", "ola@example.com", "--subject", f"Frist {number}")
    run("advance", "5m")

    _, inbox, hint = run("inbox", "--limit", "2")
    _, document, _ = run("inbox", "--limit", "2", "--json")

    assert re.findall(r"Frist \d", inbox) == ["Frist 1", "Frist 2"]
    assert hint == "The newest 2 of 3 messages; more with --limit 3.\n"
    assert json.loads(document)["count"] == 3
    assert [each["subject"] for each in json.loads(document)["messages"]] == ["Frist 1", "Frist 2"]


def test_scenarios_are_listed_with_their_description(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (folder / "mine.yaml").write_text("description: Mine.\nsteps: [{advance: P1D}]", "utf-8")
    (folder / "broken.yaml").write_text("steps: 1", "utf-8")
    monkeypatch.chdir(tmp_path)

    status, output, _ = run("scenarios")
    _, document, _ = run("scenarios", "--json")

    lines = {line.split()[0]: line for line in output.splitlines()}
    assert status == 0
    assert "Mine." in lines["mine"]
    assert "not valid: scenarios/broken.yaml" in lines["broken"]
    assert {each["name"] for each in json.loads(document)} >= {"mine", "broken"}


@pytest.mark.parametrize(
    "body", [b"<html>Hello</html>", b"{}", b"[]"], ids=["html", "json", "list"]
)
@pytest.mark.parametrize(
    "arguments",
    [["ready"], ["inbox"], ["pending"], ["why", "1"], ["advance", "1d"], ["run", "reminder"]],
    ids=lambda value: value[0],
)
def test_another_kind_of_server_is_reported(run: Run, arguments: list[str], body: bytes):
    async def application(scope: Any, _receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})

    with server_thread(application) as other:
        status, _, error = run(*arguments, "--url", other.url)

    assert status == 2
    assert error.startswith(f"altinn-mock: the server at {other.url} is not altinn-mock (it")
    assert error.count("\n") == 1


def test_following_goes_on_after_the_server_was_started_anew():
    port = free_port()
    command = [sys.executable, "-m", "altinn_mock", "inbox", "--follow"]
    url = f"http://127.0.0.1:{port}"
    server = start_server(port)
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    variables.pop("ALTINN_MOCK_CONTROL_TOKEN", None)
    follower = subprocess.Popen(
        [*command, "--url", url], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        encoding="utf-8", env=variables,
    )  # fmt: skip
    assert follower.stdout is not None
    try:
        assert "No messages sent" in follower.stdout.readline()
        send_one(url, "Before")
        assert "Before" in follower.stdout.readline()
        server.terminate()
        server.wait()
        assert "Connection lost" in follower.stdout.readline()
        server = start_server(port)
        assert "Connected again" in follower.stdout.readline()
        send_one(url, "After")
        assert "After" in follower.stdout.readline()
    finally:
        for process in (follower, server):
            process.terminate()
            process.wait()
        follower.stdout.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def start_server(port: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "altinn_mock", "serve", "--clock", "frozen", "--port"]
    process = subprocess.Popen(
        [*command, str(port)],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with closing(Altinn(f"http://127.0.0.1:{port}")) as altinn:
        for _ in range(600):
            with suppress(ConnectionError):
                altinn.orders()
                return process
            pause(0.05)
    raise AssertionError("the server did not start")


def send_one(url: str, text: str) -> None:
    with closing(Altinn(url)) as altinn:
        recipient = {"recipientEmail": {"emailAddress": "ola@example.com", "emailSettings": {
            "subject": text, "body": text}}}  # fmt: skip
        response = httpx.post(
            f"{altinn.notifications_url}/future/orders",
            json={"idempotencyId": text, "recipient": recipient},
        )
        assert response.status_code == 201
        altinn.advance(minutes=5)


def test_an_error_of_the_control_api_is_reported_unchanged(run: Run):
    run("advance", "1m")
    status, _, error = run("advance", "--to", "2020-01-01T00:00:00Z")

    assert status == 1
    assert error.startswith("altinn-mock: the clock is at 2026-01-05T10:01:30Z and cannot")


def test_a_server_is_ready(run: Run, server: str):
    status, output, _ = run("ready", "--url", server)

    assert (status, output) == (0, f"{server} is ready\n")


def test_a_wrong_control_token_is_reported(run: Run, server: str):
    status, _, error = run("ready", "--url", server, "--control-token", "wrong")

    assert status == 1
    assert "this server was started with --control-token" in error


def test_check_describes_options_and_files(run: Run, tmp_path: Path):
    people = tmp_path / "people.json"
    people.write_text('{"persons": [{"nationalIdentityNumber": "08900499559"}]}')

    status, output, _ = run("check", "--directory", str(people), str(people))

    assert status == 0
    assert output == (
        f"options OK; new worlds start with 1 persons\n{people}: a directory, 1 persons\n"
    )


def test_check_names_an_invalid_file(run: Run, tmp_path: Path):
    people = tmp_path / "people.json"
    people.write_text('{"persons": [{"nationalIdentityNumber": "1"}]}')

    status, _, error = run("check", str(people))

    assert status == 2
    assert error.startswith(f"altinn-mock: {people}: persons.0.nationalIdentityNumber: '1' is no")


def test_serve_names_a_port_in_use(run: Run, server: str):
    port = server.rpartition(":")[2]

    status, output, error = run("serve", "--port", port)

    assert (status, output) == (2, "")
    assert error == (
        f"altinn-mock: cannot listen on 127.0.0.1:{port} (Address already in use);"
        " use another --port or --host, or stop the program that listens there\n"
    )

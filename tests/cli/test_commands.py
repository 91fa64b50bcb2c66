"""The commands against a running server."""

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from client_fixtures.server import server_thread
from mock_server.cli.main import main
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

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

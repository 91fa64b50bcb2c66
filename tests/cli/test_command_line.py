"""Error messages, version and help of the command line."""

import io
import re
import sys
from pathlib import Path

import pytest

from mock_server.cli.main import COMMANDS, main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run ``altinn-mock`` in this process, and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["altinn-mock", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["sned"],
            r"altinn-mock: unknown command 'sned'; did you mean 'send'\? See: altinn-mock --help",
        ),
        (
            ["serve", "--prot", "1"],
            r"altinn-mock: unknown option --prot; did you mean '--port'\? See: .*serve --help",
        ),
        (
            ["serve", "--port", "x"],
            r"altinn-mock: invalid --port 'x'; expected a port number from 0 to 65535",
        ),
        (
            ["check", "--environment", "prod"],
            r"altinn-mock: invalid --environment 'prod'; expected production or tt02",
        ),
        (
            ["advance"],
            r"altinn-mock: give one of: DURATION \(such as 7d\), --to, --until",
        ),
        (["advance", "later"], r"altinn-mock: 'later' is not a duration; .*"),
        (["advance", "1d", "--until", "idle"], r"altinn-mock: give one of: DURATION .*"),
        (
            ["advance", "--until", "nextEvnt"],
            r"altinn-mock: invalid --until 'nextEvnt'; did you mean 'nextEvent'\?",
        ),
        (
            ["inbox", "--limit", "0"],
            r"altinn-mock: invalid --limit '0'; expected a number from 1 to 10000",
        ),
        (["send"], r"altinn-mock: give exactly one of: --email, --sms, --person, --organization"),
        (
            ["send", "--channel", "Sms"],
            r"altinn-mock: unknown option --channel; did you mean '--notification-channel'\? .*",
        ),
        (["inbox", "--limit"], r"altinn-mock: --limit needs a value\. See: .*"),
        (["inbox", "--follow=1"], r"altinn-mock: --follow takes no value\. See: .*"),
        (["why"], r"altinn-mock: give ID\. See: altinn-mock why --help"),
        (["ready", "now"], r"altinn-mock: unexpected argument 'now'\. See: .*"),
        (
            ["ready", "--url", "here"],
            r"altinn-mock: invalid --url 'here'; expected a URL such as http://127.0.0.1:5090",
        ),
        (
            ["ready", "--url", "http://localhost:x"],
            r"altinn-mock: invalid --url 'http://localhost:x'; expected a URL such as .*",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_an_invalid_call_prints_one_line_and_exits_with_status_2(
    arguments: list[str],
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    status = run(monkeypatch, *arguments)

    output = capsys.readouterr()
    assert status == 2
    assert output.out == ""
    assert re.fullmatch(line + "\n", output.err)


def test_a_variable_that_is_not_true_or_false_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ALTINN_MOCK_NO_OUTGOING", "maybe")

    assert run(monkeypatch, "check") == 2
    assert capsys.readouterr().err == (
        "altinn-mock: invalid ALTINN_MOCK_NO_OUTGOING; expected true or false."
        " See: altinn-mock check --help\n"
    )


def test_a_server_that_does_not_respond_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    status = run(monkeypatch, "ready", "--url", "http://127.0.0.1:9")

    assert status == 1
    assert capsys.readouterr().err.startswith(
        "altinn-mock: no server responds at http://127.0.0.1:9 ("
    )


def test_without_a_url_the_port_is_that_of_the_server_s_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.delenv("ALTINN_MOCK_URL", raising=False)
    monkeypatch.setenv("ALTINN_MOCK_PORT", "9")

    assert run(monkeypatch, "ready") == 1
    assert "no server responds at http://127.0.0.1:9 (" in capsys.readouterr().err


def test_other_options_than_url_and_token_are_not_read_from_variables(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ALTINN_MOCK_TO", "2026-01-06T10:00:00Z")

    assert run(monkeypatch, "advance") == 2
    assert "give one of: DURATION" in capsys.readouterr().err


def test_without_a_command_the_help_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    status = run(monkeypatch)

    output = capsys.readouterr()
    assert (status, output.err) == (0, "")
    assert [name for name in COMMANDS if f" {name} " not in output.out] == []


def test_an_unknown_variable_is_pointed_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("ALTINN_MOCK_ENVIROMENT", "tt02")
    monkeypatch.setenv("ALTINN_MOCK_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("ALTINN_MOCK_URL", "http://127.0.0.1:9")

    assert run(monkeypatch, "check") == 0
    assert capsys.readouterr().err == (
        "altinn-mock: warning: unknown variable ALTINN_MOCK_ENVIROMENT;"
        " did you mean 'ALTINN_MOCK_ENVIRONMENT'?\n"
    )


def test_check_creates_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert run(monkeypatch, "check", "--data", str(tmp_path / "a" / "b")) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_character_that_the_terminal_does_not_have_is_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252"))

    scenario = tmp_path / "smiley.yaml"
    scenario.write_text("description: 🙂 Blåbær\nsteps: [{advance: P1D}]", encoding="utf-8")
    assert run(monkeypatch, "run", str(scenario)) == 0
    sys.stdout.flush()
    assert written.getvalue().decode("cp1252").startswith("? Blåbær")


def test_the_version_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert run(monkeypatch, "--version") == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_help_shows_options_with_variable_and_default(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    status = run(monkeypatch, "serve", "--help")

    text = " ".join(capsys.readouterr().out.split())
    assert status == 0
    assert "--world-ttl" in text
    assert "[env var: ALTINN_MOCK_WORLD_TTL]" in text
    assert "[env var: ALTINN_MOCK_PORT; default: 5090]" in text

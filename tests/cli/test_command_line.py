"""What the commands say when a call cannot be understood. Source: design/control-api.md."""

import re
import sys

import pytest

from mock_server.cli.main import main


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run ``altinn-mock`` in this process, and return its exit status."""
    monkeypatch.setattr(sys, "argv", ["altinn-mock", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["sned"], r"altinn-mock: No such command 'sned'.* See: altinn-mock --help"),
        (["serve", "--prot", "1"], r"altinn-mock: No such option: --prot .*--port.*"),
        (["serve", "--port", "x"], r"altinn-mock: --port: write a valid integer.*"),
        (["serve", "--environment", "prod"], r"altinn-mock: .*'production'.*'tt02'.*"),
        (["advance"], r"altinn-mock: say how far, one of: DURATION \(like 7d\), --to, --until"),
        (["advance", "later"], r"altinn-mock: --by: 'later' is not a duration; write it like .*"),
        (["advance", "1d", "--until", "idle"], r"altinn-mock: say how far, one of: .*"),
        (["send"], r"altinn-mock: name one of: --email, --sms, --person, --organization"),
        (["ready", "--url", "here"], r"altinn-mock: --url: write it like http://127.0.0.1:5090.*"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_call_that_cannot_be_understood_ends_with_one_line_and_status_2(
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


def test_a_server_that_does_not_answer_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    status = run(monkeypatch, "ready", "--url", "http://127.0.0.1:9")

    assert status == 1
    assert capsys.readouterr().err.startswith("altinn-mock: http://127.0.0.1:9 does not answer (")


def test_the_version_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    assert run(monkeypatch, "--version") == 0
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_help_names_every_option_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    status = run(monkeypatch, "serve", "--help")

    text = " ".join(capsys.readouterr().out.split())
    assert status == 0
    assert "--world-ttl" in text
    assert "[ALTINN_MOCK_WORLD_TTL]" in text

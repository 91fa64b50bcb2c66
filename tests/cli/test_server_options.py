"""Options and variables of ``serve`` and ``check``."""

import inspect

import pytest
import typer
from typer.testing import CliRunner

from mock_server.cli.check import check
from mock_server.cli.serve import serve
from mock_server.cli.server_options import with_server_options
from mock_server.domain.enums import Environment
from mock_server.server.configuration import Configuration


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch):
    for field in Configuration.model_fields:
        monkeypatch.delenv(f"ALTINN_MOCK_{field.upper()}", raising=False)


def configuration(*arguments: str) -> Configuration:
    """Return the configuration that a command gets."""
    received: list[Configuration] = []
    application = typer.Typer()

    @application.command()
    @with_server_options
    def command(read: Configuration) -> None:
        received.append(read)

    result = CliRunner().invoke(application, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return received[0]


def test_without_options_the_defaults_apply():
    assert configuration() == Configuration()


def test_an_option_overrides_its_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_PORT", "6000")
    monkeypatch.setenv("ALTINN_MOCK_ENVIRONMENT", "tt02")

    read = configuration("--port", "7000")

    assert (read.port, read.environment) == (7000, Environment.TT02)


def test_every_option_has_a_variable(monkeypatch: pytest.MonkeyPatch):
    given = {
        "host": "localhost",
        "port": "1",
        "public_url": "https://mock.example.com/altinn",
        "allow_host": "mock,altinn-mock",
        "allow_origin": "http://localhost:3000,https://test.example.com",
        "tls": "self-signed",
        "tls_certificate": __file__,
        "tls_key": __file__,
        "data": ".",
        "environment": "tt02",
        "rules": "deployed",
        "auth": "strict",
        "clock": "frozen",
        "speed": "2",
        "directory": "empty",
        "whitelist": "+4799999999,40000001",
        "smtp_relay": "localhost:1025",
        "control_token": "secret",
        "no_outgoing": "true",
        "request_log": "5",
        "no_refused_log": "true",
        "signing_key": __file__,
        "world_ttl": "2h",
    }
    for field, value in given.items():
        monkeypatch.setenv(f"ALTINN_MOCK_{field.upper()}", value)

    assert list(given) == list(Configuration.model_fields)
    assert configuration() == Configuration.read(**given)


def test_an_option_can_be_repeated():
    read = configuration("--allow-host", "mock", "--allow-host", "Altinn-Mock.", "--allow-host=a,b")

    assert read.allow_host == ("mock", "altinn-mock", "a", "b")


@pytest.mark.parametrize("separator", [",", ", ", " "])
def test_a_variable_names_several_values(monkeypatch: pytest.MonkeyPatch, separator: str):
    origins = ["http://localhost:3000", "https://test.example.com"]
    monkeypatch.setenv("ALTINN_MOCK_ALLOW_ORIGIN", separator.join(origins))

    assert configuration().allow_origin == tuple(origins)


def test_an_empty_variable_is_ignored(monkeypatch: pytest.MonkeyPatch):
    for field in Configuration.model_fields:
        monkeypatch.setenv(f"ALTINN_MOCK_{field.upper()}", "")

    assert configuration() == Configuration()


def test_a_flag_can_be_turned_off_by_its_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_NO_OUTGOING", "false")

    assert configuration().no_outgoing is False


def test_a_variable_of_another_command_is_ignored(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_URL", "http://localhost:6000")

    assert configuration().port == 5090


def test_check_has_the_options_of_serve():
    shared = list(inspect.signature(serve).parameters.values())

    assert list(inspect.signature(check).parameters.values())[1:] == shared

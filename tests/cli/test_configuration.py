"""Options and variables become one frozen value. Source: design/control-api.md, Command line."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from mock_server.cli.options import option_name, variable_name
from mock_server.domain.enums import Environment
from mock_server.domain.instant import parse
from mock_server.server.configuration import Configuration, ConfigurationError, seconds
from mock_server.world.clock import ClockMode


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch):
    for field in Configuration.model_fields:
        monkeypatch.delenv(variable_name(field), raising=False)


def test_the_defaults_suit_a_desk():
    configuration = Configuration.read()

    assert (configuration.host, configuration.port) == ("127.0.0.1", 5090)
    assert configuration.clock is ClockMode.RUNNING
    assert configuration.environment is Environment.PRODUCTION


def test_a_variable_is_read_and_an_option_goes_before_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_PORT", "6000")
    monkeypatch.setenv("ALTINN_MOCK_ENVIRONMENT", "tt02")

    configuration = Configuration.read(port="7000")

    assert configuration.port == 7000
    assert configuration.environment is Environment.TT02


def test_a_variable_of_other_tools_is_not_ours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_URL", "http://elsewhere")

    assert Configuration.read().port == 5090


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_PORT", "")

    assert Configuration.read().port == 5090


def test_the_clock_can_stand_at_an_instant():
    configuration = Configuration.read(clock="2026-01-05T11:00:00+01:00")

    assert configuration.clock == parse("2026-01-05T10:00:00Z")


def test_numbers_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_WHITELIST", "+4799999999,40000001")

    assert Configuration.read().whitelist == ("+4799999999", "40000001")


def test_what_has_been_read_does_not_change():
    with pytest.raises(ValidationError):
        Configuration.read().port = 1  # type: ignore[misc]


def test_the_control_token_is_not_shown():
    assert "secret" not in repr(Configuration.read(control_token="secret"))


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        ({"port": "x"}, "--port: write a valid integer, unable to parse string as an integer"),
        ({"port": "70000"}, "--port: write less than or equal to 65535"),
        ({"environment": "prod"}, "--environment: write 'production' or 'tt02'"),
        ({"smtp_relay": "localhost"}, "--smtp-relay: write it as HOST:PORT"),
        ({"directory": "/nowhere"}, "--directory: cannot read /nowhere (No such file"),
        ({"signing_key": "/"}, "--signing-key: / is a directory; name a file"),
        ({"clock": "noon"}, "--clock: write running, frozen or an instant"),
        ({"world_ttl": "soon"}, "--world-ttl: 'soon' is not a duration; write it like"),
        ({"world_ttl": "0"}, "--world-ttl: write greater than or equal to 1"),
        ({"speed": "0"}, "--speed: write greater than 0"),
        ({"data": "/dev/null/x"}, "--data: cannot make the directory /dev/null/x"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_refused_with_advice(given: dict[str, str], advice: str):
    with pytest.raises(ConfigurationError) as refused:
        Configuration.read(**given)

    assert str(refused.value).startswith(advice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", 604_800),
        ("1w2d", 777_600),
        ("1h30m", 5_400),
        ("45s", 45),
        ("P7D", 604_800),
        ("PT5M", 300),
        ("90", 90),
    ],
)
def test_a_duration_is_read_in_the_short_form_too(text: str, expected: int):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "d", "7 d", "-1", "7D", "P", "PT", "½"])
def test_what_is_no_duration_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a duration; write it like"):
        seconds(text)


def test_a_data_directory_is_made(tmp_path: Path):
    configuration = Configuration.read(data=str(tmp_path / "a" / "b"))

    assert configuration.data is not None
    assert configuration.data.is_dir()


def test_an_option_is_written_as_its_field():
    assert option_name("world_ttl") == "--world-ttl"
    assert option_name("json_") == "--json"
    assert variable_name("json_") == "ALTINN_MOCK_JSON"

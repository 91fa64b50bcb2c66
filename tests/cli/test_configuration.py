"""The configuration of a server."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from mock_server.domain.enums import Environment
from mock_server.domain.instant import parse_instant
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration, ConfigurationError, parse_seconds
from mock_server.world.clock import ClockMode


def test_the_defaults():
    configuration = Configuration.read()

    assert (configuration.host, configuration.port) == ("127.0.0.1", 5090)
    assert configuration.clock is ClockMode.RUNNING
    assert configuration.environment is Environment.PRODUCTION


def test_the_clock_can_be_frozen_at_an_instant():
    configuration = Configuration.read(clock="2026-01-05T11:00:00+01:00")

    assert configuration.clock == parse_instant("2026-01-05T10:00:00Z")


def test_the_whitelist_is_split_at_commas():
    configuration = Configuration.read(whitelist="+4799999999,40000001")

    assert configuration.whitelist == ("+4799999999", "40000001")


def test_the_configuration_cannot_be_changed():
    with pytest.raises(ValidationError):
        Configuration.read().port = 1  # type: ignore[misc]


def test_the_control_token_is_not_shown():
    assert "secret" not in repr(Configuration.read(control_token="secret"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"port": "x"}, "invalid --port 'x'; expected a port number from 0 to 65535"),
        ({"port": "70000"}, "invalid --port '70000'; expected a port number from 0"),
        ({"environment": "prod"}, "invalid --environment 'prod'; expected production or tt02"),
        (
            {"smtp_relay": "localhost"},
            "--smtp-relay: invalid address 'localhost'; expected HOST:PORT",
        ),
        ({"directory": "/nowhere"}, "--directory: cannot read /nowhere (No such file"),
        ({"signing_key": "/"}, "--signing-key: / is a directory; expected a file"),
        ({"clock": "noon"}, "--clock: expected running, frozen or an instant: 'noon'"),
        ({"world_ttl": "soon"}, "--world-ttl: 'soon' is not a duration;"),
        ({"world_ttl": "0"}, "invalid --world-ttl '0'; expected 1 second or more"),
        ({"speed": "0"}, "invalid --speed '0'; expected a number above 0"),
        ({"control_token": ""}, "invalid --control-token ''; expected at least one character"),
        (
            {"public_url": "mock:5090"},
            "--public-url: invalid URL 'mock:5090'; expected one such as",
        ),
        ({"public_url": "http://mock/?a=b"}, "--public-url: invalid URL 'http://mock/?a=b'"),
        (
            {"allow_host": "good,mock:5090"},
            "--allow-host: invalid host 'mock:5090'; expected a name",
        ),
        ({"allow_host": "*"}, "--allow-host: invalid host '*'; expected a name without a port"),
        (
            {"allow_origin": "*"},
            "--allow-origin: invalid origin '*'; expected SCHEME://HOST[:PORT]",
        ),
        ({"allow_origin": "localhost:3000"}, "--allow-origin: invalid origin 'localhost:3000'"),
        ({"allow_origin": "http://a/b"}, "--allow-origin: invalid origin 'http://a/b'"),
        ({"tls": "yes"}, "invalid --tls 'yes'; expected self-signed"),
        ({"tls_key": "/nowhere"}, "--tls-key: cannot read /nowhere (No such file"),
        ({"prot": "1"}, "unknown option --prot"),
        ({"data": "/dev/null/x"}, "--data: cannot create the folder /dev/null/x"),
    ],
    ids=str,
)
def test_an_invalid_value_is_reported(given: dict[str, str], message: str):
    with pytest.raises(ConfigurationError) as error:
        Configuration.read(**given)

    assert str(error.value).startswith(message)


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
def test_parse_a_duration(text: str, expected: int):
    assert parse_seconds(text) == expected


@pytest.mark.parametrize("text", ["", "d", "7 d", "-1", "7D", "P", "PT", "½"])
def test_an_invalid_duration_is_an_error(text: str):
    with pytest.raises(ValueError, match="is not a duration;"):
        parse_seconds(text)


def test_the_folder_for_messages_is_created_with_the_first_world(tmp_path: Path):
    configuration = Configuration.read(data=str(tmp_path / "a" / "b"))
    assert list(tmp_path.iterdir()) == []

    with TestClient(create_app(configuration)) as client:
        client.get("/_mock/clock")

    assert (tmp_path / "a" / "b").is_dir()

"""Errors of the plugin: each suggests a correction."""

import json
import socket
from collections.abc import Callable

import pytest
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp

from client_fixtures.server import server_thread
from mock_server import __version__
from mock_server.server.app import create_app
from mock_server.server.configuration import Configuration

RunTests = Callable[..., pytest.RunResult]

ANY = """
    def test_any(altinn):
        pass
"""


@pytest.mark.parametrize(
    ("marker", "message"),
    [
        (
            'enviroment="tt02"',
            "unknown argument 'enviroment' for @pytest.mark.altinn; did you mean 'environment'?",
        ),
        ('"tt02"', "takes keyword arguments only, not 'tt02'; use now=*"),
        ("xyz=1", "unknown argument 'xyz' for @pytest.mark.altinn; expected one of auth, *"),
        ('environment="tt03"', "environment: expected 'production' or 'tt02', got 'tt03'"),
        ('now="tomorrow"', "'tomorrow' is not an instant; expected for example *"),
        ('scenario="remnder"', "unknown scenario 'remnder'; did you mean 'reminder'?"),
        ('directory="all"', "*expected 'default' or 'empty', got 'all'"),
    ],
    ids=["misspelt", "without-key", "unknown", "value", "instant", "scenario", "directory"],
)
def test_an_invalid_marker_is_an_error(
    run_tests: RunTests, pytester: pytest.Pytester, marker: str, message: str
):
    pytester.mkdir("scenarios").joinpath("reminder.yaml").touch()

    result = run_tests(
        f"""
        import pytest

        @pytest.mark.altinn({marker})
        def test_any(altinn):
            pass
        """
    )

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message}*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_url_without_a_server_is_an_error(run_tests: RunTests, monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("ALTINN_MOCK_URL", f"http://127.0.0.1:{port}")

    result = run_tests(ANY)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            f"*no server responds at http://127.0.0.1:{port} (*Connection refused*). Start one"
            " with `altinn-mock serve`, or unset ALTINN_MOCK_URL*"
        ]
    )


@pytest.mark.parametrize(
    ("app", "message"),
    [
        (
            PlainTextResponse("It works!"),
            "is not altinn-notifications-mock (it responded 200);"
            " set ALTINN_MOCK_URL to the address of the mock",
        ),
        (
            JSONResponse({"status": "ready", "version": "99.0.1"}),
            f"has version 99.0.1, these fixtures have {__version__};"
            " install altinn-notifications-mock==99.0.1 here",
        ),
    ],
    ids=["another-server", "another-version"],
)
def test_another_server_or_version_is_an_error(
    run_tests: RunTests, monkeypatch: pytest.MonkeyPatch, app: ASGIApp, message: str
):
    with server_thread(app) as server:
        monkeypatch.setenv("ALTINN_MOCK_URL", server.url)
        result = run_tests(ANY)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message}*"])


def test_an_invalid_url_is_an_error(run_tests: RunTests, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_URL", "localhost:5090")

    result = run_tests(ANY)

    result.stdout.fnmatch_lines(["*invalid server URL 'localhost:5090'; expected for example *"])


@pytest.mark.parametrize(("token", "outcome"), [("secret", "passed"), ("", "errors")])
def test_a_server_with_a_control_token_requires_it(
    run_tests: RunTests, monkeypatch: pytest.MonkeyPatch, token: str, outcome: str
):
    configuration = Configuration.read(control_token="secret")
    with server_thread(create_app(configuration)) as server:
        monkeypatch.setenv("ALTINN_MOCK_URL", server.url)
        monkeypatch.setenv("ALTINN_MOCK_CONTROL_TOKEN", token)
        result = run_tests(ANY)

    result.assert_outcomes(**{outcome: 1})
    if not token:
        result.stdout.fnmatch_lines(
            ["*requires a control token; set ALTINN_MOCK_CONTROL_TOKEN to *"]
        )


def test_an_unknown_field_of_a_scenario_is_an_error(run_tests: RunTests, pytester: pytest.Pytester):
    scenario = {"description": "Once", "settngs": {}, "steps": [{"advance": "P1D"}]}
    pytester.mkdir("scenarios").joinpath("once.json").write_text(json.dumps(scenario, indent=1))

    result = run_tests(
        """
        import pytest

        @pytest.mark.altinn(scenario="once")
        def test_any(altinn):
            pass
        """
    )

    result.stdout.fnmatch_lines(["*once.json:3: *unknown key 'settngs'; did you mean 'settings'?*"])


def test_a_test_that_does_not_stop_freezegun_is_an_error(run_tests: RunTests):
    result = run_tests(
        """
        import freezegun

        def test_does_not_stop_it(altinn):
            freezegun.freeze_time("2026-01-05").start()

        def test_stops_it(altinn):
            freezer = freezegun.freeze_time("2026-01-05")
            freezer.start()
            freezer.stop()
        """,
        in_process=False,
    )

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*test_does_not_stop_it did not stop freezegun, so time stays frozen for later tests."
            " Use*"
        ]
    )

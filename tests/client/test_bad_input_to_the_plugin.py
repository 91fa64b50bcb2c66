"""What is asked for and cannot be: each answer says what to do instead."""

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
    ("marker", "advice"),
    [
        ('enviroment="tt02"', "has no 'enviroment'; did you mean 'environment'?"),
        ('"tt02"', "takes keys, not 'tt02' alone; write now=*"),
        ("xyz=1", "has no 'xyz'; write one of now, *"),
        ('environment="tt03"', "environment: expected 'production' or 'tt02', got 'tt03'"),
        ('now="tomorrow"', "'tomorrow' is not an instant; expected for example *"),
        ('scenario="remnder"', "unknown scenario 'remnder'; did you mean 'reminder'?"),
        ('directory="all"', "*expected 'default' or 'empty', got 'all'"),
    ],
    ids=["misspelt", "without-key", "unknown", "value", "instant", "scenario", "directory"],
)
def test_a_marker_that_cannot_be(
    run_tests: RunTests, pytester: pytest.Pytester, marker: str, advice: str
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
    result.stdout.fnmatch_lines([f"*{advice}*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_url_that_nobody_answers(run_tests: RunTests, monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("ALTINN_MOCK_URL", f"http://127.0.0.1:{port}")

    result = run_tests(ANY)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            f"*nobody answers at http://127.0.0.1:{port} (*Connection refused*); start the mock"
            " with `altinn-mock serve`, or unset ALTINN_MOCK_URL*"
        ]
    )


@pytest.mark.parametrize(
    ("app", "advice"),
    [
        (
            PlainTextResponse("It works!"),
            "answers, but not as altinn-notifications-mock does (it answered 200);"
            " point ALTINN_MOCK_URL at the mock's own address",
        ),
        (
            JSONResponse({"status": "ready", "version": "99.0.1"}),
            f"is version 99.0.1, these fixtures are {__version__};"
            " install altinn-notifications-mock==99.0.1 here",
        ),
    ],
    ids=["another-server", "another-version"],
)
def test_a_server_that_is_not_the_mock_of_these_fixtures(
    run_tests: RunTests, monkeypatch: pytest.MonkeyPatch, app: ASGIApp, advice: str
):
    with server_thread(app) as server:
        monkeypatch.setenv("ALTINN_MOCK_URL", server.url)
        result = run_tests(ANY)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{advice}*"])


def test_a_url_that_is_none(run_tests: RunTests, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ALTINN_MOCK_URL", "localhost:5090")

    result = run_tests(ANY)

    result.stdout.fnmatch_lines(["*'localhost:5090' is no address of a mock; write it like *"])


@pytest.mark.parametrize(("token", "outcome"), [("secret", "passed"), ("", "errors")])
def test_a_server_that_asks_for_a_token(
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
            ["*started with --control-token; set ALTINN_MOCK_CONTROL_TOKEN to it*"]
        )


def test_a_scenario_with_a_misspelt_key(run_tests: RunTests, pytester: pytest.Pytester):
    story = {"description": "Once", "settngs": {}, "steps": [{"advance": "P1D"}]}
    pytester.mkdir("scenarios").joinpath("once.json").write_text(json.dumps(story, indent=1))

    result = run_tests(
        """
        import pytest

        @pytest.mark.altinn(scenario="once")
        def test_any(altinn):
            pass
        """
    )

    result.stdout.fnmatch_lines(["*once.json:3: *unknown key 'settngs'; did you mean 'settings'?*"])


def test_time_that_a_test_leaves_frozen(run_tests: RunTests):
    result = run_tests(
        """
        import freezegun

        def test_leaves_it_on(altinn):
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
        ["*test_leaves_it_on left this process's time frozen, for every test after it: use*"]
    )

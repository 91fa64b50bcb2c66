"""The command ``altinn-mock run``.

Source: docs/scenarios.md. Exits with status 1 when a scenario fails, 2 when a file is not valid.
"""

import asyncio
import json
import secrets
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer

from mock_server.cli.api_client import ControlClient, ControlToken, bearer, open_client
from mock_server.cli.output import CommandError, echo, terminal_width
from mock_server.cli.progress import Reading, show_progress
from mock_server.cli.rows import print_messages
from mock_server.domain.instant import SECOND
from mock_server.real_time import real_now
from mock_server.scenarios.file_format import ScenarioError
from mock_server.scenarios.http_client import HttpWorldClient
from mock_server.scenarios.library import find_scenarios, known_scenarios, read_file
from mock_server.scenarios.reports import ScenarioRun, as_json, as_junit, difference_lines
from mock_server.scenarios.runner import run as run_scenario
from mock_server.scenarios.scenario import Scenario

NAME_WIDTH: Final = 40


def run(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENARIO",
            help="Scenario files, folders of them, or names that `altinn-mock scenarios` lists.",
            autocompletion=lambda: list(known_scenarios()),
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(
            envvar="ALTINN_MOCK_URL",
            metavar="URL",
            help="URL of a running server; if not set, a server is started for the run.",
        ),
    ] = None,
    control_token: ControlToken = None,
    junit: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a JUnit XML report.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write a JSON report.")
    ] = None,
) -> None:
    """Run scenarios in order, each in its own world."""
    loaded = _load(scenarios or ())
    for file in filter(None, (junit, json_file)):
        _write(file, "")  # before the scenarios run, which can take long
    if url is not None:
        with ControlClient(url, control_token) as client:
            client.check_server()
    run_all = RunAll(loaded, control_token)
    try:
        with show_progress("Running scenarios …", run_all.progress):
            runs = asyncio.run(run_all(url))
    except httpx.TransportError as error:
        raise CommandError(f"no server responds at {url} ({error})", status=1) from error
    if junit is not None:
        _write(junit, as_junit(runs))
    if json_file is not None:
        _write(json_file, json.dumps(as_json(runs), ensure_ascii=False, indent=2))
    failed = sum(1 for each in runs if not each.report.passed)
    echo(f"{len(runs) - failed} passed, {failed} failed")
    if failed:
        raise typer.Exit(1)


def _load(names: Sequence[str]) -> list[tuple[Path, Scenario]]:
    """Read all scenarios before the first one runs.

    Raises:
        CommandError: with the errors of all files.
    """
    if not names:
        raise CommandError("give a scenario, for example: altinn-mock run reminder")
    scenarios: list[tuple[Path, Scenario]] = []
    errors: list[str] = []
    for path in _find(names, errors):
        try:
            scenarios.append((path, read_file(path)))
        except ScenarioError as error:
            errors.append(str(error))
    if errors:
        raise CommandError("\n".join(errors))
    return scenarios


def _find(names: Sequence[str], errors: list[str]) -> Iterator[Path]:
    for name in names:
        try:
            yield from find_scenarios(name)
        except ScenarioError as error:
            errors.append(str(error))


def _write(file: Path, text: str) -> None:
    """Write a report.

    Raises:
        CommandError: if the file cannot be written.
    """
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {file} ({error.strerror})") from error


class RunAll:
    """Runs scenarios in order and counts what they did."""

    def __init__(self, scenarios: Sequence[tuple[Path, Scenario]], token: str | None) -> None:
        self._scenarios = scenarios
        self._token = token
        self._done = self._orders = self._messages = 0

    async def __call__(self, url: str | None) -> list[ScenarioRun]:
        """Run all scenarios on the server at *url*, or in this process."""
        runs = []
        async with open_client(url) as client:
            for path, scenario in self._scenarios:
                runs.append(await self._run(client, path, scenario))
                self._done += 1
        return runs

    def progress(self) -> Reading:
        """Return how many scenarios have run, and their orders and messages."""
        total = len(self._scenarios)
        counts = f"{self._orders} orders, {self._messages} messages"
        return self._done / total, f"{self._done} of {total} scenarios, {counts}"

    async def _run(self, client: httpx.AsyncClient, path: Path, scenario: Scenario) -> ScenarioRun:
        """Run a scenario in its own world; a single one is printed with the sent messages."""
        prefix = f"/w/run-{secrets.token_hex(6)}"
        world_client = HttpWorldClient(client, prefix, bearer(self._token))
        started_at = real_now()
        report = await run_scenario(scenario, world_client)
        orders = (await world_client("GET", "/_mock/orders", None, {})).json or {}
        inbox = (await world_client("GET", "/_mock/inbox", None, {})).json or {}
        await world_client.delete_world()
        self._orders += orders.get("count", 0)
        self._messages += inbox.get("count", 0)
        if len(self._scenarios) == 1:
            echo(textwrap.fill(scenario.description, min(80, terminal_width())) + "\n")
            print_messages(inbox.get("messages", []))
            echo("")
        seconds = (real_now() - started_at) / SECOND
        scenario_run = ScenarioRun(path=path, scenario=scenario, report=report, seconds=seconds)
        _print_result(scenario_run)
        return scenario_run


def _print_result(scenario_run: ScenarioRun) -> None:
    passed, steps = scenario_run.report.passed, len(scenario_run.scenario.steps)
    name = scenario_run.scenario.name.ljust(min(NAME_WIDTH, terminal_width() // 2))
    word = typer.style("passed", fg="green") if passed else typer.style("FAILED", fg="red")
    echo(f"{name} {word}  {steps} steps, {scenario_run.seconds:.2f} s")
    for line in () if passed else difference_lines(scenario_run):
        echo(f"    {line}")

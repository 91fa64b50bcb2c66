"""The command ``altinn-mock run``.

Source: docs/scenarios.md. Exits with status 1 when a scenario fails, 2 when a file is not valid.
"""

import asyncio
import json
import secrets
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import httpx
import typer

from mock_server.cli.api_client import ControlToken, bearer, parse_url
from mock_server.cli.output import CommandError, echo, print_messages
from mock_server.domain.instant import SECOND
from mock_server.real_time import real_now
from mock_server.scenarios.file_format import ScenarioError
from mock_server.scenarios.http_client import HttpWorldClient, in_process_client
from mock_server.scenarios.library import find_scenario, read_file
from mock_server.scenarios.reports import ScenarioRun, as_json, as_junit, difference_lines
from mock_server.scenarios.runner import run as run_scenario
from mock_server.scenarios.scenario import Scenario

NAME_WIDTH: Final = 40


def run(
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SCENARIO",
            help="Scenario files, or names of scenarios in ./scenarios or the bundled ones.",
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
    try:
        runs = asyncio.run(_run_all(loaded, url, control_token))
    except httpx.TransportError as error:
        raise CommandError(f"no server responds at {url} ({error})", status=1) from error
    if junit is not None:
        junit.write_text(as_junit(runs), encoding="utf-8")
    if json_file is not None:
        json_file.write_text(json.dumps(as_json(runs), ensure_ascii=False, indent=2))
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
        raise CommandError("give a scenario, for example: altinn-mock run scenarios/reminder.yaml")
    scenarios, errors = [], []
    for name in names:
        try:
            path = find_scenario(name)
            scenarios.append((path, read_file(path)))
        except ScenarioError as error:
            errors.append(str(error))
    if errors:
        raise CommandError("\n".join(errors))
    return scenarios


async def _run_all(
    scenarios: Sequence[tuple[Path, Scenario]], url: str | None, token: str | None
) -> list[ScenarioRun]:
    is_only_one = len(scenarios) == 1
    async with _client(url) as client:
        return [
            await _run(client, bearer(token), path, scenario, verbose=is_only_one)
            for path, scenario in scenarios
        ]


def _client(url: str | None) -> httpx.AsyncClient:
    if url is None:
        from mock_server.server.app import create_app

        return in_process_client(create_app())
    parts = parse_url(url)
    return httpx.AsyncClient(base_url=f"{parts.scheme}://{parts.netloc}", timeout=None)


async def _run(
    client: httpx.AsyncClient,
    control_headers: dict[str, str],
    path: Path,
    scenario: Scenario,
    *,
    verbose: bool,
) -> ScenarioRun:
    """Run a scenario in its own world; *verbose* prints its description and the sent messages."""
    world_client = HttpWorldClient(client, f"/w/run-{secrets.token_hex(6)}", control_headers)
    started_at = real_now()
    report = await run_scenario(scenario, world_client)
    inbox = (await world_client("GET", "/_mock/inbox", None, {})).json or {}
    await world_client.delete_world()
    if verbose:
        echo(textwrap.fill(scenario.description, 80) + "\n")
        print_messages(inbox.get("messages", []))
        echo("")
    seconds = (real_now() - started_at) / SECOND
    scenario_run = ScenarioRun(path=path, scenario=scenario, report=report, seconds=seconds)
    _print_result(scenario_run)
    return scenario_run


def _print_result(scenario_run: ScenarioRun) -> None:
    passed, steps = scenario_run.report.passed, len(scenario_run.scenario.steps)
    name = scenario_run.scenario.name.ljust(NAME_WIDTH)
    word = typer.style("passed", fg="green") if passed else typer.style("FAILED", fg="red")
    echo(f"{name} {word}  {steps} steps, {scenario_run.seconds:.2f} s")
    for line in () if passed else difference_lines(scenario_run):
        echo(f"    {line}")

"""``altinn-mock run``: play scenarios, on a server of their own or on a running one.

Source: design/scenarios.md. Exit status 1 when a scenario is not as it says, 2 when one is none.
"""

import asyncio
import json
import secrets
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import httpx
import typer
from pydantic import AliasChoices, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from mock_server.cli.message_table import show_messages
from mock_server.cli.options import takes
from mock_server.cli.output import CommandError, say
from mock_server.domain.instant import SECOND
from mock_server.real_time import real_now
from mock_server.scenarios.file_format import ScenarioError
from mock_server.scenarios.http_client import HttpCaller, in_process
from mock_server.scenarios.library import find, read_file
from mock_server.scenarios.reports import Played, as_json, as_junit, difference_lines
from mock_server.scenarios.runner import run as play
from mock_server.scenarios.scenario import Scenario
from mock_server.server.configuration import PREFIX, Options

WIDTH: Final = 40


def _listed(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


class RunOptions(Options):
    """Which scenarios, on which server, and what to write about them."""

    scenarios: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)] = Field(
        (),
        description="Files, or names of scenarios in ./scenarios or among the bundled ones.",
        json_schema_extra={"argument": "SCENARIO..."},
    )
    url: str | None = Field(
        None,
        description="A running server; one of its own when not given.",
        json_schema_extra={"metavar": "URL"},
    )
    control_token: SecretStr | None = Field(
        None,
        description="The token that the server was given as --control-token.",
        json_schema_extra={"metavar": "TOKEN"},
    )
    junit: Path | None = Field(
        None, description="Write a JUnit XML report.", json_schema_extra={"metavar": "FILE"}
    )
    # A field cannot be named json: pydantic's own models have a method of that name.
    json_: Path | None = Field(
        None,
        validation_alias=AliasChoices("json_", PREFIX + "JSON"),
        description="Write a JSON report.",
        json_schema_extra={"metavar": "FILE"},
    )


@takes(RunOptions)
def run(asked: RunOptions) -> None:
    """Play scenarios, one after the other, each in a world of its own."""
    stories = _read(asked.scenarios)
    try:
        played = asyncio.run(_play_all(stories, asked))
    except httpx.TransportError as error:
        raise CommandError(f"{asked.url} does not answer ({error})", status=1) from error
    if asked.junit is not None:
        asked.junit.write_text(as_junit(played), encoding="utf-8")
    if asked.json_ is not None:
        asked.json_.write_text(json.dumps(as_json(played), ensure_ascii=False, indent=2))
    failed = sum(1 for each in played if not each.report.passed)
    say(f"{len(played) - failed} passed, {failed} failed")
    if failed:
        raise typer.Exit(1)


def _read(names: Sequence[str]) -> list[tuple[Path, Scenario]]:
    """Read all scenarios before any is played, and complain about all at once."""
    if not names:
        raise CommandError("name a scenario: altinn-mock run scenarios/reminder.yaml")
    stories, complaints = [], []
    for name in names:
        try:
            path = find(name)
            stories.append((path, read_file(path)))
        except ScenarioError as error:
            complaints.append(str(error))
    if complaints:
        raise CommandError("\n".join(complaints))
    return stories


async def _play_all(stories: Sequence[tuple[Path, Scenario]], asked: RunOptions) -> list[Played]:
    token = asked.control_token
    control = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    is_only_one = len(stories) == 1
    async with _client(asked.url) as client:
        return [await _play(client, control, *story, tells_all=is_only_one) for story in stories]


def _client(url: str | None) -> httpx.AsyncClient:
    if url is None:
        from mock_server.server.app import create_app

        return in_process(create_app())
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CommandError(f"--url: {url} is no address; write it like http://localhost:5090")
    return httpx.AsyncClient(base_url=f"{parts.scheme}://{parts.netloc}", timeout=None)


async def _play(
    client: httpx.AsyncClient,
    control: dict[str, str],
    path: Path,
    scenario: Scenario,
    *,
    tells_all: bool,
) -> Played:
    """Play a scenario in a world of its own; *tells_all* shows the story and what has left."""
    caller = HttpCaller(client, f"/w/run-{secrets.token_hex(6)}", control)
    began = real_now()
    report = await play(scenario, caller)
    inbox = (await caller("GET", "/_mock/inbox", None, {})).json or {}
    await caller.forget()
    if tells_all:
        say(textwrap.fill(scenario.story, 80) + "\n")
        show_messages(inbox.get("messages", []))
        say("")
    seconds = (real_now() - began) / SECOND
    played = Played(path=path, scenario=scenario, report=report, seconds=seconds)
    _tell(played)
    return played


def _tell(played: Played) -> None:
    passed, steps = played.report.passed, len(played.scenario.steps)
    word = typer.style("passed", fg="green") if passed else typer.style("FAILED", fg="red")
    say(f"{played.scenario.name.ljust(WIDTH)} {word}  {steps} steps, {played.seconds:.2f} s")
    for line in () if passed else difference_lines(played):
        say(f"    {line}")

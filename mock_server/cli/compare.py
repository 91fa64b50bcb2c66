"""The command ``altinn-mock compare``: recordings, played against the mock."""

import asyncio
import secrets
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from mock_server.cli.api_client import ControlToken, bearer, open_client
from mock_server.cli.output import CommandError, echo
from mock_server.domain.enums import Environment, RuleSet
from mock_server.domain.errors import UsageError


def compare(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Recordings, as altinn-mock record writes.")
    ],
    directory: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Directory file with the people of the recording."),
    ] = None,
    environment: Annotated[
        Environment, typer.Option(help="Altinn environment that was recorded.")
    ] = Environment.TT02,
    rules: Annotated[RuleSet, typer.Option(help="Rule set to compare with.")] = RuleSet.DEPLOYED,
    url: Annotated[
        str | None,
        typer.Option(
            envvar="ALTINN_MOCK_URL",
            metavar="URL",
            help="URL of a running server; if not set, a server is started for the run.",
        ),
    ] = None,
    control_token: ControlToken = None,
) -> None:
    """Play recordings against the mock and print each difference."""
    from mock_server.recordings.player import Result, read_recording

    setup: dict[str, Any] = {
        "mode": "frozen",
        "settings": {"environment": environment, "rules": rules, "auth": "strict"},
    }
    try:
        if directory is not None:
            setup["directory"] = _read_directory(directory)
        lines = [line for path in files for line in read_recording(path)]
        results: list[Result] = asyncio.run(_play(lines, setup, url, bearer(control_token)))
    except UsageError as error:
        raise CommandError(str(error)) from error
    except httpx.TransportError as error:
        raise CommandError(f"no server responds at {url} ({error})", status=1) from error
    failed = [each for each in results if each.differences]
    for result in failed:
        echo(f"{result.id}: {result.request}")
        for difference in result.differences:
            echo(f"    {difference}")
    echo(f"{len(results) - len(failed)} match, {len(failed)} differ")
    if failed:
        raise typer.Exit(1)


async def _play(
    lines: list[dict[str, Any]], setup: dict[str, Any], url: str | None, headers: dict[str, str]
) -> list[Any]:
    from mock_server.recordings.player import Player

    world = f"/w/compare-{secrets.token_hex(6)}"
    async with open_client(url) as client:
        player = Player(client, world, headers, setup)
        results = [await player.play(line) for line in lines]
        await client.delete(f"{world}/_mock", headers=headers)
    return results


def _read_directory(path: Path) -> Any:
    import json

    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from error

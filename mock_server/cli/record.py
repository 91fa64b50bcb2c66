"""The command ``altinn-mock record``: a proxy that records the exchanges with an environment."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from mock_server.cli.api_client import parse_url
from mock_server.cli.output import echo


def record(
    target: Annotated[
        str,
        typer.Argument(
            metavar="TARGET", help="Environment to record, e.g. https://platform.tt02.altinn.no."
        ),
    ],
    output: Annotated[
        Path, typer.Option(metavar="FILE", help="File to append the exchanges to.")
    ] = Path("recording.jsonl"),
    port: Annotated[int, typer.Option(metavar="PORT", help="Port to listen on.")] = 5099,
) -> None:
    """Forward requests to a test environment and record the exchanges, without personal data."""
    import httpx
    import uvicorn

    from mock_server.domain.instant import format_instant
    from mock_server.real_time import real_now
    from mock_server.recordings.recorder import Recorder, recording_proxy

    parse_url(target)
    client = httpx.AsyncClient(timeout=120)
    session = f"recorded-{format_instant(real_now())[:19]}"

    def write(line: dict[str, Any]) -> None:
        with output.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        echo(f"{line['response']['status']} {line['request']['method']} {line['request']['path']}")

    app = recording_proxy(client, target, Recorder(session), write)
    echo(f"recording {target} on http://127.0.0.1:{port} to {output} (press Ctrl+C to quit)")
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)

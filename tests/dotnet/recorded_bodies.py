"""Recorded request bodies and the results of Altinn's JSON reader."""

import base64
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mock_server.dotnet.json.reader import decode_utf16
from mock_server.dotnet.schema import ObjectType
from mock_server.notifications.api import request_schemas as schemas

RECORDINGS = Path(__file__).parents[1] / "recordings" / "dotnet"


def read_lines(name: str) -> list[Any]:
    with gzip.open(RECORDINGS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@dataclass(frozen=True, slots=True)
class RecordedBody:
    content: bytes
    schema: ObjectType
    error: tuple[str, str] | None
    is_empty: bool


def recorded_bodies() -> list[RecordedBody]:
    return [_from_line(line) for line in read_lines("bodies")]


def _from_line(line: dict[str, Any]) -> RecordedBody:
    content = line["body"].encode() if "body" in line else base64.b64decode(line["base64"])
    return RecordedBody(
        content=decode_utf16(content) if "utf16" in line else content,
        schema=getattr(schemas, line["type"]),
        error=tuple(line["error"]) if "error" in line else None,
        is_empty="empty" in line,
    )

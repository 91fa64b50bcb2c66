"""Recorded exchanges, sent to the mock and compared with what the environment answered."""

import base64
import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from mock_server.domain.errors import UsageError
from mock_server.domain.instant import parse_instant
from mock_server.recordings.comparison import Comparison
from mock_server.recordings.recorder import RECORDED_RESPONSE_HEADERS

Json = dict[str, Any]

HOST: Final = "localhost:5090"
_MEMBERS: Final = ("method", "path")


@dataclass(frozen=True, slots=True)
class Result:
    """One exchange: what was sent, and how the responses differ."""

    id: str
    request: str
    differences: tuple[str, ...]


def read_recording(path: Path) -> list[Json]:
    """Return the lines of a file, which can be compressed.

    Raises:
        UsageError: if the file is not a recording of exchanges.
    """
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from error
    for number, line in enumerate(lines, 1):
        if not _is_exchange(line):
            raise UsageError(
                f"{path}, line {number}: expected an exchange with now, request and response"
            )
    return lines


def _is_exchange(line: object) -> bool:
    if not isinstance(line, dict) or "now" not in line:
        return False
    request, response = line.get("request"), line.get("response")
    has_request = isinstance(request, dict) and all(name in request for name in _MEMBERS)
    return has_request and isinstance(response, dict) and "status" in response


class Player:
    """Plays exchanges in one world; its clock follows the time of the recording."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        world: str,
        control_headers: Mapping[str, str],
        setup: Json,
    ) -> None:
        self._client = client
        self._world = world
        self._control_headers = dict(control_headers)
        self._setup = setup
        self._session: str | None = None
        self._now = 0
        self._comparison = Comparison("", "2026-01-01T00:00:00Z")
        self._tokens: dict[str, str] = {}

    async def play(self, line: Json) -> Result:
        """Send one exchange and return how the response differs."""
        await self._move_to(line)
        request = line["request"]
        self._comparison.sent += json.dumps(request, ensure_ascii=False)
        self._comparison.now = parse_instant(line["now"])
        response = await self._send(request, line.get("auth"))
        text = f"{request['method']} {request['path']}"
        differences = tuple(_differences(line["response"], response, self._comparison))
        return Result(str(line.get("id", "?")), text, differences)

    async def _move_to(self, line: Json) -> None:
        at = parse_instant(line["now"])
        session = str(line.get("session") or line.get("id"))
        if session != self._session:
            await self._control("POST", "/reset", {**self._setup, "now": line["now"]})
            self._session, self._now = session, at
            self._comparison = Comparison("", line["now"])
        elif at > self._now:
            await self._control("POST", "/clock/advance", {"to": line["now"]})
            self._now = at

    async def _send(self, request: Json, auth: Json | None) -> httpx.Response:
        headers = {"Host": HOST, **await self._credentials(auth)}
        headers |= {name: str(value) for name, value in (request.get("headers") or {}).items()}
        content = _content(self._comparison.replace_placeholders(request))
        if content is not None and "content-type" not in {name.lower() for name in headers}:
            headers["Content-Type"] = "application/json"
        query = f"?{request['query']}" if request.get("query") else ""
        path = self._comparison.replace_placeholders(request["path"] + query)
        return await self._client.request(
            request["method"], self._world + path, content=content, headers=headers
        )

    async def _credentials(self, auth: Json | None) -> dict[str, str]:
        kind = (auth or {}).get("type", "maskinporten")
        if kind == "none":
            return {}
        if kind == "garbage":
            return {"Authorization": "Bearer abc.def.ghi"}
        key = json.dumps(auth, sort_keys=True)
        if key not in self._tokens:
            answer = await self._control("POST", "/tokens", _token_request(kind, auth or {}))
            self._tokens[key] = answer["access_token"]
        return {"Authorization": f"Bearer {self._tokens[key]}"}

    async def _control(self, method: str, path: str, body: Json) -> Any:
        response = await self._client.request(
            method, f"{self._world}/_mock{path}", json=body, headers=self._control_headers
        )
        if response.is_error:
            raise UsageError(f"{path}: {response.text}")
        return response.json() if response.content else None


def _token_request(kind: str, auth: Json) -> Json:
    body: Json = {"kind": kind, "scopes": str(auth.get("scope", "")).split()}
    if kind == "maskinporten" and not auth.get("noOrg"):
        body["org"] = auth.get("org", "ttd")
    if kind != "user" and auth.get("orgNumber"):
        body["organizationNumber"] = auth["orgNumber"]
    return body


def _content(request: Json) -> bytes | None:
    if "body" in request:
        return json.dumps(request["body"], ensure_ascii=False).encode()
    if "rawBody" in request:
        return str(request["rawBody"]).encode()
    if "rawBodyBase64" in request:
        return base64.b64decode(request["rawBodyBase64"])
    return None


def _differences(recorded: Json, response: httpx.Response, comparison: Comparison) -> Iterator[str]:
    if response.status_code != recorded["status"]:
        yield f"status: {response.status_code} here, {recorded['status']} recorded"
        yield f"body here: {response.text[:300]}"
        yield f"body recorded: {_shown(recorded)[:300]}"
        return
    for name in RECORDED_RESPONSE_HEADERS:
        expected, actual = recorded.get("headers", {}).get(name), response.headers.get(name)
        if comparison.difference(expected, actual, name):
            yield f"{name}: {actual!r} here, {expected!r} recorded"
    if "bodyText" in recorded:
        difference = comparison.difference(recorded["bodyText"], response.text, "body")
    else:
        difference = comparison.document_difference(recorded, response.text, "body")
    if difference:
        yield difference


def _shown(recorded: Json) -> str:
    if "body" in recorded:
        return json.dumps(recorded["body"], ensure_ascii=False)
    return str(recorded.get("bodyText", ""))

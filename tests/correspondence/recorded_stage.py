"""Plays what was recorded of the real service: a fresh world for each line, the same requests.

In a recorded answer ``{guid1}`` stands for an id that the service made up, the same wherever it
comes again; ``{trace}``, ``{date}`` and ``{any}`` for what nobody compares.
"""

import asyncio
import base64
import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mock_server.app import Emulator
from mock_server.beginnings import copy_of
from mock_server.domain.instant import iso, parse
from mock_server.domain.settings import Settings
from mock_server.domain.vocabulary import Auth, Dependency, Environment, Rules
from mock_server.engine.directory import Directory
from mock_server.engine.faults import FaultRule
from mock_server.engine.world import World
from mock_server.faces.control.shapes.directory import read_directory

RECORDINGS = Path(__file__).parents[1] / "recordings" / "correspondence"
HEADERS = ("content-type", "location", "retry-after", "www-authenticate", "allow")
GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PLACE = re.compile(r'"\{any\}"|\{(trace|date|guid\d*)\}')
NEVER_THE_SAME = {"trace": r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]", "date": "[0-9/: ]{19}"}
WORLD = "recorded"

Line = dict[str, Any]


def recorded(name: str) -> Iterator[Line]:
    with gzip.open(RECORDINGS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def directories() -> dict[str, Directory]:
    with gzip.open(RECORDINGS / "directories.json.gz", "rt", encoding="utf-8") as file:
        return {name: read_directory(json.dumps(each)) for name, each in json.load(file).items()}


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    content: bytes


@dataclass
class Stage:
    """One server, and the world in which a line plays."""

    emulator: Emulator
    people: dict[str, Directory] = field(default_factory=directories)
    tokens: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    seen_orders: int = 0

    @property
    def world(self) -> World:
        return self.emulator.worlds.by_name[WORLD]

    async def difference(self, line: Line) -> str | None:
        """Play one line; say where the first answer differs, or None."""
        self._begin(line)
        if "before" in line:
            await self._ask(**line["before"])
        self._plan(line.get("faults") or [])
        if "steps" not in line:
            found = await self._exchange(line, line.get("advanceTo"))
            return found and f"{line['id']}: {found}"
        for number, step in enumerate(line["steps"], 1):
            found = await self._step(step)
            if found:
                return f"{line['id']}, step {number}: {found}"
        return None

    def _begin(self, line: Line) -> None:
        settings = Settings(
            environment=Environment(line["settings"]["environment"]),
            rules=Rules.DEPLOYED,
            auth=Auth.STRICT,
        )
        directory = copy_of(self.people[line["directory"]])
        world = World(WORLD, parse(line["now"]), settings=settings, directory=directory)
        self.emulator.worlds.put(WORLD, world)
        self.names = {}
        self.seen_orders = 0

    def _plan(self, faults: list[Line]) -> None:
        self.world.faults.rules = [
            FaultRule(
                dependency=Dependency(each["dependency"]),
                status=each.get("status"),
                decision=each.get("decision"),
                close=each.get("close", False),
                times=each.get("times"),
            )
            for each in faults
        ]

    async def _step(self, step: Line) -> str | None:
        match step["do"]:
            case "advance":
                await self._advance(step["to"])
                return self._other_orders(step)
            case "faults":
                self._plan(step["faults"])
            case "directory":
                self.world.directory = copy_of(self.people[step["directory"]])
            case "request":
                return await self._exchange(step, None)
        return None

    async def _exchange(self, line: Line, advance_to: str | None) -> str | None:
        answer = await self._ask(self._filled(line["request"]), line.get("auth"))
        found = self._other_answer(answer, line["response"])
        if not found and advance_to is not None:
            await self._advance(advance_to)
        return found or self._other_orders(line)

    async def _advance(self, to: str) -> None:
        await self.emulator.driver.drive(self.world, self.world.advance(parse(to)))

    async def _ask(self, request: Line, auth: Line | None) -> Answer:
        headers = await self._headers(auth)
        body = octets_of(request)
        if body is not None:
            headers["Content-Type"] = "application/json"
        headers |= request.get("headers") or {}
        return await self._call(
            request["method"], request["path"], request.get("query", ""), headers, body or b""
        )

    async def _headers(self, auth: Line | None) -> dict[str, str | None]:
        match auth:
            case None | {"type": "none"}:
                return {}
            case {"type": "garbage"}:
                return {"Authorization": "Bearer abc.def.ghi"}
        key = json.dumps([self.world.settings.environment, auth])
        if key not in self.tokens:
            self.tokens[key] = await self._token(auth)
        return {"Authorization": f"Bearer {self.tokens[key]}"}

    async def _token(self, auth: Line) -> str:
        asked: Line = {"kind": auth["type"], "scopes": (auth.get("scope") or "").split()}
        if auth["type"] == "user":
            asked["userId"] = 20000003
            asked["nationalIdentityNumber"] = auth["nationalIdentityNumber"]
        elif not auth.get("noOrgNumber"):
            asked["organizationNumber"] = auth.get("orgNumber", "991825827")
        if auth["type"] == "maskinporten" and not auth.get("noOrg"):
            asked["org"] = auth.get("org", "ttd")
        if auth.get("expired"):
            asked["expiresIn"] = -3600
        body = json.dumps(asked).encode()
        headers: dict[str, str | None] = {"Content-Type": "application/json"}
        answer = await self._call("POST", "/_mock/tokens", "", headers, body)
        token: str = json.loads(answer.content)["access_token"]
        return token

    async def _call(
        self, method: str, path: str, query: str, headers: dict[str, str | None], body: bytes
    ) -> Answer:
        raw_path = f"/w/{WORLD}{path}"
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "server": ("localhost", 80),
            "path": raw_path,
            "raw_path": raw_path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [
                (name.lower().encode(), value.encode("latin-1"))
                for name, value in headers.items()
                if value is not None
            ]
            + [(b"content-length", str(len(body)).encode())],
        }
        told: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            told.append(message)

        await self.emulator(scope, receive, send)
        start, *rest = told
        return Answer(
            start["status"],
            {name.decode().lower(): value.decode() for name, value in start["headers"]},
            b"".join(each.get("body", b"") for each in rest),
        )

    def _other_answer(self, answer: Answer, want: Line) -> str | None:
        text = answer.content.decode()
        if answer.status != want["status"]:
            return f"{answer.status}, recorded {want['status']}: {text[:300]}"
        recorded_headers = {name.lower(): value for name, value in want["headers"].items()}
        for name in HEADERS:
            got, recorded_value = answer.headers.get(name), recorded_headers.get(name)
            if self._other(got, recorded_value):
                return f"{name}: {got!r}, recorded {recorded_value!r}"
        if "bodyText" in want:
            return self._other(text, want["bodyText"])
        document, twice = loaded(text) if text else (None, [])
        if twice != want.get("duplicateKeys", []):
            return f"members written twice: {twice}"
        return self._other(document, want.get("body"))

    def _other_orders(self, line: Line) -> str | None:
        """Say which orders are not as recorded; several may come in any sequence."""
        if "orders" not in line:
            return None
        placed = self.world.book.placed[self.seen_orders :]
        self.seen_orders += len(placed)
        left = [(iso(each.created_at), json.loads(each.request)) for each in placed]
        if len(left) != len(line["orders"]):
            return f"{len(left)} orders, recorded {len(line['orders'])}: {left}"
        for want in line["orders"]:
            at = want.get("at")
            fitting = [
                each
                for each in left
                if (at is None or parse(each[0]) == parse(at))
                and not self._other(each[1], want["request"])
            ]
            if not fitting:
                return f"orders {left}, recorded {want}"
            left.remove(fitting[0])
        return None

    def _filled(self, request: Line) -> Line:
        text = json.dumps(request)
        for name, value in self.names.items():
            text = text.replace(f"{{{name}}}", value)
        return dict(json.loads(text))

    def _other(self, got: Any, want: Any) -> str | None:
        """Say that *got* is not what was recorded, members in the same order; None if it is."""
        got_text, want_text = (json.dumps(each, ensure_ascii=False) for each in (got, want))
        if got_text == want_text:
            return None
        match = re.fullmatch(self._pattern(want_text), got_text, re.DOTALL)
        if match is None:
            return f"{got_text[:1500]}\n recorded {want_text[:1500]}"
        self.names |= match.groupdict()
        return None

    def _pattern(self, text: str) -> str:
        parts, end = [], 0
        named = set(self.names)
        for place in PLACE.finditer(text):
            parts.append(re.escape(text[end : place.start()]))
            end = place.end()
            name = place[1]
            if name is None:
                parts.append(".+?")
            elif name in NEVER_THE_SAME:
                parts.append(NEVER_THE_SAME[name])
            elif name in self.names:
                parts.append(re.escape(self.names[name]))
            elif name in named:
                parts.append(f"(?P={name})")
            else:
                named.add(name)
                parts.append(f"(?P<{name}>{GUID})")
        return "".join([*parts, re.escape(text[end:])])


def octets_of(request: Line) -> bytes | None:
    if "rawBody" in request:
        return str(request["rawBody"]).encode()
    if "rawBodyBase64" in request:
        return base64.b64decode(request["rawBodyBase64"])
    if "multipart" in request:
        return multipart(request["multipart"], request["boundary"])
    if "body" in request:
        return json.dumps(request["body"], ensure_ascii=False).encode()
    return None


def multipart(parts: list[Line], boundary: str) -> bytes:
    text = ""
    for part in parts:
        file_name = f'; filename="{part["filename"]}"' if "filename" in part else ""
        text += f'--{boundary}\r\nContent-Disposition: form-data; name="{part["name"]}"{file_name}'
        if "contentType" in part:
            text += f"\r\nContent-Type: {part['contentType']}"
        text += f"\r\n\r\n{part.get('value', part.get('content', ''))}\r\n"
    return f"{text}--{boundary}--\r\n".encode()


def loaded(text: str) -> tuple[Any, list[str]]:
    """Return a document, and the names of members that were written more than once."""
    twice: set[str] = set()

    def members(pairs: list[tuple[str, Any]]) -> Line:
        names = [name for name, _ in pairs]
        twice.update(name for name in names if names.count(name) > 1)
        return dict(pairs)

    return json.loads(text, object_pairs_hook=members), sorted(twice)


def differences(emulator: Emulator, name: str) -> list[str]:
    """Play a whole recording."""

    async def play() -> list[str]:
        stage = Stage(emulator)
        found = [await stage.difference(line) for line in recorded(name)]
        return [each for each in found if each]

    return asyncio.run(play())

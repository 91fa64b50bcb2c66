"""Plays recordings of the real services against the emulator, in this process.

A line is one exchange (with what was read back and the orders that it led to) or a flow of steps.
Each runs in a world of its own with a frozen clock, strict authentication and the rule set
``deployed``; lines of one ``session`` share a world. A line may have a request that comes
``before``: it has to succeed, and its answer is not compared. All calls are HTTP calls to the
application, without sockets.
"""

import asyncio
import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mock_server.server.app import Emulator, create_app
from tests.recorded.likeness import Known, placed_order_difference

RECORDINGS = Path(__file__).parents[1] / "recordings"
HEADERS = ("Content-Type", "Location", "Allow", "WWW-Authenticate", "Retry-After")
DEFAULT_NOW = "2026-06-15T08:00:00Z"
DEFAULT_AUTH = {"type": "maskinporten", "scope": "altinn:serviceowner/notifications.create"}
FEED = "/notifications/api/v1/future/shipment/feed"

DEPENDENCIES = {
    "users/contactpoint/lookup": "profile",
    "organizations/notificationaddresses": "profile",
    "units/contactpoint": "profile",
    "nameslookup": "register",
    "decision": "authorization",
    "instantmessage/send": "smsGateway",
    "instantemail": "emailGateway",
}
REPORTS = {
    "DELIVRD": "Delivered",
    "EXPIRED": "Failed_Expired",
    "DELETED": "Failed_Deleted",
    "UNDELIV": "Failed_Undelivered",
    "REJECTD": "Failed_Rejected",
    "FAILED": "Failed",
    "UNKNOWN": "Failed",
    "NULL": "Failed",
    "BARRED": "Failed_BarredReceiver",
    "Delivered": "Delivered",
    "Bounced": "Failed_Bounced",
    "Expanded": "Failed",
    "Failed": "Failed",
    "FilteredSpam": "Failed_FilteredSpam",
    "Quarantined": "Failed_Quarantined",
    "Suppressed": "Failed_SupressedRecipient",
}


class DifferenceError(AssertionError):
    """An answer is not the recorded one; the message says where."""


class Answer:
    """A status, headers and the body of one answer."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.text = body.decode("utf-8", "replace")


def read_lines(face: str, name: str) -> Iterator[dict[str, Any]]:
    """Go through the recorded lines of one file."""
    with gzip.open(RECORDINGS / face / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def read_directories(face: str) -> dict[str, Any]:
    """Return the people that a face's lines refer to by name."""
    with gzip.open(RECORDINGS / face / "directory.json.gz", "rt", encoding="utf-8") as file:
        named: dict[str, Any] = json.load(file)
    return named


class Player:
    """Plays the lines of one face, one after the other."""

    def __init__(self, directories: dict[str, Any], app: Emulator | None = None) -> None:
        self.app = app or create_app()
        self.directories = directories
        self.session: str | None = None
        self.tokens: dict[str, str] = {}
        self.orders_seen = 0
        self.messages_seen = 0

    async def play(self, line: dict[str, Any]) -> str | None:
        """Play one line; what differs from the recording first, None if nothing does."""
        try:
            if "steps" in line:
                await self._flow(line)
            else:
                await self._exchange(line)
        except DifferenceError as difference:
            return str(difference)
        return None

    # --- lines

    async def _exchange(self, line: dict[str, Any]) -> None:
        if line.get("session") is None or line["session"] != self.session:
            await self._stage(line)
            self.session = line.get("session")
        request = line["request"]
        known = Known(json.dumps(request, ensure_ascii=False), line.get("now") or DEFAULT_NOW)
        answer = await self._send(request, line.get("auth"))
        _compare(answer, line["response"], known, "answer")
        for read in line.get("then") or []:
            path = known.filled(read["request"]["path"])
            answer = await self._send({"method": "GET", "path": path}, _reader(line.get("auth")))
            _compare(answer, read["response"], known, f"then {path}")
        if "orders" in line:
            if "advanceTo" in line:
                await self._advance(line["advanceTo"])
            await self._placed(line["orders"], known)

    async def _flow(self, line: dict[str, Any]) -> None:
        await self._stage(line)
        self.session = None
        if line.get("conditions"):
            await self._control("PUT", "/conditions", _scripts(line["conditions"]))
        if line.get("mode") == "manual":
            await self._control("PUT", "/outcomes", [{"result": "NoReport"}])
        sent = [_request(step) for step in line["steps"] if step["do"] == "request"]
        known = Known(json.dumps(sent, ensure_ascii=False), line["now"])
        for number, step in enumerate(line["steps"], 1):
            try:
                await self._step(line, step, known)
            except DifferenceError as difference:
                raise DifferenceError(f"step {number} {step['do']}: {difference}") from None

    async def _step(self, line: dict[str, Any], step: dict[str, Any], known: Known) -> None:
        if step["do"] in _CHANGES:
            await self._change(step)
        else:
            match step["do"]:
                case "request":
                    answer = await self._send(known.filled(_request(step)), step.get("auth"))
                    _compare(answer, step["response"], known, "answer")
                case "observe":
                    await self._observe(line, step, known)
                    return
                case "report":
                    await self._report(step)
                case other:
                    raise ValueError(f"no step is called {other!r}")
        if "orders" in step:
            await self._placed(step["orders"], known)

    async def _change(self, step: dict[str, Any]) -> None:
        match step["do"]:
            case "to" | "advance":
                await self._advance(step.get("at") or step["to"])
            case "directory":
                await self._control("PUT", "/directory", self.directories[step["directory"]])
            case "faults":
                await self._control("PUT", "/faults", step["faults"])
            case "fault":
                rule = {"dependency": DEPENDENCIES[step["path"]]}
                rule |= {key: step[key] for key in ("times", "status")}
                await self._control("PUT", "/faults", [rule])

    async def _observe(self, line: dict[str, Any], step: dict[str, Any], known: Known) -> None:
        reads = [(read["path"], read["response"]) for read in step["orders"]]
        for path, recorded in [*reads, (FEED, step["feed"])]:
            answer = await self._send({"method": "GET", "path": known.filled(path)}, None)
            _compare(answer, recorded, known, f"at {step['at']} {path}")
        inbox = (await self._control("GET", "/inbox"))["messages"]
        new, self.messages_seen = inbox[self.messages_seen :], len(inbox)
        given = sorted(repr([m[key] for key in _SHOWN]) for m in new)
        recorded = sorted(repr([m.get(key) for key in _RECORDED]) for m in step["messages"])
        if given != recorded:
            raise DifferenceError(f"at {step['at']} messages {given}, recorded {recorded}")
        if line.get("conditions"):
            calls = sum(each["calls"] for each in await self._control("GET", "/conditions"))
            if calls != step["conditionCalls"]:
                raise DifferenceError(f"{calls} condition calls, recorded {step['conditionCalls']}")

    async def _report(self, step: dict[str, Any]) -> None:
        inbox = (await self._control("GET", "/inbox"))["messages"]
        fitting = [
            each for each in inbox if (each["channel"], each["to"]) == (step["channel"], step["to"])
        ]
        if not fitting:
            if not step["outcome"].startswith("no message"):
                raise DifferenceError(f"no message to {step['to']}")
            return
        path = f"/inbox/{fitting[-1]['id']}/report"
        answer = await self._mock("POST", path, {"result": REPORTS[step["status"]]})
        if (answer.status == 200) != (step["outcome"] == "ok"):
            raise DifferenceError(f"report answered {answer.status}, recorded {step['outcome']}")

    async def _placed(self, recorded: list[dict[str, Any]], known: Known) -> None:
        orders = (await self._control("GET", "/orders"))["orders"]
        placed = [each for each in orders if each["source"] in ("correspondence", "app")]
        new, self.orders_seen = placed[self.orders_seen :], len(placed)
        difference = placed_order_difference(recorded, new, known)
        if difference is not None:
            raise DifferenceError(difference)

    # --- calls

    async def _stage(self, line: dict[str, Any]) -> None:
        await self._mock("DELETE", "", None)
        self.tokens, self.orders_seen, self.messages_seen = {}, 0, 0
        settings = {"auth": "strict", "rules": "deployed", **(line.get("settings") or {})}
        stage = {
            "now": line.get("now") or DEFAULT_NOW,
            "mode": "frozen",
            "settings": settings,
            "directory": self.directories[line.get("directory") or "standard"],
        }
        await self._control("POST", "/reset", stage)
        if "before" in line:
            answer = await self._send(line["before"]["request"], line["before"].get("auth"))
            if answer.status >= 300:
                raise DifferenceError(f"before: {answer.status}: {answer.text[:300]}")
        if line.get("faults"):
            await self._control("PUT", "/faults", line["faults"])

    async def _advance(self, to: str) -> None:
        await self._control("POST", "/clock/advance", {"to": to})

    async def _control(self, method: str, path: str, body: object = None) -> Any:
        answer = await self._mock(method, path, body)
        assert answer.status in (200, 201, 204), f"{method} {path}: {answer.status} {answer.text}"
        return json.loads(answer.text) if answer.text else None

    async def _mock(self, method: str, path: str, body: object) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        return await self._call(method, f"/_mock{path}", "", {}, data)

    async def _send(self, request: dict[str, Any], auth: dict[str, Any] | None) -> Answer:
        headers = await self._credentials(auth or DEFAULT_AUTH)
        data = _body(request)
        if data is not None:
            headers.setdefault("Content-Type", "application/json")
        for name, value in (request.get("headers") or {}).items():
            headers.pop(name, None)
            if value is not None:
                headers[name] = value
        query = request.get("query") or ""
        return await self._call(request["method"], request["path"], query, headers, data)

    async def _credentials(self, auth: dict[str, Any]) -> dict[str, str]:
        match auth.get("type"):
            case "none" | "raw":
                return dict(auth.get("headers") or {})
            case "garbage":
                return {"Authorization": "Bearer abc.def.ghi"}
        key = json.dumps(auth, sort_keys=True)
        if key not in self.tokens:
            token = (await self._control("POST", "/tokens", _token(auth)))["access_token"]
            if auth.get("wrongSignature"):
                token = token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")
            self.tokens[key] = token
        if auth.get("type") == "platform-access-token":
            return {"PlatformAccessToken": self.tokens[key]}
        return {"Authorization": f"Bearer {self.tokens[key]}"}

    async def _call(
        self, method: str, path: str, query: str, headers: dict[str, str], data: bytes | None
    ) -> Answer:
        path, _, inline = path.partition("?")
        raw = f"/w/played{path}"
        sent = {
            "host": "localhost:5090",
            **{name.lower(): value for name, value in headers.items()},
        }
        if data is not None or method in ("POST", "PUT", "PATCH"):
            sent["content-length"] = str(len(data or b""))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(raw),
            "raw_path": raw.encode(),
            "query_string": (query or inline).encode(),
            "root_path": "",
            "headers": [(k.encode(), v.encode("latin-1", "replace")) for k, v in sent.items()],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 5090),
        }
        return await _answered(self.app, scope, data or b"")


_CHANGES = frozenset({"to", "advance", "directory", "faults", "fault"})
_SHOWN = ("channel", "to", "from", "subject", "body", "sentAt")
_RECORDED = ("channel", "to", "sender", "subject", "body", "at")


async def _answered(app: Emulator, scope: dict[str, Any], data: bytes) -> Answer:
    waiting = [{"type": "http.request", "body": data, "more_body": False}]
    start: dict[str, Any] = {}
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop() if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    headers = {name.decode().title(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], headers, b"".join(parts))


def _compare(answer: Answer, recorded: dict[str, Any], known: Known, what: str) -> None:
    if answer.status != recorded["status"]:
        raise DifferenceError(
            f"{what}: {answer.status}, recorded {recorded['status']}: {answer.text[:300]}"
        )
    for name in HEADERS:
        given = answer.headers.get(name.title())
        wanted = recorded.get("headers", {}).get(name)
        found = known.difference(wanted, given, f"{what} {name}")
        if found or (wanted is None) != (given is None):
            raise DifferenceError(found or f"{what} {name}: not sent, recorded {wanted!r}")
    if "bodyText" in recorded:
        found = known.difference(recorded["bodyText"], answer.text, what)
    else:
        found = known.document_difference(recorded, answer.text, what)
    if found:
        raise DifferenceError(found)


def _reader(auth: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return who reads back: a caller that may only order composed e-mail cannot."""
    scope = (auth or {}).get("scope") or ""
    return None if "composedemail" in scope and "notifications.create" not in scope else auth


def _request(step: dict[str, Any]) -> dict[str, Any]:
    members = ("method", "path", "query", "headers", "body")
    request: dict[str, Any] = step.get("request") or {k: step[k] for k in members if k in step}
    return request


def _scripts(conditions: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "url": url if url.startswith("http") else f"https://condition.example.com{url}",
            "answers": [
                {"networkError": True}
                if each.get("network_error")
                else {key: each[key] for key in ("status", "json", "body") if key in each}
                for each in answers
            ],
        }
        for url, answers in conditions.items()
    ]


def _token(auth: dict[str, Any]) -> dict[str, Any]:
    scopes = (auth.get("scope") or "").split()
    kind = auth.get("type")
    body: dict[str, Any] = {"kind": "maskinporten", "scopes": scopes}
    if kind == "platform-access-token":
        body = {
            "kind": "platform",
            "issuer": auth.get("issuer", "ttd"),
            "app": auth.get("app", "app"),
        }
    elif kind == "user":
        number = auth.get("nationalIdentityNumber")
        named = {"urn:altinn:partyid": "partyId", "urn:altinn:username": "userName"}
        body = {
            "kind": "user",
            "userId": auth.get("userId", 20000003),
            "scopes": scopes or ["altinn:portal/enduser"],
            "claims": {claim: auth[name] for claim, name in named.items() if name in auth},
        } | ({"nationalIdentityNumber": number} if number else {})
    else:
        is_raw = kind == "maskinportenRaw"
        body["kind"] = "maskinportenRaw" if is_raw else "maskinporten"
        if not is_raw and not auth.get("noOrg"):
            body["org"] = auth.get("org", "ttd")
        if not auth.get("noOrgNumber"):
            body["organizationNumber"] = auth.get("orgNumber") or "991825827"
    return body | ({"expiresIn": -3600} if auth.get("expired") else {})


def _body(request: dict[str, Any]) -> bytes | None:
    if "rawBody" in request:
        return str(request["rawBody"]).encode()
    if "rawBodyBase64" in request:
        return base64.b64decode(request["rawBodyBase64"])
    if "multipart" in request:
        return _multipart(request["multipart"], request["boundary"])
    has_body = request.get("method") not in ("GET", "HEAD", "DELETE", "OPTIONS")
    if "body" in request and (request["body"] is not None or has_body):
        return json.dumps(request["body"], ensure_ascii=False).encode()
    return None


def _multipart(parts: list[dict[str, Any]], boundary: str) -> bytes:
    written = []
    for part in parts:
        of_part = [f"--{boundary}"]
        if not part.get("noDisposition"):
            of_part.append(f"Content-Disposition: {_disposition(part)}")
        if part.get("contentType") is not None:
            of_part.append(f"Content-Type: {part['contentType']}")
        written += [*of_part, "", str(part.get("value", part.get("content", "")))]
    return "\r\n".join([*written, f"--{boundary}--", ""]).encode()


def _disposition(part: dict[str, Any]) -> str:
    quote = "" if part.get("unquoted") else '"'
    name = f"; name={quote}{part['name']}{quote}" if part.get("name") is not None else ""
    file_name = f'; filename="{part["filename"]}"' if "filename" in part else ""
    return str(part.get("disposition", f"form-data{name}{file_name}"))


def differences(face: str, name: str, part: int = 0, parts: int = 1) -> dict[str, str | None]:
    """Play a file, or every *parts*-th session of it: by line what differs, None for nothing."""
    lines = list(read_lines(face, name))
    sessions: dict[str, int] = {}
    for line in lines:
        sessions.setdefault(line.get("session") or line["id"], len(sessions))
    chosen = [line for line in lines if sessions[line.get("session") or line["id"]] % parts == part]
    player = Player(read_directories(face))

    async def all_of_them() -> dict[str, str | None]:
        return {line["id"]: await player.play(line) for line in chosen}

    return asyncio.run(all_of_them())

"""Replay of recordings of Altinn against the emulator, in this process.

A line is one exchange (with later reads and the orders that it posts) or a flow of steps. Each
line runs in its own world with a frozen clock, strict authentication and the rule set
``deployed``; lines of one ``session`` share a world. A line can have a request ``before``, which
must succeed and whose response is not compared. All calls are HTTP calls to the application,
without sockets.
"""

import asyncio
import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mock_server.recordings.comparison import Comparison, internal_order_difference
from mock_server.server.app import Emulator, create_app

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
    """A response differs from the recording; the message has the first difference."""


class ReplayResponse:
    """A response: status, headers and body."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.text = body.decode("utf-8", "replace")


def read_lines(product: str, name: str) -> Iterator[dict[str, Any]]:
    """Yield the recorded lines of one file."""
    with gzip.open(RECORDINGS / product / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def read_directories(product: str) -> dict[str, Any]:
    """Return the directories that a product's lines refer to by name."""
    with gzip.open(RECORDINGS / product / "directory.json.gz", "rt", encoding="utf-8") as file:
        named: dict[str, Any] = json.load(file)
    return named


class Replayer:
    """The replay of the lines of one product, in order."""

    def __init__(self, directories: dict[str, Any], app: Emulator | None = None) -> None:
        self.app = app or create_app()
        self.directories = directories
        self.session: str | None = None
        self.tokens: dict[str, str] = {}
        self.orders_seen = 0
        self.messages_seen = 0

    async def replay(self, line: dict[str, Any]) -> str | None:
        """Replay one line; return the first difference from the recording, or None."""
        try:
            if "steps" in line:
                await self._replay_flow(line)
            else:
                await self._replay_exchange(line)
        except DifferenceError as difference:
            return str(difference)
        return None

    # --- lines

    async def _replay_exchange(self, line: dict[str, Any]) -> None:
        if line.get("session") is None or line["session"] != self.session:
            await self._reset_world(line)
            self.session = line.get("session")
        request = line["request"]
        comparison = Comparison(
            json.dumps(request, ensure_ascii=False), line.get("now") or DEFAULT_NOW
        )
        response = await self._send(request, line.get("auth"))
        _compare(response, line["response"], comparison, "response")
        for read in line.get("then") or []:
            path = comparison.replace_placeholders(read["request"]["path"])
            response = await self._send({"method": "GET", "path": path}, _reader(line.get("auth")))
            _compare(response, read["response"], comparison, f"then {path}")
        if "orders" in line:
            if "advanceTo" in line:
                await self._advance(line["advanceTo"])
            await self._compare_posted_orders(line["orders"], comparison)

    async def _replay_flow(self, line: dict[str, Any]) -> None:
        await self._reset_world(line)
        self.session = None
        if line.get("conditions"):
            await self._control("PUT", "/conditions", _scripted_conditions(line["conditions"]))
        if line.get("mode") == "manual":
            await self._control("PUT", "/outcomes", [{"result": "NoReport"}])
        sent = [_step_request(step) for step in line["steps"] if step["do"] == "request"]
        comparison = Comparison(json.dumps(sent, ensure_ascii=False), line["now"])
        for number, step in enumerate(line["steps"], 1):
            try:
                await self._replay_step(line, step, comparison)
            except DifferenceError as difference:
                raise DifferenceError(f"step {number} {step['do']}: {difference}") from None

    async def _replay_step(
        self, line: dict[str, Any], step: dict[str, Any], comparison: Comparison
    ) -> None:
        if step["do"] in _CHANGES:
            await self._change_world(step)
        else:
            match step["do"]:
                case "request":
                    response = await self._send(
                        comparison.replace_placeholders(_step_request(step)), step.get("auth")
                    )
                    _compare(response, step["response"], comparison, "response")
                case "observe":
                    await self._compare_state(line, step, comparison)
                    return
                case "report":
                    await self._report(step)
                case other:
                    raise ValueError(f"unknown step {other!r}")
        if "orders" in step:
            await self._compare_posted_orders(step["orders"], comparison)

    async def _change_world(self, step: dict[str, Any]) -> None:
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

    async def _compare_state(
        self, line: dict[str, Any], step: dict[str, Any], comparison: Comparison
    ) -> None:
        reads = [(read["path"], read["response"]) for read in step["orders"]]
        for path, recorded in [*reads, (FEED, step["feed"])]:
            response = await self._send(
                {"method": "GET", "path": comparison.replace_placeholders(path)}, None
            )
            _compare(response, recorded, comparison, f"at {step['at']} {path}")
        inbox = (await self._control("GET", "/inbox"))["messages"]
        new, self.messages_seen = inbox[self.messages_seen :], len(inbox)
        actual = sorted(repr([m[key] for key in _MESSAGE_FIELDS]) for m in new)
        recorded = sorted(repr([m.get(key) for key in _RECORDED_FIELDS]) for m in step["messages"])
        if actual != recorded:
            raise DifferenceError(f"at {step['at']} messages {actual}, recorded {recorded}")
        if line.get("conditions"):
            calls = sum(each["calls"] for each in await self._control("GET", "/conditions"))
            if calls != step["conditionCalls"]:
                raise DifferenceError(f"{calls} condition calls, recorded {step['conditionCalls']}")

    async def _report(self, step: dict[str, Any]) -> None:
        inbox = (await self._control("GET", "/inbox"))["messages"]
        matching = [
            each for each in inbox if (each["channel"], each["to"]) == (step["channel"], step["to"])
        ]
        if not matching:
            if not step["outcome"].startswith("no message"):
                raise DifferenceError(f"no message to {step['to']}")
            return
        path = f"/inbox/{matching[-1]['id']}/report"
        response = await self._mock("POST", path, {"result": REPORTS[step["status"]]})
        if (response.status == 200) != (step["outcome"] == "ok"):
            raise DifferenceError(f"report responded {response.status}, recorded {step['outcome']}")

    async def _compare_posted_orders(
        self, recorded: list[dict[str, Any]], comparison: Comparison
    ) -> None:
        orders = (await self._control("GET", "/orders"))["orders"]
        posted = [each for each in orders if each["source"] in ("correspondence", "app")]
        new, self.orders_seen = posted[self.orders_seen :], len(posted)
        difference = internal_order_difference(recorded, new, comparison)
        if difference is not None:
            raise DifferenceError(difference)

    # --- calls

    async def _reset_world(self, line: dict[str, Any]) -> None:
        await self._mock("DELETE", "", None)
        self.tokens, self.orders_seen, self.messages_seen = {}, 0, 0
        settings = {"auth": "strict", "rules": "deployed", **(line.get("settings") or {})}
        reset = {
            "now": line.get("now") or DEFAULT_NOW,
            "mode": "frozen",
            "settings": settings,
            "directory": self.directories[line.get("directory") or "standard"],
        }
        await self._control("POST", "/reset", reset)
        if "before" in line:
            response = await self._send(line["before"]["request"], line["before"].get("auth"))
            if response.status >= 300:
                raise DifferenceError(f"before: {response.status}: {response.text[:300]}")
        if line.get("faults"):
            await self._control("PUT", "/faults", line["faults"])

    async def _advance(self, to: str) -> None:
        await self._control("POST", "/clock/advance", {"to": to})

    async def _control(self, method: str, path: str, body: object = None) -> Any:
        response = await self._mock(method, path, body)
        assert response.status in (200, 201, 204), (
            f"{method} {path}: {response.status} {response.text}"
        )
        return json.loads(response.text) if response.text else None

    async def _mock(self, method: str, path: str, body: object) -> ReplayResponse:
        data = None if body is None else json.dumps(body).encode()
        return await self._call(method, f"/_mock{path}", "", {}, data)

    async def _send(self, request: dict[str, Any], auth: dict[str, Any] | None) -> ReplayResponse:
        headers = await self._credentials(auth or DEFAULT_AUTH)
        data = _request_body(request)
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
            token = (await self._control("POST", "/tokens", _token_request(auth)))["access_token"]
            if auth.get("wrongSignature"):
                token = token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")
            self.tokens[key] = token
        if auth.get("type") == "platform-access-token":
            return {"PlatformAccessToken": self.tokens[key]}
        return {"Authorization": f"Bearer {self.tokens[key]}"}

    async def _call(
        self, method: str, path: str, query: str, headers: dict[str, str], data: bytes | None
    ) -> ReplayResponse:
        path, _, inline = path.partition("?")
        raw = f"/w/replayed{path}"
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
        return await _call_app(self.app, scope, data or b"")


_CHANGES = frozenset({"to", "advance", "directory", "faults", "fault"})
_MESSAGE_FIELDS = ("channel", "to", "from", "subject", "body", "sentAt")
_RECORDED_FIELDS = ("channel", "to", "sender", "subject", "body", "at")


async def _call_app(app: Emulator, scope: dict[str, Any], data: bytes) -> ReplayResponse:
    request_messages = [{"type": "http.request", "body": data, "more_body": False}]
    start: dict[str, Any] = {}
    parts: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return request_messages.pop() if request_messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    headers = {name.decode().title(): value.decode("latin-1") for name, value in start["headers"]}
    return ReplayResponse(start["status"], headers, b"".join(parts))


def _compare(
    response: ReplayResponse, recorded: dict[str, Any], comparison: Comparison, what: str
) -> None:
    if response.status != recorded["status"]:
        raise DifferenceError(
            f"{what}: {response.status}, recorded {recorded['status']}: {response.text[:300]}"
        )
    for name in HEADERS:
        actual = response.headers.get(name.title())
        expected = recorded.get("headers", {}).get(name)
        difference = comparison.difference(expected, actual, f"{what} {name}")
        if difference or (expected is None) != (actual is None):
            raise DifferenceError(difference or f"{what} {name}: not sent, recorded {expected!r}")
    if "bodyText" in recorded:
        difference = comparison.difference(recorded["bodyText"], response.text, what)
    else:
        difference = comparison.document_difference(recorded, response.text, what)
    if difference:
        raise DifferenceError(difference)


def _reader(auth: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the caller for reads: one that can only order composed e-mail cannot read."""
    scope = (auth or {}).get("scope") or ""
    return None if "composedemail" in scope and "notifications.create" not in scope else auth


def _step_request(step: dict[str, Any]) -> dict[str, Any]:
    members = ("method", "path", "query", "headers", "body")
    request: dict[str, Any] = step.get("request") or {k: step[k] for k in members if k in step}
    return request


def _scripted_conditions(conditions: dict[str, Any]) -> list[dict[str, Any]]:
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


def _token_request(auth: dict[str, Any]) -> dict[str, Any]:
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


def _request_body(request: dict[str, Any]) -> bytes | None:
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
    lines = []
    for part in parts:
        part_lines = [f"--{boundary}"]
        if not part.get("noDisposition"):
            part_lines.append(f"Content-Disposition: {_disposition(part)}")
        if part.get("contentType") is not None:
            part_lines.append(f"Content-Type: {part['contentType']}")
        lines += [*part_lines, "", str(part.get("value", part.get("content", "")))]
    return "\r\n".join([*lines, f"--{boundary}--", ""]).encode()


def _disposition(part: dict[str, Any]) -> str:
    quote = "" if part.get("unquoted") else '"'
    name = f"; name={quote}{part['name']}{quote}" if part.get("name") is not None else ""
    file_name = f'; filename="{part["filename"]}"' if "filename" in part else ""
    return str(part.get("disposition", f"form-data{name}{file_name}"))


def replay_differences(
    product: str, name: str, part: int = 0, parts: int = 1
) -> dict[str, str | None]:
    """Replay a file, or every *parts*-th session of it; return the differences by line id."""
    lines = list(read_lines(product, name))
    sessions: dict[str, int] = {}
    for line in lines:
        sessions.setdefault(line.get("session") or line["id"], len(sessions))
    chosen = [line for line in lines if sessions[line.get("session") or line["id"]] % parts == part]
    replayer = Replayer(read_directories(product))

    async def replay_lines() -> dict[str, str | None]:
        return {line["id"]: await replayer.replay(line) for line in chosen}

    return asyncio.run(replay_lines())

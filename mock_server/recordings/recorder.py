"""A proxy that forwards requests to a real environment and records the exchanges."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mock_server.domain.instant import format_instant, parse_instant
from mock_server.real_time import real_now
from mock_server.recordings.anonymization import Anonymizer

Json = dict[str, Any]

RECORDED_REQUEST_HEADERS: Final = ("content-type", "accept", "idempotency-key")
RECORDED_RESPONSE_HEADERS: Final = (
    "Content-Type",
    "Location",
    "Allow",
    "WWW-Authenticate",
    "Retry-After",
)
_HOP_HEADERS: Final = frozenset(
    ("host", "content-length", "connection", "transfer-encoding", "accept-encoding")
)
_TRACE: Final = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]")
_METHODS: Final = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class Recorder:
    """Makes a line of a recording from each exchange."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._anonymizer = Anonymizer()
        self._count = 0
        self._sent = ""

    def line(self, request: Request, body: bytes, response: httpx.Response, now: int) -> Json:
        """Return the exchange as a line."""
        self._count += 1
        sent = self._request(request, body)
        self._sent += json.dumps(sent, ensure_ascii=False)
        return {
            "id": f"{self._session}-{self._count:04d}",
            "session": self._session,
            "group": "recorded",
            "now": format_instant(now),
            "auth": caller(request.headers),
            "request": sent,
            "response": self._response(response),
        }

    def _request(self, request: Request, body: bytes) -> Json:
        document: Json = {"method": request.method, "path": request.url.path}
        if request.url.query:
            document["query"] = request.url.query
        names = [each for each in RECORDED_REQUEST_HEADERS if each in request.headers]
        if names:
            document["headers"] = {name.title(): request.headers[name] for name in names}
        if body:
            document |= _content(body, "rawBody")
        anonymous: Json = self._anonymizer.known_guids(self._anonymizer.replace(document))
        return anonymous

    def _response(self, response: httpx.Response) -> Json:
        document: Json = {"status": response.status_code, "headers": {}}
        for name in RECORDED_RESPONSE_HEADERS:
            if name in response.headers:
                document["headers"][name] = response.headers[name]
        if response.content:
            document |= _content(response.content, "bodyText")
        anonymous = self._anonymizer.replace(document)
        recorded: Json = _with_placeholders(self._anonymizer.name_guids(anonymous), self._sent)
        return recorded


def _content(body: bytes, text_name: str) -> Json:
    try:
        return {"body": json.loads(body)}
    except ValueError:
        pass
    try:
        return {text_name: body.decode()}
    except UnicodeDecodeError:
        return {f"{text_name}Base64": base64.b64encode(body).decode()}


def _with_placeholders(value: Any, sent: str) -> Any:
    """Return *value* with trace ids, and instants that no request named, as placeholders."""
    match value:
        case dict():
            return {key: _with_placeholders(each, sent) for key, each in value.items()}
        case list():
            return [_with_placeholders(each, sent) for each in value]
        case str() if _TRACE.fullmatch(value):
            return "{trace}"
        case str() if value[:2] == "20" and value not in sent:
            try:
                return f"{{about {format_instant(parse_instant(value))}}}"
            except ValueError:
                return value
        case _:
            return value


def caller(headers: Mapping[str, str]) -> Json:
    """Return who calls: the claims of the token that the mock needs for one of its own."""
    token = headers.get("authorization", "").partition(" ")[2]
    claims = _claims(token)
    if claims is None:
        return {"type": "garbage"} if token else {"type": "none"}
    if "urn:altinn:userid" in claims:
        return {"type": "user", "scope": claims.get("scope", "")}
    auth: Json = {"type": "maskinporten", "scope": claims.get("scope", "")}
    org, number = claims.get("urn:altinn:org"), claims.get("urn:altinn:orgNumber")
    if "maskinporten" in str(claims.get("iss")):
        auth["type"] = "maskinportenRaw"
        number = str((claims.get("consumer") or {}).get("ID", "")).rpartition(":")[2]
    elif not org:
        auth["noOrg"] = True
    return auth | ({"org": org} if org else {}) | ({"orgNumber": str(number)} if number else {})


def _claims(token: str) -> Json | None:
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(base64.urlsafe_b64decode(padded))
    except ValueError:
        return None
    return claims if isinstance(claims, dict) else None


def recording_proxy(
    client: httpx.AsyncClient, target: str, recorder: Recorder, write: Callable[[Json], None]
) -> Starlette:
    """Return an application that forwards to *target* and calls *write* with each exchange."""
    host = urlsplit(target).netloc

    async def forward(request: Request) -> Response:
        body = await request.body()
        headers = {k: v for k, v in request.headers.items() if k.lower() not in _HOP_HEADERS}
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        now = real_now()
        response = await client.request(
            request.method,
            target.rstrip("/") + path,
            content=body,
            headers=headers | {"host": host},
        )
        write(recorder.line(request, body, response, now))
        kept = {
            name: value
            for name, value in response.headers.items()
            if name not in _HOP_HEADERS and name != "content-encoding"
        }
        return Response(response.content, response.status_code, kept)

    return Starlette(routes=[Route("/{path:path}", forward, methods=_METHODS)])

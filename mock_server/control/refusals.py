"""Why a request to an emulated API was refused, as a sentence.

Altinn's own responses are often empty. Source: docs/control-api.md, Request journal.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from mock_server.domain.instant import SECOND, Instant, format_instant
from mock_server.tokens.bearer_tokens import UNIX_EPOCH, decode_token
from mock_server.tokens.caller import PLATFORM_TOKEN
from mock_server.tokens.signing import Claims

MAX_ERRORS: Final = 5
_DESCRIPTION: Final = re.compile(r'error_description="([^"]*)"')
_GET_TOKEN: Final = "POST /_mock/tokens makes one (in Python altinn.auth())"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A refused request, and what is known about it.

    ``headers`` and ``response_headers`` have names in lower case. ``closest_paths`` is None if the
    path is known, ``required_scope`` None if no scope is missing; ``now`` is the real time.
    """

    method: str
    status: int | None
    headers: Mapping[str, str]
    response_headers: Mapping[str, str]
    response: bytes
    closest_paths: Sequence[str] | None
    required_scope: str | None
    is_fault: bool
    now: Instant

    def reason(self) -> str:
        """Return why the request was refused."""
        if self.is_fault:
            return _fault(self.status)
        if self.closest_paths is not None:
            return _unknown_path(self.closest_paths)
        match self.status:
            case HTTPStatus.METHOD_NOT_ALLOWED:
                allow = self.response_headers.get("allow", "another method")
                return f"the path does not support {self.method}; it supports {allow}"
            case HTTPStatus.UNAUTHORIZED:
                return self._unauthenticated()
            case HTTPStatus.FORBIDDEN if self.required_scope is not None:
                return self._missing_scope(self.required_scope)
            case HTTPStatus.UNSUPPORTED_MEDIA_TYPE:
                content_type = self.headers.get("content-type")
                sent = repr(content_type) if content_type else "missing"
                return f"the content type is {sent}; expected for example 'application/json'"
            case _:
                return _response_text(self.response) or _status_text(self.status)

    def _unauthenticated(self) -> str:
        authorization = self.headers.get("authorization", "")
        if not authorization and PLATFORM_TOKEN.lower() not in self.headers:
            return f"no token was sent; send 'Authorization: Bearer TOKEN'. {_GET_TOKEN}"
        scheme, _, token = authorization.partition(" ")
        if authorization and scheme.lower() != "bearer":
            return f"the Authorization header is not 'Bearer TOKEN'. {_GET_TOKEN}"
        claims = decode_token(token.strip())
        if authorization and claims is None:
            return f"the bearer token is not a JWT. {_GET_TOKEN}"
        return self._invalid_token(claims or {})

    def _invalid_token(self, claims: Claims) -> str:
        expires = claims.get("exp")
        if isinstance(expires, int | float) and UNIX_EPOCH + int(expires) * SECOND < self.now:
            at = format_instant(UNIX_EPOCH + int(expires) * SECOND)
            return f"the token expired at {at}, in real time. {_GET_TOKEN}"
        described = _DESCRIPTION.search(self.response_headers.get("www-authenticate", ""))
        if described:
            return f"the token was rejected: {described[1]}"
        text = _response_text(self.response)
        return text or "the token is not valid here: its signature, issuer or kind is not accepted"

    def _missing_scope(self, scope: str) -> str:
        token = self.headers.get("authorization", "").partition(" ")[2].strip()
        claims = decode_token(token) or {}
        scopes = str(claims.get("urn:altinn:scope") or claims.get("scope") or "").split()
        has = f"it has {', '.join(scopes)}" if scopes else "it has no scopes"
        return f"the token lacks the scope {scope}; {has}"


def _fault(status: int | None) -> str:
    done = "closed the connection" if status is None else f"responded {status}"
    return f"a fault of the test {done}; see GET /_mock/faults"


def _unknown_path(closest_paths: Sequence[str]) -> str:
    if not closest_paths:
        return "no API has this path; see GET /_mock/docs"
    return f"no API has this path; the nearest is {', '.join(closest_paths)}"


def _response_text(response: bytes) -> str:
    """Return the errors in a response, or its detail or title; empty if it has none."""
    try:
        document = json.loads(response)
    except ValueError:
        return response.decode("utf-8", "replace").strip()[:200]
    if isinstance(document, str):
        return document
    if not isinstance(document, Mapping):
        return ""
    errors = document.get("errors") or document.get("validationErrors")
    texts = list(_error_texts(errors))
    if texts:
        return "; ".join(texts[:MAX_ERRORS])
    text = document.get("detail") or document.get("title") or document.get("error")
    return str(text or "")


def _error_texts(errors: Any) -> Sequence[str]:
    if isinstance(errors, Mapping):
        return [f"{name}: {_joined(each)}".removeprefix(": ") for name, each in errors.items()]
    if isinstance(errors, list):
        return [_error_text(each) for each in errors]
    return ()


def _joined(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


def _error_text(error: Any) -> str:
    if not isinstance(error, Mapping):
        return str(error)
    text = error.get("detail") or error.get("title") or error.get("message") or error.get("code")
    paths = error.get("paths")
    return f"{', '.join(map(str, paths))}: {text}" if paths else str(text)


def _status_text(status: int | None) -> str:
    if status is None:
        return "there was no response"
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "error"
    return f"Altinn responds {status} ({phrase}) without a text here"

"""A runner of field cases: requests that programs of others send, with the right responses.

A case is a list of steps in a world of its own: a request with what its response must be, an
advance of the clock, or a look into the inbox. ``{name}`` stands for a value that an earlier step
saved.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from httpx2 import Response
from starlette.testclient import TestClient

NOW = "2026-06-15T08:00:00Z"
PATH_PART = re.compile(r"[^.\[\]]+|\[\d+\]")
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Json = dict[str, Any]

GUIDS: Final = {
    "guid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "guid2": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
}


@dataclass
class CaseRun:
    """A run of one case in one world."""

    client: TestClient
    prefix: str
    names: dict[str, str] = field(default_factory=dict)

    def run(self, case: Json, rules: str) -> None:
        settings = {"now": NOW, "mode": "frozen", "settings": {"rules": rules}}
        self.control("POST", "/reset", settings)
        self.names = dict(GUIDS)
        if "directory" in case:
            self.control("PATCH", "/directory", case["directory"])
        for step in case["steps"]:
            self.run_step(step)

    def run_step(self, step: Json) -> None:
        if "advance" in step:
            self.control("POST", "/clock/advance", {"by": step["advance"]})
        elif "inbox" in step:
            self.check_inbox(step["inbox"])
        else:
            self.check_request(step)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        response = self.client.request(method, f"{self.prefix}/_mock{path}", json=body)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def fill(self, value: Any) -> Any:
        """Return *value* with the saved values in it."""
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda name: self.names.get(name[1], name[0]), value)
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        if isinstance(value, dict):
            return {name: self.fill(each) for name, each in value.items()}
        return value

    def check_request(self, step: Json) -> None:
        headers = dict(step.get("headers", {}))
        if "host" in step:
            headers["Host"] = self.fill(step["host"])
        if "token" in step:
            token = self.control("POST", "/tokens", step["token"])["access_token"]
            headers["Authorization"] = f"Bearer {token}"
        content = None
        if "json" in step:
            content = json.dumps(self.fill(step["json"])).encode()
            headers["Content-Type"] = "application/json"
        elif "urlencoded" in step:
            content = urlencode(self.fill(step["urlencoded"])).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        elif "form" in step or "files" in step:
            content, headers["Content-Type"] = multipart(self.fill(step))
        method, path = step.get("method", "GET"), self.prefix + self.fill(step["path"])
        response = self.client.request(method, path, content=content, headers=headers)
        self.check_response(response, self.fill(step["expect"]))
        for name, place in step.get("save", {}).items():
            self.names[name] = value_at(response.json(), place)

    def check_response(self, response: Response, expected: Json) -> None:
        assert response.status_code == expected["status"], response.text
        for path, wanted in expected.get("json", {}).items():
            value = value_at(response.json(), path)
            assert is_match(value, wanted), f"{path} is {value!r}, not {wanted!r}"
        for name, wanted in expected.get("headers", {}).items():
            value = response.headers.get(name)
            assert is_match(value, wanted), f"{name} is {value!r}, not {wanted!r}"
        for text in expected.get("contains", []):
            assert text in response.text
        if "content" in expected:
            assert response.text == expected["content"]

    def check_inbox(self, expected: Json) -> None:
        left = self.control("GET", "/inbox?limit=1000")["messages"]
        if "count" in expected:
            assert len(left) == expected["count"], left
        for wanted in self.fill(expected.get("messages", [])):
            found = [each for each in left if is_match(each, {"fields": wanted})]
            assert found, f"no message is {wanted!r} among {left!r}"
            left.remove(found[0])
        assert not (expected.get("complete") and left), left


def multipart(step: Json) -> tuple[bytes, str]:
    """Return the form of a step and its content type."""
    boundary = "boundary-of-a-form"
    parts = [(f'name="{name}"', "text/plain", text) for name, text in step.get("form", [])]
    for name, file_name, media_type, text in step.get("files", []):
        parts.append((f'name="{name}"; filename="{file_name}"', media_type, text))
    body = "".join(
        f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n"
        f"Content-Type: {media_type}\r\n\r\n{text}\r\n"
        for disposition, media_type, text in parts
    )
    return f"{body}--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def value_at(document: Any, path: str) -> Any:
    """Return the value at a dotted path with indexes in brackets, or None."""
    for part in PATH_PART.findall("" if path == "$" else path):
        if part.startswith("["):
            index = int(part[1:-1])
            if not isinstance(document, list) or index >= len(document):
                return None
            document = document[index]
        elif isinstance(document, dict):
            document = document.get(part)
        else:
            return None
    return document


def is_match(value: Any, wanted: Any) -> bool:
    """Return whether *value* is *wanted*, or meets the conditions of an object."""
    if not isinstance(wanted, dict):
        return bool(value == wanted)
    return all(CONDITIONS[name](value, argument) for name, argument in wanted.items())


def _is_guid(value: Any) -> bool:
    return isinstance(value, str) and GUID.fullmatch(value) is not None


def _has_fields(value: Any, fields: Json) -> bool:
    return all(is_match(value_at(value, name), each) for name, each in fields.items())


CONDITIONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "exists": lambda value, wanted: (value is not None) is wanted,
    "guid": lambda value, wanted: _is_guid(value) is wanted,
    "starts": lambda value, wanted: str(value).startswith(wanted),
    "contains": lambda value, wanted: value is not None and wanted in value,
    "len": lambda value, wanted: value is not None and len(value) == wanted,
    "min": lambda value, wanted: value is not None and len(value) >= wanted,
    "not": lambda value, wanted: not is_match(value, wanted),
    "time": lambda value, wanted: str(value)[:19] == wanted[:19],
    "fields": _has_fields,
}

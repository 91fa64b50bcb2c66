"""The page docs/fidelity.md, made from tests/recordings.

python -m scripts.fidelity writes it; a test compares it with what it would write.
"""

import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from mock_server.apps.api.routes import ENDPOINTS as APPS
from mock_server.correspondence.api.routes import ENDPOINTS as CORRESPONDENCE
from mock_server.dotnet.aspnet.routing import EVERY_METHOD
from mock_server.notifications.api.routes import ENDPOINTS as NOTIFICATIONS

ROOT = Path(__file__).parent.parent
RECORDINGS = ROOT / "tests/recordings"
PAGE = ROOT / "docs/fidelity.md"
FEED = "/notifications/api/v1/future/shipment/feed"
OTHER_PATHS = "other methods and paths"


@dataclass(frozen=True)
class Service:
    """A recorded service: its folder, repository and commit, and what was replaced."""

    folder: str
    name: str
    repository: str
    commit: str
    replaced: str
    endpoints: tuple[Any, ...]


SERVICES: Final = (
    Service(
        "notifications",
        "Notifications",
        "Altinn/altinn-notifications",
        "0d0183fb",
        "SMS and e-mail gateways, Profile, Register, Authorization, condition endpoints,"
        " token keys",
        tuple(NOTIFICATIONS),
    ),
    Service(
        "correspondence",
        "Correspondence",
        "Altinn/altinn-correspondence",
        "da785168",
        "Notifications, Register, Profile, Resource Registry, the reservation registry,"
        " authorization decisions, Dialogporten, attachment storage, the order of background jobs",
        tuple(CORRESPONDENCE),
    ),
    Service(
        "app",
        "Apps",
        "Altinn/app-lib-dotnet",
        "1363997d",
        "Register, Profile, Storage, CDN, Authorization, Notifications",
        tuple(APPS),
    ),
)


@dataclass
class Count:
    """What was recorded of one service."""

    lines: int = 0
    exchanges: int = 0
    flows: int = 0
    functions: int = 0
    statuses: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    codes: Counter[str] = field(default_factory=Counter)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a recording."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            document = json.loads(line)
            if isinstance(document, dict):
                yield document


def exchanges(line: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and response of every exchange of a line."""
    if "response" in line and "request" in line:
        yield line["request"]["method"], line["request"]["path"], line["response"]
    for each in line.get("then") or ():
        yield "GET", each["request"]["path"], each["response"]
    for step in line.get("steps") or ():
        request = step.get("request") or step
        if "response" in step and "path" in request:
            yield request.get("method", "GET"), request["path"], step["response"]
        for each in step.get("orders") or ():
            if "path" in each and "response" in each:
                yield "GET", each["path"], each["response"]
        if "feed" in step:
            yield "GET", FEED, step["feed"]


def count(service: Service) -> Count:
    """Return what was recorded of a service."""
    result = Count()
    literals_first = sorted(service.endpoints, key=lambda each: "{" in each.path)
    patterns = [(each, _pattern(each.path)) for each in literals_first]
    for path in sorted((RECORDINGS / service.folder).glob("*.jsonl.gz")):
        for line in read(path):
            if "request" not in line and "steps" not in line:
                result.functions += 1
                continue
            result.lines += 1
            result.flows += "steps" in line
            for method, target, response in exchanges(line):
                result.exchanges += 1
                result.statuses[_endpoint(method, target, patterns)][response["status"]] += 1
                result.codes.update(_codes(response))
    return result


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)) + "/?", re.I)


def _endpoint(method: str, target: str, patterns: Iterable[tuple[Any, re.Pattern[str]]]) -> str:
    path = target.partition("?")[0]
    for each, pattern in patterns:
        if each.method in (method, EVERY_METHOD) and pattern.fullmatch(path):
            return _name(each)
    return OTHER_PATHS


def _name(endpoint: Any) -> str:
    method = "GET" if endpoint.method == EVERY_METHOD else endpoint.method
    return f"`{method} {endpoint.path}`"


def _codes(response: dict[str, Any]) -> Iterator[str]:
    body = response.get("body")
    if isinstance(body, dict):
        code = body.get("code")
        if isinstance(code, str) and response["status"] >= 400:
            yield code


def fidelity_page() -> str:
    """Return the page."""
    counts = {each.folder: count(each) for each in SERVICES}
    parts = [
        "# How it is known to be faithful",
        "<!-- Made by scripts/fidelity.py from tests/recordings; do not change it by hand. -->",
        "On 2026-11-24 the public sources of Altinn's services were built and run, and driven over"
        " HTTP. Their responses are kept in `tests/recordings`. Every recorded line is replayed"
        " against the mock in the project's tests (`tests/recorded`), in a world of its own with"
        " a frozen clock, strict authentication and the rule set `deployed`. **All of them match:**"
        " a line that differs fails the tests. There is no list of exceptions.",
        "To check it yourself: `python -m pytest tests/recorded`.",
        "## What was recorded",
        _table(
            ("Service", "Source", "Commit", "Lines", "Flows", "Exchanges", "Pure functions"),
            (
                (
                    each.name,
                    each.repository,
                    f"`{each.commit}`",
                    counts[each.folder].lines,
                    counts[each.folder].flows,
                    counts[each.folder].exchanges,
                    counts[each.folder].functions,
                )
                for each in SERVICES
            ),
        ),
        "A line is one exchange with what follows from it (later reads, orders that are posted),"
        " or a flow: requests, clock changes and faults, with the state at each step. Pure"
        " functions are inputs and outputs of validation, texts and times, read by unit tests."
        f" Another {_dotnet_lines():,} lines are about how .NET reads JSON and addresses.",
        "## How they are compared",
        "Equal must be: the status; the headers `Content-Type`, `Location`, `Allow`,"
        " `WWW-Authenticate` and `Retry-After`; and the body, with every field, its type and the"
        " order of fields. Ids must be used consistently, and times must be the instants of the"
        " recording, to the second where the service used its own clock. Not compared are:"
        " trace ids, the host in links, and the order of rows that the service itself returns in"
        " no fixed order.",
    ]
    for each in SERVICES:
        parts += [f"## {each.name}", *_service(counts[each.folder])]
    parts += [
        "## Deliberate differences",
        "These are in the mock by decision, and are also in the README:",
        _deviations(),
        "## What was never recorded",
        "These services were replaced by scripted ones while recording:",
        _table(("Service", "Replaced"), ((each.name, each.replaced) for each in SERVICES)),
        "No exchange was recorded for these endpoints. They follow the source code:",
        "\n".join(f"* {each}" for each in _unrecorded(counts)),
        "Nothing was recorded against TT02 or production: their gateways, registers, proxies,"
        " rate limits and settings are not public. What is not known is listed at the end of each"
        " page under *Emulated APIs*.",
    ]
    return "\n\n".join(parts) + "\n"


def _service(counted: Count) -> Iterator[str]:
    rows = (
        (endpoint, sum(statuses.values()), _histogram(statuses))
        for endpoint, statuses in sorted(
            counted.statuses.items(), key=lambda item: (item[0] == OTHER_PATHS, item[0])
        )
    )
    yield _table(("Endpoint", "Exchanges", "Statuses (times)"), rows)
    if counted.codes:
        codes = sorted(counted.codes.items())
        yield "Error codes (times): " + ", ".join(f"`{code}` ({times})" for code, times in codes)


def _histogram(statuses: Counter[int]) -> str:
    return ", ".join(f"{status} ({times})" for status, times in sorted(statuses.items()))


def _unrecorded(counts: dict[str, Count]) -> Iterator[str]:
    for service in SERVICES:
        for each in service.endpoints:
            name = _name(each)
            if name not in counts[service.folder].statuses:
                yield name


def _dotnet_lines() -> int:
    total = 0
    for path in (RECORDINGS / "dotnet").glob("*.jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            total += sum(1 for _ in file)
    return total


def _deviations() -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Known deviations from Altinn\n")[2].partition("\n## ")[0]
    return "\n".join(line for line in section.splitlines() if line.startswith("|"))


def _table(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def main() -> None:
    """Write the page."""
    PAGE.write_text(fidelity_page(), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Comparison of responses with recordings: placeholders, the clock and irrelevant hosts."""

import functools
import json
import re
from typing import Any

from mock_server.domain.instant import MINUTE, SECOND, parse_instant

GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PATTERNS = {
    "guid": f"({GUID})",
    "code": r"([A-Za-z0-9._~%-]+)",
    "date": r"(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)",
    "trace": r"(00-[0-9a-f]{32}-[0-9a-f]{16}-0[01])",
    "any": r"([\s\S]+)",
}
PLACEHOLDER = re.compile(r"\{(guid|code|trace|date|any)(\d*)\}")
REQUEST_PLACEHOLDER = re.compile(r"\{((?:guid|code)\d*)(:[nu])?\}")
ORIGIN = re.compile(
    r"https?://(?:(?:[a-z0-9-]+\.)*(?:altinn\.no|altinn\.cloud|altinn3local\.no)"
    r"|localhost|127\.0\.0\.1|mock)(?::\d+)?(?:/w/[A-Za-z0-9._-]+)?(?=[/?#\s\"]|$)",
    re.I,
)
ANY, NOW, SOON = "{any}", "{now}", "{now+5min}"
# An instant of a real environment, whose clock and sweeps the mock does not share.
ABOUT = re.compile(r"\{about (.+)\}")
ABOUT_TOLERANCE = 90 * SECOND


class Comparison:
    """The comparison of one recorded line: placeholder values, sent text and clock."""

    def __init__(self, sent: str, now: str) -> None:
        self.names: dict[str, str] = {}
        self.sent = sent
        self.sent_guids = set(re.findall(GUID, sent))
        self.now = parse_instant(now)

    def replace_placeholders(self, value: Any) -> Any:
        """Return a recorded request with its placeholders replaced by their values."""
        if isinstance(value, dict):
            return {
                self.replace_placeholders(key): self.replace_placeholders(each)
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self.replace_placeholders(each) for each in value]
        return (
            REQUEST_PLACEHOLDER.sub(self._placeholder_value, value)
            if isinstance(value, str)
            else value
        )

    def _placeholder_value(self, placeholder: re.Match[str]) -> str:
        # A placeholder that no response has set yet gets an unknown id.
        unknown = f"ffffffff-0000-4000-8000-{len(self.names):012d}"
        value = self.names.setdefault(placeholder[1], unknown)
        match placeholder[2]:
            case ":n":
                return value.replace("-", "")
            case ":u":
                return value.upper()
            case _:
                return value

    def difference(self, recorded: Any, actual: Any, at: str) -> str | None:
        """Return the first difference from the recording, also in field order; or None."""
        if recorded == ANY:
            return None
        if isinstance(recorded, dict) and isinstance(actual, dict):
            return self._object_difference(recorded, actual, at)
        if isinstance(recorded, list) and isinstance(actual, list):
            return self._list_difference(recorded, actual, at)
        if isinstance(recorded, str) and isinstance(actual, str):
            same = self._is_same(recorded, actual)
        else:
            same = type(recorded) is type(actual) and recorded == actual
        return None if same else f"{at}: {actual!r:.300}, recorded {recorded!r:.300}"

    def document_difference(self, recorded: dict[str, Any], text: str, at: str) -> str | None:
        """Return the first difference of a JSON body, also in its duplicate keys; or None."""
        duplicates: set[str] = set()

        def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
            names = [name for name, _ in members]
            duplicates.update(name for name in names if names.count(name) > 1)
            return dict(members)

        try:
            document = json.loads(text, object_pairs_hook=pairs) if text else None
        except ValueError:
            return f"{at}: not JSON: {text[:200]}"
        if sorted(duplicates) != recorded.get("duplicateKeys", []):
            return f"{at}: duplicate keys: {sorted(duplicates)}"
        return self.difference(recorded.get("body"), document, at)

    def _object_difference(
        self, recorded: dict[str, Any], actual: dict[str, Any], at: str
    ) -> str | None:
        has_names = any(PLACEHOLDER.search(name) for name in recorded)
        if not has_names and list(recorded) != list(actual):
            return f"{at}: members {list(actual)}, recorded {list(recorded)}"
        if len(recorded) != len(actual):
            return f"{at}: {len(actual)} members, recorded {len(recorded)}"
        names = zip(recorded, actual, strict=True) if has_names else ()
        return self._first_difference(
            (r, g, f"{at} (member)") for r, g in names
        ) or self._first_difference(
            (recorded[r], actual[g], f"{at}.{r}") for r, g in zip(recorded, actual, strict=True)
        )

    def _list_difference(self, recorded: list[Any], actual: list[Any], at: str) -> str | None:
        if len(recorded) != len(actual):
            return f"{at}: {len(actual)} elements, recorded {len(recorded)}: {actual!r:.200}"
        names = dict(self.names)
        pairs = zip(recorded, actual, strict=True)
        difference = self._first_difference((r, g, f"{at}[{i}]") for i, (r, g) in enumerate(pairs))
        if difference:
            groups = [_unordered_group(row) for row in recorded]
            if groups[0] is not None:
                self.names = names
                if self._is_permutation(recorded, actual, groups, []):
                    return None
        return difference

    def _is_permutation(
        self, recorded: list[Any], actual: list[Any], groups: list[object], taken: list[int]
    ) -> bool:
        """Return whether *actual* differs only in the order of rows of one group.

        ``taken`` has the index of the actual row for each recorded row matched so far.
        """
        position = len(taken)
        if position == len(recorded):
            return True
        for candidate in range(len(actual)):
            between = groups[min(position, candidate) : max(position, candidate)]
            if candidate in taken or any(group != groups[position] for group in between):
                continue
            names = dict(self.names)
            row = _renumbered(actual[candidate], actual[position])
            if self.difference(recorded[position], row, "row") is None and self._is_permutation(
                recorded, actual, groups, [*taken, candidate]
            ):
                return True
            self.names = names
        return False

    def _first_difference(self, pairs: Any) -> str | None:
        return next((difference for pair in pairs if (difference := self.difference(*pair))), None)

    def _is_same(self, recorded: str, actual: str) -> bool:
        if recorded == actual:
            return True
        if recorded in (NOW, SOON):
            return self._is_now(recorded, actual)
        if about := ABOUT.fullmatch(recorded):
            return _is_about(about[1], actual)
        pattern, names = _pattern(self._without_origins(recorded))
        match = pattern.fullmatch(self._without_origins(actual))
        if match is None:
            return False
        new: dict[str, str] = {}
        for name, value in zip(names, match.groups(), strict=True):
            if name.startswith(("trace", "date", "any")):
                continue
            have = new.get(name, self.names.get(name))
            is_taken = value in self.sent_guids or value in (*self.names.values(), *new.values())
            if have != value and (have is not None or is_taken):
                return False
            new[name] = value
        self.names.update(new)
        return True

    def _is_now(self, recorded: str, actual: str) -> bool:
        later = 0 if recorded == NOW else 5 * MINUTE
        try:
            at = parse_instant(actual)
        except ValueError:
            return False
        is_within_second = 0 <= at - self.now // SECOND * SECOND - later < SECOND
        return is_within_second and (later == 0 or re.search(r"[+-]\d\d:\d\d$", actual) is not None)

    def _without_origins(self, text: str) -> str:
        return ORIGIN.sub(lambda match: match[0] if match[0] in self.sent else "{origin}", text)


def internal_order_difference(
    recorded: list[dict[str, Any]], posted: list[dict[str, Any]], comparison: Comparison
) -> str | None:
    """Return the first difference of posted orders in any order; ``at`` is when each was posted."""
    if len(recorded) != len(posted):
        return f"{len(posted)} orders posted, recorded {len(recorded)}: {posted!r:.400}"
    remaining = list(posted)
    for expected in recorded:
        difference = first = None
        for order in remaining:
            names = dict(comparison.names)
            difference = comparison.difference(expected["request"], order["request"], "order")
            if (
                not difference
                and "at" in expected
                and parse_instant(order["createdAt"]) != parse_instant(expected["at"])
            ):
                difference = f"order posted at {order['createdAt']}, recorded {expected['at']}"
            if not difference:
                remaining.remove(order)
                break
            comparison.names = names
            first = first or difference
        if difference:
            return first
    return None


def _is_about(recorded: str, actual: str) -> bool:
    try:
        return abs(parse_instant(actual) - parse_instant(recorded)) <= ABOUT_TOLERANCE
    except ValueError:
        return False


def _unordered_group(row: Any) -> object:
    """Return a key shared by neighbouring rows whose order Altinn does not define, or None.

    Altinn reads a shipment's recipients of one channel, a summary's notifications and the
    dashboard's attempts without ``ORDER BY``. It writes feed entries of one instant in parallel,
    but entries of instant messages before the others.
    """
    if not isinstance(row, dict):
        return None
    if "sequenceNumber" in row:
        return row.get("lastUpdate"), row.get("shipmentType") == "Instant"
    if "destination" in row and isinstance(row.get("status"), str):
        return row["status"].split("_")[0]
    return next((name for name in ("sendStatus", "resultTime") if name in row), None)


def _renumbered(row: Any, row_at_position: Any) -> Any:
    """Return *row* with the sequence number of the row at its position."""
    rows = (row, row_at_position)
    if all(isinstance(each, dict) and "sequenceNumber" in each for each in rows):
        return {**row, "sequenceNumber": row_at_position["sequenceNumber"]}
    return row


@functools.lru_cache(maxsize=20_000)
def _pattern(recorded: str) -> tuple[re.Pattern[str], list[str]]:
    literals = PLACEHOLDER.split(recorded)[::3]
    placeholders = list(PLACEHOLDER.finditer(recorded))
    parts = [re.escape(literals[0])]
    for placeholder, literal in zip(placeholders, literals[1:], strict=True):
        parts += [PATTERNS[placeholder[1]], re.escape(literal)]
    return re.compile("".join(parts)), [
        placeholder[1] + placeholder[2] for placeholder in placeholders
    ]

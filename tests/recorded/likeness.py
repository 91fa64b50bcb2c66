"""When an answer is as recorded: names for made-up values, the clock, hosts that do not matter."""

import functools
import json
import re
from typing import Any

from mock_server.domain.instant import MINUTE, SECOND, parse_instant

GUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KINDS = {
    "guid": f"({GUID})",
    "code": r"([A-Za-z0-9._~%-]+)",
    "date": r"(\d\d/\d\d/\d{4} \d\d:\d\d:\d\d)",
    "trace": r"(00-[0-9a-f]{32}-[0-9a-f]{16}-0[01])",
    "any": r"([\s\S]+)",
}
PLACE = re.compile(r"\{(guid|code|trace|date|any)(\d*)\}")
FILL = re.compile(r"\{((?:guid|code)\d*)(:[nu])?\}")
ORIGIN = re.compile(
    r"https?://(?:(?:[a-z0-9-]+\.)*(?:altinn\.no|altinn\.cloud|altinn3local\.no)"
    r"|localhost|127\.0\.0\.1|mock)(?::\d+)?(?:/w/[A-Za-z0-9._-]+)?(?=[/?#\s\"]|$)",
    re.I,
)
ANY, NOW, SOON = "{any}", "{now}", "{now+5min}"


class Known:
    """What is known within one line: the values behind names, what the client sent, the clock."""

    def __init__(self, sent: str, now: str) -> None:
        self.names: dict[str, str] = {}
        self.sent = sent
        self.theirs = set(re.findall(GUID, sent))
        self.now = parse_instant(now)

    def filled(self, value: Any) -> Any:
        """Return a recorded request with the values behind its names."""
        if isinstance(value, dict):
            return {self.filled(key): self.filled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        return FILL.sub(self._value_of, value) if isinstance(value, str) else value

    def _value_of(self, place: re.Match[str]) -> str:
        # A name that no answer has given yet stands for an id of nothing.
        fresh = f"ffffffff-0000-4000-8000-{len(self.names):012d}"
        value = self.names.setdefault(place[1], fresh)
        match place[2]:
            case ":n":
                return value.replace("-", "")
            case ":u":
                return value.upper()
        return value

    def difference(self, recorded: Any, given: Any, at: str) -> str | None:
        """Return the first place where *given* is not as recorded, members in order; or None."""
        if recorded == ANY:
            return None
        if isinstance(recorded, dict) and isinstance(given, dict):
            return self._of_objects(recorded, given, at)
        if isinstance(recorded, list) and isinstance(given, list):
            return self._of_lists(recorded, given, at)
        if isinstance(recorded, str) and isinstance(given, str):
            same = self._is_same(recorded, given)
        else:
            same = type(recorded) is type(given) and recorded == given
        return None if same else f"{at}: {given!r:.300}, recorded {recorded!r:.300}"

    def document_difference(self, recorded: dict[str, Any], text: str, at: str) -> str | None:
        """Compare a body as JSON, with the members that are written twice."""
        twice: set[str] = set()

        def pairs(members: list[tuple[str, Any]]) -> dict[str, Any]:
            names = [name for name, _ in members]
            twice.update(name for name in names if names.count(name) > 1)
            return dict(members)

        try:
            document = json.loads(text, object_pairs_hook=pairs) if text else None
        except ValueError:
            return f"{at}: not JSON: {text[:200]}"
        if sorted(twice) != recorded.get("duplicateKeys", []):
            return f"{at}: members written twice: {sorted(twice)}"
        return self.difference(recorded.get("body"), document, at)

    def _of_objects(self, recorded: dict[str, Any], given: dict[str, Any], at: str) -> str | None:
        has_names = any(PLACE.search(name) for name in recorded)
        if not has_names and list(recorded) != list(given):
            return f"{at}: members {list(given)}, recorded {list(recorded)}"
        if len(recorded) != len(given):
            return f"{at}: {len(given)} members, recorded {len(recorded)}"
        names = zip(recorded, given, strict=True) if has_names else ()
        return self._first((r, g, f"{at} (member)") for r, g in names) or self._first(
            (recorded[r], given[g], f"{at}.{r}") for r, g in zip(recorded, given, strict=True)
        )

    def _of_lists(self, recorded: list[Any], given: list[Any], at: str) -> str | None:
        if len(recorded) != len(given):
            return f"{at}: {len(given)} elements, recorded {len(recorded)}: {given!r:.200}"
        names = dict(self.names)
        pairs = zip(recorded, given, strict=True)
        found = self._first((r, g, f"{at}[{i}]") for i, (r, g) in enumerate(pairs))
        if found:
            groups = [_unordered_group(row) for row in recorded]
            if groups[0] is not None:
                self.names = names
                if self._is_permutation(recorded, given, groups, []):
                    return None
        return found

    def _is_permutation(
        self, recorded: list[Any], given: list[Any], groups: list[object], taken: list[int]
    ) -> bool:
        """Return whether *given* differs only in the sequence of rows of one group.

        ``taken`` holds which given row stands for each recorded row that is matched already.
        """
        place = len(taken)
        if place == len(recorded):
            return True
        for candidate in range(len(given)):
            between = groups[min(place, candidate) : max(place, candidate)]
            if candidate in taken or any(group != groups[place] for group in between):
                continue
            names = dict(self.names)
            row = _renumbered(given[candidate], given[place])
            if self.difference(recorded[place], row, "row") is None and self._is_permutation(
                recorded, given, groups, [*taken, candidate]
            ):
                return True
            self.names = names
        return False

    def _first(self, pairs: Any) -> str | None:
        return next((found for pair in pairs if (found := self.difference(*pair))), None)

    def _is_same(self, recorded: str, given: str) -> bool:
        if recorded == given:
            return True
        if recorded in (NOW, SOON):
            return self._is_now(recorded, given)
        pattern, names = _pattern(self._neutral(recorded))
        match = pattern.fullmatch(self._neutral(given))
        if match is None:
            return False
        new: dict[str, str] = {}
        for name, value in zip(names, match.groups(), strict=True):
            if name.startswith(("trace", "date", "any")):
                continue
            have = new.get(name, self.names.get(name))
            is_taken = value in self.theirs or value in (*self.names.values(), *new.values())
            if have != value and (have is not None or is_taken):
                return False
            new[name] = value
        self.names.update(new)
        return True

    def _is_now(self, recorded: str, given: str) -> bool:
        later = 0 if recorded == NOW else 5 * MINUTE
        try:
            at = parse_instant(given)
        except ValueError:
            return False
        is_it = 0 <= at - self.now // SECOND * SECOND - later < SECOND
        return is_it and (later == 0 or re.search(r"[+-]\d\d:\d\d$", given) is not None)

    def _neutral(self, text: str) -> str:
        return ORIGIN.sub(lambda found: found[0] if found[0] in self.sent else "{origin}", text)


def placed_order_difference(
    recorded: list[dict[str, Any]], placed: list[dict[str, Any]], known: Known
) -> str | None:
    """Compare placed orders as a set; ``at`` is when each was placed."""
    if len(recorded) != len(placed):
        return f"{len(placed)} orders placed, recorded {len(recorded)}: {placed!r:.400}"
    left = list(placed)
    for wanted in recorded:
        found = first = None
        for order in left:
            names = dict(known.names)
            found = known.difference(wanted["request"], order["request"], "order")
            if (
                not found
                and "at" in wanted
                and parse_instant(order["createdAt"]) != parse_instant(wanted["at"])
            ):
                found = f"order placed at {order['createdAt']}, recorded {wanted['at']}"
            if not found:
                left.remove(order)
                break
            known.names = names
            first = first or found
        if found:
            return first
    return None


def _unordered_group(row: Any) -> object:
    """Return what a row shares with its neighbours whose sequence the platform leaves open.

    The platform reads a shipment's recipients of one channel, a summary's notifications and the
    dashboard's attempts without ``ORDER BY``. It writes feed entries of one instant in parallel,
    but those of instant messages come before the others. None: the sequence is defined.
    """
    if not isinstance(row, dict):
        return None
    if "sequenceNumber" in row:
        return row.get("lastUpdate"), row.get("shipmentType") == "Instant"
    if "destination" in row and isinstance(row.get("status"), str):
        return row["status"].split("_")[0]
    return next((name for name in ("sendStatus", "resultTime") if name in row), None)


def _renumbered(row: Any, place: Any) -> Any:
    """Return a row as it would be in the place of another: sequence numbers belong to places."""
    rows = (row, place)
    if all(isinstance(each, dict) and "sequenceNumber" in each for each in rows):
        return {**row, "sequenceNumber": place["sequenceNumber"]}
    return row


@functools.lru_cache(maxsize=20_000)
def _pattern(recorded: str) -> tuple[re.Pattern[str], list[str]]:
    literals = PLACE.split(recorded)[::3]
    places = list(PLACE.finditer(recorded))
    parts = [re.escape(literals[0])]
    for place, literal in zip(places, literals[1:], strict=True):
        parts += [KINDS[place[1]], re.escape(literal)]
    return re.compile("".join(parts)), [place[1] + place[2] for place in places]

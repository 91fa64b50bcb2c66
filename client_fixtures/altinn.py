"""Client of one world of the mock: clock, directory, faults, orders and inbox.

It uses the control API only, so it works the same with a server on a thread, a container or a
shared host. Source: docs/client.md, Altinn; docs/control-api.md.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import quote, urlencode

from client_fixtures.connection import Connection
from client_fixtures.conversion import (
    Moment,
    as_list,
    instant,
    to_camel,
    to_json,
    to_json_value,
)
from client_fixtures.inbox import Inbox, all_entries
from client_fixtures.messages import Event, Message
from mock_server.domain.instant import parse_instant, to_datetime
from mock_server.domain.json import Json

DEFAULT_START = "2026-01-05T10:00:00Z"  # 11:00 in Oslo

# Calls that may change the clock.
_CLOCK_CALLS = frozenset(
    {"/_mock/reset", "/_mock/clock", "/_mock/clock/advance", "/_mock/snapshot"}
)


class Condition:
    """A condition endpoint with scripted answers."""

    def __init__(self, connection: Connection, url: str) -> None:
        self.url = url
        self._connection = connection

    @property
    def calls(self) -> int:
        """Number of calls so far."""
        rules = self._connection.call("GET", "/_mock/conditions")
        return next((rule["calls"] for rule in rules if rule["url"] == self.url), 0)


class Checkpoint:
    """A point in a world's time to which it can go back."""

    def __init__(self, altinn: "Altinn", document: Json) -> None:
        self._altinn = altinn
        self.id: str = document["id"]
        self.name: str | None = document["name"]
        self.at = to_datetime(parse_instant(document["at"]))

    def restore(self) -> None:
        """Restore the world to its state at this checkpoint."""
        self._altinn.control("POST", f"/_mock/checkpoints/{self.id}/restore")

    def delete(self) -> None:
        """Delete the checkpoint."""
        self._altinn.control("DELETE", f"/_mock/checkpoints/{self.id}")


class Altinn:
    """One world of the mock at *url*: ``Altinn("http://localhost:5090/w/mine")``.

    ``control_token`` is the server's ``--control-token`` (default: ``ALTINN_MOCK_CONTROL_TOKEN``).
    """

    def __init__(self, url: str, *, control_token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._control_token = control_token
        self._connection = Connection(self.url, control_token)
        self.inbox = Inbox(self._connection)
        self.on_clock_change: list[Callable[[datetime], None]] = []

    # URLs and tokens for the code under test

    @property
    def notifications_url(self) -> str:
        """Base URL of the Notifications API."""
        return f"{self.url}/notifications/api/v1"

    @property
    def correspondence_url(self) -> str:
        """Base URL of the Correspondence API."""
        return f"{self.url}/correspondence/api/v1"

    def app_url(self, org: str, app: str) -> str:
        """Return the base URL of an Altinn app."""
        return f"{self.url}/{org}/{app}"

    def token(
        self,
        scopes: Sequence[str] | None = None,
        org: str | None = "ttd",
        kind: str = "maskinporten",
        **claims: Any,
    ) -> str:
        """Return a token that this server accepts, by default with all scopes the APIs require.

        ``kind``: ``maskinporten``, ``user`` (with ``user_id``, ``national_identity_number``),
        ``maskinportenRaw`` or ``platform`` (with ``issuer``, ``app``). Other claims are the fields
        of ``POST /_mock/tokens`` in snake case: ``organization_number``, ``expires_in``.
        """
        body: Json = {"kind": kind, **{to_camel(name): each for name, each in claims.items()}}
        if scopes is not None:
            body["scopes"] = as_list("scopes", scopes)
        if org is not None and kind == "maskinporten":
            body["org"] = org
        return cast(str, self._call("POST", "/tokens", body)["access_token"])

    def auth(self, scopes: Sequence[str] | None = None, **claims: Any) -> dict[str, str]:
        """Return an ``Authorization`` header with a token; arguments as for ``token``."""
        return {"Authorization": f"Bearer {self.token(scopes, **claims)}"}

    # Clock

    @property
    def now(self) -> datetime:
        """The time of the world's clock, in UTC."""
        return to_datetime(parse_instant(self._call("GET", "/clock")["now"]))

    def advance(
        self,
        by: timedelta | None = None,
        *,
        to: Moment | None = None,
        until: str | None = None,
        **parts: float,
    ) -> list[Event]:
        """Advance the clock and return the events until then, oldest first.

        ``advance(days=7, hours=1)``, ``advance(timedelta(hours=2))``, ``advance(to=…)``,
        ``advance(until="nextMessage")``, ``"nextEvent"`` or ``"idle"``.

        Raises:
            ValueError: if the target is earlier than now, or not exactly one target is given.
        """
        target: Json = {
            "by": _seconds(by, parts),
            "to": None if to is None else instant(to),
            "until": until,
        }
        body = {name: each for name, each in target.items() if each is not None}
        if len(body) != 1:
            raise ValueError(
                "advance() takes exactly one target: advance(days=1),"
                " advance(to='2026-01-06T09:01:00+01:00') or advance(until='nextEvent')"
            )
        response = self._call("POST", "/clock/advance", body)
        self._notify_clock_change(response["now"])
        return [Event.of(each) for each in response["events"]]

    def reset(self, now: Moment | None = None, **options: Any) -> None:
        """Reset this world, with its clock frozen at *now* (default: 2026-01-05 11:00 in Oslo).

        ``options``: ``settings``, ``directory``, ``keep`` and ``mode`` of ``POST /_mock/reset``.
        """
        start = DEFAULT_START if now is None else instant(now)
        self._call("POST", "/reset", {"now": start, "mode": "frozen", **options})
        self._notify_clock_change(start)

    # Directory

    def person(
        self,
        national_identity_number: str,
        *,
        name: str | None = None,
        email: str | None = None,
        mobile: str | None = None,
        reserved: bool = False,
        language: str | None = "nb",
    ) -> None:
        """Add a person to the directory, or replace the one with the same number."""
        entry = {
            "name": name,
            "email": email,
            "mobileNumber": mobile,
            "isReserved": reserved,
            "language": language,
        }
        self._put(f"/directory/persons/{quote(national_identity_number, safe='')}", entry)

    def organization(
        self,
        organization_number: str,
        *,
        name: str | None = None,
        emails: Sequence[str] = (),
        mobiles: Sequence[str] = (),
    ) -> None:
        """Add an organisation to the directory, or replace the one with the same number."""
        entry = {
            "name": name,
            "emailList": as_list("emails", emails),
            "mobileNumberList": as_list("mobiles", mobiles),
        }
        self._put(f"/directory/organizations/{quote(organization_number, safe='')}", entry)

    def organization_user(
        self,
        *,
        organization: str,
        user_id: int,
        national_identity_number: str | None = None,
        email: str | None = None,
        mobile: str | None = None,
        resources: Sequence[str] = ("*",),
    ) -> None:
        """Add a user with their own addresses to an organisation of the directory.

        ``resources``: the resources the user has opted in to; ``"*"`` means all.
        """
        entry = {
            "nationalIdentityNumber": national_identity_number,
            "email": email,
            "mobileNumber": mobile,
            "resources": as_list("resources", resources),
        }
        path = f"/directory/organizations/{quote(organization, safe='')}/users/{user_id}"
        self._put(path, entry)

    def external_identity(
        self, urn: str, *, email: str | None = None, mobile: str | None = None
    ) -> None:
        """Add a self-identified user to the directory, or replace the one with the same URN."""
        entry = {"email": email, "mobileNumber": mobile}
        self._put(f"/directory/external-identities/{quote(urn, safe=':')}", entry)

    def resource(
        self,
        resource_id: str,
        *,
        title: Mapping[str, str] | None = None,
        permits: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """Add a resource to the directory; without *permits* its policy permits all users."""
        entry: Json = {"title": dict(title or {})}
        if permits is not None:
            entry["permits"] = as_list("permits", permits)
        self._put(f"/directory/resources/{quote(resource_id, safe='')}", entry)

    def allow_sms(self, *numbers: str) -> None:
        """Add numbers to the whitelist of the test environment."""
        for number in numbers:
            self._call("POST", "/whitelist", {"number": number})

    # Conditions, outcomes and faults

    def condition(self, url: str, answer: bool | int | Sequence[bool | int]) -> Condition:
        """Script a condition endpoint: True, False, a status code, or a list of these in order."""
        answers = answer if isinstance(answer, Sequence) else [answer]
        rules = [rule for rule in self._call("GET", "/conditions") if rule["url"] != url]
        rule = {"url": url, "answers": [_condition_answer(each) for each in answers]}
        self._call("PUT", "/conditions", [rule, *rules])
        return Condition(self._connection, url)

    def outcome(self, result: str, **rule: Any) -> None:
        """Set the delivery result of messages matching ``to``, ``channel`` and ``text``.

        ``after`` delays the report, ``times`` limits the rule.
        """
        self._call("POST", "/outcomes", {"result": result, **to_json(rule)})

    def fail_dependency(self, dependency: str, times: int | None = None, **rule: Any) -> None:
        """Make a dependency of Altinn fail: ``profile``, ``register``, ``smsGateway``, …"""
        self._call("POST", "/faults", {"dependency": dependency, "times": times, **to_json(rule)})

    def fail_request(self, **rule: Any) -> None:
        """Respond to requests matching ``method`` and ``path`` with ``status``, ``body``, …"""
        self._call("POST", "/faults", to_json(rule))

    def report(self, message: Message | str, result: str) -> None:
        """Submit a delivery report for *message* (a message or its id).

        Raises:
            ValueError: if Altinn would reject the report; the text gives the reason.
        """
        message_id = message if isinstance(message, str) else message.id
        self._call("POST", f"/inbox/{message_id}/report", {"result": result})

    def settings(self, **changes: Any) -> Json:
        """Change settings, in snake case (``sms_window=…``), and return all settings."""
        return cast(Json, self._call("PATCH", "/settings", to_json(changes)))

    # Orders, requests and explanations

    def orders(self) -> list[Json]:
        """Return the orders, oldest first, as in ``GET /_mock/orders``."""
        return list(all_entries(self._connection, "/_mock/orders", "orders"))

    def requests(self, **filters: Any) -> list[Json]:
        """Return the requests matching ``method``, ``path``, ``status``, ``since`` and ``q``."""
        query = urlencode({to_camel(name): to_json_value(each) for name, each in filters.items()})
        path = f"/_mock/requests?{query}" if query else "/_mock/requests"
        if "limit" in filters:
            return cast("list[Json]", self._connection.call("GET", path)["requests"])
        return list(all_entries(self._connection, path, "requests"))

    def pending(self) -> list[Json]:
        """Return the pending messages, with reason and expected send time."""
        return list(all_entries(self._connection, "/_mock/pending", "notifications"))

    def suppressed(self) -> list[Json]:
        """Return the suppressed messages, with reason and rule."""
        return list(all_entries(self._connection, "/_mock/suppressed", "notifications"))

    def explain(self, any_id: str) -> list[Json]:
        """Return the decisions about an order, notification, correspondence or instance."""
        return cast("list[Json]", self._call("GET", f"/explain/{any_id}")["decisions"])

    def snapshot(self) -> Json:
        """Return the world as a JSON document."""
        return cast(Json, self._call("GET", "/snapshot"))

    def restore(self, document: Json) -> None:
        """Replace the state of this world with a snapshot of this or another world."""
        self._call("PUT", "/snapshot", document)
        self._notify_clock_change(self._call("GET", "/clock")["now"])

    def checkpoint(self, name: str | None = None) -> Checkpoint:
        """Add a checkpoint of the current state, to which ``restore()`` goes back."""
        document = self._call("POST", "/checkpoints", {"name": name} if name else {})
        return Checkpoint(self, document)

    def fork(self, world: str) -> "Altinn":
        """Return a client of a new world that continues from the current state of this one.

        Raises:
            ValueError: if the name is in use.
        """
        self._call("POST", "/fork", {"world": world})
        server, _, _ = self.url.partition("/w/")
        return Altinn(f"{server}/w/{world}", control_token=self._control_token)

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API directly: *path* starts with ``/_mock``.

        Raises:
            ValueError: if the server rejects the call; the text suggests a correction.
        """
        response = self._connection.call(method, path, body)
        if path in _CLOCK_CALLS or path.endswith("/restore"):
            self._notify_clock_change(self._call("GET", "/clock")["now"])
        return response

    def close(self) -> None:
        """Close the connection; the world is kept."""
        self._connection.close()

    def _call(self, method: str, path: str, body: object = None) -> Any:
        return self._connection.call(method, "/_mock" + path, body)

    def _put(self, path: str, entry: Json) -> None:
        self._call("PUT", path, entry)

    def _notify_clock_change(self, now: str) -> None:
        for listener in self.on_clock_change:
            listener(to_datetime(parse_instant(now)))


def _seconds(by: timedelta | None, parts: Mapping[str, float]) -> float | None:
    if parts:
        try:
            by = timedelta(**parts) + (by or timedelta())
        except TypeError as error:
            raise TypeError(f"advance() {error}; use weeks, days, hours, minutes") from None
    return None if by is None else by / timedelta(seconds=1)


def _condition_answer(answer: bool | int) -> Json:
    if isinstance(answer, bool):
        return {"status": 200, "json": {"sendNotification": answer}}
    return {"status": answer}

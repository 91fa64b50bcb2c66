"""A test's handle on one world of the mock: its clock, its people, what goes wrong, what left.

Everything goes over the control API, so it works the same against a server on a thread, a
container or a shared host. Source: design/client-api.md, Altinn; design/control-api.md.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import quote, urlencode

from client_fixtures.connection import Connection
from client_fixtures.inbox import Inbox
from client_fixtures.messages import Event, Message
from client_fixtures.spelling import Moment, instant, to_camel, to_json, to_json_value
from mock_server.domain.instant import parse_instant, to_datetime

DEFAULT_START = "2026-01-05T10:00:00Z"  # 11:00 in Oslo
DEFAULT_SCOPES = (
    "altinn:serviceowner",
    "altinn:serviceowner/notifications.create",
    "altinn:serviceowner/notifications.composedemail.create",
    "altinn:serviceowner/instances.read",
    "altinn:serviceowner/instances.write",
    "altinn:correspondence.write",
)

# Calls after which the clock may show something else.
_CLOCK_CALLS = frozenset(
    {"/_mock/reset", "/_mock/clock", "/_mock/clock/advance", "/_mock/snapshot"}
)

Json = dict[str, Any]


class Condition:
    """A condition endpoint with scripted answers; ``calls`` counts how often it was asked."""

    def __init__(self, connection: Connection, url: str) -> None:
        self.url = url
        self._connection = connection

    @property
    def calls(self) -> int:
        """How often the platform has asked so far."""
        rules = self._connection.call("GET", "/_mock/conditions")
        return next((rule["calls"] for rule in rules if rule["url"] == self.url), 0)


class Altinn:
    """One world of a mock at *url*: ``Altinn("http://localhost:5090/w/mine")``.

    ``control_token`` as ``Connection`` takes it.
    """

    def __init__(self, url: str, *, control_token: str | None = None) -> None:
        self.url = url.rstrip("/")
        self._connection = Connection(self.url, control_token)
        self.inbox = Inbox(self._connection)
        self.on_clock_change: list[Callable[[datetime], None]] = []

    # Where the code under test finds it

    @property
    def notifications_url(self) -> str:
        """Base URL of the Notifications API."""
        return f"{self.url}/notifications/api/v1"

    @property
    def correspondence_url(self) -> str:
        """Base URL of the Correspondence API."""
        return f"{self.url}/correspondence/api/v1"

    def app_url(self, org: str, app: str) -> str:
        """Base URL of an Altinn app."""
        return f"{self.url}/{org}/{app}"

    def token(
        self,
        scopes: Sequence[str] | None = None,
        org: str | None = "ttd",
        kind: str = "maskinporten",
        **claims: Any,
    ) -> str:
        """Return a token that this server accepts; the usual scopes unless told which.

        ``kind``: ``maskinporten``, ``user`` (with ``user_id``, ``national_identity_number``),
        ``maskinportenRaw`` or ``platform`` (with ``issuer``, ``app``). The rest as
        ``POST /_mock/tokens`` takes it, in snake case: ``organization_number``, ``expires_in``.
        """
        asked: Json = {"kind": kind, **{to_camel(name): each for name, each in claims.items()}}
        if kind.startswith("maskinporten"):
            asked["scopes"] = list(DEFAULT_SCOPES if scopes is None else scopes)
        elif scopes is not None:
            asked["scopes"] = list(scopes)
        if org is not None and kind == "maskinporten":
            asked["org"] = org
        return cast(str, self._call("POST", "/tokens", asked)["access_token"])

    def auth(self, scopes: Sequence[str] | None = None, **asked: Any) -> dict[str, str]:
        """Return the ``Authorization`` header with a token as ``token`` gives it."""
        return {"Authorization": f"Bearer {self.token(scopes, **asked)}"}

    # Time

    @property
    def now(self) -> datetime:
        """What the world's clock shows, in UTC."""
        return to_datetime(parse_instant(self._call("GET", "/clock")["now"]))

    def advance(
        self,
        by: timedelta | None = None,
        *,
        to: Moment | None = None,
        until: str | None = None,
        **parts: float,
    ) -> list[Event]:
        """Let time pass, and return what happened on the way, oldest first.

        ``advance(days=7, hours=1)``, ``advance(timedelta(hours=2))``, ``advance(to=…)``,
        ``advance(until="nextEvent")`` or ``advance(until="idle")``. When it returns, all of it
        has happened.

        Raises:
            ValueError: if the target is earlier than now, or not exactly one is given.
        """
        target: Json = {
            "by": _seconds(by, parts),
            "to": None if to is None else instant(to),
            "until": until,
        }
        asked = {name: each for name, each in target.items() if each is not None}
        if len(asked) != 1:
            raise ValueError(
                "say how far, in one way: advance(days=1), advance(to='2026-01-06T09:01:00+01:00')"
                " or advance(until='nextEvent')"
            )
        answer = self._call("POST", "/clock/advance", asked)
        self._moved(answer["now"])
        return [Event.of(each) for each in answer["events"]]

    def reset(self, now: Moment | None = None, **stage: Any) -> None:
        """Start this world over: as just created, its clock standing at *now*.

        ``stage``: ``settings``, ``directory``, ``keep`` and ``mode`` of ``POST /_mock/reset``.
        """
        start = DEFAULT_START if now is None else instant(now)
        self._call("POST", "/reset", {"now": start, "mode": "frozen", **stage})
        self._moved(start)

    # The people

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
        """Put a person into the directory, in place of any with the same number."""
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
        """Put an organisation into the directory, in place of any with the same number."""
        entry = {"name": name, "emailList": list(emails), "mobileNumberList": list(mobiles)}
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
        """Give a person addresses of their own for an organisation that the directory holds.

        ``resources`` are those the user has opted in to; ``"*"`` hears of all.
        """
        entry = {
            "nationalIdentityNumber": national_identity_number,
            "email": email,
            "mobileNumber": mobile,
            "resources": list(resources),
        }
        path = f"/directory/organizations/{quote(organization, safe='')}/users/{user_id}"
        self._put(path, entry)

    def external_identity(
        self, urn: str, *, email: str | None = None, mobile: str | None = None
    ) -> None:
        """Put a self-identified user into the directory, by URN."""
        entry = {"email": email, "mobileNumber": mobile}
        self._put(f"/directory/external-identities/{quote(urn, safe=':')}", entry)

    def resource(
        self,
        resource_id: str,
        *,
        title: Mapping[str, str] | None = None,
        permits: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """Put a resource into the directory; without *permits* its policy lets everybody."""
        entry: Json = {"title": dict(title or {})}
        if permits is not None:
            entry["permits"] = list(permits)
        self._put(f"/directory/resources/{quote(resource_id, safe='')}", entry)

    def allow_sms(self, *numbers: str) -> None:
        """Put numbers on the test environment's whitelist."""
        for number in numbers:
            self._call("POST", "/whitelist", {"number": number})

    # What goes otherwise than well

    def condition(self, url: str, answer: bool | int | Sequence[bool | int]) -> Condition:
        """Script a condition endpoint: True, False, a status code, or a list of these in turn."""
        answers = answer if isinstance(answer, Sequence) else [answer]
        rules = [rule for rule in self._call("GET", "/conditions") if rule["url"] != url]
        rule = {"url": url, "answers": [_condition_answer(each) for each in answers]}
        self._call("PUT", "/conditions", [rule, *rules])
        return Condition(self._connection, url)

    def outcome(self, result: str, **rule: Any) -> None:
        """Let messages that fit (``to``, ``channel``, ``text``, ``times``, ``after``) end so."""
        self._call("POST", "/outcomes", {"result": result, **to_json(rule)})

    def fail_dependency(self, dependency: str, times: int | None = None, **rule: Any) -> None:
        """Let what the platform depends on fail: ``profile``, ``register``, ``smsGateway``, …"""
        self._call("POST", "/faults", {"dependency": dependency, "times": times, **to_json(rule)})

    def fail_request(self, **rule: Any) -> None:
        """Let calls that fit (``method``, ``path``) be answered so (``status``, ``body``, …)."""
        self._call("POST", "/faults", to_json(rule))

    def report(self, message: Message | str, result: str) -> None:
        """Let a delivery report for *message* (or its id) arrive now.

        Raises:
            ValueError: if the platform would refuse it, with its reason.
        """
        message_id = message if isinstance(message, str) else message.id
        self._call("POST", f"/inbox/{message_id}/report", {"result": result})

    def settings(self, **changes: Any) -> Json:
        """Change settings, in snake case (``sms_window=…``), and return all of them."""
        return cast(Json, self._call("PATCH", "/settings", to_json(changes)))

    # What was asked for, and what became of it

    def orders(self) -> list[Json]:
        """What was ordered, oldest first, as ``GET /_mock/orders`` lists it."""
        return cast("list[Json]", self._call("GET", "/orders")["orders"])

    def requests(self, **filters: Any) -> list[Json]:
        """Calls of the emulated API that fit (``method``, ``path``, ``status``, ``since``)."""
        query = urlencode({to_camel(name): to_json_value(each) for name, each in filters.items()})
        path = f"/requests?{query}" if query else "/requests"
        return cast("list[Json]", self._call("GET", path)["requests"])

    def pending(self) -> list[Json]:
        """What is on its way, why it has not left, and when it will."""
        return cast("list[Json]", self._call("GET", "/pending")["notifications"])

    def suppressed(self) -> list[Json]:
        """What will never leave, and by which rule."""
        return cast("list[Json]", self._call("GET", "/suppressed")["notifications"])

    def explain(self, any_id: str) -> list[Json]:
        """What was decided about a shipment, chain, notification, correspondence or instance."""
        return cast("list[Json]", self._call("GET", f"/explain/{any_id}")["decisions"])

    def snapshot(self) -> Json:
        """The whole world as one JSON document."""
        return cast(Json, self._call("GET", "/snapshot"))

    def restore(self, document: Json) -> None:
        """Put a snapshot back, of this world or of another."""
        self._call("PUT", "/snapshot", document)
        self._moved(self._call("GET", "/clock")["now"])

    def control(self, method: str, path: str, body: object = None) -> Any:
        """Call the control API itself, for what there is no method here: a path of ``/_mock``.

        Raises:
            ValueError: if it turns the call down; its advice is the text.
        """
        answer = self._connection.call(method, path, body)
        if path in _CLOCK_CALLS:
            self._moved(self._call("GET", "/clock")["now"])
        return answer

    def close(self) -> None:
        """Let the connection go; the world stays."""
        self._connection.close()

    def _call(self, method: str, path: str, body: object = None) -> Any:
        return self._connection.call(method, "/_mock" + path, body)

    def _put(self, path: str, entry: Json) -> None:
        self._call("PUT", path, entry)

    def _moved(self, now: str) -> None:
        for notice in self.on_clock_change:
            notice(to_datetime(parse_instant(now)))


def _seconds(by: timedelta | None, parts: Mapping[str, float]) -> float | None:
    if parts:
        try:
            by = timedelta(**parts) + (by or timedelta())
        except TypeError as unknown:
            raise TypeError(f"advance() {unknown}; use weeks, days, hours, minutes") from None
    return None if by is None else by / timedelta(seconds=1)


def _condition_answer(answer: bool | int) -> Json:
    if isinstance(answer, bool):
        return {"status": 200, "json": {"sendNotification": answer}}
    return {"status": answer}

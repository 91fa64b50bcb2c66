"""Which tokens let a caller in, and under which name.

Source: spec/verified-notifications.md section 2, spec/notifications-api.md section 3.
"""

import base64
import json
from typing import Any

import pytest
from starlette.datastructures import Headers

from mock_server.domain.enums import AuthMode
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import SECOND, parse_instant
from mock_server.notifications.api.authorization import AuthorizationPolicy, rejection_status
from mock_server.tokens.bearer_tokens import TokenVerifier
from mock_server.tokens.caller import authenticate
from mock_server.tokens.signing import Signer

SIGNER, STRANGER = Signer(), Signer()
NOW = parse_instant("2026-06-15T08:00:00Z")
NOW_AS_TOKENS_COUNT = (NOW - parse_instant("1970-01-01T00:00:00Z")) // SECOND
CRASH = "crash"


def token(signer: Signer = SIGNER, **changes: Any) -> str:
    """Sign what a service owner has; a change to None leaves the claim out."""
    claims = {
        "scope": AuthorizationPolicy.CREATE.value,
        "urn:altinn:org": "ttd",
        "exp": NOW_AS_TOKENS_COUNT + 60,
        **changes,
    }
    return signer.issue({name: value for name, value in claims.items() if value is not None})


def platform(signer: Signer = SIGNER, **changes: Any) -> str:
    """Sign what an app has."""
    return token(signer, **{"scope": None, "urn:altinn:org": None, "iss": "digdir", **changes})


def bearer(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def sent(*headers: dict[str, str]) -> Headers:
    return Headers(
        raw=[
            (name.lower().encode(), value.encode("latin-1"))
            for each in headers
            for name, value in each.items()
        ]
    )


def judged(
    *headers: dict[str, str],
    policy: AuthorizationPolicy = AuthorizationPolicy.CREATE,
    auth: AuthMode = AuthMode.STRICT,
) -> int | str | None:
    """Return 200 or what is answered instead; the creator is asked for last, as by the face."""
    gate = TokenVerifier(auth, SIGNER, NOW)
    try:
        caller = authenticate(sent(*headers), gate)
        refused = rejection_status(caller, policy, gate)
        if refused is not None:
            return refused
        caller.creator()
    except PlatformServerError:
        return CRASH
    return 200


def creator_of(*headers: dict[str, str], auth: AuthMode = AuthMode.STRICT) -> str | None:
    return authenticate(sent(*headers), TokenVerifier(auth, SIGNER, NOW)).creator()


def unsigned(header: Any, payload: Any) -> str:
    parts = (json.dumps(part).encode() for part in (header, payload))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


SCOPED = {"scope": AuthorizationPolicy.CREATE.value}


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        pytest.param({}, 401, id="nothing"),
        pytest.param(bearer(token()), 200, id="good"),
        pytest.param(bearer(token(exp=None)), 200, id="without-exp"),
        pytest.param(bearer(token(exp=NOW_AS_TOKENS_COUNT - 10)), 200, id="ten-seconds-late"),
        pytest.param(bearer(token(exp=NOW_AS_TOKENS_COUNT - 11)), 401, id="eleven-seconds-late"),
        pytest.param(bearer(token(exp="soon")), CRASH, id="exp-is-no-number"),
        pytest.param(bearer(token(nbf=NOW_AS_TOKENS_COUNT + 10)), 200, id="ten-seconds-early"),
        pytest.param(bearer(token(nbf=NOW_AS_TOKENS_COUNT + 11)), 401, id="eleven-seconds-early"),
        pytest.param(bearer(token(STRANGER)), 401, id="another-key"),
        pytest.param(bearer(unsigned({"alg": "none"}, SCOPED)), 401, id="no-signature"),
        pytest.param(bearer("x.y.z"), CRASH, id="shaped-like-a-token"),
        pytest.param(bearer("a.b.c.d.e"), CRASH, id="shaped-like-an-encrypted-token"),
        pytest.param(bearer("garbage"), 401, id="garbage"),
        pytest.param(bearer("a.b.c.d"), 401, id="four-parts"),
        pytest.param(bearer("a.b.c="), 401, id="padding"),
        pytest.param(bearer('"x"'), 401, id="quoted"),
        pytest.param(bearer("æ.ø.å"), 401, id="beyond-ascii"),
        pytest.param({"Authorization": f"bEARER   {token()}  "}, 200, id="any-case-and-blanks"),
        pytest.param({"Authorization": f"Bearer\t{token()}"}, 401, id="a-tab"),
        pytest.param({"Authorization": token()}, 401, id="bare"),
        pytest.param({"Authorization": "Basic eA=="}, 401, id="basic"),
        pytest.param(
            bearer(token(scope=[AuthorizationPolicy.CREATE, "x"])),
            200,
            id="first-of-several-scopes",
        ),
        pytest.param(
            bearer(token(scope=["x", AuthorizationPolicy.CREATE])),
            403,
            id="second-of-several-scopes",
        ),
        pytest.param(bearer(token(scope=[])), 403, id="an-empty-list"),
        pytest.param(
            bearer(token(scope=f" x  {AuthorizationPolicy.CREATE} ")),
            200,
            id="blanks-between-scopes",
        ),
        pytest.param(
            bearer(token(scope=f"x,{AuthorizationPolicy.CREATE}")), 403, id="commas-between-scopes"
        ),
        pytest.param(
            bearer(token(scope=AuthorizationPolicy.CREATE.upper())), 403, id="scope-in-capitals"
        ),
        pytest.param(bearer(token(scope=None)), 403, id="no-scope"),
        pytest.param(bearer(token(**{"urn:altinn:scope": "x"})), 403, id="altinns-own-claim-wins"),
    ],
)
def test_a_bearer_token_is_judged_as_recorded(headers: dict[str, str], answer: int | str):
    assert judged(headers) == answer


def test_two_authorization_lines_are_none():
    assert judged(bearer(token()), bearer(token())) == 401
    assert judged(bearer("x.y.z"), bearer("x.y.z")) == 401


@pytest.mark.parametrize(
    ("headers", "answer"),
    [
        pytest.param([{"Cookie": f".ALTINNTOKEN={token()}"}], 200, id="altinn"),
        pytest.param([{"Cookie": f"a=b; AltinnStudioRuntime={token()}"}], 200, id="studio"),
        pytest.param(
            [{"Cookie": f"AltinnStudioRuntime={token()}; .ALTINNTOKEN=garbage"}],
            401,
            id="altinns-wins",
        ),
        pytest.param([{"Cookie": ".ALTINNTOKEN=x.y.z"}], CRASH, id="shaped-like-a-token"),
        pytest.param(
            [{"Authorization": "Basic eA=="}, {"Cookie": f".ALTINNTOKEN={token()}"}],
            200,
            id="beside-basic",
        ),
        pytest.param(
            [bearer("garbage"), {"Cookie": f".ALTINNTOKEN={token()}"}], 401, id="beside-a-bearer"
        ),
    ],
)
def test_a_cookie_counts_where_there_is_no_bearer(headers: list[dict[str, str]], answer: int | str):
    assert judged(*headers) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param(platform(), 200, id="good"),
        pytest.param(platform(exp=None), 200, id="without-exp"),
        pytest.param(platform(iss=None), 200, id="without-issuer"),
        pytest.param(platform(exp=NOW_AS_TOKENS_COUNT - 11), 401, id="expired"),
        pytest.param(platform(exp="soon"), 401, id="exp-is-no-number"),
        pytest.param(platform(STRANGER), 401, id="another-key"),
        pytest.param(f"Bearer {platform()}", 401, id="with-a-prefix"),
        pytest.param(f"{platform()},{platform()}", 401, id="two"),
        pytest.param("x.y.z", 401, id="shaped-like-a-token"),
        pytest.param("", 401, id="empty"),
    ],
)
def test_a_platform_token_alone_is_judged_as_recorded(text: str, answer: int):
    assert judged({"PlatformAccessToken": text}) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param(token(), CRASH, id="a-bearer-that-authorizes"),
        pytest.param(token(scope="x"), 403, id="a-bearer-without-the-scope"),
        pytest.param(token(exp=1), 401, id="an-expired-bearer"),
    ],
)
def test_an_unreadable_platform_token_is_fatal_where_it_is_read(text: str, answer: int | str):
    assert judged(bearer(text), {"PlatformAccessToken": "word"}) == answer


def test_a_platform_token_opens_neither_composed_email_nor_the_dashboard():
    for policy in (AuthorizationPolicy.COMPOSED_EMAIL, AuthorizationPolicy.SUPPORT_DASHBOARD):
        assert judged({"PlatformAccessToken": platform()}, policy=policy) == 401


@pytest.mark.parametrize(
    ("headers", "creator"),
    [
        pytest.param([bearer(token())], "ttd", id="org-claim"),
        pytest.param([bearer(token(**{"urn:altinn:org": None}))], None, id="no-org-claim"),
        pytest.param([bearer(token(**{"urn:altinn:org": ["a", "b"]}))], "a", id="first-of-several"),
        pytest.param([{"PlatformAccessToken": platform()}], "digdir", id="issuer"),
        pytest.param([{"PlatformAccessToken": platform(iss="")}], "", id="blank-issuer"),
        pytest.param(
            [bearer(token()), {"PlatformAccessToken": platform(STRANGER, exp=1)}],
            "digdir",
            id="the-issuer-wins-unchecked",
        ),
        pytest.param(
            [bearer(token()), {"PlatformAccessToken": ""}], "ttd", id="an-empty-header-is-none"
        ),
    ],
)
def test_the_creator_is_the_issuer_or_the_org(headers: list[dict[str, str]], creator: str | None):
    assert creator_of(*headers) == creator


def test_a_permissive_world_lets_everybody_in_as_ttd():
    for policy in AuthorizationPolicy:
        assert judged(policy=policy, auth=AuthMode.PERMISSIVE) == 200
    assert creator_of(auth=AuthMode.PERMISSIVE) == "ttd"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param(token(STRANGER), 200, id="any-signature"),
        pytest.param(unsigned({"alg": "none"}, SCOPED), 200, id="no-signature"),
        pytest.param(token(STRANGER, scope="x"), 403, id="scopes-count"),
        pytest.param(token(STRANGER, exp=1), 401, id="expiry-counts"),
        pytest.param("garbage", 401, id="garbage"),
    ],
)
def test_a_permissive_world_reads_the_token_that_it_is_given(text: str, answer: int):
    assert judged(bearer(text), auth=AuthMode.PERMISSIVE) == answer

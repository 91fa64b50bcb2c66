"""Authorization of callers by token, and the creator of their orders.

Source: docs/reference/notifications.md section 3.
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
NOW_IN_UNIX_SECONDS = (NOW - parse_instant("1970-01-01T00:00:00Z")) // SECOND
CRASH = "crash"


def token(signer: Signer = SIGNER, **changes: Any) -> str:
    """Return a service owner's token with changed claims; None removes a claim."""
    claims = {
        "scope": AuthorizationPolicy.CREATE.value,
        "urn:altinn:org": "ttd",
        "exp": NOW_IN_UNIX_SECONDS + 60,
        **changes,
    }
    return signer.issue({name: value for name, value in claims.items() if value is not None})


def platform_token(signer: Signer = SIGNER, **changes: Any) -> str:
    """Return an app's token with changed claims."""
    return token(signer, **{"scope": None, "urn:altinn:org": None, "iss": "digdir", **changes})


def bearer_header(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}


def headers_of(*headers: dict[str, str]) -> Headers:
    return Headers(
        raw=[
            (name.lower().encode(), value.encode("latin-1"))
            for each in headers
            for name, value in each.items()
        ]
    )


def status_for(
    *headers: dict[str, str],
    policy: AuthorizationPolicy = AuthorizationPolicy.CREATE,
    auth: AuthMode = AuthMode.STRICT,
) -> int | str | None:
    """Return 200 or the error status; the creator is read last, as in the application."""
    verifier = TokenVerifier(auth, SIGNER, NOW)
    try:
        caller = authenticate(headers_of(*headers), verifier)
        rejected = rejection_status(caller, policy, verifier)
        if rejected is not None:
            return rejected
        caller.creator()
    except PlatformServerError:
        return CRASH
    return 200


def creator_of(*headers: dict[str, str], auth: AuthMode = AuthMode.STRICT) -> str | None:
    return authenticate(headers_of(*headers), TokenVerifier(auth, SIGNER, NOW)).creator()


def unsigned(header: Any, payload: Any) -> str:
    parts = (json.dumps(part).encode() for part in (header, payload))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


SCOPED = {"scope": AuthorizationPolicy.CREATE.value}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({}, 401, id="nothing"),
        pytest.param(bearer_header(token()), 200, id="good"),
        pytest.param(bearer_header(token(exp=None)), 200, id="without-exp"),
        pytest.param(
            bearer_header(token(exp=NOW_IN_UNIX_SECONDS - 10)), 200, id="ten-seconds-late"
        ),
        pytest.param(
            bearer_header(token(exp=NOW_IN_UNIX_SECONDS - 11)), 401, id="eleven-seconds-late"
        ),
        pytest.param(bearer_header(token(exp="soon")), CRASH, id="exp-is-not-a-number"),
        pytest.param(
            bearer_header(token(nbf=NOW_IN_UNIX_SECONDS + 10)), 200, id="ten-seconds-early"
        ),
        pytest.param(
            bearer_header(token(nbf=NOW_IN_UNIX_SECONDS + 11)), 401, id="eleven-seconds-early"
        ),
        pytest.param(bearer_header(token(STRANGER)), 401, id="another-key"),
        pytest.param(bearer_header(unsigned({"alg": "none"}, SCOPED)), 401, id="no-signature"),
        pytest.param(bearer_header("x.y.z"), CRASH, id="shaped-like-a-token"),
        pytest.param(bearer_header("a.b.c.d.e"), CRASH, id="shaped-like-an-encrypted-token"),
        pytest.param(bearer_header("garbage"), 401, id="garbage"),
        pytest.param(bearer_header("a.b.c.d"), 401, id="four-parts"),
        pytest.param(bearer_header("a.b.c="), 401, id="padding"),
        pytest.param(bearer_header('"x"'), 401, id="quoted"),
        pytest.param(bearer_header("æ.ø.å"), 401, id="beyond-ascii"),
        pytest.param({"Authorization": f"bEARER   {token()}  "}, 200, id="any-case-and-blanks"),
        pytest.param({"Authorization": f"Bearer\t{token()}"}, 401, id="a-tab"),
        pytest.param({"Authorization": token()}, 401, id="bare"),
        pytest.param({"Authorization": "Basic eA=="}, 401, id="basic"),
        pytest.param(
            bearer_header(token(scope=[AuthorizationPolicy.CREATE, "x"])),
            200,
            id="first-of-several-scopes",
        ),
        pytest.param(
            bearer_header(token(scope=["x", AuthorizationPolicy.CREATE])),
            403,
            id="second-of-several-scopes",
        ),
        pytest.param(bearer_header(token(scope=[])), 403, id="an-empty-list"),
        pytest.param(
            bearer_header(token(scope=f" x  {AuthorizationPolicy.CREATE} ")),
            200,
            id="blanks-between-scopes",
        ),
        pytest.param(
            bearer_header(token(scope=f"x,{AuthorizationPolicy.CREATE}")),
            403,
            id="commas-between-scopes",
        ),
        pytest.param(
            bearer_header(token(scope=AuthorizationPolicy.CREATE.upper())),
            403,
            id="scope-in-capitals",
        ),
        pytest.param(bearer_header(token(scope=None)), 403, id="no-scope"),
        pytest.param(
            bearer_header(token(**{"urn:altinn:scope": "x"})), 403, id="altinns-own-claim-wins"
        ),
    ],
)
def test_a_bearer_token_gets_the_recorded_status(headers: dict[str, str], status: int | str):
    assert status_for(headers) == status


def test_two_authorization_headers_are_rejected():
    assert status_for(bearer_header(token()), bearer_header(token())) == 401
    assert status_for(bearer_header("x.y.z"), bearer_header("x.y.z")) == 401


@pytest.mark.parametrize(
    ("headers", "status"),
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
            [bearer_header("garbage"), {"Cookie": f".ALTINNTOKEN={token()}"}],
            401,
            id="beside-a-bearer",
        ),
    ],
)
def test_a_cookie_is_used_if_there_is_no_bearer_token(
    headers: list[dict[str, str]], status: int | str
):
    assert status_for(*headers) == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param(platform_token(), 200, id="good"),
        pytest.param(platform_token(exp=None), 200, id="without-exp"),
        pytest.param(platform_token(iss=None), 200, id="without-issuer"),
        pytest.param(platform_token(exp=NOW_IN_UNIX_SECONDS - 11), 401, id="expired"),
        pytest.param(platform_token(exp="soon"), 401, id="exp-is-not-a-number"),
        pytest.param(platform_token(STRANGER), 401, id="another-key"),
        pytest.param(f"Bearer {platform_token()}", 401, id="with-a-prefix"),
        pytest.param(f"{platform_token()},{platform_token()}", 401, id="two"),
        pytest.param("x.y.z", 401, id="shaped-like-a-token"),
        pytest.param("", 401, id="empty"),
    ],
)
def test_a_platform_token_alone_gets_the_recorded_status(text: str, status: int):
    assert status_for({"PlatformAccessToken": text}) == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param(token(), CRASH, id="a-bearer-that-authorizes"),
        pytest.param(token(scope="x"), 403, id="a-bearer-without-the-scope"),
        pytest.param(token(exp=1), 401, id="an-expired-bearer"),
    ],
)
def test_an_unreadable_platform_token_is_a_server_error_if_it_is_read(text: str, status: int | str):
    assert status_for(bearer_header(text), {"PlatformAccessToken": "word"}) == status


def test_a_platform_token_permits_neither_composed_email_nor_the_dashboard():
    for policy in (AuthorizationPolicy.COMPOSED_EMAIL, AuthorizationPolicy.SUPPORT_DASHBOARD):
        assert status_for({"PlatformAccessToken": platform_token()}, policy=policy) == 401


@pytest.mark.parametrize(
    ("headers", "creator"),
    [
        pytest.param([bearer_header(token())], "ttd", id="org-claim"),
        pytest.param([bearer_header(token(**{"urn:altinn:org": None}))], None, id="no-org-claim"),
        pytest.param(
            [bearer_header(token(**{"urn:altinn:org": ["a", "b"]}))], "a", id="first-of-several"
        ),
        pytest.param([{"PlatformAccessToken": platform_token()}], "digdir", id="issuer"),
        pytest.param([{"PlatformAccessToken": platform_token(iss="")}], "", id="blank-issuer"),
        pytest.param(
            [bearer_header(token()), {"PlatformAccessToken": platform_token(STRANGER, exp=1)}],
            "digdir",
            id="the-issuer-wins-unchecked",
        ),
        pytest.param(
            [bearer_header(token()), {"PlatformAccessToken": ""}],
            "ttd",
            id="an-empty-header-is-none",
        ),
    ],
)
def test_the_creator_is_the_issuer_or_the_org(headers: list[dict[str, str]], creator: str | None):
    assert creator_of(*headers) == creator


def test_a_permissive_world_permits_requests_without_a_token_as_ttd():
    for policy in AuthorizationPolicy:
        assert status_for(policy=policy, auth=AuthMode.PERMISSIVE) == 200
    assert creator_of(auth=AuthMode.PERMISSIVE) == "ttd"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        pytest.param(token(STRANGER), 200, id="any-signature"),
        pytest.param(unsigned({"alg": "none"}, SCOPED), 200, id="no-signature"),
        pytest.param(token(STRANGER, scope="x"), 403, id="scopes-count"),
        pytest.param(token(STRANGER, exp=1), 401, id="expiry-counts"),
        pytest.param("garbage", 401, id="garbage"),
    ],
)
def test_a_permissive_world_checks_a_token_that_is_sent(text: str, status: int):
    assert status_for(bearer_header(text), auth=AuthMode.PERMISSIVE) == status

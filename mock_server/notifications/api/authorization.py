"""Authorization of callers: policies and scopes.

Source: docs/reference/notifications.md section 3.
"""

from collections.abc import Sequence
from enum import StrEnum

from mock_server.tokens.bearer_tokens import TokenVerifier
from mock_server.tokens.caller import Caller, first_claim_value, is_valid_platform_token
from mock_server.tokens.signing import Claims


class AuthorizationPolicy(StrEnum):
    """An endpoint's authorization policy; the value is the scope that it requires."""

    CREATE = "altinn:serviceowner/notifications.create"
    COMPOSED_EMAIL = "altinn:serviceowner/notifications.composedemail.create"
    SUPPORT_DASHBOARD = "altinn:notifications.support.admin"


def rejection_status(
    caller: Caller, policy: AuthorizationPolicy, verifier: TokenVerifier
) -> int | None:
    """Return 401 or 403 if *policy* rejects *caller*, else None."""
    if caller.is_anonymous_service_owner or policy.value in _scopes(caller.claims):
        return None
    if policy is AuthorizationPolicy.CREATE and is_valid_platform_token(
        caller.platform_token, verifier
    ):
        return None
    return 401 if caller.claims is None else 403


def _scopes(claims: Claims | None) -> Sequence[str]:
    if claims is None:
        return ()
    name = "urn:altinn:scope" if "urn:altinn:scope" in claims else "scope"
    return (first_claim_value(claims.get(name)) or "").split(" ")

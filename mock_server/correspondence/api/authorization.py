"""Authorization of requests: bearer tokens, policies, and callers from token claims.

Source: docs/reference/correspondence.md section 1.2.
"""

from enum import Enum, auto
from typing import Any, Final

from starlette.datastructures import Headers

from mock_server.correspondence.domain.enums import CorrespondenceScope
from mock_server.correspondence.domain.identifiers import (
    ORGANIZATION,
    normalize_recipient,
    without_prefix,
)
from mock_server.correspondence.domain.request import CorrespondenceCaller
from mock_server.correspondence.engine.registers import PARTY
from mock_server.domain.enums import AuthMode
from mock_server.domain.errors import PlatformError
from mock_server.domain.identities import DIGDIR
from mock_server.domain.instant import SECOND, Instant, to_datetime
from mock_server.tokens.bearer_tokens import UNIX_EPOCH, TokenVerifier, decode_token
from mock_server.tokens.signing import Claims

_MAX_UNIX_TIME: Final = 253_402_300_799  # 9999-12-31T23:59:59Z


class Issuer(Enum):
    """The issuer of a token."""

    ALTINN = auto()
    MASKINPORTEN = auto()
    UNKNOWN = auto()


class AuthorizationPolicy(Enum):
    """The policy of an endpoint; ``READ`` and ``PURGE`` allow senders and recipients."""

    SENDER = auto()
    RECIPIENT = auto()
    READ = auto()
    PURGE = auto()
    FORWARD_CHECK = auto()
    CONDITION_CHECK = auto()


_ISSUERS: Final = {
    AuthorizationPolicy.SENDER: {Issuer.ALTINN, Issuer.MASKINPORTEN},
    AuthorizationPolicy.RECIPIENT: {Issuer.ALTINN},
    AuthorizationPolicy.READ: {Issuer.ALTINN, Issuer.MASKINPORTEN},
    AuthorizationPolicy.PURGE: {Issuer.ALTINN, Issuer.MASKINPORTEN},
    AuthorizationPolicy.FORWARD_CHECK: {Issuer.ALTINN, Issuer.MASKINPORTEN},
    AuthorizationPolicy.CONDITION_CHECK: {Issuer.MASKINPORTEN},
}


class Unauthenticated(PlatformError):
    """A request without a valid token; ``challenge`` describes the error."""

    def __init__(self, error: str | None = None) -> None:
        super().__init__(error)
        self.challenge = "Bearer" if error is None else f"Bearer {error}"


class Forbidden(PlatformError):
    """A request with a valid token that lacks the required *scope*."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class TokenNotExchanged(PlatformError):
    """A request with a Maskinporten token to an endpoint that requires an Altinn token."""


def authorize(
    headers: Headers, policy: AuthorizationPolicy, verifier: TokenVerifier
) -> CorrespondenceCaller:
    """Return the caller of a request that *policy* allows.

    Raises:
        Unauthenticated: if the token is missing or invalid.
        Forbidden: if the token lacks the required scope.
        TokenNotExchanged: if a Maskinporten token is used where an Altinn token is required.
    """
    token = _bearer_token(headers)
    if token is None:
        if verifier.auth is AuthMode.PERMISSIVE:
            return _caller_without_token(policy)
        raise Unauthenticated
    claims = _verified_claims(token, verifier)
    issuer = _issuer(claims)
    if issuer not in _ISSUERS[policy] or not verifier.accepts_issuer(claims):
        if policy is AuthorizationPolicy.RECIPIENT and issuer is Issuer.MASKINPORTEN:
            raise TokenNotExchanged
        raise Unauthenticated(
            _invalid_token_error(f"The issuer '{claims.get('iss', '')}' is invalid")
        )
    if not _has_required_scope(policy, issuer, _scopes(claims)):
        raise Forbidden(_required_scope(policy, issuer))
    return _caller_from_claims(claims)


def _bearer_token(headers: Headers) -> str | None:
    header = ", ".join(headers.getlist("authorization"))
    if header[:7].lower() != "bearer ":
        return None
    return header[7:].strip(" ") or None


def _verified_claims(token: str, verifier: TokenVerifier) -> Claims:
    claims = decode_token(token)
    if claims is None:
        raise Unauthenticated('error="invalid_token"')
    if not verifier.accepts_signature(token):
        raise Unauthenticated(_invalid_token_error("The signature is invalid"))
    _check_lifetime(claims, verifier)
    return claims


def _check_lifetime(claims: Claims, verifier: TokenVerifier) -> None:
    expires = _parse_time_claim(claims.get("exp"))
    not_before = _parse_time_claim(claims.get("nbf"))
    if expires is None:
        if verifier.auth is AuthMode.STRICT:
            raise Unauthenticated(_invalid_token_error("The token has no expiration"))
    elif expires <= verifier.now:
        raise Unauthenticated(
            _invalid_token_error(f"The token expired at '{_format_time(expires)}'")
        )
    if not_before is not None and not_before > verifier.now:
        raise Unauthenticated(
            _invalid_token_error(f"The token is not valid before '{_format_time(not_before)}'")
        )


def _invalid_token_error(description: str) -> str:
    return f'error="invalid_token", error_description="{description}"'


def _parse_time_claim(claim: Any) -> Instant | None:
    """Return the instant of a claim in Unix time, or None if the claim is not a number."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    return UNIX_EPOCH + int(max(0, min(claim, _MAX_UNIX_TIME))) * SECOND


def _format_time(moment: Instant) -> str:
    return to_datetime(moment).strftime("%m/%d/%Y %H:%M:%S")


def _issuer(claims: Claims) -> Issuer:
    name = claims.get("iss")
    if isinstance(name, str):
        if "altinn" in name:
            return Issuer.ALTINN
        if "maskinporten.no" in name:
            return Issuer.MASKINPORTEN
    return Issuer.UNKNOWN


def _scopes(claims: Claims) -> list[str]:
    scope = claims.get("scope")
    return scope.split(" ") if isinstance(scope, str) else []


def _has_required_scope(policy: AuthorizationPolicy, issuer: Issuer, scopes: list[str]) -> bool:
    can_send = CorrespondenceScope.WRITE in scopes and (
        issuer is Issuer.ALTINN or CorrespondenceScope.SERVICE_OWNER in scopes
    )
    match policy:
        case AuthorizationPolicy.SENDER:
            return can_send
        case AuthorizationPolicy.RECIPIENT:
            return CorrespondenceScope.READ in scopes
        case AuthorizationPolicy.READ | AuthorizationPolicy.PURGE:
            return can_send or CorrespondenceScope.READ in scopes
        case AuthorizationPolicy.FORWARD_CHECK:
            return CorrespondenceScope.FORWARD_CHECK in scopes
        case AuthorizationPolicy.CONDITION_CHECK:
            return CorrespondenceScope.CONDITION_CHECK in scopes


def _required_scope(policy: AuthorizationPolicy, issuer: Issuer) -> str:
    """Return the scope that *policy* requires, in words for the request journal."""
    match policy:
        case AuthorizationPolicy.RECIPIENT:
            return CorrespondenceScope.READ
        case AuthorizationPolicy.CONDITION_CHECK:
            return CorrespondenceScope.CONDITION_CHECK
        case AuthorizationPolicy.FORWARD_CHECK:
            return CorrespondenceScope.FORWARD_CHECK
        case AuthorizationPolicy.SENDER | AuthorizationPolicy.READ | AuthorizationPolicy.PURGE:
            if issuer is Issuer.ALTINN:
                return CorrespondenceScope.WRITE
            return f"{CorrespondenceScope.WRITE} and {CorrespondenceScope.SERVICE_OWNER}"


def _caller_from_claims(claims: Claims) -> CorrespondenceCaller:
    scopes = _scopes(claims)
    organization = _organization(claims)
    return CorrespondenceCaller(
        party=_party(claims, organization),
        organization=organization,
        user_id=_parse_user_id(claims.get("urn:altinn:userid")),
        has_write_scope=CorrespondenceScope.WRITE in scopes,
        has_read_scope=CorrespondenceScope.READ in scopes,
        acts_as_sender=CorrespondenceScope.WRITE in str(claims.get("scope")),
        is_service_owner=CorrespondenceScope.SERVICE_OWNER in scopes and "consumer" in claims,
    )


def _caller_without_token(policy: AuthorizationPolicy) -> CorrespondenceCaller:
    """Return the caller of a request without a token: service owner ``ttd``, with all scopes.

    It reads correspondences as the sender, so that reading does not mark them as fetched. It
    deletes them as the sender before publication, and as the recipient after it.
    """
    return CorrespondenceCaller(
        party=f"{ORGANIZATION}:{DIGDIR}",
        organization=DIGDIR,
        has_write_scope=True,
        has_read_scope=True,
        acts_as_sender=policy is AuthorizationPolicy.READ,
        is_service_owner=True,
    )


def _party(claims: Claims, organization: str | None) -> str | None:
    """Return the URN of the caller's party, person or organisation."""
    party_id = claims.get("urn:altinn:partyid")
    if party_id is not None and str(party_id).strip():
        return f"{PARTY}:{without_prefix(str(party_id))}"
    person = claims.get("pid")
    if isinstance(person, str) and person.strip():
        return normalize_recipient(person)
    return None if organization is None else normalize_recipient(organization)


def _organization(claims: Claims) -> str | None:
    """Return the number of the organisation that the caller represents, or None."""
    details = claims.get("authorization_details")
    if isinstance(details, list):
        details = details[0] if details else None
    if isinstance(details, dict) and isinstance(details.get("systemuser_org"), dict):
        return _identifier(details["systemuser_org"].get("ID"))
    number = claims.get("urn:altinn:orgNumber")
    if number is not None:
        return _identifier(number)
    consumer = claims.get("consumer")
    return _identifier(consumer.get("ID")) if isinstance(consumer, dict) else None


def _identifier(claim: Any) -> str | None:
    return None if claim is None else without_prefix(str(claim))


def _parse_user_id(claim: Any) -> int | None:
    text = str(claim)
    return int(text) if text.isascii() and text.isdecimal() else None

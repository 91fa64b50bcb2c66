"""Who asks, and what for: bearer tokens, policies, and the caller that a token names.

Source: spec/correspondence.md section 1.2, spec/verified-correspondence.md sections 4 and 6.
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

_LAST_SECOND: Final = 253_402_300_799  # the end of the calendar, counted from 1970


class Issuer(Enum):
    """Who has issued a token."""

    ALTINN = auto()
    MASKINPORTEN = auto()
    UNKNOWN = auto()


class AuthorizationPolicy(Enum):
    """Whom an endpoint lets in; ``READ`` and ``PURGE`` are for sender or recipient."""

    SENDER = auto()
    RECIPIENT = auto()
    READ = auto()
    PURGE = auto()
    CONDITION_CHECK = auto()


_ISSUERS: Final = {
    AuthorizationPolicy.SENDER: {Issuer.ALTINN, Issuer.MASKINPORTEN},
    AuthorizationPolicy.RECIPIENT: {Issuer.ALTINN},
    AuthorizationPolicy.READ: {Issuer.ALTINN, Issuer.MASKINPORTEN},
    AuthorizationPolicy.PURGE: {Issuer.ALTINN, Issuer.MASKINPORTEN},
    AuthorizationPolicy.CONDITION_CHECK: {Issuer.MASKINPORTEN},
}


class Unauthenticated(PlatformError):
    """Nobody, or a token that is not good; ``challenge`` says what is wrong with it."""

    def __init__(self, fault: str | None = None) -> None:
        super().__init__(fault)
        self.challenge = "Bearer" if fault is None else f"Bearer {fault}"


class Forbidden(PlatformError):
    """A good token without the scope."""


class TokenNotExchanged(PlatformError):
    """A token of Maskinporten where only Altinn's own are taken."""


def authorize(
    headers: Headers, policy: AuthorizationPolicy, gate: TokenVerifier
) -> CorrespondenceCaller:
    """Return the caller whom *policy* lets in.

    Raises:
        Unauthenticated: if there is no token, or none that holds.
        Forbidden: if its scopes do not suffice.
        NotExchanged: if it comes from Maskinporten and Altinn's is asked for.
    """
    token = _bearer(headers)
    if token is None:
        if gate.auth is AuthMode.PERMISSIVE:
            return _service_owner(policy)
        raise Unauthenticated
    claims = _claims(token, gate)
    issuer = _issuer(claims)
    if issuer not in _ISSUERS[policy]:
        if policy is AuthorizationPolicy.RECIPIENT and issuer is Issuer.MASKINPORTEN:
            raise TokenNotExchanged
        raise Unauthenticated(_described(f"The issuer '{claims.get('iss', '')}' is invalid"))
    if not _has_scope(policy, issuer, _scopes(claims)):
        raise Forbidden
    return _caller(claims)


def _bearer(headers: Headers) -> str | None:
    line = ", ".join(headers.getlist("authorization"))
    if line[:7].lower() != "bearer ":
        return None
    return line[7:].strip(" ") or None


def _claims(token: str, gate: TokenVerifier) -> Claims:
    claims = decode_token(token)
    if claims is None:
        raise Unauthenticated('error="invalid_token"')
    if not gate.accepts_signature(token):
        raise Unauthenticated(_described("The signature is invalid"))
    _check_lifetime(claims, gate)
    return claims


def _check_lifetime(claims: Claims, gate: TokenVerifier) -> None:
    ends, begins = _moment(claims.get("exp")), _moment(claims.get("nbf"))
    if ends is None:
        if gate.auth is AuthMode.STRICT:
            raise Unauthenticated(_described("The token has no expiration"))
    elif ends <= gate.now:
        raise Unauthenticated(_described(f"The token expired at '{_written(ends)}'"))
    if begins is not None and begins > gate.now:
        raise Unauthenticated(_described(f"The token is not valid before '{_written(begins)}'"))


def _described(fault: str) -> str:
    return f'error="invalid_token", error_description="{fault}"'


def _moment(claim: Any) -> Instant | None:
    """Return the instant of a claim in seconds since 1970; None where it is no number."""
    if isinstance(claim, bool) or not isinstance(claim, int | float):
        return None
    return UNIX_EPOCH + int(max(0, min(claim, _LAST_SECOND))) * SECOND


def _written(moment: Instant) -> str:
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


def _has_scope(policy: AuthorizationPolicy, issuer: Issuer, scopes: list[str]) -> bool:
    sends = CorrespondenceScope.WRITE in scopes and (
        issuer is Issuer.ALTINN or CorrespondenceScope.SERVICE_OWNER in scopes
    )
    match policy:
        case AuthorizationPolicy.SENDER:
            return sends
        case AuthorizationPolicy.RECIPIENT:
            return CorrespondenceScope.READ in scopes
        case AuthorizationPolicy.READ | AuthorizationPolicy.PURGE:
            return sends or CorrespondenceScope.READ in scopes
        case AuthorizationPolicy.CONDITION_CHECK:
            return CorrespondenceScope.CONDITION_CHECK in scopes


def _caller(claims: Claims) -> CorrespondenceCaller:
    scopes = _scopes(claims)
    organization = _organization(claims)
    return CorrespondenceCaller(
        party=_party(claims, organization),
        organization=organization,
        user_id=_number(claims.get("urn:altinn:userid")),
        may_write=CorrespondenceScope.WRITE in scopes,
        may_read=CorrespondenceScope.READ in scopes,
        acts_as_sender=CorrespondenceScope.WRITE in str(claims.get("scope")),
        is_service_owner=CorrespondenceScope.SERVICE_OWNER in scopes and "consumer" in claims,
    )


def _service_owner(policy: AuthorizationPolicy) -> CorrespondenceCaller:
    """Return who asks without a token in a permissive world: ``ttd``, who may everything.

    It looks at messages as their sender, so that looking does not count as fetching; it deletes
    them as whoever can at the time.
    """
    return CorrespondenceCaller(
        party=f"{ORGANIZATION}:{DIGDIR}",
        organization=DIGDIR,
        may_write=True,
        may_read=True,
        acts_as_sender=policy is AuthorizationPolicy.READ,
    )


def _party(claims: Claims, organization: str | None) -> str | None:
    """Return the URN of whom the register is asked for: a party, a person, an organisation."""
    party_id = claims.get("urn:altinn:partyid")
    if party_id is not None and str(party_id).strip():
        return f"{PARTY}:{without_prefix(str(party_id))}"
    person = claims.get("pid")
    if isinstance(person, str) and person.strip():
        return normalize_recipient(person)
    return None if organization is None else normalize_recipient(organization)


def _organization(claims: Claims) -> str | None:
    """Return the organisation in whose name a token speaks: a system user's, or its holder."""
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


def _number(claim: Any) -> int | None:
    text = str(claim)
    return int(text) if text.isascii() and text.isdecimal() else None

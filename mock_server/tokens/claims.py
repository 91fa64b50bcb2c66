"""Claims of tokens from Altinn and Maskinporten.

Source: docs/reference/contacts-and-tokens.md sections 6.3 to 6.5. Times are whole seconds since
1970, as in tokens.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from mock_server.domain.enums import Environment
from mock_server.domain.identities import DIGDIR
from mock_server.tokens.signing import Claims
from mock_server.world.directory import Directory

_TOLERANCE: Final = 10


def is_within_lifetime(claims: Claims, now: int) -> bool:
    """Return whether *now* is within a token's lifetime; a token without expiry is not valid."""
    ends, begins = claims.get("exp"), claims.get("nbf", 0)
    if not isinstance(ends, int | float) or not isinstance(begins, int | float):
        return False
    return begins - _TOLERANCE <= now <= ends + _TOLERANCE


ORG: Final = "urn:altinn:org"
ORG_NUMBER: Final = "urn:altinn:orgNumber"
SERVICE_OWNER_SCOPE: Final = "altinn:serviceowner"

EXCHANGED_LIFETIME: Final = 1800
MASKINPORTEN_LIFETIME: Final = 120
PLATFORM_LIFETIME: Final = 300
_PLATFORM_AUDIENCE: Final = "platform.altinn.no"
_AUTHORITY: Final = "iso6523-actorid-upis"
_NORWEGIAN: Final = "0192:"
_DROPPED_CLAIMS: Final = frozenset({"aud", "iss", "client_amr", "sid"})


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The lifetime of a token; a negative number of seconds gives an expired token."""

    begins: int
    seconds: int

    def claims(self) -> Claims:
        """Return the claims ``exp``, ``nbf`` and ``iat``."""
        issued = self.begins + min(self.seconds, 0)
        return {"exp": self.begins + self.seconds, "nbf": issued, "iat": issued}


def altinn_issuer(environment: Environment) -> str:
    """Return the issuer of Altinn's tokens in *environment*."""
    match environment:
        case Environment.PRODUCTION:
            return "https://platform.altinn.no/authentication/api/v1/openid/"
        case Environment.TT02:
            return "https://platform.tt02.altinn.no/authentication/api/v1/openid/"


def maskinporten_issuer(environment: Environment) -> str:
    """Return the issuer of Maskinporten's tokens in *environment*."""
    match environment:
        case Environment.PRODUCTION:
            return "https://maskinporten.no/"
        case Environment.TT02:
            return "https://test.maskinporten.no/"


def consumer_claim(organization_number: str) -> Claims:
    """Return the ``consumer`` claim for an organisation."""
    return {"authority": _AUTHORITY, "ID": _NORWEGIAN + organization_number}


def consumer_organization_number(claims: Claims) -> str | None:
    """Return the number of the organisation in the ``consumer`` claim, or None."""
    consumer = claims.get("consumer")
    if not isinstance(consumer, dict) or consumer.get("authority") != _AUTHORITY:
        return None
    identity = consumer.get("ID")
    if not isinstance(identity, str) or not identity.startswith(_NORWEGIAN):
        return None
    number = identity.removeprefix(_NORWEGIAN)
    return number if len(number) == 9 and number.isascii() and number.isdigit() else None


def maskinporten_claims(
    environment: Environment, scopes: str, organization_number: str | None, lifetime: Lifetime
) -> Claims:
    """Return the claims of a Maskinporten token for *organization_number*."""
    claims: Claims = {
        "iss": maskinporten_issuer(environment),
        "scope": scopes,
        "token_type": "Bearer",
        "client_id": secrets.token_hex(16),
        "client_amr": "private_key_jwt",
        "jti": secrets.token_urlsafe(32),
        **lifetime.claims(),
    }
    if organization_number is not None:
        claims["consumer"] = consumer_claim(organization_number)
    return claims


def service_owner_claims(
    environment: Environment,
    scopes: str,
    org: str | None,
    organization_number: str | None,
    lifetime: Lifetime,
) -> Claims:
    """Return the claims of an Altinn token for a service owner or another organisation."""
    raw = maskinporten_claims(environment, scopes, organization_number, lifetime)
    return _exchanged_claims(raw, environment, org, organization_number)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeContext:
    """The environment, directory and time of a token exchange.

    ``is_test`` is the query parameter ``test``: Digdir's number then stands for ``ttd``.
    """

    environment: Environment
    directory: Directory
    now: int
    is_test: bool = False


def exchanged_maskinporten_claims(raw: Claims, context: ExchangeContext) -> Claims | None:
    """Return the Altinn claims for a Maskinporten token, or None without a consumer."""
    number = consumer_organization_number(raw)
    if number is None:
        return None
    org = None
    if SERVICE_OWNER_SCOPE in str(raw.get("scope", "")):
        is_ttd = context.is_test and number == DIGDIR
        org = "ttd" if is_ttd else _find_service_owner(context.directory, number)
    renewed = {**raw, **Lifetime(context.now, EXCHANGED_LIFETIME).claims()}
    return _exchanged_claims(renewed, context.environment, org and org.lower(), number)


def exchanged_id_porten_claims(raw: Claims, context: ExchangeContext) -> Claims | None:
    """Return the Altinn claims for an ID-porten token, or None without a ``pid``."""
    pid = raw.get("pid")
    if not isinstance(pid, str):
        return None
    person = context.directory.persons.get(pid)
    lifetime = Lifetime(context.now, EXCHANGED_LIFETIME)
    scopes = str(raw.get("scope", ""))
    claims = user_claims(
        context.environment, scopes, person.user_id if person else None, pid, lifetime
    )
    if person is not None:
        claims["urn:altinn:partyid"] = person.party_id
    return claims


def exchanged_studio_claims(raw: Claims, context: ExchangeContext) -> Claims | None:
    """Return the claims of an Altinn Studio token with a new lifetime and issuer."""
    lifetime = Lifetime(context.now, EXCHANGED_LIFETIME)
    return {**raw, **lifetime.claims(), "iss": altinn_issuer(context.environment)}


def user_claims(
    environment: Environment, scopes: str, user_id: int | None, pid: str | None, lifetime: Lifetime
) -> Claims:
    """Return the claims of an Altinn token for a person who has logged in."""
    claims: Claims = {
        "iss": altinn_issuer(environment),
        "scope": scopes,
        "token_type": "Bearer",
        "urn:altinn:authenticatemethod": "BankID",
        "urn:altinn:authlevel": 4,
        "jti": secrets.token_urlsafe(32),
        **lifetime.claims(),
    }
    if user_id is not None:
        claims["nameid"] = user_id
        claims["urn:altinn:userid"] = user_id
    if pid is not None:
        claims["pid"] = pid
    return claims


def platform_claims(issuer: str, app: str | None, lifetime: Lifetime) -> Claims:
    """Return the claims of a ``PlatformAccessToken`` of an app or a platform component."""
    claims: Claims = {"iss": issuer, "aud": _PLATFORM_AUDIENCE, **lifetime.claims()}
    claims["nbf"] -= 5
    if app is not None:
        claims["urn:altinn:app"] = app
    return claims


def is_platform_token(claims: Claims) -> bool:
    """Return whether a token is made as a ``PlatformAccessToken``, by its audience."""
    return claims.get("aud") == _PLATFORM_AUDIENCE


def organization_number_of(directory: Directory, org: str | None) -> str | None:
    """Return the organisation number of the service owner *org*, or None."""
    owner = directory.service_owners.get(org) if org is not None else None
    return owner.organization_number if owner else None


def _find_service_owner(directory: Directory, organization_number: str) -> str | None:
    for owner in directory.service_owners.values():
        if owner.organization_number == organization_number:
            return owner.org
    return None


def _exchanged_claims(
    raw: Claims, environment: Environment, org: str | None, organization_number: str | None
) -> Claims:
    claims = {name: value for name, value in raw.items() if name not in _DROPPED_CLAIMS}
    claims |= {
        "iss": altinn_issuer(environment),
        "sid": secrets.token_hex(16),
        "urn:altinn:authenticatemethod": "maskinporten",
        "urn:altinn:authlevel": 3,
    }
    if org is not None:
        claims[ORG] = org
    if organization_number is not None:
        claims[ORG_NUMBER] = organization_number
    return claims

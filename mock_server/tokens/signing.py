"""Signing and verification of tokens with the key of a server.

Source: docs/reference/notifications.md section 3.2. The key is RSA with 2048 bits, generated on
first use, or read from ``--signing-key FILE``.
"""

import base64
import hashlib
import json
from functools import cached_property, lru_cache
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from mock_server.domain.json import Json

Claims = Json

ACCEPTED_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
CACHE_SIZE: Final = 1024


class Signer:
    """The signing key of a server; it issues and verifies tokens.

    Args:
        pem: A private RSA key in PEM format without a pass phrase; None generates a key on
            first use.

    Raises:
        ValueError: if *pem* is not such a key.
    """

    def __init__(self, pem: bytes | None = None) -> None:
        self._given_key = None if pem is None else _load_private_key(pem)
        # A caller sends the same token with each request; its signature is verified once.
        self._verify_cached = lru_cache(maxsize=CACHE_SIZE)(self._verify)

    @cached_property
    def _key(self) -> RSAPrivateKey:
        return self._given_key or generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def _jwk(self) -> dict[str, str]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        # RFC 7638: the hash of the required members, in lexicographic order.
        canonical = json.dumps(
            {member: public[member] for member in ("e", "kty", "n")}, separators=(",", ":")
        )
        digest = hashlib.sha256(canonical.encode()).digest()
        kid = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": kid,
            "n": public["n"],
            "e": public["e"],
        }

    def issue(self, claims: Claims) -> str:
        """Return a token with *claims*, signed with RS256, with the key's id in its header."""
        return jwt.encode(claims, self._key, "RS256", headers={"kid": self._jwk["kid"]})

    def verify(self, token: str) -> Claims:
        """Return the claims of *token* if this server's key signed it.

        The key id and the expiry are not checked.

        Raises:
            jwt.PyJWTError: if *token* is not a token, or was not signed with this key.
        """
        return dict(self._verify_cached(token))

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the public key as a JSON Web Key Set."""
        return {"keys": [self._jwk]}

    def _verify(self, token: str) -> Claims:
        payload = jwt.PyJWS().decode(token, self._key.public_key(), algorithms=ACCEPTED_ALGORITHMS)
        return _parse_claims(payload)


def new_key() -> bytes:
    """Return a new private key in PEM form."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def decode_unverified(token: str) -> Claims:
    """Return the claims of *token* without verification.

    Raises:
        jwt.PyJWTError: if *token* is not a token.
    """
    unverified = jwt.PyJWS(options={"verify_signature": False})
    return _parse_claims(unverified.decode_complete(token)["payload"])


def _parse_claims(payload: bytes) -> Claims:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise jwt.DecodeError("the payload is not JSON") from error
    if not isinstance(claims, dict):
        raise jwt.DecodeError("the payload is not a JSON object")
    return claims


def _load_private_key(pem: bytes) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise ValueError("the key has a pass phrase; use a key without one") from error
    except ValueError as error:
        raise ValueError(
            "not a private key in PEM format; create one with: openssl genrsa 2048"
        ) from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the key is not an RSA key; create one with: openssl genrsa 2048")
    if key.key_size < 2048:
        raise ValueError(f"the key has {key.key_size} bits; expected 2048 or more")
    return key

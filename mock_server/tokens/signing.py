"""The one key of a server: signs the tokens that it issues, checks those that come back.

Source: spec/verified-notifications.md section 2 (which algorithms and key ids are accepted).
The key is RSA, 2048 bits, made when it is first needed; ``--signing-key FILE`` gives another.
"""

import base64
import hashlib
import json
from functools import cached_property, lru_cache
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

Claims = dict[str, Any]

ACCEPTED: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
CACHE_SIZE: Final = 1024


class Signer:
    """Issues and verifies tokens; two signers have nothing in common, unless given one file.

    Args:
        pem: A private RSA key in PEM form without a pass phrase; None makes one on first use.

    Raises:
        ValueError: if *pem* holds anything else.
    """

    def __init__(self, pem: bytes | None = None) -> None:
        self._given = None if pem is None else _private_key(pem)
        # A caller sends the same token with every request; its signature is checked once.
        self._checked = lru_cache(maxsize=CACHE_SIZE)(self._check)

    @cached_property
    def _key(self) -> RSAPrivateKey:
        return self._given or generate_private_key(public_exponent=65537, key_size=2048)

    @cached_property
    def _jwk(self) -> dict[str, str]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        # RFC 7638: the hash of the members that make the key, in lexical order.
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
        """Return a token of *claims*, signed with RS256 and named by its key's id."""
        return jwt.encode(claims, self._key, "RS256", headers={"kid": self._jwk["kid"]})

    def verify(self, token: str) -> Claims:
        """Return the claims of *token* when this server's key has signed it.

        Which key id it names does not matter, nor when it expires: judging that is the caller's.

        Raises:
            jwt.PyJWTError: if it is no token, or another key or no key has signed it.
        """
        return dict(self._checked(token))

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the public key as a JSON Web Key Set."""
        return {"keys": [self._jwk]}

    def _check(self, token: str) -> Claims:
        payload = jwt.PyJWS().decode(token, self._key.public_key(), algorithms=ACCEPTED)
        return _claims(payload)


def new_key() -> bytes:
    """Return a new private key in PEM form."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def decode_unverified(token: str) -> Claims:
    """Return the claims of *token*, whoever signed it.

    Raises:
        jwt.PyJWTError: if it is no token.
    """
    unchecked = jwt.PyJWS(options={"verify_signature": False})
    return _claims(unchecked.decode_complete(token)["payload"])


def _claims(payload: bytes) -> Claims:
    try:
        claims = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise jwt.DecodeError("the payload is not JSON") from error
    if not isinstance(claims, dict):
        raise jwt.DecodeError("the payload is not a JSON object")
    return claims


def _private_key(pem: bytes) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError as error:
        raise ValueError("the key is locked by a pass phrase; give one without") from error
    except ValueError as error:
        raise ValueError(
            "this is no private key in PEM form; openssl genrsa 2048 makes one"
        ) from error
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("the key is not RSA; openssl genrsa 2048 makes one")
    if key.key_size < 2048:
        raise ValueError(f"the key has {key.key_size} bits; it takes 2048 or more")
    return key

"""Signing and verification of tokens. Source: docs/reference/notifications.md section 3.2."""

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from mock_server.tokens.signing import Signer, decode_unverified

CLAIMS = {"scope": "altinn:serviceowner/notifications.create", "exp": 1}
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey,
    encryption: KeySerializationEncryption | None = None,
) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())


def test_an_expired_token_is_verified():
    signer = Signer()

    assert signer.verify(signer.issue(CLAIMS)) == CLAIMS


def test_changing_verified_claims_does_not_change_later_results():
    signer = Signer()
    token = signer.issue(CLAIMS)

    signer.verify(token)["scope"] = "changed"

    assert signer.verify(token) == CLAIMS


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256"])
@pytest.mark.parametrize("headers", [{}, {"kid": "other"}], ids=["no kid", "other kid"])
def test_a_token_is_verified_with_any_accepted_algorithm_and_key_id(
    algorithm: str, headers: dict[str, str]
):
    token = jwt.encode(CLAIMS, KEY, algorithm, headers=headers)

    assert Signer(pem(KEY)).verify(token) == CLAIMS


@pytest.mark.parametrize(
    "token",
    [
        "",
        "garbage",
        "a.b.c",
        "x.y.z",
        jwt.encode(CLAIMS, None, "none"),
        jwt.encode(CLAIMS, "secret" * 8, "HS256"),
        Signer().issue(CLAIMS),
    ],
    ids=["empty", "word", "letters", "shape", "none", "HS256", "other key"],
)
def test_a_token_that_this_key_has_not_signed_is_rejected(token: str):
    with pytest.raises(jwt.PyJWTError):
        Signer(pem(KEY)).verify(token)


def test_a_token_with_a_changed_payload_is_rejected():
    signer = Signer(pem(KEY))
    header, _, signature = signer.issue(CLAIMS).split(".")
    payload = signer.issue({"scope": "more"}).split(".")[1]

    with pytest.raises(jwt.PyJWTError):
        signer.verify(f"{header}.{payload}.{signature}")


def test_two_servers_with_the_same_key_file_accept_each_others_tokens():
    one, other = Signer(pem(KEY)), Signer(pem(KEY))

    assert other.verify(one.issue(CLAIMS)) == CLAIMS
    assert one.jwks() == other.jwks()


def test_the_key_set_contains_only_the_public_key():
    key = Signer(pem(KEY)).jwks()["keys"][0]

    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert jwt.PyJWK(key).key == KEY.public_key()


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (pem(ec.generate_private_key(ec.SECP256R1())), "the key is not an RSA key; create one"),
        (pem(KEY, BestAvailableEncryption(b"x")), "the key has a pass phrase"),
        (b"-----BEGIN nonsense", "not a private key in PEM format; create one with: openssl"),
    ],
    ids=["elliptic", "pass phrase", "no key"],
)
def test_an_invalid_key_file_is_rejected(file: bytes, message: str):
    with pytest.raises(ValueError, match=message):
        Signer(file)


def test_a_token_can_be_decoded_without_its_key():
    assert decode_unverified(jwt.encode(CLAIMS, None, "none")) == CLAIMS


@pytest.mark.parametrize("payload", [b"[]", b"1", b"\xff", b"[" * 100_000])
def test_a_token_whose_payload_is_not_an_object_is_rejected(payload: bytes):
    token = jwt.PyJWS().encode(payload, "secret" * 8, "HS256")

    with pytest.raises(jwt.DecodeError):
        decode_unverified(token)

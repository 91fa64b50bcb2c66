"""The key of a server. Source: spec/verified-notifications.md section 2."""

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


def test_what_is_issued_is_verified_though_it_has_expired():
    signer = Signer()

    assert signer.verify(signer.issue(CLAIMS)) == CLAIMS


def test_the_claims_of_one_caller_are_not_those_of_the_next():
    signer = Signer()
    token = signer.issue(CLAIMS)

    signer.verify(token)["scope"] = "changed"

    assert signer.verify(token) == CLAIMS


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256"])
@pytest.mark.parametrize("headers", [{}, {"kid": "other"}], ids=["no kid", "other kid"])
def test_the_known_key_is_enough(algorithm: str, headers: dict[str, str]):
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
def test_what_this_key_has_not_signed_is_no_good(token: str):
    with pytest.raises(jwt.PyJWTError):
        Signer(pem(KEY)).verify(token)


def test_an_altered_payload_is_no_good():
    signer = Signer(pem(KEY))
    header, _, signature = signer.issue(CLAIMS).split(".")
    payload = signer.issue({"scope": "more"}).split(".")[1]

    with pytest.raises(jwt.PyJWTError):
        signer.verify(f"{header}.{payload}.{signature}")


def test_two_servers_with_one_key_file_trust_each_other():
    one, other = Signer(pem(KEY)), Signer(pem(KEY))

    assert other.verify(one.issue(CLAIMS)) == CLAIMS
    assert one.jwks() == other.jwks()


def test_the_key_set_holds_the_public_half_alone():
    key = Signer(pem(KEY)).jwks()["keys"][0]

    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert jwt.PyJWK(key).key == KEY.public_key()


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (pem(ec.generate_private_key(ec.SECP256R1())), "the key is not RSA; openssl genrsa 2048"),
        (pem(KEY, BestAvailableEncryption(b"x")), "the key is locked by a pass phrase"),
        (b"-----BEGIN nonsense", "this is no private key in PEM form"),
    ],
    ids=["elliptic", "locked", "no key"],
)
def test_a_file_that_holds_another_thing_is_refused(given: bytes, advice: str):
    with pytest.raises(ValueError, match=advice):
        Signer(given)


def test_a_token_can_be_read_without_its_key():
    assert decode_unverified(jwt.encode(CLAIMS, None, "none")) == CLAIMS


@pytest.mark.parametrize("payload", [b"[]", b"1", b"\xff", b"[" * 100_000])
def test_a_payload_that_is_no_object_is_no_token(payload: bytes):
    token = jwt.PyJWS().encode(payload, "secret" * 8, "HS256")

    with pytest.raises(jwt.DecodeError):
        decode_unverified(token)

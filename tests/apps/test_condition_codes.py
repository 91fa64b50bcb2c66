"""Codes in the URLs of condition endpoints, and their lifetime.

Source: docs/reference/apps.md section 3.3.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest

from mock_server.apps.domain.condition_code import create_condition_code, is_valid_condition_code
from mock_server.domain.errors import PlatformServerError
from mock_server.domain.instant import DAY, MINUTE, SECOND, parse_instant

NOW = parse_instant("2026-01-05T10:00:00Z")
GUID = "3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11"
CODE = create_condition_code(GUID, NOW)


def claims(code: str) -> dict[str, object]:
    payload: dict[str, object] = json.loads(urlsafe_b64decode(code.split(".")[1] + "=="))
    return payload


def test_a_code_has_the_header_and_claims_of_the_library():
    header = json.loads(urlsafe_b64decode(CODE.split(".")[0] + "=="))

    assert header == {"alg": "HS256", "typ": "JWT"}
    assert list(claims(CODE)) == ["exp", "jti", "secret_id", "iat", "nbf"]
    assert claims(CODE)["exp"] == claims(CODE)["iat"] + 2_678_400  # type: ignore[operator]


@pytest.mark.parametrize(
    ("at", "is_valid"),
    [
        pytest.param(NOW, True, id="at once"),
        pytest.param(NOW - 5 * MINUTE, True, id="five minutes early"),
        pytest.param(NOW - 5 * MINUTE - SECOND, False, id="earlier than that"),
        pytest.param(NOW + 31 * DAY + 5 * MINUTE, True, id="five minutes late"),
        pytest.param(NOW + 31 * DAY + 5 * MINUTE + SECOND, False, id="later than that"),
    ],
)
def test_a_code_is_valid_for_31_days_with_five_minutes_of_clock_skew(at: int, is_valid: bool):
    assert is_valid_condition_code(CODE, GUID, at) is is_valid


@pytest.mark.parametrize(
    "code",
    [None, "", " ", "ey", "a.b.c", "å.b.c", f"{CODE}x", CODE[:-1], CODE.replace(".", "..")],
)
def test_a_malformed_code_is_not_valid(code: str | None):
    assert not is_valid_condition_code(code, GUID, NOW)


def test_the_code_of_another_instance_is_not_valid():
    assert not is_valid_condition_code(
        create_condition_code("9a1b2c3d-4e5f-4a6b-8c7d-0e1f2a3b4c5d", NOW), GUID, NOW
    )


def test_a_token_without_secret_id_is_a_server_error():
    header, _, signature = CODE.split(".")
    payload_without_secret = urlsafe_b64encode(b'{"jti":"x"}').decode().rstrip("=")

    with pytest.raises(PlatformServerError):
        is_valid_condition_code(f"{header}.{payload_without_secret}.{signature}", GUID, NOW)


def test_a_code_without_expiry_is_not_valid():
    header, _, signature = CODE.split(".")
    payload = json.dumps({"secret_id": "notification-callback", "jti": GUID}).encode()
    payload_without_end = urlsafe_b64encode(payload).decode().rstrip("=")

    assert not is_valid_condition_code(f"{header}.{payload_without_end}.{signature}", GUID, NOW)

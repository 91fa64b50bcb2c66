"""Worked examples X-6 and X-8: invalid URNs of self-identified users.

Source: docs/reference/contacts-and-tokens.md section 9.3.
"""

import pytest
from starlette.testclient import TestClient


def order_to(urn: str) -> dict[str, object]:
    recipient = {
        "externalIdentity": urn,
        "channelSchema": "Email",
        "emailSettings": {"subject": "Emne", "body": "Innhold"},
    }
    return {"idempotencyId": "1", "recipient": {"recipientExternalIdentity": recipient}}


@pytest.mark.parametrize(
    "urn",
    [
        pytest.param("urn:altinn:person:idporten-email:ola+test@example.com", id="X-6"),
        pytest.param("URN:ALTINN:party:username:x", id="X-8"),
        pytest.param("urn:altinn:party:username:%20", id="a-blank-user-name"),
    ],
)
def test_an_invalid_urn_is_rejected(api: TestClient, urn: str):
    response = api.post("/future/orders", json=order_to(urn))

    assert response.status_code == 400
    assert ["Invalid external identity URN format."] in response.json()["errors"].values()


def test_a_percent_encoded_plus_sign_is_accepted(api: TestClient):
    urn = "urn:altinn:person:idporten-email:ola%2Btest@example.com"

    assert api.post("/future/orders", json=order_to(urn)).status_code == 201

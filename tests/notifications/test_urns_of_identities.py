"""Worked examples X-6 and X-8: URNs of self-identified users that are refused by their form.

Source: spec/contacts-and-authorization.md section 9.3.
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
def test_an_identity_of_another_form_is_refused(api: TestClient, urn: str):
    answer = api.post("/future/orders", json=order_to(urn))

    assert answer.status_code == 400
    assert ["Invalid external identity URN format."] in answer.json()["errors"].values()


def test_a_plus_sign_is_written_in_percent(api: TestClient):
    urn = "urn:altinn:person:idporten-email:ola%2Btest@example.com"

    assert api.post("/future/orders", json=order_to(urn)).status_code == 201

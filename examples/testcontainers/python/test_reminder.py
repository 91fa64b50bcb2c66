import httpx


def test_a_person_is_notified(altinn, altinn_inbox):
    altinn.person("08900499559", name="Ola Nordmann", email="ola@example.com")
    email = {"subject": "Nytt brev", "body": "Hei $recipientName$"}
    person = {
        "nationalIdentityNumber": "08900499559",
        "channelSchema": "Email",
        "emailSettings": email,
    }
    order = {"idempotencyId": "1", "recipient": {"recipientPerson": person}}

    response = httpx.post(f"{altinn.notifications_url}/future/orders", json=order)
    altinn.advance(minutes=1)

    assert response.status_code == 201
    altinn_inbox.expect_email(to="ola@example.com", containing="Hei Ola Nordmann")

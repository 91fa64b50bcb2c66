import httpx


def test_a_deadline_reminder_is_sent_in_the_morning(altinn, altinn_inbox):
    text = {"body": "Fristen er i morgen, $recipientName$", "sendingTimePolicy": "Daytime"}
    person = {"nationalIdentityNumber": "08900499559", "channelSchema": "Sms", "smsSettings": text}
    order = {"idempotencyId": "1", "recipient": {"recipientPerson": person}}
    altinn.advance(hours=9)  # 20:00 in Oslo

    httpx.post(f"{altinn.notifications_url}/future/orders", json=order)

    altinn.advance(hours=10)
    altinn_inbox.expect_nothing()
    altinn.advance(hours=10)
    altinn_inbox.expect_sms(to="+4799999999", containing="i morgen, Ola Nordmann")

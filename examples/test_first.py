import httpx


def test_a_deadline_reminder_waits_for_morning(altinn, altinn_inbox):
    sms = {"phoneNumber": "+4799999999", "smsSettings": {"body": "Fristen er i morgen"}}
    order = {
        "idempotencyId": "deadline-1",
        "requestedSendTime": "2026-01-05T20:00:00+01:00",
        "recipient": {"recipientSms": sms},
    }
    httpx.post(f"{altinn.notifications_url}/future/orders", json=order).raise_for_status()

    altinn.advance(hours=12)
    altinn_inbox.expect_nothing()

    altinn.advance(days=1)
    altinn_inbox.expect_sms(to="+4799999999", containing="Fristen")

"""Example request bodies; they are valid in a new world with the bundled directory.

A test posts each of them.
"""

from collections.abc import Mapping
from typing import Any, Final

from mock_server.correspondence.api.routes import API as _CORRESPONDENCE
from mock_server.notifications.api.routes import API as _NOTIFICATIONS

_EMAIL: Final = {"subject": "Frist", "body": "Fristen er i morgen."}
_SMS: Final = {"phoneNumber": "+4799999999", "timeToLiveInSeconds": 3600}
_TEXT: Final = {"sender": "TTD", "body": "Koden er 1234."}
_OLA: Final = "08900499559"

EXAMPLES: Final[Mapping[str, Any]] = {
    f"{_NOTIFICATIONS}/orders": {
        "notificationChannel": "Email",
        "recipients": [{"emailAddress": "ola@example.com"}],
        "emailTemplate": _EMAIL,
    },
    f"{_NOTIFICATIONS}/orders/email": {
        "recipients": [{"emailAddress": "ola@example.com"}],
        **_EMAIL,
    },
    f"{_NOTIFICATIONS}/orders/sms": {
        "recipients": [{"mobileNumber": "+4799999999"}],
        "body": "Fristen er i morgen.",
    },
    f"{_NOTIFICATIONS}/future/orders": {
        "idempotencyId": "deadline-1",
        "sendersReference": "deadline",
        "recipient": {
            "recipientPerson": {
                "nationalIdentityNumber": _OLA,
                "channelSchema": "Sms",
                "smsSettings": {"body": "Fristen er i morgen, $recipientName$."},
            }
        },
        "reminders": [
            {
                "delayDays": 7,
                "recipient": {
                    "recipientPerson": {
                        "nationalIdentityNumber": _OLA,
                        "channelSchema": "Email",
                        "emailSettings": _EMAIL,
                    }
                },
            }
        ],
    },
    f"{_NOTIFICATIONS}/future/orders/instant": {
        "idempotencyId": "code-1",
        "recipient": {"recipientSms": {**_SMS, "smsSettings": _TEXT}},
    },
    f"{_NOTIFICATIONS}/future/orders/instant/sms": {
        "idempotencyId": "code-2",
        "recipientSms": {**_SMS, "smsSettings": _TEXT},
    },
    f"{_NOTIFICATIONS}/future/orders/instant/email": {
        "idempotencyId": "code-3",
        "recipientEmail": {"emailAddress": "ola@example.com", "emailSettings": _EMAIL},
    },
    f"{_NOTIFICATIONS}/future/orders/composed-email": {
        "idempotencyId": "letter-1",
        "recipient": {"emailAddress": "ola@example.com", "emailSettings": _EMAIL},
    },
    f"{_CORRESPONDENCE}/attachment": {
        "resourceId": "ttd-skjema",
        "fileName": "vedtak.pdf",
        "sendersReference": "case-1",
    },
    f"{_CORRESPONDENCE}/correspondence": {
        "correspondence": {
            "resourceId": "ttd-skjema",
            "sendersReference": "case-1",
            "content": {
                "language": "nb",
                "messageTitle": "Vedtak",
                "messageSummary": "Du har fått svar.",
                "messageBody": "Søknaden er innvilget.",
            },
            "notification": {
                "notificationTemplate": "GenericAltinnMessage",
                "notificationChannel": "EmailPreferred",
                "sendReminder": True,
            },
        },
        "recipients": [f"urn:altinn:person:identifier-no:{_OLA}"],
    },
    "/{org}/{app}/instances/create": {
        "instanceOwner": {"personNumber": _OLA},
        "notification": {"notificationChannel": 0, "language": "nb"},
    },
}

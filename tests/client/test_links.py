"""Links in responses lead to the server that sent them, on any port."""

import json
import urllib.request

from client_fixtures import Altinn

EMAIL = {"emailAddress": "a@example.com", "emailSettings": {"subject": "Emne", "body": "Hei"}}


def test_links_in_responses_can_be_followed(altinn: Altinn):
    order = {"idempotencyId": "1", "recipient": {"recipientEmail": EMAIL}}
    request = urllib.request.Request(
        f"{altinn.notifications_url}/future/orders",
        json.dumps(order).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        location = response.headers["Location"]
        shipment = json.load(response)["notification"]["shipmentId"]

    with urllib.request.urlopen(f"{altinn.notifications_url}/orders/{shipment}") as response:
        links = json.load(response)["links"]
    with urllib.request.urlopen(links["status"]) as response:
        status = json.load(response)["processingStatus"]["status"]

    port = altinn.url.split(":")[2].split("/")[0]
    assert f":{port}/w/" in location
    assert status == "Registered"

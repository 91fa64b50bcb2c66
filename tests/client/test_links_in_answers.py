"""Links in answers lead back to the server that gave them, whatever port it has."""

import json
import urllib.request

from client_fixtures import Altinn

EMAIL = {"emailAddress": "a@example.com", "emailSettings": {"subject": "Emne", "body": "Hei"}}


def test_a_link_in_an_answer_can_be_followed(altinn: Altinn):
    order = {"idempotencyId": "1", "recipient": {"recipientEmail": EMAIL}}
    request = urllib.request.Request(
        f"{altinn.notifications_url}/future/orders",
        json.dumps(order).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        location = answer.headers["Location"]
        shipment = json.load(answer)["notification"]["shipmentId"]

    with urllib.request.urlopen(f"{altinn.notifications_url}/orders/{shipment}") as answer:
        links = json.load(answer)["links"]
    with urllib.request.urlopen(links["status"]) as answer:
        status = json.load(answer)["processingStatus"]["status"]

    port = altinn.url.split(":")[2].split("/")[0]
    assert f":{port}/w/" in location
    assert status == "Registered"

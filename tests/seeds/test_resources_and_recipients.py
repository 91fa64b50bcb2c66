"""Tests of who hears of an order with a resource, sentence by sentence.

Source: Altinn's guide to notifications from an app, about resources and who receives
notifications; docs/reference/contacts-and-tokens.md section 2.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.seeds.clients import (
    APP_RESOURCE,
    DIRECTORY,
    KARI,
    NUMBER,
    RESOURCE,
    SHARED_RESOURCE,
    Sender,
)

EMAIL = {"subject": "Emne", "body": "Tekst"}
CHANNEL = {"channelSchema": "Email", "emailSettings": EMAIL}
OFFICIAL = "post@astrolog.no"


@pytest.fixture
def orders(seeds_server: TestClient) -> Sender:
    """A caller of the Notifications API."""
    sender = Sender(seeds_server, "/w/seeds-orders", is_form=False)
    sender.reset("2025-03-10T08:00:00Z")
    return sender


def order(sender: Sender, **recipient: Any) -> list[str]:
    """Place an order and return the addresses of its messages."""
    document = {"idempotencyId": "1", "recipient": recipient}
    path = f"{sender.prefix}/notifications/api/v1/future/orders"
    response = sender.client.post(path, json=document)
    assert response.status_code == 201, response.text
    sender.advance("PT5M")
    return sender.addresses()


def organization(resource: str | None) -> Any:
    given = {} if resource is None else {"resourceId": f"urn:altinn:resource:{resource}"}
    return {"orgNumber": NUMBER, **CHANNEL, **given}


def test_a_resource_has_no_effect_for_a_person(orders: Sender):
    person = {
        "nationalIdentityNumber": KARI,
        "resourceId": f"urn:altinn:resource:{RESOURCE}",
        **CHANNEL,
    }

    assert order(orders, recipientPerson=person) == ["kari@a.no"]


def test_a_resource_has_no_effect_for_a_direct_address(orders: Sender):
    document = {
        "requestedSendTime": "2025-03-10T08:01:00Z",
        "subject": "Emne",
        "body": "Tekst",
        "recipients": [{"emailAddress": "a@b.no"}],
        "resourceId": RESOURCE,
    }
    path = f"{orders.prefix}/notifications/api/v1/orders/email"
    assert orders.client.post(path, json=document).status_code == 202
    orders.advance("PT5M")

    assert orders.addresses() == ["a@b.no"]


@pytest.mark.parametrize(
    ("resource", "people"),
    [
        (None, []),
        (RESOURCE, []),
        (SHARED_RESOURCE, ["alle@astrolog.no", "valgt@astrolog.no"]),
        (APP_RESOURCE, ["alle@astrolog.no", "valgt@astrolog.no"]),
    ],
)
def test_an_organisations_statutory_address_is_always_used(
    orders: Sender, resource: str | None, people: list[str]
):
    found = order(orders, recipientOrganization=organization(resource))

    assert found == sorted([OFFICIAL, *people])


def test_who_chose_an_old_service_hears_of_no_new_one(orders: Sender):
    """The user with the address ``gammel`` may read the new resource, but chose the old one."""
    [users] = [each["users"] for each in DIRECTORY["organizations"] if "users" in each]
    assert [each["resources"] for each in users if each["email"] == "gammel@astrolog.no"] == [
        ["altinn2-tjeneste"]
    ]
    old = {"resourceId": "altinn2-tjeneste", "permits": [{"userId": 3, "actions": ["read"]}]}
    orders.control("PATCH", "/directory", {"resources": [old]})

    found = order(orders, recipientOrganization=organization("altinn2-tjeneste"))

    assert found == ["gammel@astrolog.no", OFFICIAL]

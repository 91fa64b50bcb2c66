"""Instance owners of parties, and the external identity of self-identified owners.

Source: docs/reference/apps.md section 1.3.
"""

from typing import Any

import pytest

from mock_server.apps.domain.owners import (
    InstanceOwner,
    Party,
    PartyType,
    instance_owner_for,
    is_party_type_allowed,
)
from tests.apps.app_client import IDENTITY, AppClient

OTHER = "urn:altinn:person:legacy-selfidentified:gammelbruker"


def party(type_: PartyType, **identifiers: str) -> Party:
    return Party(id=7, uuid="u", type=type_, **identifiers)


@pytest.mark.parametrize(
    ("register_party", "owner"),
    [
        pytest.param(
            party(PartyType.PERSON, national_identity_number="08900499559"),
            InstanceOwner(party_id="7", person_number="08900499559"),
            id="a person",
        ),
        pytest.param(
            party(PartyType.ORGANISATION, organization_number="991825827"),
            InstanceOwner(party_id="7", organisation_number="991825827"),
            id="an organisation",
        ),
        pytest.param(
            party(PartyType.SELF_IDENTIFIED, name="epost:a@b.no"),
            InstanceOwner(
                party_id="7",
                username="epost:a@b.no",
                external_identifier="urn:altinn:person:idporten-email:a@b.no",
            ),
            id="a user by e-mail",
        ),
        pytest.param(
            party(PartyType.SELF_IDENTIFIED, name="EPOST:x"),
            InstanceOwner(
                party_id="7",
                username="EPOST:x",
                external_identifier="urn:altinn:person:legacy-selfidentified:EPOST:x",
            ),
            id="a user by name with another prefix",
        ),
        pytest.param(
            party(PartyType.SELF_IDENTIFIED, name=""),
            InstanceOwner(party_id="7", username=""),
            id="a user without a name",
        ),
        pytest.param(party(PartyType.PERSON), InstanceOwner(party_id="7"), id="no identifier"),
    ],
)
def test_an_owner_has_the_identifiers_in_register(register_party: Party, owner: InstanceOwner):
    assert instance_owner_for(register_party, None) == owner


def test_the_callers_identity_is_used_for_any_self_identified_owner():
    register_party = party(PartyType.SELF_IDENTIFIED, name="epost:a@b.no")

    assert instance_owner_for(register_party, OTHER).external_identifier == OTHER
    assert instance_owner_for(register_party, "").external_identifier == ""


@pytest.mark.parametrize(
    ("type_", "allowed", "is_allowed"),
    [
        (PartyType.PERSON, (), True),
        (PartyType.PERSON, ("person",), True),
        (PartyType.PERSON, ("organisation",), False),
        (PartyType.SELF_IDENTIFIED, ("person",), True),
        (PartyType.ORGANISATION, ("organisation", "person"), True),
        (PartyType.ORGANISATION, ("bankruptcyEstate",), False),
    ],
)
def test_an_app_allows_its_listed_party_types_or_all(
    type_: PartyType, allowed: tuple[str, ...], is_allowed: bool
):
    assert is_party_type_allowed(type_, allowed) is is_allowed


def create_as_user(app: AppClient, user: dict[str, Any]) -> Any:
    token = app.control("POST", "/tokens", {"kind": "user", **user})["access_token"]
    return app.client.post(
        "/ttd/skjema/instances/create",
        json={"instanceOwner": {"partyId": "510100"}, "notification": {}},
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.mark.parametrize(
    ("user", "identity"),
    [
        pytest.param({"userId": 20099}, IDENTITY, id="the owner"),
        pytest.param({"userId": 20100}, OTHER, id="another user, by user id"),
        pytest.param(
            {"userId": 1, "claims": {"urn:altinn:partyid": 510101}},
            OTHER,
            id="another, by party id",
        ),
        pytest.param({"userId": 2}, IDENTITY, id="a user without a profile"),
    ],
)
def test_the_order_is_for_the_identity_of_the_calling_user(
    app: AppClient, user: dict[str, Any], identity: str
):
    other = {"urn": OTHER, "partyId": 510101, "userId": 20100, "email": "gammel@example.com"}
    app.control("PATCH", "/directory", {"externalIdentities": [other]})

    response = create_as_user(app, user)

    assert response.json()["instanceOwner"]["externalIdentifier"] == identity
    recipient = app.orders()[0]["request"]["recipient"]["recipientExternalIdentity"]
    assert recipient["externalIdentity"] == identity


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"status": 500}, "Could not get user profile while getting user context"),
        ({"close": True}, "Connection refused (platform.altinn.no:443)"),
    ],
)
def test_without_the_callers_profile_a_self_identified_owner_is_not_found(
    app: AppClient, fault: dict[str, Any], message: str
):
    app.control("PUT", "/faults", [{"dependency": "profile", **fault}])

    response = create_as_user(app, {"userId": 20099})

    assert (response.status_code, response.json()) == (404, f"Cannot lookup party: {message}")

"""The directory of a world. Source: docs/control-api.md, Directory."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.control.control_client import ControlClient

OLA, KARI, COMPANY = "08900499559", "26818099001", "991825827"
URN = "urn:altinn:person:idporten-email:ola/a@example.com"
PERSON = {
    "nationalIdentityNumber": OLA,
    "name": "Ola",
    "partyId": 1,
    "userId": 2,
    "email": "ola@example.com",
    "mobileNumber": "+4799999999",
    "isReserved": True,
    "language": None,
    "emailVerifiedAt": "2020-01-01T00:00:00Z",
    "mobileNumberVerifiedAt": None,
}
USER = {
    "userId": 20001,
    "nationalIdentityNumber": OLA,
    "email": "ola@firma.example.com",
    "mobileNumber": None,
    "resources": ["ttd-skjema"],
}
ORGANIZATION = {
    "organizationNumber": COMPANY,
    "name": "Firma AS",
    "partyId": 3,
    "emailList": ["post@example.com"],
    "mobileNumberList": ["+4740000001"],
    "users": [USER],
}
IDENTITY = {
    "urn": URN,
    "name": None,
    "partyId": 4,
    "userId": 5,
    "language": "nn",
    "email": "ola@example.com",
    "mobileNumber": None,
}
RESOURCE = {
    "resourceId": "ttd-skjema",
    "title": {"nb": "Skjema"},
    "permits": [{"userId": 20001, "actions": ["read", "write"]}],
    "serviceOwner": "ttd",
    "resourceType": "CorrespondenceService",
    "minimumAuthLevel": 3,
    "confidential": "required",
}
WHOLE = {
    "persons": [PERSON],
    "organizations": [ORGANIZATION],
    "externalIdentities": [IDENTITY],
    "resources": [RESOURCE],
    "serviceOwners": [{"org": "ttd", "organizationNumber": COMPANY, "name": {"nb": "Test"}}],
    "apps": [
        {
            "org": "ttd",
            "app": "skjema",
            "title": {"nb": "Skjema"},
            "partyTypesAllowed": ["person"],
            "dataTypes": [
                {
                    "id": "vedlegg",
                    "allowedContentTypes": ["text/plain"],
                    "maxCount": 2,
                    "maxSize": 1,
                }
            ],
        }
    ],
}
ENTRIES = [
    pytest.param(f"/directory/persons/{OLA}", PERSON, id="person"),
    pytest.param(f"/directory/organizations/{COMPANY}", ORGANIZATION, id="organization"),
    pytest.param(f"/directory/external-identities/{quote(URN, safe='')}", IDENTITY, id="identity"),
    pytest.param("/directory/resources/ttd-skjema", RESOURCE, id="resource"),
    pytest.param(f"/directory/organizations/{COMPANY}/users/20001", USER, id="user"),
]


@pytest.fixture
def filled(control: ControlClient) -> ControlClient:
    control.send("PUT", "/directory", WHOLE)
    return control


def test_a_directory_is_returned_as_it_was_put(control: ControlClient):
    assert control.send("PUT", "/directory", WHOLE) == WHOLE
    assert control.get("/directory") == WHOLE


def test_missing_fields_have_defaults(control: ControlClient):
    written = {
        "persons": [{"nationalIdentityNumber": OLA}],
        "organizations": [{"organizationNumber": COMPANY, "users": [{"userId": 1}]}],
        "resources": [{"resourceId": "r"}],
    }

    read = control.send("PUT", "/directory", written)

    (person,), (organization,), (resource,) = (read[name] for name in written)
    assert (person["language"], person["isReserved"], person["email"]) == ("nb", False, None)
    assert organization["users"][0]["resources"] == ["*"]
    assert (resource["permits"], resource["confidential"]) == (None, "no")


def test_party_ids_and_user_ids_are_generated_and_kept(control: ControlClient):
    people = {
        "persons": [{"nationalIdentityNumber": OLA}, {"nationalIdentityNumber": KARI}],
        "organizations": [{"organizationNumber": COMPANY}],
        "externalIdentities": [{"urn": URN}],
    }
    read = control.send("PUT", "/directory", people)
    numbered = [*read["persons"], *read["organizations"], *read["externalIdentities"]]

    again = control.send("PATCH", "/directory", {"persons": [{"nationalIdentityNumber": KARI}]})

    assert len({each["partyId"] for each in numbered}) == 4
    assert len({each["userId"] for each in numbered if "userId" in each}) == 3
    assert all(each["partyId"] > 0 for each in numbered)
    assert again["persons"] == read["persons"]


def test_a_patch_adds_or_replaces_entries_by_key(filled: ControlClient):
    ola = {"nationalIdentityNumber": OLA, "name": "Ola Nordmann"}
    kari = {"nationalIdentityNumber": KARI, "name": "Kari Nordmann"}

    read = filled.send("PATCH", "/directory", {"persons": [kari, ola]})

    assert [(each["name"], each["email"]) for each in read["persons"]] == [
        ("Ola Nordmann", None),
        ("Kari Nordmann", None),
    ]
    assert read["organizations"] == [ORGANIZATION]


@pytest.mark.parametrize(("path", "entry"), ENTRIES)
def test_an_entry_is_returned_replaced_and_deleted(
    filled: ControlClient, path: str, entry: dict[str, Any]
):
    key = next(iter(entry))
    assert filled.get(path) == entry

    filled.send("DELETE", path)
    assert filled.rejected("GET", path)[0] == 404
    assert filled.rejected("DELETE", path)[0] == 404

    assert filled.send("PUT", path, entry) == entry
    short = {name: value for name, value in entry.items() if name != key}
    assert filled.send("PUT", path, short) == entry
    assert filled.get(path) == entry


@pytest.mark.parametrize(("path", "entry"), ENTRIES)
def test_an_invalid_entry_changes_nothing(filled: ControlClient, path: str, entry: dict[str, Any]):
    key = next(iter(entry))
    for body, message in [
        ({key: "another"}, f"{key}: expected"),
        ({"nam": "Ola"}, "unknown field 'nam'"),
        ([], "the request body: expected a"),
    ]:
        status, detail = filled.rejected("PUT", path, body)
        assert status == 400
        assert message in detail

    assert filled.get("/directory") == WHOLE


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_user_requires_its_organisation(control: ControlClient, method: str):
    body = {} if method == "PUT" else None

    status, detail = control.rejected(method, "/directory/organizations/312508729/users/1", body)

    assert status == 404
    assert "add it with PUT /_mock/directory/organizations/312508729" in detail


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"person": []}, "unknown field 'person'; did you mean 'persons'?"),
        ({"persons": [PERSON, PERSON]}, f"duplicate '{OLA}' (2 times)"),
        ({"persons": [{**PERSON, "nationalIdentityNumber": "1"}]}, "expected 11 digits"),
        ({"persons": [{**PERSON, "emailVerifiedAt": "x"}]}, "'x' is not an instant"),
        (
            {"persons": [{**PERSON, "isReserved": "yes"}]},
            "isReserved: expected a valid boolean",
        ),
        (
            {"organizations": [{**ORGANIZATION, "users": [USER, USER]}]},
            "duplicate '20001' (2 times)",
        ),
        ({"organizations": [{"organizationNumber": "99"}]}, "expected 9 digits"),
        (
            {"externalIdentities": [{"urn": "ola"}]},
            "expected one of urn:altinn:person:idporten-email:",
        ),
        ({"resources": [{**RESOURCE, "confidential": "yes"}]}, "'no', 'allowed' or 'required'"),
        ({"resources": [{**RESOURCE, "minimumAuthLevel": -1}]}, "greater than or equal to 0"),
        ({"apps": [{"org": "ttd"}]}, "missing field 'apps.0.app'"),
        ({"apps": [{"org": "ttd", "app": "a", "dataTypes": [{"idd": 1}]}]}, "did you mean 'id'?"),
    ],
)
def test_an_invalid_directory_changes_nothing(
    filled: ControlClient, method: str, body: object, message: str
):
    status, detail = filled.rejected(method, "/directory", body)

    assert status == 400
    assert message in detail
    assert filled.get("/directory") == WHOLE


def test_a_changed_address_is_used_for_later_messages(control: ControlClient):
    control.send("PUT", f"/directory/persons/{OLA}", {"email": "ny@example.com"})
    control.person_email(OLA)

    control.advance("PT5M")

    assert [each["to"] for each in control.get("/inbox")["messages"]] == ["ny@example.com"]

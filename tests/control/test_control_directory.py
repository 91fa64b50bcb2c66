"""The people of a world. Source: design/control-api.md, The people: directory."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.control.caller import Caller

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
def peopled(caller: Caller) -> Caller:
    caller.done("PUT", "/directory", WHOLE)
    return caller


def test_a_whole_directory_reads_as_it_was_written(caller: Caller):
    assert caller.done("PUT", "/directory", WHOLE) == WHOLE
    assert caller.get("/directory") == WHOLE


def test_what_is_left_out_has_its_usual_value(caller: Caller):
    written = {
        "persons": [{"nationalIdentityNumber": OLA}],
        "organizations": [{"organizationNumber": COMPANY, "users": [{"userId": 1}]}],
        "resources": [{"resourceId": "r"}],
    }

    read = caller.done("PUT", "/directory", written)

    (person,), (organization,), (resource,) = (read[name] for name in written)
    assert (person["language"], person["isReserved"], person["email"]) == ("nb", False, None)
    assert organization["users"][0]["resources"] == ["*"]
    assert (resource["permits"], resource["confidential"]) == (None, "no")


def test_numbers_are_made_up_and_stay(caller: Caller):
    people = {
        "persons": [{"nationalIdentityNumber": OLA}, {"nationalIdentityNumber": KARI}],
        "organizations": [{"organizationNumber": COMPANY}],
        "externalIdentities": [{"urn": URN}],
    }
    read = caller.done("PUT", "/directory", people)
    numbered = [*read["persons"], *read["organizations"], *read["externalIdentities"]]

    again = caller.done("PATCH", "/directory", {"persons": [{"nationalIdentityNumber": KARI}]})

    assert len({each["partyId"] for each in numbered}) == 4
    assert len({each["userId"] for each in numbered if "userId" in each}) == 3
    assert all(each["partyId"] > 0 for each in numbered)
    assert again["persons"] == read["persons"]


def test_a_patch_adds_and_replaces_by_key(peopled: Caller):
    ola = {"nationalIdentityNumber": OLA, "name": "Ola Nordmann"}
    kari = {"nationalIdentityNumber": KARI, "name": "Kari Nordmann"}

    read = peopled.done("PATCH", "/directory", {"persons": [kari, ola]})

    assert [(each["name"], each["email"]) for each in read["persons"]] == [
        ("Ola Nordmann", None),
        ("Kari Nordmann", None),
    ]
    assert read["organizations"] == [ORGANIZATION]


@pytest.mark.parametrize(("path", "entry"), ENTRIES)
def test_an_entry_is_read_replaced_and_taken_out(peopled: Caller, path: str, entry: dict[str, Any]):
    key = next(iter(entry))
    assert peopled.get(path) == entry

    peopled.done("DELETE", path)
    assert peopled.refused("GET", path)[0] == 404
    assert peopled.refused("DELETE", path)[0] == 404

    assert peopled.done("PUT", path, entry) == entry
    short = {name: value for name, value in entry.items() if name != key}
    assert peopled.done("PUT", path, short) == entry
    assert peopled.get(path) == entry


@pytest.mark.parametrize(("path", "entry"), ENTRIES)
def test_an_entry_that_makes_no_sense_changes_nothing(
    peopled: Caller, path: str, entry: dict[str, Any]
):
    key = next(iter(entry))
    for body, advice in [
        ({key: "another"}, f"{key}: write"),
        ({"nam": "Ola"}, "'nam' is not known"),
        ([], "the body: write a"),
    ]:
        status, said = peopled.refused("PUT", path, body)
        assert status == 400
        assert advice in said

    assert peopled.get("/directory") == WHOLE


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_user_needs_its_organisation(caller: Caller, method: str):
    body = {} if method == "PUT" else None

    status, advice = caller.refused(method, "/directory/organizations/312508729/users/1", body)

    assert status == 404
    assert "PUT /_mock/directory/organizations/312508729 first" in advice


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize(
    ("body", "advice"),
    [
        ({"person": []}, "'person' is not known; did you mean 'persons'?"),
        ({"persons": [PERSON, PERSON]}, f"'{OLA}' is there 2 times"),
        ({"persons": [{**PERSON, "nationalIdentityNumber": "1"}]}, "write its eleven digits"),
        ({"persons": [{**PERSON, "emailVerifiedAt": "x"}]}, "'x' is not an instant"),
        (
            {"persons": [{**PERSON, "isReserved": "yes"}]},
            "isReserved: write a valid boolean",
        ),
        ({"organizations": [{**ORGANIZATION, "users": [USER, USER]}]}, "'20001' is there 2 times"),
        ({"organizations": [{"organizationNumber": "99"}]}, "write its nine digits"),
        (
            {"externalIdentities": [{"urn": "ola"}]},
            "expected one of urn:altinn:person:idporten-email:",
        ),
        ({"resources": [{**RESOURCE, "confidential": "yes"}]}, "'no', 'allowed' or 'required'"),
        ({"resources": [{**RESOURCE, "minimumAuthLevel": -1}]}, "greater than or equal to 0"),
        ({"apps": [{"org": "ttd"}]}, "'apps.0.app' is missing"),
        ({"apps": [{"org": "ttd", "app": "a", "dataTypes": [{"idd": 1}]}]}, "did you mean 'id'?"),
    ],
)
def test_a_directory_that_makes_no_sense_changes_nothing(
    peopled: Caller, method: str, body: object, advice: str
):
    status, said = peopled.refused(method, "/directory", body)

    assert status == 400
    assert advice in said
    assert peopled.get("/directory") == WHOLE


def test_a_changed_address_counts_from_then_on(caller: Caller):
    caller.done("PUT", f"/directory/persons/{OLA}", {"email": "ny@example.com"})
    caller.person_email(OLA)

    caller.advance("PT5M")

    assert [each["to"] for each in caller.get("/inbox")["messages"]] == ["ny@example.com"]

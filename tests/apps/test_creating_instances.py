"""Creating instances, by the seed where it speaks and as the library does where it is silent.

Source: seeds/003; spec/altinn-app.md sections 1, 2.2, 2.3 and 8.
"""

import json

import pytest

from tests.apps.app_caller import APP, IDENTITY, ORGANISATION, PERSON, AppCaller

OWNED = json.dumps({"instanceOwner": {"personNumber": PERSON}})
SMS = {"senderName": "MyOrg", "text": {"nb": "b", "nn": "n", "en": "e"}}
CUSTOM = {
    "notificationChannel": 4,
    "customSms": {
        "senderName": "MyOrg",
        "text": {
            "nb": "$appName$ er klar for $instanceOwnerName$",
            "nn": "$appName$ er klar for $instanceOwnerName$",
            "en": "$appName$ is ready for $instanceOwnerName$",
        },
    },
    "customEmail": {
        "subject": {"nb": "ny", "nn": "ny", "en": "$appName$ - new instance created"},
        "body": {"nb": "Hei", "nn": "Hei", "en": "Hello $instanceOwnerName$, due $dueDate$."},
    },
}


def test_the_seeds_simple_example_comes_out_to_the_letter(app: AppCaller):
    instance = app.created({"notificationChannel": 0})

    (message,) = app.advance("PT5M")
    assert message["subject"] == "New form created in Altinn"
    assert message["body"] == (
        "The Norwegian Test Department has created a new form (notification-instantiation-ttd)"
        " for ASTROLOG NÆR with social security number 54928201018"
        " - open your Altinn inbox to view the form."
    )
    assert (message["to"], message["source"]) == ("astrolog@example.com", "app")
    assert message["instanceId"] == instance["id"]


def test_the_seeds_custom_texts_go_out_on_both_channels_in_the_persons_language(app: AppCaller):
    app.created(CUSTOM, dueBefore="2026-12-31T23:30:00Z")

    email, sms = app.advance("PT5M")
    assert email["subject"] == "Form - new instance created"
    assert email["body"] == "Hello ASTROLOG NÆR, due 31-12-2026."
    assert (sms["body"], sms["from"]) == ("Form is ready for ASTROLOG NÆR", "MyOrg")


def test_an_empty_notification_has_all_defaults_and_none_is_none(app: AppCaller):
    app.created({})
    app.created(None)

    (order,) = app.orders()
    assert order["request"]["recipient"]["recipientPerson"]["channelSchema"] == 4


@pytest.mark.parametrize(("language", "text"), [("nn", "n"), ("fr", "b"), ("EN", "b"), (None, "b")])
def test_an_organisation_is_written_to_in_the_language_asked_for(
    app: AppCaller, language: str | None, text: str
):
    app.created(
        {"language": language, "customSms": SMS},
        instanceOwner={"organisationNumber": ORGANISATION},
    )

    recipient = app.orders()[0]["request"]["recipient"]["recipientOrganization"]
    assert recipient["smsSettings"]["body"] == text


def test_the_answer_shows_the_owners_party_and_links_with_the_worlds_prefix(app: AppCaller):
    response = app.create({})

    instance = response.json()
    assert instance["instanceOwner"]["party"]["name"] == "ASTROLOG NÆR"
    assert instance["process"]["currentTask"]["elementId"] == "Task_1"
    assert instance["selfLinks"]["apps"] == f"https://mock/w/here{APP}/instances/{instance['id']}"
    assert response.headers["location"] == instance["selfLinks"]["apps"]


def test_any_app_is_known_without_being_set_up(app: AppCaller):
    body = {"instanceOwner": {"personNumber": PERSON}, "notification": {}}

    instance = app.client.post("/SKD/frist/instances/create", json=body).json()

    assert (instance["org"], instance["appId"]) == ("skd", "SKD/frist")
    assert app.orders()[0]["creator"] == "skd"


@pytest.mark.parametrize(
    ("notification", "key"),
    [
        ('{"notificationChannel": "Email"}', "$.notificationChannel"),
        ('{"notificationChannel": null}', "$.notificationChannel"),
        ('{"notificationChannel": 1.5}', "$.notificationChannel"),
        ('{"notificationChannel": 5}', "$.notificationChannel"),
        ('{"customSms": {"text": {"nb": "b", "nn": "n", "en": "e"}}}', "$.customSms"),
        ('{"customSms": {"senderName": "S", "text": {"nb": "b"}}}', "$.customSms.text"),
        (
            '{"customEmail": {"subject": null, "body": {"nb": "", "nn": "", "en": ""}}}',
            "CustomEmail.Subject",
        ),
        ("{", "$"),
    ],
)
def test_a_wrong_notification_part_is_refused_by_the_seed(
    app: AppCaller, notification: str, key: str
):
    response = app.create_from_parts(notification)

    assert (response.status_code, list(response.json()["errors"])) == (400, [key])
    assert app.orders() == []


def test_the_same_part_is_only_logged_by_the_deployed_library(deployed: AppCaller):
    part = '{"customSms": {"senderName": "S", "text": {"nb": "b", "nn": "n"}}}'

    response = deployed.create_from_parts(part)

    assert response.status_code == 201
    assert deployed.orders() == []
    assert "customSms.text in the language selected is missing" in deployed.decisions(
        response.json()
    )


def test_a_broken_part_breaks_the_deployed_library(deployed: AppCaller):
    response = deployed.create_from_parts('{"notificationChannel": [0]}')

    assert (response.status_code, response.content) == (500, b"")


def test_parts_give_what_one_document_gives(app: AppCaller):
    app.created(CUSTOM)
    response = app.create_from_parts('{"notificationChannel": 4}', vedlegg="hei")

    assert response.status_code == 201
    (data,) = response.json()["data"]
    assert (data["dataType"], data["filename"], data["size"]) == ("vedlegg", "vedlegg.txt", 3)
    assert len(app.orders()) == 2


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"wrongName": "x"}, "'wrongName' does not correspond to an element type"),
        ({"vedlegg": ""}, "The multipart section named vedlegg has no data."),
        ({"vedlegg": "x" * 1_048_577}, "exceeds the size limit of element type 'vedlegg'"),
    ],
)
def test_a_data_part_that_does_not_fit_the_app_is_refused(
    app: AppCaller, files: dict[str, str], message: str
):
    response = app.create_from_parts("{}", **files)

    assert response.status_code == 400
    assert message in response.json()
    assert app.orders() == []


@pytest.mark.parametrize(
    ("owner", "status", "message"),
    [
        ({}, 400, "You must populate instanceOwnerPartyId or InstanceOwner"),
        (
            {"personNumber": "01010112345"},
            404,
            "Cannot lookup party: Failed to lookup party by personNumber",
        ),
        ({"partyId": "1"}, 404, "Cannot lookup party: Unknown party"),
        ({"partyId": "abc"}, 404, "The input string 'abc' was not in a correct format."),
        ({"partyId": "99999999999"}, 404, "Value was either too large or too small for an Int32."),
        ({"username": ""}, 404, "Neither personNumber or organisationNumber has value"),
        ({"username": "x@y.no"}, 404, "No partyId found for the provided idporten self identified"),
        (
            {"externalIdentifier": "urn:x"},
            404,
            "No partyId found for the provided external identifier",
        ),
    ],
)
def test_an_owner_that_cannot_be_found_is_no_owner(
    app: AppCaller, owner: dict[str, str], status: int, message: str
):
    response = app.create({}, instanceOwner=owner)

    assert response.status_code == status
    assert message in response.json()


@pytest.mark.parametrize(
    "owner",
    [
        {"partyId": "510100"},
        {"externalIdentifier": IDENTITY},
        {"username": "jens.jensen@digdir.no"},
        {"username": "EPOST:jens.jensen@digdir.no"},
    ],
)
def test_a_self_identified_user_is_found_by_any_of_his_names(app: AppCaller, owner: dict[str, str]):
    instance = app.created({}, instanceOwner=owner)

    assert instance["instanceOwner"]["username"] == "epost:jens.jensen@digdir.no"
    assert instance["instanceOwner"]["externalIdentifier"] == IDENTITY


def test_of_two_owners_the_person_is_taken_and_that_is_explained(app: AppCaller):
    owner = {"personNumber": PERSON, "organisationNumber": ORGANISATION}

    instance = app.created({}, instanceOwner=owner)

    assert instance["instanceOwner"]["organisationNumber"] is None
    assert "the request names an organisation too" in app.decisions(instance)


def test_a_copy_is_not_made(app: AppCaller):
    response = app.create({}, sourceInstanceId="50001018/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11")

    assert response.status_code == 400
    assert response.json().startswith("Creating instance based on a copy")


def test_an_app_for_organisations_is_not_for_persons(app: AppCaller):
    apps = [{"org": "ttd", "app": "for-orgs", "partyTypesAllowed": ["organisation"]}]
    app.control("PATCH", "/directory", {"apps": apps})

    response = app.client.post(
        "/ttd/for-orgs/instances/create", json={"instanceOwner": {"personNumber": PERSON}}
    )

    assert response.status_code == 403
    assert "is not allowed to instantiate this application ttd/for-orgs" in response.json()


@pytest.mark.parametrize(
    ("method", "allow"), [("GET", "POST"), ("PUT", "POST"), ("DELETE", "POST")]
)
def test_another_method_is_told_which_one_there_is(app: AppCaller, method: str, allow: str):
    response = app.client.request(method, f"{APP}/instances/create")

    assert (response.status_code, response.headers["allow"]) == (405, allow)


@pytest.mark.parametrize("declared", ["text/plain", "application/json; charset=iso-8859-1", ""])
def test_a_body_that_is_not_said_to_be_json_is_not_read(app: AppCaller, declared: str):
    response = app.client.post(
        f"{APP}/instances/create", content=b"{}", headers={"content-type": declared}
    )

    assert (response.status_code, response.json()["title"]) == (415, "Unsupported Media Type")


def test_two_templates_are_one_too_many(app: AppCaller):
    response = app.client.post(
        f"{APP}/instances",
        files=[
            ("instance", (None, OWNED, "application/json")),
            ("instance", (None, "{}", "application/json")),
        ],
    )

    assert (response.status_code, response.json()["title"]) == (500, "Data type not found")


@pytest.mark.parametrize(
    ("content_type", "status", "message"),
    [
        ("text/plain; charset=utf-8", 500, "Instantiation of data elements failed for instance"),
        ("image/png", 400, "which is invalid for element type 'vedlegg'"),
    ],
)
def test_a_data_part_of_another_type_is_not_stored(
    app: AppCaller, content_type: str, status: int, message: str
):
    response = app.client.post(
        f"{APP}/instances",
        files=[
            ("instance", (None, OWNED, "application/json")),
            ("vedlegg", ("a.txt", "hei", content_type)),
        ],
    )

    assert response.status_code == status
    assert message in response.json()


def test_there_may_be_only_so_many_parts_of_a_type(app: AppCaller):
    data = ("vedlegg", ("a.txt", "hei", "text/plain"))

    response = app.client.post(
        f"{APP}/instances", files=[("instance", (None, OWNED, "application/json")), data, data]
    )

    assert response.status_code == 400
    assert response.json().endswith("'vedlegg' than the element type allows.")


@pytest.mark.parametrize("part", ["", "null"])
def test_an_empty_notification_part_asks_for_nothing(app: AppCaller, part: str):
    response = app.create_from_parts(part)

    assert (response.status_code, app.orders()) == (201, [])


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("?instanceOwnerPartyId=50001018", 201, None),
        ("?INSTANCEOWNERPARTYID=0x2faf47a", 201, None),
        ("", 400, "Cannot create an instance without an instanceOwner.partyId."),
        ("?instanceOwnerPartyId=", 400, "Cannot create an instance without"),
        ("?instanceOwnerPartyId=2", 404, "Cannot lookup party: Unknown party"),
    ],
)
def test_without_a_template_the_query_names_the_owner(
    app: AppCaller, query: str, status: int, message: str | None
):
    response = app.client.post(f"{APP}/instances{query}")

    assert response.status_code == status
    assert message is None or response.json().startswith(message)


def test_a_query_that_is_no_number_breaks_a_rule(app: AppCaller):
    response = app.client.post(f"{APP}/instances?instanceOwnerPartyId=abc")

    assert response.json()["errors"] == {"instanceOwnerPartyId": ["The value 'abc' is not valid."]}


def test_an_owner_named_twice_is_one_too_many(app: AppCaller):
    response = app.client.post(
        f"{APP}/instances?instanceOwnerPartyId=1", json={"instanceOwner": {"partyId": "1"}}
    )

    assert response.status_code == 400
    assert response.json().startswith("You cannot provide an instanceOwnerPartyId as a query")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/xml", "application/problem+xml"),
        ("application/*+json", "application/problem+json"),
        ("application/json;q=0.5, application/problem+json", "application/problem+json"),
        ("application/problem+json;q=x, text/html", "application/json"),
        ("application/problem+json, */*", "application/json"),
        (", ;q=1", "application/json"),
    ],
)
def test_a_broken_rule_is_told_in_the_form_that_was_asked_for(
    app: AppCaller, accept: str, content_type: str
):
    response = app.client.post(f"{APP}/instances/create", json=[], headers={"Accept": accept})

    assert response.headers["content-type"] == f"{content_type}; charset=utf-8"


@pytest.mark.parametrize("body", [b"", b"null"])
def test_an_empty_body_breaks_two_rules(app: AppCaller, body: bytes):
    response = app.client.post(
        f"{APP}/instances/create", content=body, headers={"content-type": "text/json"}
    )

    assert response.json()["errors"] == {
        "": ["A non-empty request body is required."],
        "instansiationInstance": ["The instansiationInstance field is required."],
    }


def test_a_body_of_more_than_the_server_takes_is_not_read(app: AppCaller):
    response = app.client.post(
        f"{APP}/instances/create",
        content=b" " * 30_000_001,
        headers={"content-type": "application/json"},
    )

    assert (response.status_code, response.content) == (413, b"")


def test_a_second_template_that_is_no_json_is_no_template(app: AppCaller):
    response = app.client.post(
        f"{APP}/instances",
        files=[
            ("instance", (None, OWNED, "application/json")),
            ("instance", (None, "{}", "text/plain")),
        ],
    )

    assert response.status_code == 400
    assert "Unexpected Content-Type 'text/plain' of embedded instance template" in response.json()

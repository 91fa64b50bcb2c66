"""Creation of instances, as documented or else as in the app library.

Source: Altinn's guide to notifications on instantiation; docs/reference/apps.md sections 1, 2.2,
2.3 and 8.
"""

import json

import pytest

from tests.apps.app_client import APP, IDENTITY, ORGANISATION, PERSON, AppClient

TEMPLATE = json.dumps({"instanceOwner": {"personNumber": PERSON}})
SMS = {"senderName": "MyOrg", "text": {"nb": "b", "nn": "n", "en": "e"}}
CUSTOM_TEXTS = {
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


def test_the_documented_simple_example_is_sent_with_exactly_these_texts(app: AppClient):
    instance = app.create_instance({"notificationChannel": 0})

    (message,) = app.advance("PT5M")
    assert message["subject"] == "New form created in Altinn"
    assert message["body"] == (
        "The Norwegian Test Department has created a new form (notification-instantiation-ttd)"
        " for ASTROLOG NÆR with social security number 54928201018"
        " - open your Altinn inbox to view the form."
    )
    assert (message["to"], message["source"]) == ("astrolog@example.com", "app")
    assert message["instanceId"] == instance["id"]


def test_the_documented_custom_texts_are_sent_on_both_channels_in_the_persons_language(
    app: AppClient,
):
    app.create_instance(CUSTOM_TEXTS, dueBefore="2026-12-31T23:30:00Z")

    email, sms = app.advance("PT5M")
    assert email["subject"] == "Form - new instance created"
    assert email["body"] == "Hello ASTROLOG NÆR, due 31-12-2026."
    assert (sms["body"], sms["from"]) == ("Form is ready for ASTROLOG NÆR", "MyOrg")


def test_an_empty_notification_has_defaults_and_null_places_no_order(app: AppClient):
    app.create_instance({})
    app.create_instance(None)

    (order,) = app.orders()
    assert order["request"]["recipient"]["recipientPerson"]["channelSchema"] == 4


@pytest.mark.parametrize(("language", "text"), [("nn", "n"), ("fr", "b"), ("EN", "b"), (None, "b")])
def test_a_message_to_an_organisation_is_in_the_requested_language(
    app: AppClient, language: str | None, text: str
):
    app.create_instance(
        {"language": language, "customSms": SMS},
        instanceOwner={"organisationNumber": ORGANISATION},
    )

    recipient = app.orders()[0]["request"]["recipient"]["recipientOrganization"]
    assert recipient["smsSettings"]["body"] == text


def test_the_response_has_the_owners_party_and_links_with_the_worlds_prefix(app: AppClient):
    response = app.create({})

    instance = response.json()
    assert instance["instanceOwner"]["party"]["name"] == "ASTROLOG NÆR"
    assert instance["process"]["currentTask"]["elementId"] == "Task_1"
    assert instance["selfLinks"]["apps"] == f"https://mock/w/here{APP}/instances/{instance['id']}"
    assert response.headers["location"] == instance["selfLinks"]["apps"]


def test_any_app_is_served_without_configuration(app: AppClient):
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
def test_an_invalid_notification_part_is_rejected_as_documented(
    app: AppClient, notification: str, key: str
):
    response = app.create_from_parts(notification)

    assert (response.status_code, list(response.json()["errors"])) == (400, [key])
    assert app.orders() == []


def test_a_deployed_app_only_explains_a_missing_text(deployed: AppClient):
    part = '{"customSms": {"senderName": "S", "text": {"nb": "b", "nn": "n"}}}'

    response = deployed.create_from_parts(part)

    assert response.status_code == 201
    assert deployed.orders() == []
    assert "customSms.text in the selected language is missing" in deployed.decisions(
        response.json()
    )


def test_a_deployed_app_fails_on_a_malformed_part(deployed: AppClient):
    response = deployed.create_from_parts('{"notificationChannel": [0]}')

    assert (response.status_code, response.content) == (500, b"")


def test_a_multipart_request_creates_the_same_instance_with_data(app: AppClient):
    app.create_instance(CUSTOM_TEXTS)
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
def test_a_data_part_that_the_app_does_not_allow_is_rejected(
    app: AppClient, files: dict[str, str], message: str
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
def test_an_unknown_owner_is_rejected(
    app: AppClient, owner: dict[str, str], status: int, message: str
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
def test_a_self_identified_user_is_found_by_any_identifier(app: AppClient, owner: dict[str, str]):
    instance = app.create_instance({}, instanceOwner=owner)

    assert instance["instanceOwner"]["username"] == "epost:jens.jensen@digdir.no"
    assert instance["instanceOwner"]["externalIdentifier"] == IDENTITY


def test_a_person_takes_precedence_over_an_organisation_and_this_is_explained(app: AppClient):
    owner = {"personNumber": PERSON, "organisationNumber": ORGANISATION}

    instance = app.create_instance({}, instanceOwner=owner)

    assert instance["instanceOwner"]["organisationNumber"] is None
    assert "the request also names an organisation" in app.decisions(instance)


def test_a_copy_of_an_instance_is_not_supported(app: AppClient):
    response = app.create({}, sourceInstanceId="50001018/3f6c1f0e-6a53-4c0a-9f5e-6b0f3a7d2c11")

    assert response.status_code == 400
    assert response.json().startswith("Creating instance based on a copy")


def test_an_app_for_organisations_rejects_persons(app: AppClient):
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
def test_another_method_gets_405_with_the_allowed_methods(app: AppClient, method: str, allow: str):
    response = app.client.request(method, f"{APP}/instances/create")

    assert (response.status_code, response.headers["allow"]) == (405, allow)


@pytest.mark.parametrize("content_type", ["text/plain", "application/json; charset=iso-8859-1", ""])
def test_a_body_with_another_content_type_is_rejected(app: AppClient, content_type: str):
    response = app.client.post(
        f"{APP}/instances/create", content=b"{}", headers={"content-type": content_type}
    )

    assert (response.status_code, response.json()["title"]) == (415, "Unsupported Media Type")


def test_a_second_template_is_an_error(app: AppClient):
    response = app.client.post(
        f"{APP}/instances",
        files=[
            ("instance", (None, TEMPLATE, "application/json")),
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
def test_a_data_part_with_a_wrong_content_type_is_not_stored(
    app: AppClient, content_type: str, status: int, message: str
):
    response = app.client.post(
        f"{APP}/instances",
        files=[
            ("instance", (None, TEMPLATE, "application/json")),
            ("vedlegg", ("a.txt", "hei", content_type)),
        ],
    )

    assert response.status_code == status
    assert message in response.json()


def test_the_number_of_parts_of_a_type_is_limited(app: AppClient):
    data = ("vedlegg", ("a.txt", "hei", "text/plain"))

    response = app.client.post(
        f"{APP}/instances", files=[("instance", (None, TEMPLATE, "application/json")), data, data]
    )

    assert response.status_code == 400
    assert response.json().endswith("'vedlegg' than the element type allows.")


@pytest.mark.parametrize("part", ["", "null"])
def test_an_empty_notification_part_places_no_order(app: AppClient, part: str):
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
def test_without_a_template_the_owner_is_in_the_query(
    app: AppClient, query: str, status: int, message: str | None
):
    response = app.client.post(f"{APP}/instances{query}")

    assert response.status_code == status
    assert message is None or response.json().startswith(message)


def test_a_party_id_in_the_query_must_be_a_number(app: AppClient):
    response = app.client.post(f"{APP}/instances?instanceOwnerPartyId=abc")

    assert response.json()["errors"] == {"instanceOwnerPartyId": ["The value 'abc' is not valid."]}


def test_an_owner_in_both_query_and_template_is_rejected(app: AppClient):
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
def test_a_validation_error_has_the_requested_content_type(
    app: AppClient, accept: str, content_type: str
):
    response = app.client.post(f"{APP}/instances/create", json=[], headers={"Accept": accept})

    assert response.headers["content-type"] == f"{content_type}; charset=utf-8"


@pytest.mark.parametrize("body", [b"", b"null"])
def test_an_empty_body_has_two_errors(app: AppClient, body: bytes):
    response = app.client.post(
        f"{APP}/instances/create", content=body, headers={"content-type": "text/json"}
    )

    assert response.json()["errors"] == {
        "": ["A non-empty request body is required."],
        "instansiationInstance": ["The instansiationInstance field is required."],
    }


def test_a_body_above_the_size_limit_is_rejected(app: AppClient):
    response = app.client.post(
        f"{APP}/instances/create",
        content=b" " * 30_000_001,
        headers={"content-type": "application/json"},
    )

    assert (response.status_code, response.content) == (413, b"")


def test_a_second_template_must_be_json(app: AppClient):
    response = app.client.post(
        f"{APP}/instances",
        files=[
            ("instance", (None, TEMPLATE, "application/json")),
            ("instance", (None, "{}", "text/plain")),
        ],
    )

    assert response.status_code == 400
    assert "Unexpected Content-Type 'text/plain' of embedded instance template" in response.json()

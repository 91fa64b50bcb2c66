"""Tests of confidential messages and their additional reminder.

Source: docs/reference/correspondence.md section 3.3.
"""

from collections.abc import Callable

import pytest

from tests.correspondence.service import (
    DIRECTORY,
    NUMBER,
    RECIPIENT,
    Json,
    Service,
    error_code,
    message,
)

CONFIDENTIAL: Json = {"resourceId": "secret", "isConfidential": True}


@pytest.fixture
def confidential_service(service: Service) -> Service:
    service.control("PUT", "/directory", directory_with_resource("required"))
    return service


def directory_with_resource(confidential: str, level: int = 0) -> Json:
    resource = {
        "resourceId": "secret",
        "serviceOwner": "digdir",
        "confidential": confidential,
        "minimumAuthLevel": level,
    }
    return DIRECTORY | {"resources": [*DIRECTORY["resources"], resource]}


def test_a_message_must_be_confidential_if_its_resource_is(
    confidential_service: Service,
):
    open_message = message(resourceId="secret")
    confidential_elsewhere = message(isConfidential=True)

    assert confidential_service.post(message(**CONFIDENTIAL)).status_code == 200
    assert error_code(confidential_service.post(open_message)) == (400, 1060)
    assert error_code(confidential_service.post(confidential_elsewhere)) == (
        400,
        1061,
    )


def test_a_resource_can_allow_confidential_and_open_messages(service: Service):
    service.control("PUT", "/directory", directory_with_resource("allowed"))

    for is_confidential in (True, False):
        document = message(resourceId="secret", isConfidential=is_confidential)
        assert service.post(document).status_code == 200


def test_a_resource_with_an_authentication_level_rejects_forwarding(service: Service):
    service.control("PUT", "/directory", directory_with_resource("no", level=3))
    document = message(resourceId="secret", allowForwarding=True)

    assert error_code(service.post(document)) == (400, 1068)


@pytest.mark.parametrize(("environment", "wait"), [("production", "P7D"), ("tt02", "PT1M")])
def test_an_unread_confidential_message_gets_an_additional_reminder(
    world_of: Callable[..., Service], environment: str, wait: str
):
    service = world_of(environment=environment)
    service.control("PUT", "/directory", directory_with_resource("required"))
    service.send_and_run_jobs(message(**CONFIDENTIAL))
    assert service.order_requests() == []

    service.advance(wait)

    [order] = service.order_requests()
    recipient = order["recipient"]["recipientOrganization"]
    assert order["sendersReference"] == "corr-corr-confidential-reminder"
    assert recipient["orgNumber"] == NUMBER
    assert recipient["resourceId"] == (
        "urn:altinn:resource:digdir-reminder-unopened-confidential-correspondences"
    )


def test_a_read_confidential_message_gets_no_additional_reminder(
    confidential_service: Service,
):
    message_id = confidential_service.send_and_run_jobs(message(**CONFIDENTIAL))

    confidential_service.get(f"/{message_id}/content", RECIPIENT)
    confidential_service.advance("P8D")

    assert confidential_service.order_requests() == []

"""Confidential messages: which resources carry them, and the reminder that the service adds.

Source: spec/correspondence.md section 3.3, spec/verified-correspondence.md section 6.
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
def with_secrets(service: Service) -> Service:
    service.control("PUT", "/directory", with_resource("required"))
    return service


def with_resource(confidential: str, level: int = 0) -> Json:
    resource = {
        "resourceId": "secret",
        "serviceOwner": "digdir",
        "confidential": confidential,
        "minimumAuthLevel": level,
    }
    return DIRECTORY | {"resources": [*DIRECTORY["resources"], resource]}


def test_a_message_is_confidential_where_its_resource_is(with_secrets: Service):
    open_one = message(resourceId="secret")
    secret_elsewhere = message(isConfidential=True)

    assert with_secrets.post(message(**CONFIDENTIAL)).status_code == 200
    assert error_code(with_secrets.post(open_one)) == (400, 1060)
    assert error_code(with_secrets.post(secret_elsewhere)) == (400, 1061)


def test_a_resource_may_leave_it_to_the_sender(service: Service):
    service.control("PUT", "/directory", with_resource("allowed"))

    for is_confidential in (True, False):
        document = message(resourceId="secret", isConfidential=is_confidential)
        assert service.post(document).status_code == 200


def test_nothing_is_forwarded_from_a_resource_that_asks_for_a_level(service: Service):
    service.control("PUT", "/directory", with_resource("no", level=3))
    document = message(resourceId="secret", allowForwarding=True)

    assert error_code(service.post(document)) == (400, 1068)


@pytest.mark.parametrize(("environment", "wait"), [("production", "P7D"), ("tt02", "PT1M")])
def test_the_service_reminds_of_a_confidential_message_that_nobody_has_read(
    world_of: Callable[..., Service], environment: str, wait: str
):
    service = world_of(environment=environment)
    service.control("PUT", "/directory", with_resource("required"))
    service.sent(message(**CONFIDENTIAL))
    assert service.orders() == []

    service.advance(wait)

    [order] = service.orders()
    recipient = order["recipient"]["recipientOrganization"]
    assert order["sendersReference"] == "corr-corr-confidential-reminder"
    assert recipient["orgNumber"] == NUMBER
    assert recipient["resourceId"] == (
        "urn:altinn:resource:digdir-reminder-unopened-confidential-correspondences"
    )


def test_nobody_is_reminded_of_a_confidential_message_that_was_read(with_secrets: Service):
    message_id = with_secrets.sent(message(**CONFIDENTIAL))

    with_secrets.get(f"/{message_id}/content", RECIPIENT)
    with_secrets.advance("P8D")

    assert with_secrets.orders() == []

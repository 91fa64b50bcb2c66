"""Decisions about an id, and the timeline of a world."""

import pytest

from mock_server.domain.enums import NotificationChannel
from mock_server.domain.errors import NotFoundError
from mock_server.domain.instant import DAY, format_instant, parse_instant
from mock_server.explain.decisions import explain
from mock_server.explain.timeline import timeline
from mock_server.world.directory import OrganizationUser, Resource
from tests.world.stage import (
    MET,
    ORGANIZATION,
    Stage,
    email_to,
    sms_to,
    to_organization,
    to_person,
)

MORNING = "2026-01-14T09:00:00Z"
EVENING = "2026-01-14T19:00:00Z"


def explained(stage: Stage, any_id: str) -> list[tuple[str, str, str]]:
    return [
        (format_instant(each.at), each.summary, each.rule) for each in explain(stage.world, any_id)
    ]


def test_a_shipment_is_explained_from_registration_to_completion():
    stage = Stage(MORNING)
    stage.answers = [MET]
    order = stage.one(email_to(at=MORNING, condition_endpoint="https://example.com/c"))
    stage.to(MORNING)

    assert explained(stage, order.id) == [
        (
            MORNING,
            "the order was registered; its send time is 2026-01-14 10:00 Norwegian time",
            "registration",
        ),
        (MORNING, "the order was picked up for processing", "pick-up-early"),
        (
            MORNING,
            "the condition endpoint was called: sendNotification is true",
            "condition-endpoint",
        ),
        (MORNING, "an e-mail to a@example.com was sent", "sweeps"),
        (MORNING, "the result is Succeeded", "delivery-reports"),
        (MORNING, "the result is Delivered", "delivery-reports"),
        (MORNING, "the order is completed", "completion"),
    ]


def test_the_explanation_of_a_chain_ends_with_its_pending_messages():
    stage = Stage(EVENING)
    main, _ = stage.chain(sms_to(at=EVENING), email_to(at="2026-01-21T19:00:00Z"))
    stage.to(EVENING)

    assert [summary for _, summary, _ in explained(stage, main.chain_id or "")][-2:] == [
        "the SMS to +4799999999 is pending until 2026-01-15 09:01",
        "the e-mail to a@example.com is pending until 2026-01-21 19:59",
    ]


def test_the_id_of_a_notification_or_message_explains_its_order():
    stage = Stage(MORNING)
    order = stage.one(email_to(at=MORNING))
    stage.to(MORNING)
    notification = order.notifications[0]

    assert explained(stage, notification.id) == explained(stage, order.id)
    assert explained(stage, notification.message_id or "") == explained(stage, order.id)


@pytest.mark.parametrize(
    ("resources", "because"),
    [
        ({}, "resource 'ttd-a' is not in the directory, so no user has access"),
        (
            {"ttd-a": Resource(resource_id="ttd-a", permits=())},
            "the policy of ttd-a does not permit the user to read",
        ),
    ],
    ids=["unknown", "not-permitted"],
)
def test_a_user_without_access_to_the_resource_is_not_notified(
    resources: dict[str, Resource], because: str
):
    stage = Stage(MORNING)
    user = OrganizationUser(user_id=7, email="u@example.com")
    stage.organization(user, email_list=("post@example.com",))
    stage.world.directory.resources = resources
    request = to_organization(
        NotificationChannel.EMAIL, at=MORNING, resource_id="urn:altinn:resource:ttd-a"
    )
    order = stage.one(request)

    policy = [each for each in explain(stage.world, order.id) if each.rule == "resource-policy"]

    assert [(each.summary, each.because) for each in policy] == [
        (f"user 7 of {ORGANIZATION} is not notified", because)
    ]


def test_a_decision_keeps_its_instant_and_what_is_expected_is_coming():
    stage = Stage(MORNING)
    stage.organization(
        OrganizationUser(user_id=7, email="u@example.com"), email_list=("post@example.com",)
    )
    stage.world.directory.resources = {"ttd-a": Resource(resource_id="ttd-a", permits=())}
    order = stage.one(
        to_organization(
            NotificationChannel.EMAIL,
            at="2026-01-14T12:00:00Z",
            resource_id="urn:altinn:resource:ttd-a",
        )
    )

    def coming() -> list[tuple[str, str, bool]]:
        return [
            (format_instant(each.at), each.rule, each.is_coming)
            for each in explain(stage.world, order.id)
            if each.rule == "resource-policy"
        ]

    assert coming() == [("2026-01-14T11:59:00Z", "resource-policy", True)]
    stage.to("2026-01-14T11:59:00Z")
    assert coming() == [("2026-01-14T11:59:00Z", "resource-policy", False)]
    stage.to("2026-01-20T12:00:00Z")
    assert coming() == [("2026-01-14T11:59:00Z", "resource-policy", False)]


def test_the_recipient_is_named_where_there_are_several():
    stage = Stage(EVENING)
    main, _ = stage.chain(sms_to(at=EVENING), email_to(at="2026-01-21T19:00:00Z"))
    alone = stage.one(email_to(at=EVENING))
    stage.to(EVENING)

    several = [each.document() for each in explain(stage.world, main.chain_id or "")][-2:]
    one = [each.document() for each in explain(stage.world, alone.id)]

    assert [each["recipient"] for each in several] == ["+4799999999", "a@example.com"]
    assert [each["coming"] for each in several] == [True, True]
    assert [each["at"] for each in several] == ["2026-01-15T08:01:00Z", "2026-01-21T18:59:00Z"]
    assert all("recipient" not in each for each in one)


def test_a_suppressed_message_keeps_the_instant_of_the_decision():
    stage = Stage(MORNING)
    stage.person(is_reserved=True, email="kari@example.com")
    order = stage.one(to_person(NotificationChannel.EMAIL, at=MORNING))
    stage.to("2026-01-20T12:00:00Z")

    suppressed = [each for each in explain(stage.world, order.id) if each.rule == "reserved"]

    assert {format_instant(each.at) for each in suppressed} == {MORNING}


def test_an_unknown_id_is_an_error():
    with pytest.raises(
        NotFoundError, match="no order, message, correspondence or instance with id 'x'"
    ):
        explain(Stage(MORNING).world, "x")


def test_the_timeline_includes_upcoming_events():
    stage = Stage(EVENING)
    stage.chain(sms_to(at=EVENING), email_to(at="2026-01-21T19:00:00Z"))
    stage.to(EVENING)

    events = [
        (format_instant(event.at), event.text, is_upcoming)
        for event, is_upcoming in timeline(stage.world)
    ]

    assert events == [
        (EVENING, "the order was picked up for processing", False),
        ("2026-01-15T08:01:00Z", "an SMS to +4799999999 will be sent", True),
        ("2026-01-21T18:59:00Z", "the order will be picked up for processing", True),
        ("2026-01-21T18:59:00Z", "an e-mail to a@example.com will be sent", True),
    ]


def test_the_bounds_of_the_timeline_are_included():
    stage = Stage(EVENING)
    stage.chain(sms_to(at=EVENING), email_to(at="2026-01-21T19:00:00Z"))
    at = parse_instant("2026-01-15T08:01:00Z")

    assert [event.text for event, _ in timeline(stage.world, at, at)] == [
        "an SMS to +4799999999 will be sent"
    ]
    assert timeline(stage.world, at + DAY, at + 2 * DAY) == []

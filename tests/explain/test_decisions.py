"""What was decided about an id, and the timeline of a world, past and coming."""

import pytest

from mock_server.domain.enums import NotificationChannel
from mock_server.domain.errors import NotFoundError
from mock_server.domain.instant import DAY, format_instant, parse_instant
from mock_server.explain.decisions import explain
from mock_server.explain.timeline import timeline
from mock_server.world.directory import OrganizationUser, Resource
from tests.world.stage import MET, ORGANIZATION, Stage, email_to, sms_to, to_organization

MORNING = "2026-01-14T09:00:00Z"
EVENING = "2026-01-14T19:00:00Z"


def told(stage: Stage, any_id: str) -> list[tuple[str, str, str]]:
    return [
        (format_instant(each.at), each.what, each.rule) for each in explain(stage.world, any_id)
    ]


def test_a_shipment_from_registration_to_completion():
    stage = Stage(MORNING)
    stage.answers = [MET]
    order = stage.one(email_to(at=MORNING, condition_endpoint="https://example.com/c"))
    stage.to(MORNING)

    assert told(stage, order.id) == [
        (
            MORNING,
            "the order was registered, to be sent 2026-01-14 10:00 in Norway",
            "registration",
        ),
        (MORNING, "the order was picked up for processing", "pick-up"),
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


def test_a_chain_ends_with_what_it_waits_for():
    stage = Stage(EVENING)
    main, _ = stage.chain(sms_to(at=EVENING), email_to(at="2026-01-21T19:00:00Z"))
    stage.to(EVENING)

    assert [what for _, what, _ in told(stage, main.chain_id or "")][-2:] == [
        "the SMS to +4799999999 is held back until 2026-01-15 09:01",
        "the e-mail to a@example.com is held back until 2026-01-21 19:59",
    ]


def test_a_notification_and_a_message_lead_to_their_order():
    stage = Stage(MORNING)
    order = stage.one(email_to(at=MORNING))
    stage.to(MORNING)
    notification = order.notifications[0]

    assert told(stage, notification.id) == told(stage, order.id)
    assert told(stage, notification.message_id or "") == told(stage, order.id)


@pytest.mark.parametrize(
    ("resources", "because"),
    [
        ({}, "the directory holds no resource 'ttd-a', so that it permits nobody"),
        (
            {"ttd-a": Resource(resource_id="ttd-a", permits=())},
            "the policy of ttd-a does not let the user read",
        ),
    ],
    ids=["unknown", "not-permitted"],
)
def test_a_user_whom_the_policy_keeps_out(resources: dict[str, Resource], because: str):
    stage = Stage(MORNING)
    user = OrganizationUser(user_id=7, email="u@example.com")
    stage.organization(user, email_list=("post@example.com",))
    stage.world.directory.resources = resources
    draft = to_organization(
        NotificationChannel.EMAIL, at=MORNING, resource_id="urn:altinn:resource:ttd-a"
    )
    order = stage.one(draft)

    policy = [each for each in explain(stage.world, order.id) if each.rule == "resource-policy"]

    assert [(each.what, each.because) for each in policy] == [
        (f"user 7 of {ORGANIZATION} is not notified", because)
    ]


def test_an_id_that_the_world_does_not_know():
    with pytest.raises(NotFoundError, match="knows nothing of 'x'"):
        explain(Stage(MORNING).world, "x")


def test_the_timeline_goes_on_into_what_is_to_come():
    stage = Stage(EVENING)
    stage.chain(sms_to(at=EVENING), email_to(at="2026-01-21T19:00:00Z"))
    stage.to(EVENING)

    seen = [
        (format_instant(event.at), event.text, coming) for event, coming in timeline(stage.world)
    ]

    assert seen == [
        (EVENING, "the order was picked up for processing", False),
        ("2026-01-15T08:01:00Z", "an SMS to +4799999999 will leave", True),
        ("2026-01-21T18:59:00Z", "the order will be taken up", True),
        ("2026-01-21T18:59:00Z", "an e-mail to a@example.com will leave", True),
    ]


def test_the_timeline_between_two_instants_both_included():
    stage = Stage(EVENING)
    stage.chain(sms_to(at=EVENING), email_to(at="2026-01-21T19:00:00Z"))
    at = parse_instant("2026-01-15T08:01:00Z")

    assert [event.text for event, _ in timeline(stage.world, at, at)] == [
        "an SMS to +4799999999 will leave"
    ]
    assert timeline(stage.world, at + DAY, at + 2 * DAY) == []

"""Nothing is early under ``documented``; ``deployed`` picks an order up within the last minute.

Source: docs/reference/time-and-delivery.md section 3.2.
"""

import pytest
from starlette.testclient import TestClient

from mock_server.domain.enums import OrderStatus, RuleSet, SendingTimePolicy
from mock_server.domain.instant import format_instant
from mock_server.explain.decisions import explain
from mock_server.world.world import World
from tests.world.stage import INCONCLUSIVE, MET, P, Stage, email_to, sms_to, standing

URL = "https://condition.example.com/c"


@pytest.mark.parametrize(
    ("requested", "documented", "deployed"),
    [
        pytest.param("09:00:00", "09:00", "08:59", id="on-the-minute"),
        pytest.param("09:00:01", "09:01", "09:00", id="a-second-after-the-minute"),
        pytest.param("09:00:59.9999999", "09:01", "09:00", id="a-tick-before-the-minute"),
    ],
)
def test_an_email_is_sent_by_the_first_sweep_that_its_rule_set_allows(
    requested: str, documented: str, deployed: str
):
    for rules, sweep in ((RuleSet.DOCUMENTED, documented), (RuleSet.DEPLOYED, deployed)):
        stage = Stage("2026-01-13T12:00:00Z", rules)
        stage.one(email_to(at=f"2026-01-14T{requested}Z"))

        stage.to("2026-01-14T10:00:00Z")

        assert stage.left() == [("a@example.com", f"2026-01-14T{sweep}:00Z")]


def test_nothing_is_done_about_an_order_before_its_send_time():
    stage = Stage("2026-01-13T12:00:00Z", RuleSet.DOCUMENTED)
    stage.answers = [MET]
    order = stage.one(email_to(at="2026-01-14T09:00:00Z", condition_endpoint=URL))

    stage.to("2026-01-14T08:59:59.9999999Z")
    before = standing(order), [*stage.asked], stage.left()
    stage.to("2026-01-14T09:00:00Z")

    assert before == ((OrderStatus.REGISTERED, "2026-01-13T12:00:00Z"), [], [])
    assert standing(order) == (OrderStatus.COMPLETED, "2026-01-14T09:00:00Z")
    assert stage.asked == [URL]


@pytest.mark.parametrize(
    ("rules", "status"),
    [(RuleSet.DOCUMENTED, OrderStatus.REGISTERED), (RuleSet.DEPLOYED, OrderStatus.PROCESSED)],
)
def test_the_trigger_of_the_past_due_sweep_follows_the_rule_set(
    rules: RuleSet, status: OrderStatus
):
    stage = Stage("2026-01-13T12:00:00Z", rules)
    order = stage.v1(email_to(at="2026-01-14T09:00:00Z"))

    stage.at("2026-01-14T08:59:00Z", P)

    assert order.status is status


def test_an_sms_for_the_moment_at_which_the_window_closes_waits_for_the_next_day():
    sent = {}
    for rules in RuleSet:
        stage = Stage("2026-06-15T10:00:00Z", rules)
        stage.one(sms_to(at="2026-06-15T15:00:00Z"))
        stage.to("2026-06-17T10:00:00Z")
        ((_, sent[rules]),) = stage.left()

    assert sent == {
        RuleSet.DOCUMENTED: "2026-06-16T07:01:00Z",
        RuleSet.DEPLOYED: "2026-06-15T14:59:00Z",
    }


@pytest.mark.parametrize("rules", RuleSet)
def test_an_order_without_a_requested_send_time_is_sent_by_the_next_sweep(rules: RuleSet):
    stage = Stage("2026-01-14T09:00:20Z", rules)
    stage.one(
        sms_to(at="2026-01-14T09:00:20Z", sending_time_policy=SendingTimePolicy.ANYTIME),
    )

    stage.to("2026-01-14T10:00:00Z")

    assert stage.left() == [("+4799999999", "2026-01-14T09:01:00Z")]


@pytest.mark.parametrize(
    ("rules", "because", "rule"),
    [
        (
            RuleSet.DOCUMENTED,
            "its send time was reached; nothing is early in rule set documented",
            "pick-up",
        ),
        (
            RuleSet.DEPLOYED,
            "its send time was at most a minute ahead, as in rule set deployed",
            "pick-up-early",
        ),
    ],
)
def test_the_explanation_of_a_pick_up_names_its_rule_set(rules: RuleSet, because: str, rule: str):
    stage = Stage("2026-01-13T12:00:00Z", rules)
    stage.answers = [INCONCLUSIVE]
    order = stage.one(email_to(at="2026-01-14T09:00:00Z"))

    stage.to("2026-01-14T09:00:00Z")
    stage.use_rules(RuleSet.DOCUMENTED)

    (pick_up,) = [each for each in explain(stage.world, order.id) if "picked up" in each.summary]
    assert (pick_up.because, pick_up.rule) == (because, rule)


@pytest.mark.parametrize(
    ("before", "after", "pick_up"),
    [
        pytest.param("documented", "deployed", "2026-01-05T11:59:00Z", id="becomes-earlier"),
        pytest.param("deployed", "documented", "2026-01-05T12:00:00Z", id="becomes-later"),
    ],
)
def test_registered_orders_follow_a_change_of_the_rule_set(
    api: TestClient, world: World, before: str, after: str, pick_up: str
):
    body = {
        "idempotencyId": "1",
        "requestedSendTime": "2026-01-05T12:00:00Z",
        "recipient": {
            "recipientEmail": {
                "emailAddress": "a@example.com",
                "emailSettings": {"subject": "Emne", "body": "Innhold"},
            }
        },
    }
    api.patch("http://mock/_mock/settings", json={"rules": before})
    assert api.post("future/orders", json=body).status_code == 201

    api.patch("http://mock/_mock/settings", json={"rules": after})
    done = api.post("http://mock/_mock/clock/advance", json={"until": "nextEvent"}).json()

    assert done["now"] == pick_up
    assert [each["at"] for each in done["events"] if each["kind"] == "messageSent"] == [pick_up]
    assert format_instant(world.clock.now()) == pick_up

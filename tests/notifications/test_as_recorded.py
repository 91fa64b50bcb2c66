"""What only the recordings do: rule set ``deployed`` under a clock that stands still.

Source: docs/adr/0011.
"""

import pytest

from mock_server.domain.enums import OrderState, Rules
from mock_server.notifications.engine.as_recorded import order_read, shipment_read
from mock_server.world.clock import ClockMode
from tests.world.stage import INCONCLUSIVE, Stage, email_to, standing

AT = "2026-01-14T10:00:00Z"


def as_recorded(mode: ClockMode = ClockMode.FROZEN) -> Stage:
    stage = Stage(AT)
    stage.use_rules(Rules.DEPLOYED)
    stage.world.clock.mode = mode
    return stage


def test_a_stopped_clock_counts_the_minute_before_a_second_attempt_anew():
    stage = as_recorded()
    stage.answers = [INCONCLUSIVE]
    order = stage.one(email_to(at=AT, condition_endpoint="https://c.example.com"))

    stage.to(AT)
    stage.to(AT)
    stage.to("2026-01-14T10:00:30Z")
    stage.to("2026-01-14T10:01:00Z")
    stage.to("2026-01-14T10:02:00Z")

    assert standing(order) == (OrderState.COMPLETED, "2026-01-14T10:02:00Z")


def test_a_running_clock_counts_it_once():
    stage = as_recorded(ClockMode.RUNNING)
    stage.answers = [INCONCLUSIVE]
    order = stage.one(email_to(at=AT, condition_endpoint="https://c.example.com"))

    stage.to(AT)
    stage.to("2026-01-14T10:00:30Z")
    stage.to("2026-01-14T10:02:00Z")

    assert standing(order) == (OrderState.COMPLETED, "2026-01-14T10:01:00Z")


@pytest.mark.parametrize(
    ("mode", "reads_order_first", "state"),
    [
        pytest.param(ClockMode.FROZEN, False, OrderState.COMPLETED, id="shipment-first"),
        pytest.param(ClockMode.FROZEN, True, OrderState.PROCESSED, id="order-first"),
        pytest.param(ClockMode.RUNNING, False, OrderState.PROCESSED, id="running"),
    ],
)
def test_an_instant_message_is_answered_when_its_shipment_is_read_first(
    mode: ClockMode, reads_order_first: bool, state: OrderState
):
    stage = as_recorded(mode)
    order = stage.instant(email_to(at=AT))

    if reads_order_first:
        order_read(stage.world, order.id)
    shipment_read(stage.world, order.id)

    assert order.state is state
    stage.to(AT)
    assert order.state is OrderState.COMPLETED

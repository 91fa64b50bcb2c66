"""However a period is cut into advances, it leaves the same world behind.

Source: design/control-api.md, Clock. Random orders, random faults, random cuts; and a world put
back from its snapshot has the same future as the one that it was taken from.
"""

from contextlib import suppress
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_server.domain.enums import Channel, Dependency, NotificationChannel
from mock_server.domain.errors import (
    CannotBeCancelled,
    DependencyFailure,
    MissingContactInformation,
)
from mock_server.domain.instant import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Instant,
    format_instant,
    parse_instant,
)
from mock_server.domain.orders import OrderChainRequest, OrderRequest, SmsTemplate
from mock_server.notifications.engine.registration import cancel, register_chain
from mock_server.server.world_state import WorldSnapshots
from mock_server.world.advance import advance
from mock_server.world.conditions import ConditionScript, ScriptedAnswer
from mock_server.world.directory import OrganizationUser
from mock_server.world.external_calls import CheckSendCondition, ExternalCall
from mock_server.world.faults import FaultRule
from mock_server.world.outcomes import NO_REPORT, OutcomeRule
from mock_server.world.world import World
from tests.world.stage import (
    CREATOR,
    Stage,
    email_to,
    new_world,
    run,
    sms_to,
    to_organization,
    to_person,
)

START = parse_instant("2026-03-27T07:30:00Z")
PERIOD = 5 * DAY
URL = "https://condition.example.com/c"
SNAPSHOTS = WorldSnapshots()

EXAMPLES = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@dataclass(frozen=True)
class Plan:
    """What happens in a world: orders (moment, draft, days to a reminder), and what goes wrong."""

    orders: tuple[tuple[Instant, OrderRequest, int | None], ...]
    cancelled: frozenset[int]
    outcomes: tuple[OutcomeRule, ...]
    faults: tuple[FaultRule, ...]
    answers: tuple[ScriptedAnswer, ...]
    delivery_delay: int


moments = st.integers(0, PERIOD // SECOND).map(lambda seconds: START + seconds * SECOND)
channels = st.sampled_from(NotificationChannel)


@st.composite
def drafts(draw: st.DrawFn, at: Instant) -> OrderRequest:
    requested = format_instant(at + draw(st.sampled_from([0, 30 * SECOND, MINUTE, 3 * HOUR, DAY])))
    kind = draw(st.sampled_from(["email", "anytime", "daytime", "v1", "person", "organization"]))
    draft = {
        "email": lambda: email_to(at=requested),
        "anytime": lambda: sms_to(at=requested, sending_time_policy=1),
        "daytime": lambda: sms_to(at=requested),
        "v1": lambda: sms_to(at=requested, sending_time_policy=None),
        "person": lambda: to_person(
            draw(channels), at=requested, sms=SmsTemplate(sender="Altinn", body="$recipientName$")
        ),
        "organization": lambda: to_organization(
            draw(channels), at=requested, resource_id="urn:altinn:resource:app_ttd_skjema"
        ),
    }[kind]()
    return replace(draft, condition_endpoint=URL) if draw(st.booleans()) else draft


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    orders = []
    for at in sorted(draw(st.lists(moments, min_size=1, max_size=6))):
        reminder = draw(st.sampled_from([None, None, 1, 2]))
        orders.append((at, draw(drafts(at)), reminder))
    outcome = st.builds(
        OutcomeRule,
        result=st.sampled_from(
            [NO_REPORT, "Failed", "Delivered", "Failed_TransientError", "Accepted", "Succeeded"]
        ),
        channel=st.sampled_from([None, Channel.EMAIL]),
        after=st.sampled_from([None, 0, 30 * SECOND, 3 * DAY]),
        times=st.integers(1, 2),
    )
    fault = st.builds(
        FaultRule,
        dependency=st.sampled_from(
            [
                Dependency.PROFILE,
                Dependency.REGISTER,
                Dependency.AUTHORIZATION,
                Dependency.SMS_GATEWAY,
                Dependency.EMAIL_GATEWAY,
            ]
        ),
        times=st.integers(1, 3),
    )
    answer = st.builds(
        ScriptedAnswer,
        status=st.sampled_from([200, 500]),
        body=st.sampled_from(['{"sendNotification": true}', '{"sendNotification": false}', ""]),
        network_error=st.booleans(),
    )
    return Plan(
        orders=tuple(orders),
        cancelled=draw(st.frozensets(st.integers(0, 5), max_size=2)),
        outcomes=tuple(draw(st.lists(outcome, max_size=3))),
        faults=tuple(draw(st.lists(fault, max_size=3))),
        answers=tuple(draw(st.lists(answer, min_size=1, max_size=4))),
        delivery_delay=draw(st.sampled_from([0, 0, 45 * SECOND, 2 * HOUR])),
    )


def staged(plan: Plan) -> World:
    stage = Stage(format_instant(START))
    stage.person(name="Ola Nordmann", email="ola@example.com", mobile_number="+4799999999")
    stage.organization(
        OrganizationUser(user_id=1, email="kari@example.com", mobile_number="99999998"),
        name="Bedrift AS",
        email_list=("post@example.com",),
    )
    world = stage.world
    world.settings = replace(world.settings, delivery_delay=plan.delivery_delay)
    world.outcomes.rules += [replace(each) for each in plan.outcomes]
    world.faults.rules += [replace(each) for each in plan.faults]
    world.conditions.scripts.append(ConditionScript(url=URL, answers=plan.answers))
    return world


def live(world: World, plan: Plan, cuts: list[Instant], start: Instant = START) -> World:
    """Let a world live through the plan, stopping at every cut, and at every order."""
    sending_times = [(at, index) for index, (at, _, _) in enumerate(plan.orders) if at >= start]
    stops = [(cut, -1) for cut in cuts if cut >= start]
    for at, index in sorted([*sending_times, *stops, (START + PERIOD, -1)]):
        pass_time(world, at)
        if index >= 0:
            order(world, plan, index)
    return world


def pass_time(world: World, at: Instant) -> None:
    def answer(question: ExternalCall) -> object:
        assert isinstance(question, CheckSendCondition)
        return world.conditions.answer(question.url)

    run(advance(world, at), answer)


def order(world: World, plan: Plan, index: int) -> None:
    _, draft, days = plan.orders[index]
    reminders = ()
    if days is not None:
        later = draft.requested_send_time + days * DAY
        reminders = (replace(draft, requested_send_time=later),)
    chain = OrderChainRequest(idempotency_id=str(index), main=draft, reminders=reminders)
    try:
        receipt = register_chain(world, chain, creator=CREATOR, request_json="{}")
    except (DependencyFailure, MissingContactInformation):
        return
    if index in plan.cancelled:
        for shipment, _ in receipt.shipments:
            with suppress(CannotBeCancelled):
                cancel(world, shipment, CREATOR)


def written(world: World) -> bytes:
    return SNAPSHOTS.dump(world)


def seen(world: World) -> list[object]:
    inbox = [
        (
            each.to,
            each.subject,
            each.body,
            format_instant(each.sent_at),
            each.result,
            each.result_at,
        )
        for each in world.outbox.all()
    ]
    statuses = [(each.id, each.status, each.changed_at) for each in world.orders.all()]
    feed = world.status_feed.read(
        CREATOR, world.clock.now(), seq=0, page_size=500, descending=False
    )
    events = [(each.at, each.kind, each.text) for each in world.event_log.events]
    return [inbox, statuses, feed, events]


@EXAMPLES
@given(plan=plans(), cuts=st.lists(moments, max_size=8))
def test_any_cut_of_a_period_leaves_the_same_world(plan: Plan, cuts: list[Instant]):
    in_one = live(staged(plan), plan, [])

    in_many = live(staged(plan), plan, cuts)

    assert seen(in_many) == seen(in_one)
    assert written(in_many) == written(in_one)


@EXAMPLES
@given(plan=plans(), cut=moments)
def test_a_world_put_back_from_its_snapshot_has_the_same_future(plan: Plan, cut: Instant):
    straight = live(staged(plan), plan, [cut])
    first_half = replace(plan, orders=tuple(each for each in plan.orders if each[0] < cut))
    halfway = staged(plan)
    for at, index in [(each[0], i) for i, each in enumerate(first_half.orders)]:
        pass_time(halfway, at)
        order(halfway, plan, index)
    pass_time(halfway, cut)

    put_back = new_world("another", START)
    SNAPSHOTS.load(put_back, SNAPSHOTS.dump(halfway))
    live(put_back, plan, [], start=cut)

    assert seen(put_back) == seen(straight)


def test_a_year_in_one_step_and_in_a_thousand_are_the_same():
    plan = Plan(
        orders=((START, sms_to(at=format_instant(START)), 1),),
        cancelled=frozenset(),
        outcomes=(),
        faults=(),
        answers=(ScriptedAnswer(),),
        delivery_delay=0,
    )
    one, many = staged(plan), staged(plan)
    for world in (one, many):
        order(world, plan, 0)

    pass_time(one, START + 1000 * 9 * HOUR)
    for step in range(1, 1001):
        pass_time(many, START + step * 9 * HOUR)

    assert written(one) == written(many)

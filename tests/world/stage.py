"""The stage of engine tests: a world driven by hand, with condition results from a list."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from mock_server.domain.enums import NotificationChannel, OrderStatus, RuleSet, SendingTimePolicy
from mock_server.domain.instant import DAY, Instant, format_instant, parse_instant
from mock_server.domain.orders import (
    EmailTemplate,
    Notification,
    Order,
    OrderChainRequest,
    OrderRequest,
    Recipient,
    SmsTemplate,
)
from mock_server.notifications.engine.registration import (
    register_chain,
    register_composed,
    register_instant,
    register_v1,
)
from mock_server.notifications.engine.triggers import Sweep, run_sweep
from mock_server.server.world_state import add_stores
from mock_server.world.advance import advance
from mock_server.world.directory import Organization, OrganizationUser, Person
from mock_server.world.external_calls import (
    CheckSendCondition,
    ExternalCall,
    Pause,
    SendConditionResult,
    Steps,
)
from mock_server.world.settings import WorldSettings
from mock_server.world.world import World

NIN = "08900499559"
ORGANIZATION = "991825827"
CREATOR = "ttd"

P, E, SA, SD, X, D = (
    Sweep.PAST_DUE,
    Sweep.EMAIL,
    Sweep.SMS_ANYTIME,
    Sweep.SMS_DAYTIME,
    Sweep.TERMINATION,
    Sweep.FEED_CLEAN_UP,
)

MET = SendConditionResult(True, "sendNotification is true")
NOT_MET = SendConditionResult(False, "sendNotification is false")
INCONCLUSIVE = SendConditionResult(None, "status 500")


def new_world(name: str, now: Instant, **options: Any) -> World:
    """Return a world with the stores of all products, as a server makes it."""
    world = World(name, now, **options)
    add_stores(world)
    return world


class Stage:
    """A world, and the steps that engine tests have in common.

    The rule set is ``deployed``, to which the worked examples belong, unless a test asks for
    another.
    """

    def __init__(self, now: str, rules: RuleSet = RuleSet.DEPLOYED) -> None:
        settings = WorldSettings(rules=rules)
        self.world = new_world("stage", parse_instant(now), settings=settings)
        self.answers: list[SendConditionResult] = []
        self.asked: list[str] = []
        self.last_key = 0

    def use_rules(self, rules: RuleSet) -> None:
        """Set the rule set."""
        self.world.settings = replace(self.world.settings, rules=rules)

    def drive(self, steps: Steps) -> None:
        """Run *steps* with the condition results of the list; the last one repeats."""
        run(steps, self._answer)

    def _answer(self, call: ExternalCall) -> SendConditionResult:
        assert isinstance(call, CheckSendCondition)
        self.asked.append(call.url)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def to(self, moment: str) -> None:
        """Advance the clock, and run every job that becomes due."""
        self.drive(advance(self.world, parse_instant(moment)))

    def at(self, moment: str, *sweeps: Sweep) -> None:
        """Set the clock without running jobs that are due, and run only these sweeps."""
        self.world.clock.move_to(parse_instant(moment))
        for sweep in sweeps:
            self.drive(run_sweep(self.world, sweep))

    def chain(self, main: OrderRequest, *reminders: OrderRequest) -> list[Order]:
        """Register an order chain, and return its orders, the main order first."""
        chain = self._chain_request(main, *reminders)
        receipt = register_chain(self.world, chain, creator=CREATOR, request_json="{}")
        return [self.world.orders.get(each) for each, _ in receipt.shipments]

    def one(self, request: OrderRequest) -> Order:
        """Register an order chain without reminders, and return its order."""
        return self.chain(request)[0]

    def composed(self, request: OrderRequest) -> Order:
        """Register a composed e-mail, and return its order."""
        chain = self._chain_request(request)
        receipt = register_composed(self.world, chain, creator=CREATOR, request_json="{}")
        return self.world.orders.get(receipt.shipments[0][0])

    def instant(self, request: OrderRequest) -> Order:
        """Register an instant order, and return it."""
        chain = self._chain_request(request)
        receipt = register_instant(self.world, chain, creator=CREATOR, request_json="{}")
        return self.world.orders.get(receipt.shipments[0][0])

    def v1(self, request: OrderRequest) -> Order:
        """Register a v1 order, and return it."""
        return register_v1(self.world, request, creator=CREATOR, request_json="{}")[0]

    def _chain_request(self, main: OrderRequest, *reminders: OrderRequest) -> OrderChainRequest:
        self.last_key += 1
        return OrderChainRequest(idempotency_id=str(self.last_key), main=main, reminders=reminders)

    def person(self, **details: object) -> None:
        """Add the one person of these tests to the directory."""
        person = Person(national_identity_number=NIN, **details)  # type: ignore[arg-type]
        self.world.directory.persons[NIN] = person

    def organization(self, *users: OrganizationUser, **details: object) -> None:
        """Add the one organisation of these tests to the directory."""
        self.world.directory.organizations[ORGANIZATION] = Organization(
            organization_number=ORGANIZATION,
            users=users,
            **details,  # type: ignore[arg-type]
        )

    def left(self) -> list[tuple[str, str]]:
        """Return address and send time of each sent message."""
        return [(each.to, format_instant(each.sent_at)) for each in self.world.outbox.all()]

    def feed(self) -> list[tuple[str, str, list[str]]]:
        """Return id, status and results of each entry of the status feed."""
        entries = self.world.status_feed.read(
            CREATOR, self.world.clock.now() + DAY, seq=0, page_size=500, descending=False
        )
        return [
            (
                each.shipment_id,
                each.status.value,
                [result.value for _, _, result, _ in each.recipients],
            )
            for each in entries
        ]


def run(steps: Steps, answer: Callable[[ExternalCall], object]) -> None:
    """Run engine steps to the end."""
    try:
        call = next(steps)
        while True:
            call = steps.send(None if isinstance(call, Pause) else answer(call))
    except StopIteration:
        return


def email_to(to: str = "a@example.com", *, at: str, **details: object) -> OrderRequest:
    """Return an e-mail order to an address, with the requested send time *at*."""
    request = OrderRequest(
        requested_send_time=parse_instant(at),
        notification_channel=NotificationChannel.EMAIL,
        recipients=(Recipient(email=to),),
        email=EmailTemplate(sender="noreply@altinn.cloud", subject="Emne", body="Innhold"),
    )
    return replace(request, **details)  # type: ignore[arg-type]


def sms_to(to: str = "+4799999999", *, at: str, **details: object) -> OrderRequest:
    """Return a daytime SMS order to a number, with the requested send time *at*."""
    request = OrderRequest(
        requested_send_time=parse_instant(at),
        notification_channel=NotificationChannel.SMS,
        recipients=(Recipient(mobile=to),),
        sms=SmsTemplate(sender="Altinn", body="Hei"),
        sending_time_policy=SendingTimePolicy.DAYTIME,
    )
    return replace(request, **details)  # type: ignore[arg-type]


def to_person(channel: NotificationChannel, *, at: str, **details: object) -> OrderRequest:
    """Return an order to the one person, with both templates."""
    return replace(both(at, channel, Recipient(national_identity_number=NIN)), **details)  # type: ignore[arg-type]


def to_organization(channel: NotificationChannel, *, at: str, **details: object) -> OrderRequest:
    """Return an order to the one organisation, with both templates."""
    return replace(both(at, channel, Recipient(organization_number=ORGANIZATION)), **details)  # type: ignore[arg-type]


def both(at: str, channel: NotificationChannel, *recipients: Recipient) -> OrderRequest:
    """Return an order with both templates."""
    return OrderRequest(
        requested_send_time=parse_instant(at),
        notification_channel=channel,
        recipients=recipients,
        email=EmailTemplate(sender="noreply@altinn.cloud", subject="Emne", body="Innhold"),
        sms=SmsTemplate(sender="Altinn", body="Hei"),
        sending_time_policy=SendingTimePolicy.ANYTIME,
    )


def standing(order: Order) -> tuple[OrderStatus, str]:
    """Return an order's status, and when it last changed."""
    return order.status, format_instant(order.changed_at)


def results(notifications: Iterable[Notification]) -> list[tuple[str, str, str]]:
    """Return address, result and time of the result of each notification."""
    return [(each.to, each.result.value, format_instant(each.result_at)) for each in notifications]


def expiry(order: Order) -> str:
    """Return when the order's first notification expires."""
    return format_instant(order.notifications[0].expires_at)


def moment(text: str) -> Instant:
    """Return the instant for *text*."""
    return parse_instant(text)

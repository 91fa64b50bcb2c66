"""A stage for engine tests: worlds driven by hand, answers that come from a list."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from mock_server.apps.store import InstanceBook
from mock_server.correspondence.store import CorrespondenceBook
from mock_server.domain.enums import Channel, OrderState, Rules, SendingTimePolicy
from mock_server.domain.instant import DAY, Instant, iso, parse
from mock_server.domain.orders import (
    ChainDraft,
    Draft,
    EmailTemplate,
    Notification,
    Order,
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
from mock_server.world.advance import advance
from mock_server.world.directory import Organization, OrganizationUser, Person
from mock_server.world.external_calls import ConditionAnswer, IsSendConditionMet, Question, Steps
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

MET = ConditionAnswer(True, "sendNotification is true")
NOT_MET = ConditionAnswer(False, "sendNotification is false")
INCONCLUSIVE = ConditionAnswer(None, "status 500")


def new_world(name: str, now: Instant, **options: Any) -> World:
    """Return a world with the stores of all products, as a server makes it."""
    world = World(name, now, **options)
    for store in (CorrespondenceBook(), InstanceBook()):
        world.add_store(store)
    return world


class Stage:
    """A world, and the few things that every example does to it."""

    def __init__(self, now: str) -> None:
        self.world = new_world("stage", parse(now))
        self.answers: list[ConditionAnswer] = []
        self.asked: list[str] = []
        self.keys = 0

    def use_rules(self, rules: Rules) -> None:
        """Let the other rule set count."""
        self.world.settings = replace(self.world.settings, rules=rules)

    def drive(self, steps: Steps) -> None:
        """Run *steps*, answering from the list; the last answer repeats."""
        run(steps, self._answer)

    def _answer(self, question: Question) -> ConditionAnswer:
        assert isinstance(question, IsSendConditionMet)
        self.asked.append(question.url)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def to(self, moment: str) -> None:
        """Advance to a moment, with everything that falls due on the way."""
        self.drive(advance(self.world, parse(moment)))

    def at(self, moment: str, *sweeps: Sweep) -> None:
        """Set the clock to a moment, passing over what is due, and run only these sweeps."""
        self.world.clock.move_to(parse(moment))
        for sweep in sweeps:
            self.drive(run_sweep(self.world, sweep))

    def chain(self, draft: Draft, *reminders: Draft) -> list[Order]:
        """Register an order chain; its orders, the main one first."""
        self.keys += 1
        chain = ChainDraft(idempotency_id=str(self.keys), main=draft, reminders=reminders)
        receipt = register_chain(self.world, chain, creator=CREATOR, request="{}")
        return [self.world.book.get(each) for each, _ in receipt.shipments]

    def one(self, draft: Draft) -> Order:
        """Register an order chain without reminders."""
        return self.chain(draft)[0]

    def composed(self, draft: Draft) -> Order:
        """Register a composed e-mail."""
        self.keys += 1
        chain = ChainDraft(idempotency_id=str(self.keys), main=draft)
        receipt = register_composed(self.world, chain, creator=CREATOR, request="{}")
        return self.world.book.get(receipt.shipments[0][0])

    def instant(self, draft: Draft) -> Order:
        """Register an instant order."""
        self.keys += 1
        chain = ChainDraft(idempotency_id=str(self.keys), main=draft)
        receipt = register_instant(self.world, chain, creator=CREATOR, request="{}")
        return self.world.book.get(receipt.shipments[0][0])

    def v1(self, draft: Draft) -> Order:
        """Register a v1 order."""
        return register_v1(self.world, draft, creator=CREATOR, request="{}")[0]

    def person(self, **details: object) -> None:
        """Put the one person of these tests into the directory."""
        person = Person(national_identity_number=NIN, **details)  # type: ignore[arg-type]
        self.world.directory.persons[NIN] = person

    def organization(self, *users: OrganizationUser, **details: object) -> None:
        """Put the one organisation of these tests into the directory."""
        self.world.directory.organizations[ORGANIZATION] = Organization(
            organization_number=ORGANIZATION,
            users=users,
            **details,  # type: ignore[arg-type]
        )

    def left(self) -> list[tuple[str, str]]:
        """Return what has left: (to, moment)."""
        return [(each.to, iso(each.sent_at)) for each in self.world.outbox.all()]

    def feed(self) -> list[tuple[str, str, list[str]]]:
        """Return the feed as it would be read much later: (id, status, results)."""
        entries = self.world.feed.read(
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


def run(steps: Steps, answer: Callable[[Question], object]) -> None:
    """Run a generator of the engine to its end."""
    try:
        question = next(steps)
        while True:
            question = steps.send(answer(question))
    except StopIteration:
        return


def email_to(to: str = "a@example.com", *, at: str, **details: object) -> Draft:
    """An e-mail to an address, requested for then."""
    draft = Draft(
        requested_send_time=parse(at),
        channel=Channel.EMAIL,
        recipients=(Recipient(email=to),),
        email=EmailTemplate(sender="noreply@altinn.cloud", subject="Emne", body="Innhold"),
    )
    return replace(draft, **details)  # type: ignore[arg-type]


def sms_to(to: str = "+4799999999", *, at: str, **details: object) -> Draft:
    """A daytime SMS to a number, requested for then."""
    draft = Draft(
        requested_send_time=parse(at),
        channel=Channel.SMS,
        recipients=(Recipient(mobile=to),),
        sms=SmsTemplate(sender="Altinn", body="Hei"),
        policy=SendingTimePolicy.DAYTIME,
    )
    return replace(draft, **details)  # type: ignore[arg-type]


def to_person(channel: Channel, *, at: str, **details: object) -> Draft:
    """An order to the one person, with both templates."""
    return replace(both(at, channel, Recipient(national_identity_number=NIN)), **details)  # type: ignore[arg-type]


def to_organization(channel: Channel, *, at: str, **details: object) -> Draft:
    """An order to the one organisation, with both templates."""
    return replace(both(at, channel, Recipient(organization_number=ORGANIZATION)), **details)  # type: ignore[arg-type]


def both(at: str, channel: Channel, *recipients: Recipient) -> Draft:
    """An order with both templates."""
    return Draft(
        requested_send_time=parse(at),
        channel=channel,
        recipients=recipients,
        email=EmailTemplate(sender="noreply@altinn.cloud", subject="Emne", body="Innhold"),
        sms=SmsTemplate(sender="Altinn", body="Hei"),
        policy=SendingTimePolicy.ANYTIME,
    )


def standing(order: Order) -> tuple[OrderState, str]:
    """Return an order's state, and since when."""
    return order.state, iso(order.changed_at)


def results(notifications: Iterable[Notification]) -> list[tuple[str, str, str]]:
    """Return (address, result, since when) of each notification."""
    return [(each.to, each.result.value, iso(each.result_at)) for each in notifications]


def expiry(order: Order) -> str:
    """Return when the order's first notification expires."""
    return iso(order.notifications[0].expires_at)


def moment(text: str) -> Instant:
    """Return the instant of a text."""
    return parse(text)

"""Worked examples X-1 to X-7, V-1 to V-8, W-1 and W-2: self-identified users, v1, the whitelist.

Source: docs/reference/contacts-and-tokens.md sections 9.3 to 9.5, under the rule set
``documented``. X-6 and X-8 have invalid URNs; they are in test_external_identity_urns.py.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import (
    DeliveryRoute,
    Environment,
    NotificationChannel,
    OrderStatus,
    RuleSet,
    UnlistedNumbers,
)
from mock_server.domain.errors import MissingContactInformation
from mock_server.domain.instant import format_instant
from mock_server.domain.orders import Recipient
from mock_server.notifications.engine.registration import register_v1
from tests.world.example_people import (
    NOW,
    RIK,
    SOPHIE,
    UNKNOWN,
    became,
    stage_with_people,
    to_one,
)
from tests.world.stage import CREATOR, Stage, both, sms_to

EMAIL, SMS, _, _, EMAIL_AND_SMS = NotificationChannel
IDPORTEN = "urn:altinn:person:idporten-email:"


def identity(urn: str) -> Recipient:
    return Recipient(external_identity=urn)


@pytest.mark.parametrize(
    ("urn", "channel", "notifications"),
    [
        pytest.param(
            IDPORTEN + "kari@example.com",
            EMAIL_AND_SMS,
            ["email kari@example.com", "sms +4790000003"],
            id="X-1",
        ),
        pytest.param(
            IDPORTEN + "unknown@example.com", EMAIL, ["email unknown@example.com"], id="X-2"
        ),
        pytest.param("urn:altinn:party:username:gammelbruker", SMS, ["sms +4740000004"], id="X-4"),
        pytest.param(
            IDPORTEN + "ola%2Btest@example.com", EMAIL, ["email ola+test@example.com"], id="X-7"
        ),
        pytest.param(
            "urn:altinn:person:legacy-selfidentified:GAMMELBRUKER",
            SMS,
            ["sms +4740000004"],
            id="by-another-prefix",
        ),
        pytest.param(IDPORTEN + "KARI@example.com", SMS, ["sms +4790000003"], id="upper-case"),
    ],
)
@pytest.mark.parametrize("rules", RuleSet)
def test_a_self_identified_user_is_reached(
    rules: RuleSet, urn: str, channel: NotificationChannel, notifications: list[str]
):
    stage = stage_with_people()
    stage.use_rules(rules)
    order = stage.one(to_one(channel, identity(urn)))

    assert became(stage, order) == notifications


@pytest.mark.parametrize(
    ("urn", "channel"),
    [
        pytest.param(IDPORTEN + "unknown@example.com", SMS, id="X-3"),
        pytest.param("urn:altinn:party:username:gammelbruker", EMAIL, id="X-5"),
        pytest.param("urn:altinn:username:nobody", EMAIL, id="unknown-user-name"),
        pytest.param("urn:of:another:kind", EMAIL, id="another-kind-of-urn"),
    ],
)
def test_an_order_to_a_self_identified_user_without_an_address_is_rejected(
    urn: str, channel: NotificationChannel
):
    with pytest.raises(MissingContactInformation):
        stage_with_people().one(to_one(channel, identity(urn)))


def person(number: str) -> Recipient:
    return Recipient(national_identity_number=number)


ADDRESS = Recipient(email="a@example.com")


@pytest.mark.parametrize(
    ("recipients", "status", "is_reserved", "missing"),
    [
        pytest.param(
            [person(SOPHIE), person(RIK), person(UNKNOWN)],
            "PartialSuccess",
            [RIK],
            [UNKNOWN],
            id="V-1",
        ),
        pytest.param([person(RIK), person(UNKNOWN)], "Failed", [RIK], [UNKNOWN], id="V-2"),
        pytest.param([person(UNKNOWN)] * 2, "PartialSuccess", [], [UNKNOWN], id="V-3"),
        pytest.param([person(RIK)] * 2, "PartialSuccess", [RIK, RIK], [], id="V-4"),
        pytest.param([person(SOPHIE)], "Success", [], [], id="V-5"),
        pytest.param([ADDRESS, person(UNKNOWN)], "Failed", [], [UNKNOWN], id="V-7"),
    ],
)
def test_v1_returns_the_recipients_that_cannot_be_reached(
    recipients: list[Recipient], status: str, is_reserved: list[str], missing: list[str]
):
    stage = stage_with_people()

    _, lookup = register_v1(
        stage.world, both(NOW, EMAIL, *recipients), creator=CREATOR, request_json="{}"
    )

    assert lookup is not None
    assert lookup.status == status
    assert list(lookup.is_reserved) == is_reserved
    assert list(lookup.missing_contact) == missing


def test_v6_v1_returns_no_lookup_if_no_recipient_is_looked_up():
    stage = stage_with_people()

    _, lookup = register_v1(
        stage.world, both(NOW, EMAIL, ADDRESS), creator=CREATOR, request_json="{}"
    )

    assert lookup is None


def test_v8_a_reserved_person_counts_as_failed_even_if_the_order_ignores_reservations():
    stage = stage_with_people()
    order_request = to_one(EMAIL, person(RIK), ignore_reservation=True)

    order, lookup = register_v1(stage.world, order_request, creator=CREATOR, request_json="{}")

    assert lookup is not None
    assert (lookup.status, lookup.is_reserved) == ("Failed", (RIK,))
    assert became(stage, order) == ["email rik.forelder@example.com"]


LISTED, UNLISTED = "+4790000001", "+4790001337"


def stage_in_tt02(unlisted: UnlistedNumbers = UnlistedNumbers.SIMULATE) -> Stage:
    stage = stage_with_people("2026-06-01T10:00:00Z")
    settings = replace(stage.world.settings, environment=Environment.TT02)
    stage.world.settings = settings
    stage.world.whitelist.unlisted = unlisted
    stage.world.whitelist.add("47 90 00 00 01")
    return stage


@pytest.mark.parametrize(
    ("number", "unlisted", "route"),
    [
        pytest.param(LISTED, UnlistedNumbers.SIMULATE, DeliveryRoute.HANDSET, id="W-1"),
        pytest.param(UNLISTED, UnlistedNumbers.SIMULATE, DeliveryRoute.SIMULATOR, id="W-2"),
        pytest.param(
            LISTED, UnlistedNumbers.REJECT, DeliveryRoute.HANDSET, id="listed-and-rejecting"
        ),
    ],
)
def test_an_sms_in_tt02_is_delivered_to_a_handset_or_to_the_simulator(
    number: str, unlisted: UnlistedNumbers, route: DeliveryRoute
):
    stage = stage_in_tt02(unlisted)
    stage.one(sms_to(number, at="2026-06-01T10:00:00Z"))

    stage.to("2026-06-01T10:00:00Z")

    (message,) = stage.world.outbox.all()
    assert (message.route, message.reached) == (route, route is DeliveryRoute.HANDSET)
    assert stage.feed()[0][2] == ["Delivered"]


def test_an_sms_to_an_unlisted_number_can_be_rejected():
    stage = stage_in_tt02(UnlistedNumbers.REJECT)
    order = stage.one(sms_to(UNLISTED, at="2026-06-01T10:00:00Z"))

    stage.to("2026-06-01T10:00:00Z")

    assert stage.left() == []
    assert stage.feed() == [(order.id, "Completed", ["Failed_Rejected"])]
    (decision,) = stage.world.event_log.decisions[order.notifications[0].id]
    assert (decision.rule, UNLISTED in decision.because) == ("whitelist", True)


def test_an_instant_sms_to_an_unlisted_number_can_be_rejected():
    stage = stage_in_tt02(UnlistedNumbers.REJECT)
    order_request = sms_to(
        UNLISTED, at=format_instant(stage.world.clock.now()), time_to_live=600_000_000
    )
    order = stage.instant(order_request)
    status_before = order.status

    stage.to("2026-06-01T10:00:00Z")

    assert status_before is OrderStatus.PROCESSED
    assert stage.left() == []
    assert stage.feed() == [(order.id, "Completed", ["Failed_Rejected"])]


def test_rejecting_unlisted_numbers_does_not_affect_email():
    stage = stage_in_tt02(UnlistedNumbers.REJECT)
    stage.one(to_one(EMAIL, ADDRESS))

    stage.to("2026-06-01T10:00:00Z")

    assert [to for to, _ in stage.left()] == ["a@example.com"]


@pytest.mark.parametrize(
    "number", ["+4790000001", "004790000001", "90000001", "4790000001", "+47 900 00 001"]
)
def test_a_number_is_listed_in_every_spelling(number: str):
    whitelist = stage_in_tt02().world.whitelist

    assert whitelist.contains(number)
    whitelist.add(number)
    assert len(whitelist.numbers) == 1
    assert whitelist.remove(number)
    assert not whitelist.remove(number)

"""Worked examples P-1 to P-19: orders to persons.

Source: docs/reference/contacts-and-tokens.md section 9.1, under the rule set ``documented``. The
control API has one time of verification of an address, where the example has two.
"""

import pytest

from mock_server.domain.contact_points import is_stale
from mock_server.domain.enums import (
    NotificationChannel,
    NotificationResult,
    OrderSource,
    OrderStatus,
    RuleSet,
)
from mock_server.domain.errors import MissingContactInformation
from mock_server.domain.instant import SECOND, parse_instant
from mock_server.domain.orders import Order, OrderChainRequest, OrderOrigin, Recipient
from mock_server.notifications.engine.registration import register_chain
from tests.world.example_people import (
    OLA,
    RIK,
    SOPHIE,
    STALE,
    UNKNOWN,
    became,
    change_person,
    stage_with_people,
    to_one,
)
from tests.world.stage import CREATOR, P, Stage

EMAIL, SMS, EMAIL_PREFERRED, SMS_PREFERRED, EMAIL_AND_SMS = NotificationChannel
USE_STALE = {"use_stale_contact_information": True}


def person(number: str) -> Recipient:
    return Recipient(national_identity_number=number)


def register(stage: Stage, chain: OrderChainRequest, creator: str = CREATOR) -> Order:
    receipt = register_chain(stage.world, chain, creator=creator, request_json="{}")
    return stage.world.orders.get(receipt.shipments[0][0])


@pytest.mark.parametrize(
    ("number", "channel", "switches", "notifications"),
    [
        pytest.param(SOPHIE, EMAIL, {}, ["email sophie.salt@example.com"], id="P-1"),
        pytest.param(SOPHIE, SMS, {}, ["sms +4790001337"], id="P-2"),
        pytest.param(OLA, EMAIL, USE_STALE, ["email ola.nordmann@example.com"], id="P-4"),
        pytest.param(OLA, EMAIL_PREFERRED, {}, ["sms +4790000001"], id="P-5"),
        pytest.param(OLA, EMAIL_PREFERRED, USE_STALE, ["email ola.nordmann@example.com"], id="P-6"),
        pytest.param(
            OLA,
            EMAIL_AND_SMS,
            {},
            ["email Failed_RecipientNotIdentified", "sms +4790000001"],
            id="P-7",
        ),
        pytest.param(RIK, EMAIL, {}, ["email Failed_RecipientReserved"], id="P-8"),
        pytest.param(
            RIK, EMAIL, {"ignore_reservation": True}, ["email rik.forelder@example.com"], id="P-9"
        ),
        pytest.param(STALE, SMS, USE_STALE, ["sms +4790000000"], id="P-11"),
    ],
)
def test_a_person_is_reached_at_registered_addresses(
    number: str, channel: NotificationChannel, switches: dict[str, object], notifications: list[str]
):
    stage = stage_with_people()
    order = stage.one(to_one(channel, person(number), **switches))

    assert became(stage, order) == notifications


def test_p8_an_order_to_a_reserved_person_is_completed_at_once():
    stage = stage_with_people()
    order = stage.one(to_one(EMAIL, person(RIK)))

    became(stage, order)

    assert order.status is OrderStatus.COMPLETED


@pytest.mark.parametrize("channel", NotificationChannel)
@pytest.mark.parametrize("number", [STALE, UNKNOWN], ids=["P-10-stale", "P-13-unknown"])
def test_an_order_to_a_person_without_a_fresh_address_is_rejected(
    number: str, channel: NotificationChannel
):
    stage = stage_with_people()

    with pytest.raises(MissingContactInformation):
        stage.one(to_one(channel, person(number)))


def test_p3_a_stale_email_is_not_used():
    stage = stage_with_people()

    with pytest.raises(MissingContactInformation):
        stage.one(to_one(EMAIL, person(OLA)))


@pytest.mark.parametrize("rules", RuleSet)
def test_a_reserved_person_without_any_address_is_unknown_even_if_stale_addresses_count(
    rules: RuleSet,
):
    stage = stage_with_people()
    stage.use_rules(rules)
    change_person(stage, STALE, is_reserved=True, email=None, mobile_number=None)

    with pytest.raises(MissingContactInformation):
        stage.one(to_one(SMS, person(STALE), **USE_STALE))


@pytest.mark.parametrize(
    "details",
    [
        pytest.param({}, id="P-12"),
        pytest.param({"email": None, "mobile_number": None}, id="no-address-at-all"),
    ],
)
@pytest.mark.parametrize("rules", RuleSet)
def test_the_reservation_of_a_person_without_a_fresh_address_is_unknown(
    rules: RuleSet, details: dict[str, object]
):
    stage = stage_with_people()
    stage.use_rules(rules)
    change_person(stage, STALE, is_reserved=True, **details)

    with pytest.raises(MissingContactInformation):
        stage.one(to_one(SMS, person(STALE)))


@pytest.mark.parametrize("creator", ["skd", "SKD"])
def test_p14_the_tax_administration_reaches_stale_addresses(creator: str):
    stage = stage_with_people()
    chain = OrderChainRequest(idempotency_id="1", main=to_one(EMAIL, person(OLA)))

    order = register(stage, chain, creator)

    assert became(stage, order) == ["email ola.nordmann@example.com"]


def test_p15_one_reminder_without_an_address_rejects_the_chain():
    stage = stage_with_people()

    with pytest.raises(MissingContactInformation):
        stage.chain(to_one(EMAIL, person(SOPHIE)), to_one(EMAIL, person(UNKNOWN)))

    assert list(stage.world.orders.all()) == []


def test_p16_a_rejected_order_can_be_sent_again_with_its_idempotency_id():
    stage = stage_with_people()
    chain = OrderChainRequest(idempotency_id="1", main=to_one(EMAIL, person(UNKNOWN)))
    with pytest.raises(MissingContactInformation):
        register(stage, chain)
    stage.world.directory.persons[UNKNOWN] = stage.world.directory.persons[SOPHIE]

    order = register(stage, chain)

    assert became(stage, order) == ["email sophie.salt@example.com"]


def test_p17_an_address_that_has_gone_meanwhile_fails_the_notification():
    stage = stage_with_people()
    order = stage.one(to_one(EMAIL, person(SOPHIE)))
    change_person(stage, SOPHIE, email=None)

    notifications = became(stage, order)

    assert notifications == ["email Failed_RecipientNotIdentified"]
    assert order.status is OrderStatus.COMPLETED


def test_a_person_who_has_gone_meanwhile_fails_the_notification():
    stage = stage_with_people()
    order = stage.one(to_one(EMAIL, person(SOPHIE)))
    del stage.world.directory.persons[SOPHIE]

    assert became(stage, order) == ["email Failed_RecipientNotIdentified"]


def test_p18_an_address_of_exactly_eighteen_months_is_fresh():
    stage = stage_with_people()
    limit = parse_instant("2024-12-01T00:00:00Z")
    change_person(stage, SOPHIE, email=None, mobile_number_verified_at=limit)

    order = stage.one(to_one(SMS, person(SOPHIE)))
    stage.at("2026-06-01T00:00:00Z", P)
    change_person(stage, SOPHIE, mobile_number_verified_at=limit - SECOND)

    assert [each.result for each in order.notifications] == [NotificationResult.NEW]
    with pytest.raises(MissingContactInformation):
        stage.one(to_one(SMS, person(SOPHIE)))


@pytest.mark.parametrize(
    ("now", "limit"),
    [
        pytest.param("2026-08-31T12:00:00Z", "2025-02-28T12:00:00Z", id="P-19-shorter-month"),
        pytest.param("2026-01-15T00:00:00Z", "2024-07-15T00:00:00Z", id="two-years-back"),
        pytest.param("2025-08-31T00:00:00.0000001Z", "2024-02-29T00:00:00.0000001Z", id="leap"),
    ],
)
def test_eighteen_months_are_calendar_months(now: str, limit: str):
    assert not is_stale(parse_instant(limit), parse_instant(now))
    assert is_stale(parse_instant(limit) - 1, parse_instant(now))


def test_nothing_is_stale_at_the_beginning_of_the_calendar():
    assert not is_stale(0, parse_instant("0001-12-31T00:00:00Z"))


def test_an_internal_order_can_skip_the_lookup():
    stage = stage_with_people()
    chain = OrderChainRequest(idempotency_id="1", main=to_one(EMAIL, person(UNKNOWN)))
    origin = OrderOrigin(
        source=OrderSource.CORRESPONDENCE, correspondence_id="c", lookup_contact_points=False
    )

    receipt = register_chain(stage.world, chain, creator=CREATOR, request_json="{}", origin=origin)

    order = stage.world.orders.get(receipt.shipments[0][0])
    assert (order.source, order.correspondence_id) == (OrderSource.CORRESPONDENCE, "c")
    assert became(stage, order) == ["email Failed_RecipientNotIdentified"]

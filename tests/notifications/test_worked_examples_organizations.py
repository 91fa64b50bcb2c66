"""Worked examples O-1 to O-15: orders to organisations, and to their own people.

Source: spec/contacts-and-authorization.md section 9.2, under the rule set ``documented``. The
control API's directory has no main units: O-10 is an organisation that has an address of its own
here, and without one (O-11) there is no falling back.
"""

from dataclasses import replace

import pytest

from mock_server.domain.enums import Dependency, NotificationChannel
from mock_server.domain.errors import MissingContactInformation
from mock_server.domain.orders import Recipient
from mock_server.notifications.engine.registration import register_v1
from mock_server.world.directory import OrganizationUser
from mock_server.world.faults import FaultRule
from tests.world.example_people import (
    APP,
    BERGEN,
    FITNESS,
    NOW,
    OSLO,
    TAX_REPORT,
    became,
    change_organization,
    stage_with_people,
    to_one,
)
from tests.world.stage import CREATOR, Stage, standing

EMAIL, SMS, EMAIL_PREFERRED, SMS_PREFERRED, EMAIL_AND_SMS = NotificationChannel
CENTRAL, SOPHIE = "email central@ddgfitness.no", "email sophie@ddgfitness.no"
OFFICIAL_SMS, OWN_SMS = "sms +4792010000", "sms +4790000000"


def organization(number: str) -> Recipient:
    return Recipient(organization_number=number)


def change_user(stage: Stage, user_id: int, **details: object) -> None:
    users = stage.world.directory.organizations[FITNESS].users
    changed = tuple(
        replace(each, **details) if each.user_id == user_id else each  # type: ignore[arg-type]
        for each in users
    )
    change_organization(stage, FITNESS, users=changed)


def reached(
    stage: Stage, channel: NotificationChannel, number: str = FITNESS, **details: object
) -> list[str]:
    return became(stage, stage.one(to_one(channel, organization(number), **details)))


@pytest.mark.parametrize(
    ("channel", "resource_id", "notifications"),
    [
        pytest.param(EMAIL, None, [CENTRAL], id="O-1"),
        pytest.param(EMAIL, TAX_REPORT, [CENTRAL, SOPHIE], id="O-2"),
        pytest.param(SMS, TAX_REPORT, [OFFICIAL_SMS, OWN_SMS], id="O-3"),
        pytest.param(EMAIL_AND_SMS, TAX_REPORT, [CENTRAL, SOPHIE, OFFICIAL_SMS, OWN_SMS], id="O-4"),
        pytest.param(EMAIL_PREFERRED, TAX_REPORT, [CENTRAL, SOPHIE, OWN_SMS], id="O-5"),
        pytest.param(SMS_PREFERRED, TAX_REPORT, [SOPHIE, OFFICIAL_SMS, OWN_SMS], id="O-6"),
        pytest.param(EMAIL, "urn:altinn:resource:other", [CENTRAL], id="O-7"),
        pytest.param(EMAIL_AND_SMS, APP, [CENTRAL, SOPHIE, OFFICIAL_SMS], id="O-8"),
        pytest.param(EMAIL, "  app_ttd_unknown\t", [CENTRAL, SOPHIE], id="any-app-lets-read"),
        pytest.param(EMAIL, "urn:altinn:resource:", [CENTRAL], id="an-empty-id-is-none"),
    ],
)
def test_an_organisation_is_reached_officially_and_through_its_people(
    channel: NotificationChannel, resource_id: str | None, notifications: list[str]
):
    assert reached(stage_with_people(), channel, resource_id=resource_id) == notifications


@pytest.mark.parametrize(
    ("action", "notifications"),
    [
        pytest.param("sign", [CENTRAL], id="O-9"),
        pytest.param(" read ", [CENTRAL, SOPHIE], id="trimmed"),
        pytest.param("\N{NO-BREAK SPACE}", [CENTRAL, SOPHIE], id="blank-means-read"),
    ],
)
def test_the_policy_is_asked_for_the_orders_action(action: str, notifications: list[str]):
    details = {"resource_id": TAX_REPORT, "resource_action": action}

    assert reached(stage_with_people(), EMAIL, **details) == notifications


def test_o10_a_unit_does_not_inherit_the_people_of_another():
    stage = stage_with_people()
    change_organization(stage, OSLO, email_list=("central@ddgfitness.no",))

    assert reached(stage, EMAIL, OSLO, resource_id=APP) == [CENTRAL]


@pytest.mark.parametrize("channel", NotificationChannel)
def test_o11_an_organisation_without_addresses_makes_the_platform_refuse_the_order(
    channel: NotificationChannel,
):
    with pytest.raises(MissingContactInformation):
        reached(stage_with_people(), channel, BERGEN, resource_id=TAX_REPORT)


def without_official_addresses() -> Stage:
    stage = stage_with_people()
    change_organization(stage, FITNESS, email_list=(), mobile_number_list=())
    return stage


def test_o12_people_alone_are_not_enough_when_an_order_is_placed():
    with pytest.raises(MissingContactInformation):
        reached(without_official_addresses(), EMAIL, resource_id=TAX_REPORT)


def test_o12_v1_says_that_nobody_was_found_and_yet_notifies_the_people():
    stage = without_official_addresses()
    draft = to_one(EMAIL, organization(FITNESS), resource_id=TAX_REPORT)

    order, lookup = register_v1(stage.world, draft, creator=CREATOR, request_json="{}")

    assert lookup is not None
    assert (lookup.status, lookup.missing_contact) == ("Failed", (FITNESS,))
    assert became(stage, order) == [SOPHIE]


def test_o13_an_email_that_is_official_in_another_letter_case_is_not_sent_twice():
    stage = stage_with_people()
    change_user(stage, 1337, email="CENTRAL@ddgfitness.no")

    assert reached(stage, EMAIL, resource_id=TAX_REPORT) == [CENTRAL]


def test_o14_who_loses_an_email_to_the_organisation_gets_an_sms():
    stage = stage_with_people()
    change_user(stage, 1337, email="CENTRAL@ddgfitness.no", mobile_number="90000009")

    notifications = reached(stage, EMAIL_PREFERRED, resource_id=TAX_REPORT)

    assert notifications == [CENTRAL, "sms +4790000009", OWN_SMS]


def test_o15_an_invalid_number_beside_an_email_is_used():
    stage = stage_with_people()
    change_user(stage, 1337, mobile_number="12345678")

    notifications = reached(stage, SMS, resource_id=TAX_REPORT)

    assert notifications == [OFFICIAL_SMS, "sms 12345678", OWN_SMS]


def test_an_invalid_number_alone_reaches_nobody():
    stage = stage_with_people()
    change_user(stage, 1337, email=" ", mobile_number="12345678")

    assert reached(stage, EMAIL_AND_SMS, resource_id=TAX_REPORT) == [
        CENTRAL,
        OFFICIAL_SMS,
        OWN_SMS,
    ]


def test_of_people_with_the_same_address_only_the_first_gets_it():
    stage = stage_with_people()
    users = (
        OrganizationUser(user_id=1337, email="sophie@ddgfitness.no", mobile_number="90000000"),
        OrganizationUser(user_id=1001, email="SOPHIE@ddgfitness.no", mobile_number="+4790000000"),
    )
    change_organization(stage, FITNESS, users=users)

    assert reached(stage, EMAIL_AND_SMS, resource_id=TAX_REPORT) == [
        CENTRAL,
        SOPHIE,
        OFFICIAL_SMS,
        OWN_SMS,
    ]


def test_official_addresses_count_once_and_only_if_valid():
    stage = stage_with_people()
    change_organization(
        stage,
        FITNESS,
        email_list=("central@ddgfitness.no", " ", "Central@ddgfitness.no"),
        mobile_number_list=("12345678", "92010000", "+4792010000"),
    )

    assert reached(stage, EMAIL_AND_SMS) == [CENTRAL, OFFICIAL_SMS]


def test_an_organisation_that_has_gone_meanwhile_fails_the_notification():
    stage = stage_with_people()
    order = stage.one(to_one(EMAIL, organization(FITNESS), resource_id=TAX_REPORT))
    del stage.world.directory.organizations[FITNESS]

    assert became(stage, order) == ["email Failed_RecipientNotIdentified"]


def test_authorization_that_denies_leaves_the_official_addresses():
    stage = stage_with_people()
    deny = FaultRule(dependency=Dependency.AUTHORIZATION, decision="Deny", times=1)
    stage.world.faults.rules.append(deny)

    assert reached(stage, EMAIL, resource_id=TAX_REPORT) == [CENTRAL]
    assert stage.world.faults.rules == []


def test_authorization_is_asked_once_for_all_organisations_of_an_order():
    stage = stage_with_people()
    users = stage.world.directory.organizations[FITNESS].users
    change_organization(stage, OSLO, email_list=("oslo@ddgfitness.no",), users=users)
    deny = FaultRule(dependency=Dependency.AUTHORIZATION, decision="Deny", times=1)
    stage.world.faults.rules.append(deny)
    draft = to_one(EMAIL, organization(FITNESS), resource_id=TAX_REPORT)
    recipients = (organization(FITNESS), organization(OSLO))

    order = stage.v1(replace(draft, recipients=recipients))

    assert became(stage, order) == [CENTRAL, "email oslo@ddgfitness.no"]


def test_nobody_is_asked_where_no_user_hears_of_the_resource():
    stage = stage_with_people()
    change_organization(stage, FITNESS, users=())
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.AUTHORIZATION))

    assert reached(stage, EMAIL, resource_id=TAX_REPORT) == [CENTRAL]


@pytest.mark.parametrize(
    ("dependency", "resource_id"),
    [
        pytest.param(Dependency.PROFILE, TAX_REPORT, id="profile"),
        pytest.param(Dependency.AUTHORIZATION, TAX_REPORT, id="authorization"),
        pytest.param(None, "app_ttd", id="an-app-id-without-an-app"),
    ],
)
def test_a_failing_register_delays_the_order(dependency: Dependency | None, resource_id: str):
    stage = stage_with_people()
    order = stage.one(to_one(EMAIL, organization(FITNESS), resource_id=resource_id))
    if dependency is not None:
        stage.world.faults.rules.append(FaultRule(dependency=dependency, times=1))

    stage.to(NOW)

    assert standing(order) == ("Processing", NOW)
    assert order.retry_at is not None

"""Worked examples O-1 to O-15: orders to organisations and their users.

Source: docs/reference/contacts-and-tokens.md section 9.2, under the rule set ``documented``. The
control API's directory has no main units: the organisation of O-10 has its own address here, and
the organisation of O-11, without an address, has no fallback.
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
OFFICIAL_SMS, USER_SMS = "sms +4792010000", "sms +4790000000"


def organization(number: str) -> Recipient:
    return Recipient(organization_number=number)


def change_user(stage: Stage, user_id: int, **details: object) -> None:
    users = stage.world.directory.organizations[FITNESS].users
    changed = tuple(
        replace(each, **details) if each.user_id == user_id else each  # type: ignore[arg-type]
        for each in users
    )
    change_organization(stage, FITNESS, users=changed)


def notified(
    stage: Stage, channel: NotificationChannel, number: str = FITNESS, **details: object
) -> list[str]:
    return became(stage, stage.one(to_one(channel, organization(number), **details)))


@pytest.mark.parametrize(
    ("channel", "resource_id", "notifications"),
    [
        pytest.param(EMAIL, None, [CENTRAL], id="O-1"),
        pytest.param(EMAIL, TAX_REPORT, [CENTRAL, SOPHIE], id="O-2"),
        pytest.param(SMS, TAX_REPORT, [OFFICIAL_SMS, USER_SMS], id="O-3"),
        pytest.param(
            EMAIL_AND_SMS, TAX_REPORT, [CENTRAL, SOPHIE, OFFICIAL_SMS, USER_SMS], id="O-4"
        ),
        pytest.param(EMAIL_PREFERRED, TAX_REPORT, [CENTRAL, SOPHIE, USER_SMS], id="O-5"),
        pytest.param(SMS_PREFERRED, TAX_REPORT, [SOPHIE, OFFICIAL_SMS, USER_SMS], id="O-6"),
        pytest.param(EMAIL, "urn:altinn:resource:other", [CENTRAL], id="O-7"),
        pytest.param(EMAIL_AND_SMS, APP, [CENTRAL, SOPHIE, OFFICIAL_SMS], id="O-8"),
        pytest.param(
            EMAIL, "  app_ttd_unknown\t", [CENTRAL, SOPHIE], id="an-unknown-app-permits-all"
        ),
        pytest.param(EMAIL, "urn:altinn:resource:", [CENTRAL], id="an-empty-id-is-ignored"),
    ],
)
def test_an_organisation_is_notified_at_official_addresses_and_through_its_users(
    channel: NotificationChannel, resource_id: str | None, notifications: list[str]
):
    assert notified(stage_with_people(), channel, resource_id=resource_id) == notifications


@pytest.mark.parametrize(
    ("action", "notifications"),
    [
        pytest.param("sign", [CENTRAL], id="O-9"),
        pytest.param(" read ", [CENTRAL, SOPHIE], id="trimmed"),
        pytest.param("\N{NO-BREAK SPACE}", [CENTRAL, SOPHIE], id="blank-means-read"),
    ],
)
def test_the_resource_policy_is_checked_for_the_orders_action(
    action: str, notifications: list[str]
):
    details = {"resource_id": TAX_REPORT, "resource_action": action}

    assert notified(stage_with_people(), EMAIL, **details) == notifications


def test_o10_an_organisation_does_not_inherit_the_users_of_another():
    stage = stage_with_people()
    change_organization(stage, OSLO, email_list=("central@ddgfitness.no",))

    assert notified(stage, EMAIL, OSLO, resource_id=APP) == [CENTRAL]


@pytest.mark.parametrize("channel", NotificationChannel)
def test_o11_an_order_to_an_organisation_without_addresses_is_rejected(
    channel: NotificationChannel,
):
    with pytest.raises(MissingContactInformation):
        notified(stage_with_people(), channel, BERGEN, resource_id=TAX_REPORT)


def without_official_addresses() -> Stage:
    stage = stage_with_people()
    change_organization(stage, FITNESS, email_list=(), mobile_number_list=())
    return stage


def test_o12_an_order_to_an_organisation_with_only_users_is_rejected():
    with pytest.raises(MissingContactInformation):
        notified(without_official_addresses(), EMAIL, resource_id=TAX_REPORT)


def test_o12_v1_returns_a_failed_lookup_and_still_notifies_the_users():
    stage = without_official_addresses()
    order_request = to_one(EMAIL, organization(FITNESS), resource_id=TAX_REPORT)

    order, lookup = register_v1(stage.world, order_request, creator=CREATOR, request_json="{}")

    assert lookup is not None
    assert (lookup.status, lookup.missing_contact) == ("Failed", (FITNESS,))
    assert became(stage, order) == [SOPHIE]


def test_o13_an_official_email_address_in_different_case_is_notified_once():
    stage = stage_with_people()
    change_user(stage, 1337, email="CENTRAL@ddgfitness.no")

    assert notified(stage, EMAIL, resource_id=TAX_REPORT) == [CENTRAL]


def test_o14_a_user_with_an_official_email_address_gets_an_sms():
    stage = stage_with_people()
    change_user(stage, 1337, email="CENTRAL@ddgfitness.no", mobile_number="90000009")

    notifications = notified(stage, EMAIL_PREFERRED, resource_id=TAX_REPORT)

    assert notifications == [CENTRAL, "sms +4790000009", USER_SMS]


def test_o15_an_invalid_number_beside_an_email_is_used():
    stage = stage_with_people()
    change_user(stage, 1337, mobile_number="12345678")

    notifications = notified(stage, SMS, resource_id=TAX_REPORT)

    assert notifications == [OFFICIAL_SMS, "sms 12345678", USER_SMS]


def test_a_user_with_only_an_invalid_number_is_not_notified():
    stage = stage_with_people()
    change_user(stage, 1337, email=" ", mobile_number="12345678")

    assert notified(stage, EMAIL_AND_SMS, resource_id=TAX_REPORT) == [
        CENTRAL,
        OFFICIAL_SMS,
        USER_SMS,
    ]


def test_users_with_the_same_address_are_notified_once():
    stage = stage_with_people()
    users = (
        OrganizationUser(user_id=1337, email="sophie@ddgfitness.no", mobile_number="90000000"),
        OrganizationUser(user_id=1001, email="SOPHIE@ddgfitness.no", mobile_number="+4790000000"),
    )
    change_organization(stage, FITNESS, users=users)

    assert notified(stage, EMAIL_AND_SMS, resource_id=TAX_REPORT) == [
        CENTRAL,
        SOPHIE,
        OFFICIAL_SMS,
        USER_SMS,
    ]


def test_official_addresses_are_used_once_and_only_if_valid():
    stage = stage_with_people()
    change_organization(
        stage,
        FITNESS,
        email_list=("central@ddgfitness.no", " ", "Central@ddgfitness.no"),
        mobile_number_list=("12345678", "92010000", "+4792010000"),
    )

    assert notified(stage, EMAIL_AND_SMS) == [CENTRAL, OFFICIAL_SMS]


def test_a_notification_to_a_removed_organisation_fails():
    stage = stage_with_people()
    order = stage.one(to_one(EMAIL, organization(FITNESS), resource_id=TAX_REPORT))
    del stage.world.directory.organizations[FITNESS]

    assert became(stage, order) == ["email Failed_RecipientNotIdentified"]


def test_only_official_addresses_are_notified_if_authorization_denies():
    stage = stage_with_people()
    deny = FaultRule(dependency=Dependency.AUTHORIZATION, decision="Deny", times=1)
    stage.world.faults.rules.append(deny)

    assert notified(stage, EMAIL, resource_id=TAX_REPORT) == [CENTRAL]
    assert stage.world.faults.rules == []


def test_authorization_is_called_once_for_all_organisations_of_an_order():
    stage = stage_with_people()
    users = stage.world.directory.organizations[FITNESS].users
    change_organization(stage, OSLO, email_list=("oslo@ddgfitness.no",), users=users)
    deny = FaultRule(dependency=Dependency.AUTHORIZATION, decision="Deny", times=1)
    stage.world.faults.rules.append(deny)
    order_request = to_one(EMAIL, organization(FITNESS), resource_id=TAX_REPORT)
    recipients = (organization(FITNESS), organization(OSLO))

    order = stage.v1(replace(order_request, recipients=recipients))

    assert became(stage, order) == [CENTRAL, "email oslo@ddgfitness.no"]


def test_authorization_is_not_called_without_subscribed_users():
    stage = stage_with_people()
    change_organization(stage, FITNESS, users=())
    stage.world.faults.rules.append(FaultRule(dependency=Dependency.AUTHORIZATION))

    assert notified(stage, EMAIL, resource_id=TAX_REPORT) == [CENTRAL]


@pytest.mark.parametrize(
    ("dependency", "resource_id"),
    [
        pytest.param(Dependency.PROFILE, TAX_REPORT, id="profile"),
        pytest.param(Dependency.AUTHORIZATION, TAX_REPORT, id="authorization"),
        pytest.param(None, "app_ttd", id="an-app-id-without-an-app"),
    ],
)
def test_a_failing_dependency_delays_the_order(dependency: Dependency | None, resource_id: str):
    stage = stage_with_people()
    order = stage.one(to_one(EMAIL, organization(FITNESS), resource_id=resource_id))
    if dependency is not None:
        stage.world.faults.rules.append(FaultRule(dependency=dependency, times=1))

    stage.to(NOW)

    assert standing(order) == ("Processing", NOW)
    assert order.retry_at is not None

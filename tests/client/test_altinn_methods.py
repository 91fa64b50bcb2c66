"""The methods of ``Altinn`` and ``Inbox``: directory, faults, outcomes, conditions and the rest."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from client_fixtures import Altinn

Order = Callable[..., dict[str, Any]]
NIN = "08900499559"


def order_to_person(altinn: Altinn, channel: str = "Email", **more: Any) -> httpx.Response:
    recipient = {
        "nationalIdentityNumber": NIN,
        "channelSchema": channel,
        "emailSettings": {"subject": "Brev", "body": "Hei $recipientName$"},
        "smsSettings": {"body": "Hei", "sendingTimePolicy": "Anytime"},
    }
    document = {"idempotencyId": "1", "recipient": {"recipientPerson": recipient}, **more}
    return httpx.post(f"{altinn.notifications_url}/future/orders", json=document, verify=False)


def test_a_person_of_the_directory_gets_messages(altinn: Altinn):
    altinn.person(NIN, name="Kari", email="kari@example.com", mobile="+4791111111")

    order_to_person(altinn, "EmailAndSms")
    altinn.advance(minutes=1)

    assert altinn.inbox.expect_email(to="KARI@example.com").body == "Hei Kari"
    assert altinn.inbox.expect_sms().to == "+4791111111"


def test_a_reserved_person_gets_no_message(altinn: Altinn):
    altinn.person(NIN, email="kari@example.com", reserved=True)

    order_to_person(altinn)
    altinn.advance(minutes=1)

    altinn.inbox.expect_never()
    assert [each["reason"] for each in altinn.suppressed()] == ["reserved"]


def test_users_with_access_to_the_resource_get_messages(altinn: Altinn):
    altinn.organization("310244007", name="Fjord AS", emails=["post@fjord.example.com"])
    altinn.resource("ttd-ny", title={"nb": "Ny"}, permits=[{"userId": 1, "actions": ["read"]}])
    altinn.organization_user(organization="310244007", user_id=1, email="a@fjord.example.com")
    altinn.organization_user(organization="310244007", user_id=2, email="b@fjord.example.com")
    recipient = {
        "orgNumber": "310244007",
        "resourceId": "urn:altinn:resource:ttd-ny",
        "channelSchema": "Email",
        "emailSettings": {"subject": "Ny", "body": "Hei"},
    }

    httpx.post(
        f"{altinn.notifications_url}/future/orders",
        json={"idempotencyId": "1", "recipient": {"recipientOrganization": recipient}},
        verify=False,
    )
    altinn.advance(minutes=1)

    recipients = [each.to for each in altinn.inbox.expect(2, channel="email")]
    assert recipients == ["post@fjord.example.com", "a@fjord.example.com"]
    decisions = altinn.explain(altinn.orders()[0]["shipmentId"])
    rejected = [each for each in decisions if each["rule"] == "resource-policy"]
    assert [each["what"] for each in rejected] == ["user 2 of 310244007 is not notified"]


def test_an_external_identity_is_added_by_urn(altinn: Altinn):
    urn = "urn:altinn:person:idporten-email:ny@example.com"
    altinn.external_identity(urn, mobile="+4792222222")

    entries = altinn.control("GET", "/_mock/directory")["externalIdentities"]

    assert next(each for each in entries if each["urn"] == urn)["mobileNumber"] == "+4792222222"


@pytest.mark.altinn(environment="tt02")
def test_only_whitelisted_numbers_are_reached_in_tt02(altinn: Altinn, order_sms: Order):
    altinn.allow_sms("+4793333333", "+4794444444")

    for to in ("+4793333333", "+4794444444", "+4795555555"):
        order_sms(to)
    altinn.advance(minutes=1)

    assert len(altinn.inbox.expect(2, reached=True)) == 2
    assert altinn.inbox.expect_sms(reached=False).route == "simulator"


def test_a_condition_has_answers_in_order_and_counts_calls(altinn: Altinn, order_sms: Order):
    condition = altinn.condition("https://example.com/c", [503, True])

    order_sms(conditionEndpoint="https://example.com/c")
    altinn.advance(minutes=2)

    altinn.inbox.expect_sms()
    assert condition.calls == 2


def test_a_later_condition_replaces_the_earlier_one(altinn: Altinn, order_sms: Order):
    altinn.condition("https://example.com/c", True)
    altinn.condition("https://example.com/c", False)

    order_sms(conditionEndpoint="https://example.com/c")
    altinn.advance(minutes=2)

    altinn.inbox.expect_never()


def test_a_report_gives_a_message_its_result(altinn: Altinn):
    altinn.outcome("NoReport", to="kari@example.com", times=1)
    altinn.person(NIN, email="kari@example.com")

    order_to_person(altinn)
    altinn.advance(minutes=1)
    sent = altinn.inbox.expect_email(result="Succeeded")
    altinn.report(sent, "Failed_Bounced")

    assert altinn.inbox.expect_email(result="Failed_Bounced", reached=False).id == sent.id


def test_a_rejected_report_is_an_error(altinn: Altinn, order_sms: Order):
    order_sms(settings={"sendingTimePolicy": "Anytime"})
    altinn.advance(days=3)

    with pytest.raises(ValueError, match="has expired"):
        altinn.report(altinn.inbox.expect_sms(), "Failed_BarredReceiver")


def test_a_dependency_fails_the_given_number_of_times(altinn: Altinn):
    altinn.person(NIN, email="kari@example.com")
    order_to_person(altinn)

    altinn.fail_dependency("profile", times=1)
    altinn.advance(to="2026-01-05T10:00:30Z")

    assert [each["reason"] for each in altinn.pending()] == ["dependencyFailed"]


def test_a_request_fails_the_given_number_of_times(altinn: Altinn):
    altinn.fail_request(method="POST", path="/notifications/*", status=503, times=1)

    statuses = [order_to_person(altinn).status_code for _ in range(2)]

    assert statuses == [503, 201]
    assert [each["path"] for each in altinn.requests(status=503)] == [
        "/notifications/api/v1/future/orders"
    ]


def test_settings_are_changed_in_snake_case(altinn: Altinn):
    settings = altinn.settings(sms_window=("10:00", "12:00"), environment="tt02")

    assert settings["smsWindow"] == {"opens": "10:00", "closes": "12:00"}


def test_an_unknown_setting_is_an_error(altinn: Altinn):
    with pytest.raises(ValueError, match="did you mean 'environment'"):
        altinn.settings(enviroment="tt02")


def test_a_snapshot_can_be_restored(altinn: Altinn, order_sms: Order):
    order_sms()
    before = altinn.snapshot()
    altinn.advance(days=1)

    altinn.restore(before)

    altinn.inbox.expect_nothing()
    assert altinn.now.day == 5


def test_tokens_are_accepted_in_strict_mode(altinn: Altinn):
    altinn.settings(auth="strict")
    url = f"{altinn.notifications_url}/future/shipment/feed"

    without_token = httpx.get(url, verify=False).status_code
    with_default_scopes = httpx.get(url, headers=altinn.auth(), verify=False).status_code
    with_other_scopes = httpx.get(
        url, headers=altinn.auth(scopes=["altinn:other"]), verify=False
    ).status_code

    assert (without_token, with_default_scopes, with_other_scopes) == (401, 200, 403)


def test_urls_for_the_code_under_test(altinn: Altinn):
    assert altinn.notifications_url == f"{altinn.url}/notifications/api/v1"
    assert altinn.correspondence_url == f"{altinn.url}/correspondence/api/v1"
    assert altinn.app_url("ttd", "skjema") == f"{altinn.url}/ttd/skjema"


def test_clearing_the_inbox_keeps_the_orders(altinn: Altinn, order_sms: Order):
    order_sms()
    altinn.advance(minutes=1)

    altinn.inbox.clear()

    assert altinn.inbox.messages == []
    assert len(altinn.orders()) == 1


def test_wait_for_sms_waits_for_a_running_clock(altinn: Altinn, order_sms: Order):
    altinn.control("PUT", "/_mock/clock", {"mode": "running", "speed": 600})

    order_sms()

    assert altinn.inbox.wait_for_sms(containing="Frist", timeout=5).to == "+4799999999"


def test_wait_for_email_fails_after_its_timeout(altinn: Altinn):
    with pytest.raises(AssertionError, match="Expected an e-mail; no messages were sent"):
        altinn.inbox.wait_for_email(timeout=0.01)


def test_emails_and_sms_are_listed_separately(altinn: Altinn, order_sms: Order):
    altinn.person(NIN, email="kari@example.com")
    order_to_person(altinn)
    order_sms()
    altinn.advance(minutes=1)

    assert [each.to for each in altinn.inbox.emails] == ["kari@example.com"]
    assert [each.segments for each in altinn.inbox.sms] == [1]
    assert len(altinn.inbox.messages) == 2


def test_messages_after_another_message(altinn: Altinn, order_sms: Order):
    order_sms(body="Først")
    altinn.advance(minutes=1)
    first = altinn.inbox.expect_sms()
    order_sms(body="Så")
    altinn.advance(minutes=1)

    assert altinn.inbox.expect_sms(after=first.id).body == "Så"
    assert altinn.inbox.expect_sms(text="Først").id == first.id
    assert altinn.inbox.wait_for_sms(after=first.id, timeout=1).body == "Så"


def test_messages_between_two_instants(altinn: Altinn, order_sms: Order):
    order_sms()
    altinn.advance(hours=1)
    sms = altinn.inbox.expect_sms(since=altinn.now - timedelta(hours=1), until=altinn.now)

    altinn.inbox.expect_nothing(since=sms.sent_at + timedelta(minutes=1))
    assert altinn.inbox.expect_sms(sent_at=sms.sent_at, from_="Altinn") == sms

"""Output of failed tests as pytest prints it. Source."""

from collections.abc import Callable

import pytest

RunTests = Callable[..., pytest.RunResult]


def error_lines(result: pytest.RunResult) -> list[str]:
    """Return the lines that pytest marks with E."""
    return [line[1:].removeprefix("   ") for line in result.outlines if line.startswith("E ")]


def test_a_pending_sms_is_shown_with_its_reason(run_tests: RunTests):
    result = run_tests(
        """
        import pytest

        @pytest.mark.altinn(now="2026-01-05T11:59:00+01:00")
        def test_reminder(altinn, altinn_inbox):
            order(altinn, body="Velkommen")
            altinn.advance(to="2026-01-05T21:00:00+01:00")
            order(altinn)
            altinn_inbox.expect_sms(to="+4799999999", containing="Fristen")
        """
    )

    result.assert_outcomes(failed=1)
    assert error_lines(result) == [
        "AssertionError: Expected an SMS to +4799999999 containing 'Fristen'; none of 1 sent"
        " messages matches.",
        "    closest: 2026-01-05 11:59  SMS     +4799999999  'Velkommen'",
        "        text: expected text containing 'Fristen', got 'Velkommen'",
        "    pending: a matching message is due at 2026-01-06 09:01; the clock is at"
        " 2026-01-05 21:00. Did the test advance the clock?",
        "        SMS to +4799999999 'Fristen er i morgen': daytime SMS are sent between 09:00 and"
        " 17:00 Norwegian time [outsideSmsWindow; rule sms-window]",
        '        to send it: altinn.advance(to="2026-01-06T08:01:00Z"), or POST'
        ' /_mock/clock/advance {"to": "2026-01-06T08:01:00Z"}',
        "    sent:",
        "        2026-01-05 11:59  SMS     +4799999999  'Velkommen'",
    ]
    # pytest shows the line of the test, not a line of the fixtures.
    result.stdout.fnmatch_lines(
        ["test_a_pending_sms_is_shown_with_its_reason.py:*: in test_reminder"]
    )
    result.stdout.no_fnmatch_line("*client_fixtures/inbox.py*")


def test_a_reserved_person_is_shown_as_suppressed(run_tests: RunTests):
    result = run_tests(
        """
        def test_letter(altinn, altinn_inbox):
            altinn.person("08900499559", name="Kari", email="kari@example.com", reserved=True)
            settings = {"subject": "Brev", "body": "Logg inn"}
            person = {"nationalIdentityNumber": "08900499559", "channelSchema": "Email"}
            recipient = {"recipientPerson": {**person, "emailSettings": settings}}
            url = altinn.notifications_url + "/future/orders"
            document = {"idempotencyId": "1", "recipient": recipient}
            assert httpx.post(url, json=document, verify=False).status_code == 201
            altinn.advance(minutes=1)
            altinn_inbox.expect_email(to="kari@example.com")
        """
    )

    assert error_lines(result) == [
        "AssertionError: Expected an e-mail to kari@example.com; no messages were sent.",
        "    suppressed: e-mail to 08900499559 'Brev': the person is reserved [reserved; rule"
        " reserved]",
        '        remedy: "ignoreReservation": true in the order, or altinn.person("08900499559",'
        " reserved=False, …) (PUT /_mock/directory/persons/08900499559)",
    ]


def test_expect_never_shows_a_pending_message(run_tests: RunTests):
    result = run_tests(
        """
        def test_never(altinn, altinn_inbox):
            order(altinn, requestedSendTime="2026-01-12T12:00:00+01:00")
            altinn_inbox.expect_never(channel="sms")
        """
    )

    assert error_lines(result) == [
        "AssertionError: Expected no SMS, now or later; a matching message is pending.",
        "    pending: SMS to +4799999999 'Fristen er i morgen' will be sent 2026-01-12 12:00",
        "        its send time is 2026-01-12 12:00 Norwegian time, so it will be picked up at"
        " 2026-01-12 12:00 in rule set documented [notDue; rule pick-up]",
    ]


def test_an_unknown_filter_is_an_error(run_tests: RunTests):
    result = run_tests(
        """
        def test_typo(altinn_inbox):
            altinn_inbox.expect_sms(containng="Fristen")
        """
    )

    assert error_lines(result) == [
        "TypeError: unknown filter 'containng'; did you mean 'containing'?"
    ]


def test_the_report_shows_the_world(run_tests: RunTests):
    result = run_tests(
        """
        def test_red(altinn):
            order(altinn, body="Velkommen")
            altinn.advance(minutes=1)
            order(altinn, requestedSendTime="2026-01-12T12:00:00+01:00")
            url = altinn.notifications_url + "/future/orders"
            httpx.post(url, json={"idempotencyId": ""}, verify=False)
            assert not "red"
        """,
        "--altinn-report",
    )

    result.stdout.fnmatch_lines(
        [
            "*- altinn -*",
            "world http://127.0.0.1:*, clock 2026-01-05 11:01 Norwegian time",
            "sent: 1",
            "    2026-01-05 11:00  SMS     +4799999999  'Velkommen'",
            "pending: 1",
            "    SMS to +4799999999 'Fristen er i morgen': its send time is * [[]notDue[]],"
            " expected 2026-01-12 12:00",
            "last rejected requests:",
            "    POST /notifications/api/v1/future/orders 400",
        ]
    )


def test_without_the_option_the_report_has_no_section(run_tests: RunTests):
    result = run_tests(
        """
        def test_red(altinn):
            assert not "red"
        """
    )

    result.stdout.no_fnmatch_line("*- altinn -*")

"""Failure output as pytest prints it: the reader's own line, and why. See design/style.md 2.9."""

from collections.abc import Callable

import pytest

RunTests = Callable[..., pytest.RunResult]


def red_lines(result: pytest.RunResult) -> list[str]:
    """The lines that pytest marks with E, as they stand."""
    return [line[1:].removeprefix("   ") for line in result.outlines if line.startswith("E ")]


def test_an_sms_that_waits_for_morning(run_tests: RunTests):
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
    assert red_lines(result) == [
        "AssertionError: Expected an SMS to +4799999999 containing 'Fristen'; none of 1 received"
        " fit.",
        "    closest: 2026-01-05 11:59  SMS     +4799999999  'Velkommen'",
        "        text: wanted 'Fristen' in it, got 'Velkommen'",
        "    held back: one that fits leaves 2026-01-06 09:01, and it is only 2026-01-05 21:00; did"
        " the test forget to advance the clock?",
        "        SMS to +4799999999 'Fristen er i morgen': daytime SMS leave between 09:00 and"
        " 17:00 in Norway [outsideSmsWindow]",
        "    received:",
        "        2026-01-05 11:59  SMS     +4799999999  'Velkommen'",
    ]
    # The failing line is the test's own, not one inside the fixtures.
    result.stdout.fnmatch_lines(["test_an_sms_that_waits_for_morning.py:*: in test_reminder"])
    result.stdout.no_fnmatch_line("*client_fixtures/inbox.py*")


def test_a_reserved_person(run_tests: RunTests):
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

    assert red_lines(result) == [
        "AssertionError: Expected an e-mail to kari@example.com; nothing has been received.",
        "    suppressed: e-mail to 08900499559 'Brev': the person is reserved [reserved; rule"
        " reserved]",
    ]


def test_a_reminder_that_is_still_to_come(run_tests: RunTests):
    result = run_tests(
        """
        def test_never(altinn, altinn_inbox):
            order(altinn, requestedSendTime="2026-01-12T12:00:00+01:00")
            altinn_inbox.expect_never(channel="sms")
        """
    )

    assert red_lines(result) == [
        "AssertionError: Expected no SMS, now or later; one that fits is on its way.",
        "    held back: one that fits leaves 2026-01-12 11:59, and it is only 2026-01-05 11:00; did"
        " the test forget to advance the clock?",
        "        SMS to +4799999999 'Fristen er i morgen': its send time is 2026-01-12 12:00 in"
        " Norway, so it is taken up 2026-01-12 11:59 in Norway [notDue]",
    ]


def test_a_filter_that_does_not_exist(run_tests: RunTests):
    result = run_tests(
        """
        def test_typo(altinn_inbox):
            altinn_inbox.expect_sms(containng="Fristen")
        """
    )

    assert red_lines(result) == [
        "TypeError: there is no filter 'containng'; did you mean 'containing'?"
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
            "world http://127.0.0.1:*, clock 2026-01-05 11:01 in Norway",
            "left: 1",
            "    2026-01-05 11:00  SMS     +4799999999  'Velkommen'",
            "held back: 1",
            "    SMS to +4799999999 'Fristen er i morgen': its send time is * [[]notDue[]],"
            " leaves 2026-01-12 11:59",
            "last calls that were turned down:",
            "    POST /notifications/api/v1/future/orders 400",
        ]
    )


def test_without_the_option_nothing_is_added(run_tests: RunTests):
    result = run_tests(
        """
        def test_red(altinn):
            assert not "red"
        """
    )

    result.stdout.no_fnmatch_line("*- altinn -*")

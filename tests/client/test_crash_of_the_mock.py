"""A crash of the mock fails the test that met it, even where the code under test shrugs it off."""

from collections.abc import Callable

import pytest

RunTests = Callable[..., pytest.RunResult]


def test_it_is_never_passed_over_in_silence(run_tests: RunTests):
    result = run_tests(
        """
        from client_fixtures.plugin import SERVER

        def test_shrugs_it_off(altinn, pytestconfig):
            worlds = pytestconfig.stash[SERVER].app.worlds
            worlds.get(altinn.url.rpartition("/")[2]).status_feed = None
            url = altinn.notifications_url + "/future/shipment/feed"
            assert httpx.get(url, verify=False).status_code == 500

        def test_the_next_one_is_not_concerned(altinn):
            pass
        """
    )

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "the mock itself failed at GET /notifications/api/v1/future/shipment/feed"
            " (AttributeError: *); please report it, with this test"
        ]
    )

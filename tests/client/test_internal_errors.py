"""An internal error in the mock fails the test, even if the code under test ignores it."""

from collections.abc import Callable

import pytest

RunTests = Callable[..., pytest.RunResult]


def test_an_internal_error_fails_only_its_test(run_tests: RunTests):
    result = run_tests(
        """
        from client_fixtures.plugin import SERVER

        def test_ignores_it(altinn, pytestconfig):
            worlds = pytestconfig.stash[SERVER].app.worlds
            worlds.get(altinn.url.rpartition("/")[2]).status_feed = None
            url = altinn.notifications_url + "/future/shipment/feed"
            assert httpx.get(url, verify=False).status_code == 500

        def test_next(altinn):
            pass
        """
    )

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "internal error in the mock at GET /notifications/api/v1/future/shipment/feed"
            " (AttributeError: *); please report it together with this test"
        ]
    )

"""``altinn_respx``: code that calls Altinn's real hosts with httpx reaches this test's world."""

import asyncio
from collections.abc import Callable

import httpx
import pytest
import respx

from client_fixtures import Altinn

RunTests = Callable[..., pytest.RunResult]
ORDER = {
    "idempotencyId": "1",
    "recipient": {
        "recipientEmail": {
            "emailAddress": "ola@example.com",
            "emailSettings": {"subject": "Hei", "body": "Hei"},
        }
    },
}


@pytest.mark.parametrize("host", ["platform.altinn.no", "platform.tt02.altinn.no"])
def test_a_sync_client_orders(altinn: Altinn, altinn_respx: respx.MockRouter, host: str):
    answer = httpx.post(f"https://{host}/notifications/api/v1/future/orders", json=ORDER)

    altinn.advance(minutes=1)

    assert answer.status_code == 201
    assert altinn.inbox.expect_email().to == "ola@example.com"
    assert altinn_respx.calls.last.request.url.host == host


def test_an_async_client_orders(altinn: Altinn, altinn_respx: respx.MockRouter):
    async def order() -> int:
        async with httpx.AsyncClient(base_url="https://platform.altinn.no") as client:
            answer = await client.post("/notifications/api/v1/future/orders", json=ORDER)
            return answer.status_code

    assert asyncio.run(order()) == 201
    assert len(altinn.orders()) == 1
    assert altinn_respx.calls.call_count == 1


def test_the_link_in_an_answer_can_be_followed(altinn_respx: respx.MockRouter):
    order = {"recipients": [{"emailAddress": "ola@example.com"}], "subject": "Hei", "body": "Hei"}
    url = "https://platform.altinn.no/notifications/api/v1/orders"
    taken = httpx.post(f"{url}/email", json=order)

    followed = httpx.get(taken.headers["Location"])
    again = httpx.get(followed.json()["links"]["self"])

    assert followed.json()["id"] == taken.json()["orderId"]
    assert again.json() == followed.json()
    assert altinn_respx.calls.call_count == 3


@pytest.mark.parametrize("host", ["maskinporten.no", "test.maskinporten.no"])
def test_the_token_endpoint_of_maskinporten(
    altinn: Altinn, altinn_respx: respx.MockRouter, host: str
):
    grant = altinn.token(kind="maskinportenRaw")
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": grant}

    answer = httpx.post(f"https://{host}/token", data=form)

    assert answer.status_code == 200
    assert answer.json()["access_token"]
    assert altinn_respx.calls.call_count == 1


def test_a_route_of_the_tests_own_comes_first(altinn_respx: respx.MockRouter):
    altinn_respx.get("https://platform.altinn.no/profile").respond(json={"name": "Ola"})
    altinn_respx.get("https://example.com/").respond(204)

    profile = httpx.get("https://platform.altinn.no/profile")
    example = httpx.get("https://example.com/")

    assert (profile.json(), example.status_code) == ({"name": "Ola"}, 204)


def test_the_mock_itself_is_reached_as_ever(altinn: Altinn, altinn_respx: respx.MockRouter):
    assert httpx.get(f"{altinn.url}/_mock/ready").status_code == 200
    assert altinn_respx.calls


def test_a_call_to_any_other_host_fails_the_test(run_tests: RunTests):
    result = run_tests(
        """
        import asyncio

        def test_raises(altinn_respx):
            httpx.get("https://example.com/a")

        def test_swallowed(altinn_respx):
            try:
                httpx.get("https://example.com/b")
            except Exception:
                pass

        def test_async(altinn_respx):
            async def call():
                async with httpx.AsyncClient() as client:
                    await client.get("https://maskinporten.no/other")
            asyncio.run(call())
        """
    )

    result.assert_outcomes(failed=2, passed=1, errors=3)
    result.stdout.fnmatch_lines_random(
        [
            "E   *GET https://example.com/a goes to a host that is neither Altinn's nor routed by"
            " the test; route it, e.g. altinn_respx.get('https://example.com/a').respond()",
            "GET https://example.com/b goes to a host that is neither Altinn's nor routed*",
            "GET https://maskinporten.no/other goes to a host*",
        ]
    )


def test_another_router_of_the_test_may_know_the_host(run_tests: RunTests):
    result = run_tests(
        """
        import respx

        def test_both(altinn_respx):
            with respx.mock:
                respx.get("https://example.com/").respond(204)
                assert httpx.get("https://example.com/").status_code == 204
        """
    )

    result.assert_outcomes(passed=1)

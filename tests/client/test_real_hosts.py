"""The fixture ``altinn_respx``: httpx calls to Altinn's real hosts reach the world of the test."""

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
def test_a_sync_client_reaches_the_world(altinn: Altinn, altinn_respx: respx.MockRouter, host: str):
    response = httpx.post(f"https://{host}/notifications/api/v1/future/orders", json=ORDER)

    altinn.advance(minutes=1)

    assert response.status_code == 201
    assert altinn.inbox.expect_email().to == "ola@example.com"
    assert altinn_respx.calls.last.request.url.host == host


def test_an_async_client_reaches_the_world(altinn: Altinn, altinn_respx: respx.MockRouter):
    async def order() -> int:
        async with httpx.AsyncClient(base_url="https://platform.altinn.no") as client:
            response = await client.post("/notifications/api/v1/future/orders", json=ORDER)
            return response.status_code

    assert asyncio.run(order()) == 201
    assert len(altinn.orders()) == 1
    assert altinn_respx.calls.call_count == 1


def test_links_in_responses_can_be_followed(altinn_respx: respx.MockRouter):
    order = {"recipients": [{"emailAddress": "ola@example.com"}], "subject": "Hei", "body": "Hei"}
    url = "https://platform.altinn.no/notifications/api/v1/orders"
    registered = httpx.post(f"{url}/email", json=order)

    order_response = httpx.get(registered.headers["Location"])
    same_order = httpx.get(order_response.json()["links"]["self"])

    assert order_response.json()["id"] == registered.json()["orderId"]
    assert same_order.json() == order_response.json()
    assert altinn_respx.calls.call_count == 3


@pytest.mark.parametrize("host", ["maskinporten.no", "test.maskinporten.no"])
def test_the_token_endpoint_of_maskinporten_is_routed(
    altinn: Altinn, altinn_respx: respx.MockRouter, host: str
):
    grant = altinn.token(kind="maskinportenRaw")
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": grant}

    response = httpx.post(f"https://{host}/token", data=form)

    assert response.status_code == 200
    assert response.json()["access_token"]
    assert altinn_respx.calls.call_count == 1


def test_routes_of_the_test_come_first(altinn_respx: respx.MockRouter):
    altinn_respx.get("https://platform.altinn.no/profile").respond(json={"name": "Ola"})
    altinn_respx.get("https://example.com/").respond(204)

    profile = httpx.get("https://platform.altinn.no/profile")
    example = httpx.get("https://example.com/")

    assert (profile.json(), example.status_code) == ({"name": "Ola"}, 204)


def test_the_server_of_the_mock_is_reached_directly(altinn: Altinn, altinn_respx: respx.MockRouter):
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
            "E   *GET https://example.com/a: this host is not an Altinn host and has no route. Add"
            " one, for example altinn_respx.get('https://example.com/a').respond()",
            "GET https://example.com/b: this host is not an Altinn host and has no route*",
            "GET https://maskinporten.no/other: this host is not an Altinn host*",
        ]
    )


def test_another_router_may_have_a_route_for_the_host(run_tests: RunTests):
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

"""The fixture ``altinn_asgi``: a world behind ``httpx.ASGITransport``, in process or over HTTP."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import httpx
import pytest

from client_fixtures import Altinn
from client_fixtures.asgi import HttpProxyApp, InProcessApp

Application = Callable[..., Coroutine[Any, Any, None]]
ORDER = {
    "idempotencyId": "1",
    "recipient": {"recipientSms": {"phoneNumber": "+4799999999", "smsSettings": {"body": "Hei"}}},
}


def call(app: Application, method: str, path: str, **more: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://altinn") as client:
            return await client.request(method, path, **more)

    return asyncio.run(send())


@pytest.fixture(params=["in-process", "proxy"])
def application(
    request: pytest.FixtureRequest, altinn: Altinn, altinn_asgi: Application
) -> Application:
    return altinn_asgi if request.param == "in-process" else HttpProxyApp(altinn.url)


def test_a_server_in_this_process_is_called_without_a_socket(altinn_asgi: Application):
    assert isinstance(altinn_asgi, InProcessApp)


def test_an_order_reaches_the_world(altinn: Altinn, application: Application):
    response = call(application, "POST", "/notifications/api/v1/future/orders", json=ORDER)

    altinn.advance(minutes=1)

    assert response.status_code == 201
    assert altinn.inbox.expect_sms().body == "Hei"


def test_query_and_escapes_are_unchanged(altinn: Altinn, application: Application):
    path = "/notifications/api/v1/orders/a%2Fb?x=%20y"

    response = call(application, "GET", path)

    assert response.status_code == 400
    assert "a%2Fb" in response.text
    assert altinn.requests()[-1]["query"] == "x=%20y"


def test_concurrent_requests(altinn: Altinn, application: Application):
    async def send() -> list[int]:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://altinn") as client:
            orders = [
                client.post(
                    "/notifications/api/v1/future/orders", json={**ORDER, "idempotencyId": str(n)}
                )
                for n in range(20)
            ]
            return [response.status_code for response in await asyncio.gather(*orders)]

    assert asyncio.run(send()) == [201] * 20
    assert len(altinn.orders()) == 20


def test_a_fault_can_close_the_connection(altinn: Altinn, altinn_asgi: Application):
    altinn.fail_request(path="/notifications/*", close=True, times=1)

    with pytest.raises(ConnectionError, match="configured fault"):
        call(altinn_asgi, "GET", "/notifications/api/v1/future/shipment/feed")

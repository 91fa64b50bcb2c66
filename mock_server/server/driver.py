"""Running the engine: going out to ask what only the outside can answer.

See docs/adr/0004 (the engine asks, the edge calls).
"""

from __future__ import annotations

import asyncio
import ssl
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx
from starlette.types import ASGIApp

from mock_server.domain.enums import Environment
from mock_server.domain.identities import DIGDIR
from mock_server.notifications.api.internal_orders import submit_internal_order
from mock_server.real_time import timeout
from mock_server.request_context import DEFAULT_WORLD, is_altinn_host
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.claims import maskinporten_issuer
from mock_server.tokens.signing import Signer
from mock_server.world.conditions import parse_answer
from mock_server.world.external_calls import (
    CheckSendCondition,
    SendConditionResult,
    Steps,
    SubmitOrder,
)
from mock_server.world.world import World

CONDITION_SCOPE: Final = "altinn:system/notifications.condition.check"
CONDITION_TIMEOUT: Final = 10.0
CONDITION_MAX_BYTES: Final = 1_000_000


class EngineRunner:
    """Runs the engine's generators, going out to ask whatever they ask on the way.

    One driver at a time for each world; while it waits for an answer from outside, other requests
    to that world are served.
    """

    def __init__(
        self, app: ASGIApp, signer: Signer, condition_timeout: float = CONDITION_TIMEOUT
    ) -> None:
        self._app = app
        self._signer = signer
        self._condition_timeout = condition_timeout
        self._locks: WeakKeyDictionary[World, asyncio.Lock] = WeakKeyDictionary()

    async def run(self, world: World, steps: Steps) -> None:
        """Run *steps* to the end."""
        async with self._locks.setdefault(world, asyncio.Lock()):
            try:
                question = next(steps)
                while True:
                    question = steps.send(await self._answer(world, question))
            except StopIteration:
                return

    async def _answer(self, world: World, question: CheckSendCondition | SubmitOrder) -> Any:
        match question:
            case CheckSendCondition():
                return await self._ask_condition(world, question.url)
            case SubmitOrder():
                return submit_internal_order(world, question)

    async def _ask_condition(self, world: World, url: str) -> SendConditionResult:
        scripted = world.conditions.answer(url)
        if scripted is not None:
            return scripted
        try:
            parts = urlsplit(url)
        except ValueError as error:
            return SendConditionResult(None, f"no address to call: {error}")
        if is_altinn_host(parts.hostname or ""):
            prefix = "" if world.name == DEFAULT_WORLD else f"/w/{world.name}"
            target = parts._replace(scheme="http", netloc="localhost", path=prefix + parts.path)
            inside = httpx.ASGITransport(app=self._app)
            return await self._get(world, target.geturl(), transport=inside, trust_env=False)
        if not world.settings.allow_outgoing_calls:
            return SendConditionResult(None, "not asked: outgoing calls are switched off")
        return await self._get(world, url, verify=self._certificates)

    async def _get(self, world: World, url: str, **how: Any) -> SendConditionResult:
        token = self._token(world.settings.environment)
        headers = {"Authorization": f"Bearer {token}"}
        try:
            async with (
                timeout(self._condition_timeout),
                httpx.AsyncClient(follow_redirects=True, timeout=None, **how) as client,
                client.stream("GET", url, headers=headers) as response,
            ):
                return await _read(response)
        except TimeoutError:
            return SendConditionResult(
                None, f"no answer within {self._condition_timeout:g} seconds"
            )
        except httpx.ConnectError:
            return SendConditionResult(None, "no connection", is_unreachable=True)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            return SendConditionResult(None, f"no usable answer ({type(error).__name__})")

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        # Reading them takes longer than most answers do.
        return httpx.create_ssl_context()

    def _token(self, environment: Environment) -> str:
        """Return the token that the platform shows: Maskinporten's own, not exchanged."""
        now = unix_now()
        return self._signer.issue(
            {
                "iss": maskinporten_issuer(environment),
                "scope": CONDITION_SCOPE,
                "consumer": {"authority": "iso6523-actorid-upis", "ID": f"0192:{DIGDIR}"},
                "iat": now,
                "exp": now + 120,
            }
        )


async def _read(response: httpx.Response) -> SendConditionResult:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > CONDITION_MAX_BYTES:
            return SendConditionResult(None, f"an answer of more than {CONDITION_MAX_BYTES} bytes")
    return parse_answer(response.status_code, content.decode("utf-8", "replace"))

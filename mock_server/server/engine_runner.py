"""Running engine steps, and making the external calls that they yield.

See docs/adr/0004.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, suppress
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx
from starlette.types import ASGIApp

from mock_server.domain.enums import Environment, RuleSet
from mock_server.domain.identities import DIGDIR
from mock_server.notifications.api.internal_orders import submit_internal_order
from mock_server.real_time import Turn, let_others_run, timeout
from mock_server.request_context import DEFAULT_WORLD, is_altinn_host
from mock_server.server.journaled_requests import is_internal_call
from mock_server.server.world_gates import WorldGates
from mock_server.tokens.bearer_tokens import unix_now
from mock_server.tokens.claims import maskinporten_issuer
from mock_server.tokens.signing import Signer
from mock_server.world.conditions import parse_condition_response
from mock_server.world.external_calls import (
    CheckSendCondition,
    ExternalCall,
    Pause,
    SendConditionResult,
    Steps,
    SubmitOrder,
)
from mock_server.world.world import World

RecordResponse = Callable[[World, SendConditionResult], Awaitable[None]]

CONDITION_SCOPE: Final = "altinn:system/notifications.condition.check"
CONDITION_TIMEOUT: Final = 10.0
CONDITION_MAX_BYTES: Final = 1_000_000


class EngineRunner:
    """Runs the steps of an engine and makes the external calls that they yield.

    For each world, one run at a time. While a run waits for a response, other requests to the
    world are served.
    """

    def __init__(
        self,
        app: ASGIApp,
        signer: Signer,
        condition_timeout: float = CONDITION_TIMEOUT,
        record_response: RecordResponse | None = None,
    ) -> None:
        self._app = app
        self._signer = signer
        self._condition_timeout = condition_timeout
        self._record_response = record_response
        self.gates = WorldGates()
        self._locks: WeakKeyDictionary[World, asyncio.Lock] = WeakKeyDictionary()

    async def run(self, world: World, steps: Steps) -> None:
        """Run *steps* to the end."""
        async with self._lock(world):
            try:
                await self._run(world, steps)
            except asyncio.CancelledError:
                self.gates.interrupted.add(world.name)
                raise
            finally:
                self.gates.of(world).open()
                self.gates.forget_idle(world)

    async def _run(self, world: World, steps: Steps) -> None:
        turn = Turn()
        response: Any = None
        with suppress(StopIteration):
            while True:
                call = steps.send(response)
                if isinstance(call, Pause):
                    response = None
                    if turn.is_over():
                        self.gates.of(world).close()
                        await let_others_run()
                        turn = Turn()
                else:
                    self.gates.of(world).open()
                    response = await self._make_call(world, call)
                    turn = Turn()

    def _lock(self, world: World) -> AbstractAsyncContextManager[object]:
        return self._locks.setdefault(world, asyncio.Lock())

    async def _make_call(self, world: World, call: ExternalCall) -> Any:
        match call:
            case CheckSendCondition():
                return await self.check_condition(world, call.url)
            case SubmitOrder():
                return submit_internal_order(world, call)

    async def check_condition(self, world: World, url: str) -> SendConditionResult:
        """Return the result of a condition endpoint: scripted, in process, or over HTTP."""
        scripted = world.conditions.scripted_result(url, world.settings.rules)
        if scripted is not None:
            return scripted
        try:
            parts = urlsplit(url)
        except ValueError as error:
            return SendConditionResult(None, f"invalid URL: {error}")
        if is_altinn_host(parts.hostname or ""):
            prefix = "" if world.name == DEFAULT_WORLD else f"/w/{world.name}"
            target = parts._replace(scheme="http", netloc="localhost", path=prefix + parts.path)
            in_process = httpx.ASGITransport(app=self._app)
            is_internal = is_internal_call.set(True)
            try:
                return await self._get(
                    world, target.geturl(), transport=in_process, trust_env=False
                )
            finally:
                is_internal_call.reset(is_internal)
        if not world.settings.allow_outgoing_calls:
            return SendConditionResult(None, "not called: outgoing calls are disabled")
        result = await self._call_outside(world, url)
        if self._record_response:
            await self._record_response(world, result)
        return result

    async def _call_outside(self, world: World, url: str) -> SendConditionResult:
        return await self._get(world, url, verify=self._certificates)

    async def _get(self, world: World, url: str, **client_options: Any) -> SendConditionResult:
        token = self._token(world.settings.environment)
        rules = world.settings.rules
        headers = {"Authorization": f"Bearer {token}"}
        if rules is RuleSet.DOCUMENTED:
            headers["Content-Type"] = "application/json"
        try:
            async with (
                timeout(self._condition_timeout),
                httpx.AsyncClient(follow_redirects=True, timeout=None, **client_options) as client,
                client.stream("GET", url, headers=headers) as response,
            ):
                return await _read_response(response, rules)
        except TimeoutError:
            return SendConditionResult(
                None, f"no response within {self._condition_timeout:g} seconds"
            )
        except httpx.ConnectError:
            return SendConditionResult(None, "no connection", is_unreachable=True)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            return SendConditionResult(None, f"no usable response ({type(error).__name__})")

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        # Loading the certificates takes longer than most calls.
        return httpx.create_ssl_context()

    def _token(self, environment: Environment) -> str:
        """Return the token that Altinn sends: from Maskinporten, not exchanged."""
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


async def _read_response(response: httpx.Response, rules: RuleSet) -> SendConditionResult:
    content = bytearray()
    async for chunk in response.aiter_bytes():
        content += chunk
        if len(content) > CONDITION_MAX_BYTES:
            return SendConditionResult(None, f"a response of more than {CONDITION_MAX_BYTES} bytes")
    text = content.decode("utf-8", "replace")
    return parse_condition_response(response.status_code, text, rules)

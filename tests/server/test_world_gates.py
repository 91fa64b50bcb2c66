"""Gates in front of worlds: order of requests while an engine pauses."""

import asyncio

from mock_server.real_time import let_others_run
from mock_server.server.world_gates import Gate


def test_requests_pass_a_closed_gate_in_the_order_of_their_arrival():
    async def scenario() -> list[str]:
        gate, passed = Gate(), list[str]()

        async def enter(name: str) -> None:
            await gate.enter()
            passed.append(name)
            if name == "b":
                gate.close()

        gate.close()
        tasks = [asyncio.create_task(enter(name)) for name in "abc"]
        await let_others_run()
        passed.append("opened")
        gate.open()
        tasks.append(asyncio.create_task(enter("d")))
        for _ in range(5):
            await let_others_run()
        passed.append("opened again")
        gate.open()
        await asyncio.gather(*tasks)
        return passed

    assert asyncio.run(scenario()) == ["opened", "a", "b", "opened again", "c", "d"]


def test_a_request_that_is_cancelled_does_not_stop_the_next():
    async def scenario() -> bool:
        gate = Gate()
        gate.close()
        first, second = (asyncio.create_task(gate.enter()) for _ in range(2))
        await let_others_run()
        gate.open()
        first.cancel()
        await second
        return first.cancelled() and gate.is_idle()

    assert asyncio.run(scenario())
